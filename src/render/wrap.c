/* Wrapping of plain text for mail. Never joins lines and never changes a word. */
#include <string.h>

#include "base/text.h"
#include "render/template.h"

/* Returns the length in bytes of the indentation of line, with a list mark ("- ", "* ", "12. ") where there is one. */
static gsize hanging_indent(const char *line)
{
    gsize blanks = strspn(line, " ");
    const char *mark = line + blanks;
    gsize digits = strspn(mark, "0123456789");
    if ((*mark == '-' || *mark == '*') && mark[1] == ' ')
        return blanks + 2;
    if (digits > 0 && digits <= 3 && (mark[digits] == '.' || mark[digits] == ')') && mark[digits + 1] == ' ')
        return blanks + digits + 2;
    return blanks;
}

static bool may_break_at(const char *line, const char *space)
{
    if (*space != ' ' || space == line || space[1] == ' ' || space[1] == '\0')
        return false;
    return !(g_ascii_isdigit(space[-1]) && g_ascii_isdigit(space[1]));
}

/* Returns where to break the words so that at most columns are taken: a space, the first one where none fits, or NULL. */
static const char *break_of(const char *words, guint columns)
{
    const char *best = NULL;
    guint taken = 0;
    for (const char *p = words; *p != '\0'; p = g_utf8_next_char(p)) {
        if (may_break_at(words, p) && (taken <= columns || best == NULL))
            best = p;
        if (taken > columns && best != NULL)
            return best;
        gunichar c = g_utf8_get_char(p);
        taken += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return taken > columns ? best : NULL;
}

static void wrap_line(GString *out, const char *line, guint columns)
{
    gsize indent = MIN(hanging_indent(line), columns / 2);
    g_string_append_len(out, line, (gssize)indent);
    const char *words = line + indent, *stop;
    while ((stop = break_of(words, columns - (guint)indent)) != NULL) {
        g_string_append_len(out, words, stop - words);
        g_string_append_printf(out, "\n%*s", (int)indent, "");
        words = stop + 1;
    }
    g_string_append(out, words);
}

char *text_wrap(const char *text, guint columns)
{
    GString *out = g_string_sized_new(strlen(text) + 64);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (i > 0)
            g_string_append_c(out, '\n');
        wrap_line(out, lines[i], columns);
    }
    return g_string_free(out, FALSE);
}
