/* The supervisor: one process per source, a reader, a sender, a clock. It starts them, starts them again when they die, and
 * ends them. Never touches a message itself, and never has the database open while it forks. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/log.h"
#include "flow/notify.h"
#include "flow/supervisor.h"

#define RESTART_FIRST_SECS 1
#define RESTART_MOST_SECS 60  /* also: a process that lived for so long begins again with the first */
#define LOOK_AGAIN_MSECS 1000 /* whether a process that was killed has ended */
#define STOP_MSECS 800        /* for all of them to end, before they are ended */

static gint64 now_msecs(void) { return g_get_monotonic_time() / 1000; }

/* ---- who there is */

static void worker_free(gpointer data)
{
    struct worker *worker = data;
    g_free(worker->ended);
    pulse_free(worker->pulse);
    g_free(worker);
}

static void add_worker(struct supervisor *supervisor, const char *title, const char *name,
                       int (*work)(const struct worker_context *context), const struct source_config *config)
{
    struct worker *worker = g_new0(struct worker, 1);
    *worker = (struct worker){.name = name, .work = work, .config = config, .restart_secs = RESTART_FIRST_SECS};
    worker->pulse = pulse_new();
    g_strlcpy(worker->title, title, TITLE_BYTES);
    g_ptr_array_add(supervisor->workers, worker);
}

static void list_workers(struct supervisor *supervisor)
{
    g_ptr_array_set_size(supervisor->workers, 0);
    add_worker(supervisor, "hb-reader", "read", worker_read, NULL);
    add_worker(supervisor, "hb-sender", "send", worker_send, NULL);
    add_worker(supervisor, "hb-clock", "clock", worker_clock, NULL);
    for (guint i = 0; i < supervisor->campaign->sources->len; i++) {
        const struct source_config *config = supervisor->campaign->sources->pdata[i];
        g_autofree char *title = g_strdup_printf("hb-source-%u", i + 1);
        add_worker(supervisor, title, config->name, worker_source, config);
    }
}

/* ---- starting */

G_GNUC_NORETURN static void be_worker(const struct supervisor *supervisor, const struct worker *worker, pid_t parent)
{
    pulse_carry(worker->pulse);
    close(supervisor->lock); /* the lock is the supervisor's: a new one may begin as soon as that is gone */
    worker_begin(parent, worker->title);
    struct worker_context context = {
        .campaign = supervisor->campaign, .knowledge = supervisor->knowledge, .config = worker->config};
    exit(worker->work(&context));
}

static void start(struct supervisor *supervisor, struct worker *worker)
{
    worker->is_hanging = false;
    pulse_reset(worker->pulse);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0)
        be_worker(supervisor, worker, parent);
    worker->started_msecs = now_msecs();
    worker->since_secs = clock_now_secs();
    supervisor->has_news = true;
    if (pid > 0) {
        worker->pid = pid;
        return;
    }
    log_error("run", 0, "cannot start a process: %s", g_strerror(errno));
    worker->next_msecs = worker->started_msecs + RESTART_MOST_SECS * 1000;
}

/* Starts those whose time has come. Returns in how many milliseconds the next one's will, -1 where all run. */
static gint64 start_due(struct supervisor *supervisor)
{
    gint64 soonest = -1;
    for (guint i = 0; i < supervisor->workers->len; i++) {
        struct worker *worker = supervisor->workers->pdata[i];
        gint64 left = worker->next_msecs - now_msecs();
        if (worker->pid == 0 && left <= 0) {
            start(supervisor, worker);
            left = worker->next_msecs - now_msecs();
        }
        if (worker->pid == 0 && (soonest < 0 || left < soonest))
            soonest = MAX(left, 0);
    }
    return soonest;
}

/* ---- ending */

/* Ends those of which nothing was heard for too long. Returns in how many milliseconds the next one may be such a one.
 * *hanging: whether one cannot be ended, or has not ended yet. */
