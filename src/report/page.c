/* Words, bars and dates on a page. Never lets a person's words reach a terminal as commands. */
#include "report/page.h"

#include <string.h>

#include "base/text.h"
#include "render/template.h"

#define BLOCK_EIGHTHS 8

static bool turns_direction(gunichar c) { return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069); }

char *page_clean(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (turns_direction(c))
            continue;
        if (c == '\n' || !g_unichar_iscntrl(c))
            g_string_append_unichar(out, c);
        else if (c != '\r')
            g_string_append_c(out, ' ');
    }
    return g_string_free(out, FALSE);
}

/* Returns the place in text where the first columns end. */
static const char *after_columns(const char *text, guint columns)
{
    guint taken = 0;
    const char *p = text;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        taken += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
        if (taken > columns)
            break;
    }
    return p;
}

char *page_cut(const char *text, guint columns, bool is_utf8)
{
    g_autofree char *clean = page_clean(text), *line = text_squeeze(clean);
    if (text_columns(line) <= columns)
        return g_steal_pointer(&line);
    const char *ellipsis = is_utf8 ? "\u2026" : "...";
    guint room = columns - MIN(columns, is_utf8 ? 1 : 3);
    g_autofree char *cut = g_strndup(line, (gsize)(after_columns(line, room) - line));
    return g_strconcat(g_strchomp(cut), ellipsis, NULL);
}

/* Appends line in steps of at most columns, since it has no space to be broken at. */
static void append_broken(GString *out, const char *line, guint columns, guint indent)
{
    do {
        const char *stop = after_columns(line, columns);
        if (stop == line && *line != '\0') /* wider than the page by itself */
            stop = g_utf8_next_char(line);
        if (*line != '\0')
            g_string_append_printf(out, "%*s", (int)indent, "");
        g_string_append_len(out, line, stop - line);
        g_string_append_c(out, '\n');
        line = stop;
    } while (*line != '\0');
}

char *page_words(const char *text, guint columns, guint indent, guint most_lines, guint *left_out)
{
    g_autofree char *clean = page_clean(text), *flowing = page_unwrap(g_strchomp(clean));
    g_autofree char *wrapped = text_wrap(flowing, columns - indent);
    g_auto(GStrv) lines = g_strsplit(wrapped, "\n", -1);
    guint count = g_strv_length(lines), shown = most_lines > 0 && count > most_lines ? most_lines : count;
    GString *out = g_string_sized_new(strlen(wrapped) + 64);
    for (guint i = 0; i < shown; i++)
        append_broken(out, g_strchomp(lines[i]), columns - indent, indent);
    if (left_out != NULL)
        *left_out = count - shown;
    return g_string_free(out, FALSE);
}

char *page_bar(gint64 part, gint64 whole, guint columns, bool is_utf8)
{
    GString *bar = g_string_new(NULL);
    guint steps = is_utf8 ? BLOCK_EIGHTHS : 1;
    gint64 length = whole > 0 ? (part * columns * steps + whole / 2) / whole : 0;
    if (part > 0)
        length = MAX(length, 1);
    for (; length >= steps; length -= steps)
        g_string_append(bar, is_utf8 ? "\u2588" : "#");
    if (length > 0) /* U+2588 is the full block, U+258F an eighth of it */
        g_string_append_unichar(bar, (gunichar)(0x2590 - length));
    return g_string_free(bar, FALSE);
}

static char *format_local(gint64 secs, const char *format)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_local(secs);
    return when != NULL ? g_date_time_format(when, format) : g_strdup("(no date)");
}

char *page_time(gint64 secs) { return format_local(secs, "%Y-%m-%d %H:%M"); }

char *page_day(gint64 secs)
{
    static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
                                         "July",    "August",   "September", "October", "November", "December"};
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_local(secs);
    if (when == NULL)
        return g_strdup("(no date)");
    return g_strdup_printf("%d %s %d", g_date_time_get_day_of_month(when), months[g_date_time_get_month(when) - 1],
                           g_date_time_get_year(when));
}

char *page_count(gint64 count, const char *one, const char *many)
{
    return g_strdup_printf("%" G_GINT64_FORMAT " %s", count, count == 1 ? one : many);
}

char *page_age(gint64 secs)
{
    if (secs < 60)
        return g_strdup("under a minute");
    if (secs < 2 * 60 * 60)
        return page_count(secs / 60, "minute", "minutes");
    if (secs < 2 * 24 * 60 * 60)
        return page_count(secs / (60 * 60), "hour", "hours");
    return page_count(secs / (24 * 60 * 60), "day", "days");
}
