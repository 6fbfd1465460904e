/* Text on a page of fixed width, for terminals and mail: aligned tables, bars, dates, and words that cannot play tricks on a
 * terminal. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/cleanup.h"

/* Returns text without anything that a terminal would obey: control characters (but '\n') as spaces, marks that change the
 * direction of writing gone. (transfer full) */
char *page_clean(const char *text);

/* Returns text on one line, squeezed, cut to at most columns with an ellipsis. (transfer full) */
char *page_cut(const char *text, guint columns, bool is_utf8);

/* Returns text with the lines put together that a mail program had wrapped. (transfer full) */
char *page_unwrap(const char *text);

/* Returns text cleaned, unwrapped and wrapped to columns, every line indented by indent; words that are wider than the page are
 * broken. Lines beyond most_lines are left out (0: none) and their number is put into *left_out. (transfer full) */
char *page_words(const char *text, guint columns, guint indent, guint most_lines, guint *left_out);

/* Returns a bar as long as part is of whole, at most columns wide: blocks, or '#' without UTF-8. Anything but 0 shows.
 * (transfer full) */
char *page_bar(gint64 part, gint64 whole, guint columns, bool is_utf8);

/* Returns secs as "2024-06-18 22:14", local time; as "18 June 2024". (transfer full) */
char *page_time(gint64 secs);
char *page_day(gint64 secs);

/* Returns how long secs are: "5 minutes", "3 days". (transfer full) */
char *page_age(gint64 secs);

/* Returns "1 message", "2 messages". (transfer full) */
char *page_count(gint64 count, const char *one, const char *many);

/* A table whose columns are as wide as they need to be. */
struct table;

/* alignment: one letter a column, 'l' or 'r'. indent: columns before each row. (transfer full) */
struct table *table_new(const char *alignment, guint indent);
void table_free(struct table *table);
DEFINE_AUTO(table)

/* Adds a row of as many cells (const char *) as there are columns; they are copied and cleaned. */
void table_add(struct table *table, ...);

/* Prints all rows; nothing follows the last cell of a row. */
void table_print(const struct table *table, FILE *out);
