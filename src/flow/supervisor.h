/* The supervisor's own structs, private to daemon.c and daemon_tell.c. */
#pragma once
#include <signal.h>
#include <sys/types.h>

#include "base/pulse.h"
#include "flow/worker.h"

#define TITLE_BYTES 16 /* of a process, with its NUL: prctl(2) */

struct worker {
    char title[TITLE_BYTES]; /* "hb-source-1": never a name from the configuration */
    const char *name;        /* in the log */
    int (*work)(const struct worker_context *context);
    const struct source_config *config;
    pid_t pid; /* 0: not running */
    gint64 started_msecs, next_msecs;
    gint64 restart_secs;
    gint64 since_secs; /* the time of day when it was started or ended */
    guint restarts;
    char *ended;         /* how it ended last; NULL: never */
    struct pulse *pulse; /* NULL: it has none */
    bool is_hanging;     /* it was ended because nothing was heard of it, and has not ended yet */
};

struct supervisor {
    const char *dir;
    struct campaign *campaign;
    struct knowledge *knowledge;
    GPtrArray *workers; /* struct worker *, owned */
    int lock;
    sigset_t signals; /* that it waits for; blocked otherwise */
    gint64 since_secs;
    bool has_news; /* the state that others see is not that of now */
};

/* Tells the service manager, and whoever asks for the status, where there is news. */
void supervisor_tell(struct supervisor *supervisor);

/* Tells the log all that is known of the processes and of the messages. */
void supervisor_log(const struct supervisor *supervisor);
