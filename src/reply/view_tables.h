/* The tables of a page: which row and cell a text stands in, and which tables only lay out. For the files view_*.c only. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct table_list;

/* Returns the list of a page without tables (transfer full). */
struct table_list *table_list_new(void);
void table_list_free(struct table_list *tables);

/* Opens a table that stands in a cell of parent (0: in none). Returns its number from 1, or parent where there are too many. */
guint table_list_open(struct table_list *tables, guint parent, guint row, guint cell);

/* Begins a row of table; 0 is no table and changes nothing. */
void table_list_row(struct table_list *tables, guint table);

/* Begins a cell that spans so many columns and rows, and gives its place. */
void table_list_cell(struct table_list *tables, guint table, gint columns, gint rows, guint *row, guint *cell);

/* Notes that a text can be seen in a cell. */
void table_list_has_text(struct table_list *tables, guint table, guint cell);

/* Gives every line (struct line *) the innermost table around it that has text in more than one column; renumbers from 1. */
void table_list_resolve(struct table_list *tables, GPtrArray *lines);
