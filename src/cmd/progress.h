/* A progress bar on standard error, where that is a terminal; nothing elsewhere. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct progress {
    const char *what; /* "importing" */
    bool is_shown;
    bool in_bytes; /* else: in messages */
    guint64 done, total;
    gint64 began_msecs, drawn_msecs;
};

/* Returns whether a bar would be seen; only then is it worth to find out the total. */
bool progress_is_wanted(void);

/* Shows the bar of a work of total bytes or messages. */
void progress_begin(struct progress *progress, const char *what, bool in_bytes, guint64 total);
/* Adds done to what is behind us. */
void progress_add(struct progress *progress, guint64 done);
/* Takes the bar away. */
void progress_end(struct progress *progress);

/* Returns the bar as a line of at most columns columns: what, the bar, how much of how much, the time left. (transfer full) */
char *progress_line(const struct progress *progress, gint64 now_msecs, guint columns);
