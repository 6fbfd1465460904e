/* The processes of the daemon. Each blocks until there is work or a signal, and looks at the tables now and then even where
 * nobody woke it. Never waits for another process. */
#include "flow/worker.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "send/send.h"

#define LOOK_ANYWAY_SECS 30 /* in case a ring of the bell was missed */
#define STOP_SECS 2         /* after a signal to stop, at the latest */

static volatile sig_atomic_t is_stopping;
static int stop_ends[2] = {-1, -1};

static void on_stop(int signal_number)
{
    (void)signal_number;
    int saved = errno;
    is_stopping = 1;
    alarm(STOP_SECS); /* the last resort where some call does not come back; every step survives it */
    ssize_t written = write(stop_ends[1], "", 1);
    (void)written;
    errno = saved;
}

bool worker_stopping(void *data)
{
    (void)data;
    return is_stopping != 0;
}

int worker_stop_fd(void) { return stop_ends[0]; }

void worker_begin(pid_t parent, const char *title)
{
    struct sigaction stop = {.sa_handler = on_stop}; /* without SA_RESTART: waiting for a lock ends too */
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t none;
    if (pipe(stop_ends) != 0)
        exit(EXIT_FAILURE);
    sigaction(SIGTERM, &stop, NULL);
    sigaction(SIGINT, &stop, NULL);
    sigaction(SIGHUP, &ignore, NULL);
    sigaction(SIGPIPE, &ignore, NULL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    prctl(PR_SET_NAME, title);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (getppid() != parent)
        exit(EXIT_FAILURE); /* it died before we asked to be told */
}

void worker_wait(int bell, gint64 secs)
{
    struct pollfd fds[] = {{.fd = stop_ends[0], .events = POLLIN}, {.fd = bell, .events = POLLIN}};
    poll(fds, G_N_ELEMENTS(fds), (int)CLAMP(secs, 1, 24 * 60 * 60) * 1000);
}

int worker_fail(const char *name, GError *error)
{
    log_error(name, 0, "%s", error->message);
    int status = error_exit_status(error);
    g_error_free(error);
    return status;
}

int worker_read(const struct worker_context *context)
{
    GError *error = NULL;
    AUTO(store) store = office_open_store(context->campaign, &error);
    if (store == NULL)
        return worker_fail("read", error);
    struct office office = {
        .campaign = (struct campaign *)context->campaign, .knowledge = (struct knowledge *)context->knowledge, .store = store};
    struct read_counts counts = {0};
    int bell = bell_listen(context->campaign);
    while (!is_stopping && flow_read_kept(&office, worker_stopping, NULL, &counts, &error)) {
        if (!is_stopping)
            worker_wait(bell, LOOK_ANYWAY_SECS);
        bell_hush(bell);
    }
    if (bell >= 0)
        close(bell);
    return error != NULL ? worker_fail("read", error) : 0;
}

/* How long the sender may sleep: until the next mail is due, at most until it looks anyway. */
static gint64 until_due_secs(struct store *store)
{
    gint64 due = store_outbox_next_due(store);
    return due == 0 ? LOOK_ANYWAY_SECS : MIN(due - clock_now_secs(), LOOK_ANYWAY_SECS);
}

/* Sends what is due and waits for more. *rounds: how often in a row the server was at fault. */
static bool send_and_wait(struct store *store, const struct campaign *campaign, int bell, guint *rounds, GError **error)
{
    struct send_counts counts;
    bool ok = send_outbox(store, campaign, worker_stopping, NULL, &counts, error);
    *rounds = counts.whole_host ? *rounds + 1 : 0;
    if (*rounds > 0)
        log_warning("send", 0, "waiting %" G_GINT64_FORMAT " seconds: %s", send_pause_secs(*rounds),
                    counts.words != NULL ? counts.words : "the server is at fault");
    if (ok && !is_stopping)
        worker_wait(*rounds > 0 ? -1 : bell, *rounds > 0 ? send_pause_secs(*rounds) : until_due_secs(store));
    bell_hush(bell);
    send_counts_clear(&counts);
    return ok;
}

int worker_send(const struct worker_context *context)
{
    GError *error = NULL;
    AUTO(store) store = office_open_store(context->campaign, &error);
    if (store == NULL)
        return worker_fail("send", error);
    int bell = bell_listen(context->campaign);
    for (guint rounds = 0; !is_stopping && send_and_wait(store, context->campaign, bell, &rounds, &error);)
        ;
    if (bell >= 0)
        close(bell);
    return error != NULL ? worker_fail("send", error) : 0;
}
