/* How the daemon tells others how it is, private to flow/: in the file that it holds locked. */
#pragma once
#include <jansson.h>

#include "flow/flow.h"

/* Writes processes (a list, as daemon_state returns it) to the open file lock. Where that fails, others learn less. */
void daemon_state_write(int lock, gint64 since_secs, json_t *processes);
