/* A person's words between words of ours, as one text that knows its lines. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "base/words.h"
#include "reply/view.h"

/* A line of the view within a passage's text. */
struct passage_line {
    guint line;         /* index in the view */
    guint start;        /* byte in the passage's text */
    gint list_number;   /* that the markup implies; 0: none */
    bool is_label_cell; /* first of several cells of a table's row */
    bool goes_on;       /* another cell of the row follows */
};

struct passage {
    guint question;      /* number of our question that it stands under; 0: none */
    char *text;          /* lines end with '\n', paragraphs with "\n\n"; what is struck through is left out */
    GArray *lines;       /* struct passage_line */
    struct words *words; /* of text, with marks */
};

/* Returns the passages of view, in order, those that hold words only. earlier: take the words of earlier messages of the thread
 * instead of the writer's. (transfer full): GPtrArray of struct passage *, owned */
GPtrArray *passages_of(const struct view *view, bool earlier);
void passage_free(struct passage *passage);

/* Returns the text of line without what is struck through. (transfer full) */
char *passage_line_text(const struct line *line);

/* Returns the index in the view of the line that byte of the passage's text stands in. */
guint passage_line_at(const struct passage *passage, guint byte);

/* Returns the byte at which word of the passage begins, the length of its text behind the last word. */
guint passage_word_start(const struct passage *passage, guint word);

/* Returns [start, end) of the passage's text without white space at either end. (transfer full) */
char *passage_cut(const struct passage *passage, guint start, guint end);
