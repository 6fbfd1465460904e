/* The processes of the daemon, private to flow/: what each of them does until it is told to stop. */
#pragma once
#include "flow/flow.h"

/* A campaign as the supervisor has loaded it; the processes share its memory and open databases of their own. */
struct worker_context {
    const struct campaign *campaign;
    const struct knowledge *knowledge;
    const struct source_config *config; /* of the source; NULL for the reader and the sender */
};

/* Prepares this process, a child of parent, for its work: signals end it gently, and so does the death of parent. title is
 * what ps shows of it. */
void worker_begin(pid_t parent, const char *title);

/* The work itself. Each returns an exit status: 0 after a signal, else by the error, which it has logged. */
int worker_source(const struct worker_context *context);
int worker_read(const struct worker_context *context);
int worker_send(const struct worker_context *context);
