/* Tables of aligned columns. Never draws lines: what is read on a terminal is also pasted into mails. */
#include <stdarg.h>
#include <string.h>

#include "base/text.h"
#include "report/page.h"

#define GAP_COLUMNS 2

struct table {
    char *alignment;
    guint indent, columns;
    GPtrArray *cells; /* char *, owned; row by row */
    guint *widths;
};

struct table *table_new(const char *alignment, guint indent)
{
    struct table *table = g_new0(struct table, 1);
    table->alignment = g_strdup(alignment);
    table->indent = indent;
    table->columns = (guint)strlen(alignment);
    table->cells = g_ptr_array_new_with_free_func(g_free);
    table->widths = g_new0(guint, table->columns);
    return table;
}

void table_free(struct table *table)
{
    if (table == NULL)
        return;
    g_free(table->alignment);
    g_ptr_array_unref(table->cells);
    g_free(table->widths);
    g_free(table);
}

void table_add(struct table *table, ...)
{
    va_list cells;
    va_start(cells, table);
    for (guint column = 0; column < table->columns; column++) {
        const char *cell = va_arg(cells, const char *);
        char *line = g_strdelimit(page_clean(cell != NULL ? cell : ""), "\n", ' ');
        table->widths[column] = MAX(table->widths[column], text_columns(line));
        g_ptr_array_add(table->cells, line);
    }
    va_end(cells);
}

static void append_cell(GString *line, const struct table *table, guint column, const char *cell)
{
    guint blanks = table->widths[column] - text_columns(cell);
    bool right = table->alignment[column] == 'r';
    g_string_append_printf(line, "%*s%s%*s%*s", (int)(right ? blanks : 0), "", cell, (int)(right ? 0 : blanks), "", GAP_COLUMNS,
                           "");
}

void table_print(const struct table *table, FILE *out)
{
    for (guint at = 0; at < table->cells->len; at += table->columns) {
        g_autoptr(GString) line = g_string_new(NULL);
        g_string_append_printf(line, "%*s", (int)table->indent, "");
        for (guint column = 0; column < table->columns; column++)
            append_cell(line, table, column, table->cells->pdata[at + column]);
        fprintf(out, "%s\n", g_strchomp(line->str));
    }
}
