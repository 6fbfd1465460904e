/* The pulse of a process: how its supervisor sees that it lives, and what keeps it from its work. It is in memory that both
 * share, so it works where no file can be written. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"

struct pulse;

/* Returns a pulse for one process that is to be forked; NULL where there is no memory. (transfer full) */
struct pulse *pulse_new(void);
void pulse_free(struct pulse *pulse);

/* ---- in the supervisor */

/* Begins anew, for a process that is about to start: it is alive, and in no trouble. */
void pulse_reset(struct pulse *pulse);

/* Returns in how many milliseconds the process hangs, unless it is heard of before; <= 0: it does. */
gint64 pulse_left_msecs(const struct pulse *pulse);

/* Returns what keeps the process from its work, in words for people, NULL where nothing does. (transfer full) */
char *pulse_trouble(const struct pulse *pulse);

/* ---- in the process itself; without a pulse they do nothing */

/* From now on pulse, which outlives the process, is that of this process. */
void pulse_carry(struct pulse *pulse);

/* Says that the process is alive, and at work. */
void pulse_beat(void);

/* Says that it is about to wait for at most msecs, and then goes on. */
void pulse_rest(gint64 msecs);

/* Says what keeps it from its work; NULL: nothing. Returns whether that is news. */
gboolean pulse_tell(const char *words);
