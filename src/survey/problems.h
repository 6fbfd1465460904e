/* What is wrong with the files of a campaign: all of it, in one run, each with its place. */
#pragma once
#include <glib.h>
#include <stdio.h>

#include "base/cleanup.h"

struct problem {
    char *file;
    guint line;   /* 1-based; 0: the whole file */
    guint column; /* 1-based; 0: the whole line */
    char *text;   /* what was found, what was expected, what to do */
};

struct problems {
    GPtrArray *list; /* struct problem *, owned */
};

/* Returns an empty list (transfer full). */
struct problems *problems_new(void);
void problems_free(struct problems *problems);
DEFINE_AUTO(problems)

/* Adds one. line and column count from 1; line 0 stands for the whole file, column 0 for the
 * whole line. */
void problems_add(struct problems *problems, const char *file, guint line, guint column, const char *format, ...)
    G_GNUC_PRINTF(5, 6);

/* Prints one line a problem, "FILE:LINE:COLUMN: TEXT", in the order of files and lines. */
void problems_print(const struct problems *problems, FILE *stream);

/* Returns whether there is none. */
gboolean problems_is_empty(const struct problems *problems);
