/* Writes a view as text, for tests: one line a line, its place before '|', styles in <> around their runs. */
#pragma once
#include <glib.h>
#include <string.h>

#include "reply/view.h"

static inline void show_run(GString *out, const struct line *line, const struct run *run)
{
    static const struct {
        guint style;
        char letter;
    } letters[] = {{STYLE_BOLD, 'b'},      {STYLE_ITALIC, 'i'}, {STYLE_UNDERLINE, 'u'}, {STYLE_STRIKE, 's'},
                   {STYLE_HIGHLIGHT, 'h'}, {STYLE_COLOUR, 'c'}, {STYLE_LINK, 'L'}};
    if (run->style != 0)
        g_string_append_c(out, '<');
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (run->style & letters[i].style)
            g_string_append_c(out, letters[i].letter);
    if (run->style != 0)
        g_string_append_c(out, '>');
    g_string_append_len(out, line->text + run->start, run->length);
    if (run->style != 0)
        g_string_append(out, "</>");
}

/* Returns whether the runs cover the line without gaps; none at all is right for plain text. */
static inline bool runs_cover(const struct line *line)
{
    guint at = 0;
    for (guint i = 0; i < line->runs->len; i++) {
        const struct run *run = &g_array_index(line->runs, struct run, i);
        if (run->start != at || run->length == 0)
            return false;
        at += run->length;
    }
    return line->runs->len == 0 || at == strlen(line->text);
}

static inline void show_line(GString *out, const struct line *line)
{
    for (guint i = 0; i < line->quote_depth; i++)
        g_string_append_c(out, '>');
    if (line->table > 0)
        g_string_append_printf(out, "T%u.%u.%u ", line->table, line->row, line->cell);
    if (line->list_depth > 0)
        g_string_append_printf(out, "L%u", line->list_depth);
    if (line->list_number != 0)
        g_string_append_printf(out, "#%d", line->list_number);
    if (line->heading > 0)
        g_string_append_printf(out, "h%u", line->heading);
    g_string_append_c(out, '|');
    if (line->runs->len == 0)
        g_string_append(out, line->text);
    for (guint i = 0; i < line->runs->len; i++)
        show_run(out, line, &g_array_index(line->runs, struct run, i));
    if (!runs_cover(line))
        g_string_append(out, "<RUNS DO NOT COVER THE LINE>");
    g_string_append(out, line->continues ? "~\n" : "\n");
}

/* (transfer full) */
static inline char *show_view(const struct view *view)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        show_line(out, view->lines->pdata[i]);
    return g_string_free(out, FALSE);
}
