/* When somebody is back whose mail program answers for him. */
#pragma once
#include <glib.h>

#include "reading/reading.h"

/* Returns the day that text, an automatic answer, names as the one of the writer's return, or as the last one of his absence:
 * the beginning of that day, UTC; the latest where it names several. 0 where it names none that lies ahead of now_secs, the
 * Date of the mail, by at most a year. */
gint64 away_until(const struct knowledge *knowledge, const char *text, gint64 now_secs);
