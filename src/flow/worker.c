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
#include "base/pulse.h"
#include "send/send.h"

#define LOOK_ANYWAY_SECS 30 /* in case a ring of the bell was missed */
#define STOP_SECS 2         /* after a signal to stop, at the latest */

static volatile sig_atomic_t is_stopping;
static int stop_ends[2] = {-1, -1};
static pid_t supervisor_pid;

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
    pulse_beat(); /* it is asked again and again, whatever the work is */
    return is_stopping != 0;
}

int worker_stop_fd(void) { return stop_ends[0]; }

void worker_begin(pid_t parent, const char *title)
{
    struct sigaction stop = {.sa_handler = on_stop}; /* without SA_RESTART: waiting for a lock ends too */
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t none;
    supervisor_pid = parent;
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

void worker_tell(const char *words)
{
    if (pulse_tell(words) && getppid() == supervisor_pid)
        kill(supervisor_pid, SIGNAL_TROUBLE);
}

void worker_wait(int bell, gint64 secs)
{
    struct pollfd fds[] = {{.fd = stop_ends[0], .events = POLLIN}, {.fd = bell, .events = POLLIN}};
    int msecs = (int)CLAMP(secs, 1, 24 * 60 * 60) * 1000;
    pulse_rest(msecs);
    poll(fds, G_N_ELEMENTS(fds), msecs);
    pulse_beat();
}

int worker_fail(const char *name, GError *error)
{
    log_error(name, 0, "%s", error->message);
    int status = error_exit_status(error);
    g_error_free(error);
    return status;
}

/* Whether error is one that a process outlasts; after a fault of ours a new process is better. */
static bool is_outlasted(const GError *error) { return !g_error_matches(error, ERROR_DOMAIN, ERROR_BUG); }

/* Opens the database, unless it is open. */
static bool open_store(const struct worker_context *context, struct store **store, GError **error)
{
    if (*store == NULL)
        *store = office_open_store(context->campaign, error);
    return *store != NULL;
}

int worker_go_round(const struct worker_context *context, const char *name, worker_round round, void *data)
{
    struct trouble trouble = {.name = name};
    struct store *store = NULL;
    int status = 0;
    while (!is_stopping && status == 0) {
        GError *error = NULL;
        if (open_store(context, &store, &error) && round(context, store, data, &error)) {
            trouble_over(&trouble);
            continue;
        }
        g_clear_pointer(&store, store_free);
        if (is_stopping || is_outlasted(error)) {
            worker_wait(-1, trouble_note(&trouble, error));
            g_error_free(error);
        } else
            status = worker_fail(name, error);
    }
    store_free(store);
    trouble_clear(&trouble);
    return status;
}

/* What the process that reads keeps between two rounds. */
struct reading_desk {
    struct readers *readers;
    int bell;
};

static bool read_round(const struct worker_context *context, struct store *store, void *data, GError **error)
{
    struct reading_desk *desk = data;
    struct office office = {.campaign = (struct campaign *)context->campaign,
                            .knowledge = (struct knowledge *)context->knowledge,
                            .store = store,
                            .readers = desk->readers};
    struct read_counts counts = {0};
    bell_hush(desk->bell);
    bool ok = flow_read_kept(&office, worker_stopping, NULL, &counts, error);
    desk->readers = office.readers;
    if (ok && !is_stopping)
        worker_wait(desk->bell, LOOK_ANYWAY_SECS);
    return ok;
}

int worker_read(const struct worker_context *context)
{
    struct reading_desk desk = {.bell = bell_listen(context->campaign)};
    int status = worker_go_round(context, "read", read_round, &desk);
    readers_free(desk.readers);
    if (desk.bell >= 0)
        close(desk.bell);
    return status;
}

/* How long the sender may sleep: until the next mail is due, at most until it looks anyway. */
static gint64 until_due_secs(struct store *store)
{
    gint64 due = store_outbox_next_due(store);
    return due == 0 ? LOOK_ANYWAY_SECS : MIN(due - clock_now_secs(), LOOK_ANYWAY_SECS);
}

/* What the process that sends keeps between two rounds. */
struct sending {
    struct sender *sender;
    int bell;
    guint rounds; /* in a row that the server was at fault */
    char *told;   /* the trouble that the log was told of; NULL: none */
};

/* Tells the log of the server's trouble, once; and once that it is over. Returns how long to wait. */
static gint64 note_server(struct sending *sending, const struct send_counts *counts)
{
    if (!counts->whole_host) {
        if (sending->told != NULL && counts->sent > 0)
            log_info("send", 0, "mail goes out again");
        if (counts->sent > 0)
            g_clear_pointer(&sending->told, g_free);
        sending->rounds = 0;
        return 0;
    }
    const char *words = counts->words != NULL ? counts->words : "the server is at fault";
    gint64 secs = send_pause_secs(++sending->rounds);
    enum log_level level = g_strcmp0(sending->told, words) == 0 ? LOG_LEVEL_DEBUG : LOG_LEVEL_WARNING;
    log_write(level, "send", 0, "no mail goes out: %s; next try in %" G_GINT64_FORMAT " s", words, secs);
    g_free(sending->told);
    sending->told = g_strdup(words);
    return secs;
}

/* Sends what is due and waits for more. */
static bool send_round(const struct worker_context *context, struct store *store, void *data, GError **error)
{
    (void)context;
    struct sending *sending = data;
    struct send_counts counts;
    bell_hush(sending->bell);
    bool ok = sender_round(sending->sender, store, worker_stopping, NULL, &counts, error);
    gint64 pause = ok ? note_server(sending, &counts) : 0, limit = counts.wait_secs;
    send_counts_clear(&counts);
    if (!ok || is_stopping)
        return ok;
    if (pause > 0)
        worker_wait(-1, pause); /* whoever rings, the server is in no better state */
    else if (limit > 0)
        worker_wait(sending->bell, MIN(limit, LOOK_ANYWAY_SECS)); /* the clock may be set meanwhile */
    else
        worker_wait(sending->bell, until_due_secs(store));
    return true;
}

int worker_send(const struct worker_context *context)
{
    struct sending sending = {.sender = sender_new(context->campaign), .bell = bell_listen(context->campaign)};
    int status = worker_go_round(context, "send", send_round, &sending);
    sender_free(sending.sender);
    g_free(sending.told);
    if (sending.bell >= 0)
        close(sending.bell);
    return status;
}