static gint64 end_hanging(struct supervisor *supervisor, bool *hanging)
{
    gint64 soonest = G_MAXINT64;
    *hanging = false;
    for (guint i = 0; i < supervisor->workers->len; i++) {
        struct worker *worker = supervisor->workers->pdata[i];
        gint64 left = worker->pid > 0 ? pulse_left_msecs(worker->pulse) : G_MAXINT64;
        if (left <= 0) {
            if (!worker->is_hanging)
                log_error("run", 0, "nothing is heard of the process of %s any more; it is ended", worker->name);
            worker->is_hanging = *hanging = true;
            kill(worker->pid, SIGKILL);
            left = LOOK_AGAIN_MSECS;
        }
        soonest = MIN(soonest, left);
    }
    return soonest;
}

static char *describe_status(const struct worker *worker, int status)
{
    if (worker->is_hanging)
        return g_strdup("because nothing was heard of it");
    if (WIFSIGNALED(status))
        return g_strdup_printf("by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return g_strdup_printf("with status %d", WEXITSTATUS(status));
}

static void plan_restart(struct supervisor *supervisor, struct worker *worker, int status)
{
    gint64 now = now_msecs();
    if (now - worker->started_msecs >= RESTART_MOST_SECS * 1000)
        worker->restart_secs = RESTART_FIRST_SECS;
    g_free(worker->ended);
    worker->ended = describe_status(worker, status);
    worker->since_secs = clock_now_secs();
    worker->restarts++;
    supervisor->has_news = true;
    log_error("run", 0, "the process of %s ended %s; it starts again in %" G_GINT64_FORMAT " s", worker->name, worker->ended,
              worker->restart_secs);
    worker->next_msecs = now + worker->restart_secs * 1000;
    worker->restart_secs = MIN(worker->restart_secs * 2, RESTART_MOST_SECS);
}

/* Takes note of all that have ended. Returns whether some still run. */
static bool reap(struct supervisor *supervisor, bool is_stopping)
{
    int status = 0;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
        for (guint i = 0; i < supervisor->workers->len; i++) {
            struct worker *worker = supervisor->workers->pdata[i];
            if (worker->pid != pid)
                continue;
            worker->pid = 0;
            if (!is_stopping)
                plan_restart(supervisor, worker, status);
        }
    for (guint i = 0; i < supervisor->workers->len; i++)
        if (((const struct worker *)supervisor->workers->pdata[i])->pid > 0)
            return true;
    return false;
}

static void signal_all(const struct supervisor *supervisor, int signal_number)
{
    for (guint i = 0; i < supervisor->workers->len; i++) {
        const struct worker *worker = supervisor->workers->pdata[i];
        if (worker->pid > 0)
            kill(worker->pid, signal_number);
    }
}

/* Waits for one of signals for at most msecs (< 0: for ever). Returns it, 0 where none came. */
static int wait_for_signal(const sigset_t *signals, gint64 msecs)
{
    struct timespec most = {.tv_sec = msecs / 1000, .tv_nsec = msecs % 1000 * 1000000};
    int got = msecs < 0 ? sigwaitinfo(signals, NULL) : sigtimedwait(signals, NULL, &most);
    return MAX(got, 0);
}

static void stop_all(struct supervisor *supervisor)
{
    gint64 deadline = now_msecs() + STOP_MSECS;
    sigset_t child; /* what else comes in the meantime stays pending */
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    signal_all(supervisor, SIGTERM);
    while (reap(supervisor, true)) {
        gint64 left = deadline - now_msecs();
        if (left <= 0)
            signal_all(supervisor, SIGKILL); /* whatever it was doing: the next start goes on from the database */
        wait_for_signal(&child, left > 0 ? left : 100);
    }
}

/* ---- the files of the campaign */

static bool load(struct supervisor *supervisor, GError **error)
{
    struct knowledge *knowledge = NULL;
    struct campaign *campaign = office_load(supervisor->dir, &knowledge, error);
    if (campaign == NULL)
        return false;
    stop_all(supervisor); /* they still use the old ones */
    g_ptr_array_set_size(supervisor->workers, 0);
    g_clear_pointer(&supervisor->knowledge, knowledge_free);
    g_clear_pointer(&supervisor->campaign, campaign_free);
    supervisor->campaign = campaign;
    supervisor->knowledge = knowledge;
    list_workers(supervisor);
    return true;
}

static void reload(struct supervisor *supervisor)
{
    g_autoptr(GError) error = NULL;
    notify_send("RELOADING=1\nMONOTONIC_USEC=%" G_GINT64_FORMAT, g_get_monotonic_time());
    if (load(supervisor, &error))
        log_info("run", 0, "configuration and rules are loaded anew");
    else
        log_error("run", 0, "the configuration and rules of before stay in force: %s", error->message);
    notify_send("READY=1");
}

/* ---- the whole */

static bool take_lock(struct supervisor *supervisor, GError **error)
{
    g_autofree char *path = bell_path(supervisor->campaign);
    supervisor->lock = lock_take(path, false, error);
    if (supervisor->lock == LOCK_BUSY)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "another hearback run works on the campaign in %s already",
                    supervisor->campaign->dir);
    return supervisor->lock >= 0;
}

