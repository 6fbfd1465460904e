/* Quote marks at the start of lines. For the files view_*.c only. */
#pragma once
#include "reply/view_lines.h"

/* Returns where the line that starts at p ends: at "\n", "\r", U+2028, U+2029 or the end of the text. */
const char *line_end(const char *p);

/* Returns where the next line starts after one that ends at end. */
const char *line_after(const char *end);

#define QUOTE_INITIALS_MAX 4u

/* Which marks besides '>' a text quotes with. */
struct quote_style {
    bool bar, colon, brace, guillemet, single_guillemet; /* '|', ':', '}', U+00BB, U+203A */
    bool indented;                                       /* " > " */
    char initials[QUOTE_INITIALS_MAX + 1];               /* "JS> "; "" none */
};

/* Finds out how text quotes: marks other than '>' count where three lines or more begin with them. Linear. */
void quote_style_find(struct quote_style *style, const char *text);

/* Returns where the text of the line [start, end) starts after its quote marks (">>", "> > ", and one space after the last),
 * and how many there are, at most LIMIT_QUOTE_DEPTH. */
const char *quote_style_take(const struct quote_style *style, const char *start, const char *end, guint *depth);

/* Takes quote marks that stand in the text off the lines of an HTML view, where two lines or more in a row have them. */
void view_take_marks(struct view *view);
