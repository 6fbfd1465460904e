/* Lines that a mail program had wrapped, put together again, so that they can be wrapped anew. Never joins lines that a person
 * had ended: verses, lists, addresses. */
#include <string.h>

#include "base/text.h"
#include "report/page.h"

#define WRAP_COLUMNS_LEAST 50u /* no mail program wraps more tightly, */
#define WRAP_COLUMNS_MOST 100u /* nor less */
#define RAGGED_COLUMNS 4u      /* people who wrap by hand leave a little room */

/* Returns the columns of the widest line. */
static guint widest(char *const *lines)
{
    guint most = 0;
    for (; *lines != NULL; lines++)
        most = MAX(most, text_columns(*lines));
    return most;
}

/* Whether a line begins something of its own: an item of a list, a quotation, an indented line. */
static bool begins_anew(const char *line)
{
    gsize digits = strspn(line, "0123456789");
    return *line == '\0' || strchr("-*>+ \t", *line) != NULL || (digits > 0 && strchr(".):", line[digits]) != NULL) ||
           !g_unichar_isprint(g_utf8_get_char(line)) || g_str_has_prefix(line, "\u2022");
}

/* Whether line ends only because the first word of next did not fit into width columns. */
static bool is_wrapped(const char *line, const char *next, guint width)
{
    if (*line == '\0' || begins_anew(next))
        return false;
    g_autofree char *word = g_strndup(next, strcspn(next, " \t"));
    return text_columns(line) + 1 + text_columns(word) + RAGGED_COLUMNS > width;
}

char *page_unwrap(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    GString *out = g_string_sized_new(strlen(text) + 1);
    guint width = widest(lines);
    bool may_be_wrapped = width >= WRAP_COLUMNS_LEAST && width <= WRAP_COLUMNS_MOST;
    for (guint i = 0; lines[i] != NULL; i++) {
        g_string_append(out, g_strchomp(lines[i]));
        if (lines[i + 1] != NULL)
            g_string_append_c(out, may_be_wrapped && is_wrapped(lines[i], lines[i + 1], width) ? ' ' : '\n');
    }
    return g_string_free(out, FALSE);
}