bool daemon_is_running(const struct campaign *campaign)
{
    g_autofree char *path = bell_path(campaign);
    return lock_is_held(path);
}

/* Makes the database, or brings it up to date, before several processes open it. */
static bool prepare_database(const struct supervisor *supervisor, GError **error)
{
    AUTO(store) store = office_open_store(supervisor->campaign, error);
    return store != NULL && flow_forget_sources(store, supervisor->campaign, error);
}

static void block_signals(struct supervisor *supervisor)
{
    static const int awaited[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGNAL_TROUBLE, SIGCHLD};
    sigemptyset(&supervisor->signals);
    for (guint i = 0; i < G_N_ELEMENTS(awaited); i++)
        sigaddset(&supervisor->signals, awaited[i]);
    sigprocmask(SIG_BLOCK, &supervisor->signals, NULL);
}

/* Returns the shorter of two times, of which -1 is for ever. */
static gint64 shorter(gint64 a, gint64 b) { return a < 0 ? b : b < 0 ? a : MIN(a, b); }

static void supervise(struct supervisor *supervisor)
{
    gint64 watchdog = notify_watchdog_msecs();
    for (bool is_first = true;; is_first = false) {
        gint64 left = start_due(supervisor);
        supervisor_tell(supervisor);
        if (is_first)
            notify_send("READY=1");
        bool hanging = false;
        left = shorter(left, end_hanging(supervisor, &hanging));
        if (watchdog > 0 && !hanging)
            notify_send("WATCHDOG=1");
        int got = wait_for_signal(&supervisor->signals, shorter(left, watchdog > 0 ? watchdog / 2 : -1));
        if (got == SIGTERM || got == SIGINT)
            return;
        if (got == SIGHUP)
            reload(supervisor);
        if (got == SIGUSR1)
            supervisor_log(supervisor);
        supervisor->has_news |= got == SIGNAL_TROUBLE;
        reap(supervisor, false);
    }
}

bool daemon_run(const char *dir, GError **error)
{
    struct supervisor supervisor = {.dir = dir, .workers = g_ptr_array_new_with_free_func(worker_free), .lock = LOCK_FAILED};
    supervisor.since_secs = clock_now_secs();
    notify_begin();
    block_signals(&supervisor);
    signal(SIGPIPE, SIG_IGN); /* nobody reads the log any more: no reason to end */
    bool begun = load(&supervisor, error) && take_lock(&supervisor, error) && prepare_database(&supervisor, error);
    if (begun) {
        log_info("run", 0, "%u source(s), a reader, a sender and a clock", supervisor.campaign->sources->len);
        supervise(&supervisor);
        notify_send("STOPPING=1");
        stop_all(&supervisor);
        log_info("run", 0, "all processes have ended");
    }
    g_clear_pointer(&supervisor.knowledge, knowledge_free);
    g_clear_pointer(&supervisor.campaign, campaign_free);
    g_ptr_array_unref(supervisor.workers);
    if (supervisor.lock >= 0)
        close(supervisor.lock);
    return begun;
}
