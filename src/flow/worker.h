/* The processes of the daemon, private to flow/: what each of them does until it is told to stop. */
#pragma once
#include <signal.h>

#include "flow/flow.h"

/* A campaign as the supervisor has loaded it; the processes share its memory and open databases of their own. */
struct worker_context {
    const struct campaign *campaign;
    const struct knowledge *knowledge;
    const struct source_config *config; /* of the source; NULL for the others */
};

/* How a process tells its supervisor that it is in trouble, or no more; which one it is stands in its pulse. */
#define SIGNAL_TROUBLE SIGUSR2

/* Prepares this process, a child of parent, for its work: signals end it gently, and so does the death of parent. title is
 * what ps shows of it. */
void worker_begin(pid_t parent, const char *title);

/* The work itself. Each returns an exit status: 0 after a signal, else by the error, which it has logged. */
int worker_source(const struct worker_context *context);
int worker_read(const struct worker_context *context);
int worker_send(const struct worker_context *context);
int worker_clock(const struct worker_context *context);

/* Returns whether this process was told to stop; data is not looked at. */
bool worker_stopping(void *data);

/* Returns a descriptor that is readable once it was. */
int worker_stop_fd(void);

/* Tells the supervisor what keeps this process from its work, NULL: nothing. Where the database is the trouble, nobody else can
 * be told. */
void worker_tell(const char *words);

/* Waits until bell is rung (-1: none), a signal says stop, or secs are over. */
void worker_wait(int bell, gint64 secs);

/* Logs error and frees it. Returns the exit status for it. */
int worker_fail(const char *name, GError *error);

/* Does what there is to do with store, and waits for more. */
typedef bool (*worker_round)(const struct worker_context *context, struct store *store, void *data, GError **error);

/* Has a process go round and round until it is told to stop. Trouble is told once and tried again with patience, with the
 * database opened anew. Returns the exit status. */
int worker_go_round(const struct worker_context *context, const char *name, worker_round round, void *data);

/* ---- outlasting trouble (patience.c) */

/* Returns how long to wait after the failures-th failure in a row of this kind, less up to a quarter by chance, so that
 * processes that failed together do not come back together. */
gint64 patience_secs(const GError *error, guint failures);

/* What keeps a process from its work for now. */
struct trouble {
    const char *name; /* of the process, in the log */
    guint failures;   /* in a row */
    char *told;       /* what the log was told; NULL: nothing */
};
void trouble_clear(struct trouble *trouble);

/* Takes note of a failure; the log is told once. Returns how long to wait before the next try. */
gint64 trouble_note(struct trouble *trouble, const GError *error);

/* Takes note that all is well; the log is told where it knew of trouble. */
void trouble_over(struct trouble *trouble);
