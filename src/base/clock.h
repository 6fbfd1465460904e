/* The time of day, replaceable in tests. All times are seconds since 1970-01-01 UTC. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Returns the time now. Where the environment has HEARBACK_NOW (seconds, or ISO 8601 with zone), that instant counts,
 * so that tests need not wait; where it is the path of a file, the instant that is written there at that moment. */
gint64 clock_now_secs(void);

/* Returns secs as "2024-06-18T22:14:30Z". (transfer full) */
char *clock_format_utc(gint64 secs);

/* Parses ISO 8601 ("2024-06-18", "2024-06-18T22:14:30Z") to *secs. Returns false where text is neither. */
bool clock_parse(const char *text, gint64 *secs);
