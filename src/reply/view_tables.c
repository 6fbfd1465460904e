/* Counts rows and cells as a browser lays them out, spans included. Tables with text in one column only are layout. */
#include "reply/view_tables.h"

#include "reply/view.h"

#define TABLES_MAX 4000u /* tables of one page; what is in further ones counts as text around them */
#define COLUMNS_MAX 64u  /* cells beyond share the last column */

struct table {
    guint parent, parent_row, parent_cell;
    guint row, column;              /* where the next cell comes */
    guint taken_until[COLUMNS_MAX]; /* last row that a cell above reaches, by column */
    guint64 columns;                /* bit n: column n + 1 has text */
    guint shown_as;                 /* number of the table that a reader sees, by table_list_resolve */
    guint shown_row, shown_cell;
};

struct table_list {
    GPtrArray *tables; /* struct table *, owned; number n at n - 1 */
};

struct table_list *table_list_new(void)
{
    struct table_list *tables = g_new0(struct table_list, 1);
    tables->tables = g_ptr_array_new_with_free_func(g_free);
    return tables;
}

void table_list_free(struct table_list *tables)
{
    g_ptr_array_unref(tables->tables);
    g_free(tables);
}

static struct table *get(struct table_list *tables, guint number)
{
    return number == 0 ? NULL : g_ptr_array_index(tables->tables, number - 1);
}

guint table_list_open(struct table_list *tables, guint parent, guint row, guint cell)
{
    if (tables->tables->len >= TABLES_MAX)
        return parent;
    struct table *table = g_new0(struct table, 1);
    table->parent = parent;
    table->parent_row = row;
    table->parent_cell = cell;
    g_ptr_array_add(tables->tables, table);
    return tables->tables->len;
}

void table_list_row(struct table_list *tables, guint number)
{
    struct table *table = get(tables, number);
    if (table == NULL)
        return;
    table->row++;
    table->column = 0;
}

void table_list_cell(struct table_list *tables, guint number, gint columns, gint rows, guint *row, guint *cell)
{
    struct table *table = get(tables, number);
    if (table == NULL)
        return;
    if (table->row == 0)
        table->row = 1;
    while (table->column < COLUMNS_MAX - 1 && table->taken_until[table->column] >= table->row)
        table->column++;
    *row = table->row;
    *cell = table->column + 1;
    guint last = MIN(table->column + (guint)CLAMP(columns, 1, (gint)COLUMNS_MAX), COLUMNS_MAX - 1);
    guint until = table->row + (guint)CLAMP(rows, 1, 1000) - 1;
    for (guint i = table->column; i < last; i++)
        table->taken_until[i] = until;
    table->column = last;
}

void table_list_has_text(struct table_list *tables, guint number, guint cell)
{
    struct table *table = get(tables, number);
    if (table != NULL && cell > 0)
        table->columns |= G_GUINT64_CONSTANT(1) << (MIN(cell, COLUMNS_MAX) - 1);
}

static bool has_columns(const struct table *table) { return (table->columns & (table->columns - 1)) != 0; }

/* Says of every table what a reader takes it for: itself, or the table around it. Outer tables come first in the list. */
static void decide(struct table_list *tables)
{
    for (guint number = tables->tables->len; number > 0; number--) {
        const struct table *table = get(tables, number);
        if (table->columns != 0)
            table_list_has_text(tables, table->parent, table->parent_cell);
    }
    for (guint number = 1; number <= tables->tables->len; number++) {
        struct table *table = get(tables, number);
        const struct table *parent = get(tables, table->parent);
        if (has_columns(table)) {
            table->shown_as = number;
        } else if (parent != NULL && parent->shown_as == table->parent) {
            table->shown_as = table->parent;
            table->shown_row = table->parent_row;
            table->shown_cell = table->parent_cell;
        } else if (parent != NULL) {
            table->shown_as = parent->shown_as;
            table->shown_row = parent->shown_row;
            table->shown_cell = parent->shown_cell;
        }
    }
}

void table_list_resolve(struct table_list *tables, GPtrArray *lines)
{
    decide(tables);
    g_autofree guint *names = g_new0(guint, tables->tables->len + 1);
    guint count = 0;
    for (guint i = 0; i < lines->len; i++) {
        struct line *line = lines->pdata[i];
        const struct table *table = get(tables, line->table);
        if (table == NULL)
            continue;
        if (table->shown_as != line->table) {
            line->row = table->shown_row;
            line->cell = table->shown_cell;
        }
        guint shown = table->shown_as;
        if (shown != 0 && names[shown] == 0)
            names[shown] = ++count;
        line->table = names[shown];
    }
}
