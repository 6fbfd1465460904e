/* Quote marks at the start of lines: '>' as plain text has them, the marks of other programs, and those that HTML has which was
 * made of plain text. */
#include "reply/view_marks.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"

#define OTHER_MARKS_MIN 3u /* lines that must begin with another mark than '>' before it counts as one */
#define INDENT_MAX 4u      /* spaces before a '>' that is a mark all the same */

const char *line_end(const char *p)
{
    while (*p != '\0' && *p != '\n' && *p != '\r') {
        if ((guchar)p[0] == 0xE2 && (guchar)p[1] == 0x80 && ((guchar)p[2] == 0xA8 || (guchar)p[2] == 0xA9))
            break;
        p++;
    }
    return p;
}

const char *line_after(const char *end)
{
    if (*end == '\0')
        return end;
    if (end[0] == '\r' && end[1] == '\n')
        return end + 2;
    return end + ((guchar)*end == 0xE2 ? 3 : 1);
}

/* The marks besides '>', and how a text shows that it uses them. */
enum { BAR, COLON, BRACE, GUILLEMET, SINGLE_GUILLEMET, MARK_COUNT };
static const char *const other_marks[MARK_COUNT] = {"|", ":", "}", "\u00bb", "\u203a"};

static bool *mark_flag(struct quote_style *style, guint mark)
{
    bool *flags[MARK_COUNT] = {&style->bar, &style->colon, &style->brace, &style->guillemet, &style->single_guillemet};
    return flags[mark];
}

/* Returns how long the mark at p is if a space, the line's end or the same mark follows; 0 where it is none. */
static gsize other_mark(const char *p, const char *end, guint mark)
{
    gsize length = strlen(other_marks[mark]);
    if ((gsize)(end - p) < length || memcmp(p, other_marks[mark], length) != 0)
        return 0;
    const char *next = p + length;
    bool apart = next == end || *next == ' ' || ((gsize)(end - next) >= length && memcmp(next, other_marks[mark], length) == 0);
    return apart ? length : 0;
}

/* Returns how many letters stand before a '>' at p ("JS> "), 0 where it is no such mark. */
static gsize initials(const char *p, const char *end)
{
    gsize length = 0;
    while (p + length < end && length < QUOTE_INITIALS_MAX && g_ascii_isupper(p[length]))
        length++;
    bool mark = length > 0 && p + length < end && p[length] == '>' && (p + length + 1 == end || p[length + 1] == ' ');
    return mark ? length : 0;
}

static gsize indent(const char *p, const char *end)
{
    gsize length = 0;
    while (p + length < end && length < INDENT_MAX && p[length] == ' ')
        length++;
    bool mark =
        length > 0 && p + length < end && p[length] == '>' && (p + length + 1 == end || strchr(" >", p[length + 1]) != NULL);
    return mark ? length : 0;
}

struct mark_counts {
    guint lines[MARK_COUNT], against[MARK_COUNT]; /* against: lines of a table drawn with the mark */
    guint indented, initialled;
};

static void count_marks(struct mark_counts *counts, struct quote_style *style, const char *p, const char *end)
{
    for (guint mark = 0; mark < MARK_COUNT; mark++) {
        gsize length = other_mark(p, end, mark);
        if (length == 0)
            continue;
        bool drawn = end - p > (gssize)(2 * length) && memcmp(end - length, other_marks[mark], length) == 0;
        counts->lines[mark] += !drawn;
        counts->against[mark] += drawn;
    }
    counts->indented += indent(p, end) > 0;
    gsize letters = initials(p, end);
    if (letters == 0)
        return;
    bool same = strlen(style->initials) == letters && memcmp(style->initials, p, letters) == 0;
    if (!same) {
        memcpy(style->initials, p, letters);
        style->initials[letters] = '\0';
        counts->initialled = 0;
    }
    counts->initialled++;
}

void quote_style_find(struct quote_style *style, const char *text)
{
    *style = (struct quote_style){0};
    struct mark_counts counts = {0};
    for (const char *p = text; *p != '\0';) {
        const char *end = line_end(p);
        count_marks(&counts, style, p, end);
        p = line_after(end);
    }
    for (guint mark = 0; mark < MARK_COUNT; mark++)
        *mark_flag(style, mark) = counts.lines[mark] >= OTHER_MARKS_MIN && counts.against[mark] == 0;
    style->indented = counts.indented >= OTHER_MARKS_MIN;
    if (counts.initialled < OTHER_MARKS_MIN)
        style->initials[0] = '\0';
}

/* Returns how long the mark at p is, which may be followed by further ones; 0 where there is none. */
static gsize one_mark(const struct quote_style *style, const char *p, const char *end)
{
    if (*p == '>')
        return 1;
    struct quote_style copy = *style;
    for (guint mark = 0; mark < MARK_COUNT; mark++)
        if (*mark_flag(&copy, mark) && other_mark(p, end, mark) > 0)
            return other_mark(p, end, mark);
    gsize letters = style->initials[0] != '\0' ? initials(p, end) : 0;
    if (letters > 0 && strncmp(p, style->initials, letters) == 0)
        return letters + 1;
    gsize spaces = style->indented ? indent(p, end) : 0;
    return spaces > 0 ? spaces + 1 : 0;
}

const char *quote_style_take(const struct quote_style *style, const char *start, const char *end, guint *depth)
{
    const char *p = start;
    *depth = 0;
    while (p < end) {
        gsize length = one_mark(style, p, end);
        if (length == 0 && *depth > 0 && *p == ' ' && p + 1 < end)
            length = one_mark(style, p + 1, end) > 0 ? 1 : 0;
        else
            *depth += length > 0;
        if (length == 0)
            break;
        p += length;
    }
    if (*depth > 0 && p < end && *p == ' ')
        p++;
    *depth = MIN(*depth, LIMIT_QUOTE_DEPTH);
    return p;
}

/* Takes the first bytes of the line's text away, and of its runs. */
static void cut_start(struct line *line, guint bytes)
{
    memmove(line->text, line->text + bytes, strlen(line->text + bytes) + 1);
    guint kept = 0;
    for (guint i = 0; i < line->runs->len; i++) {
        struct run run = g_array_index(line->runs, struct run, i);
        guint end = run.start + run.length;
        if (end <= bytes)
            continue;
        run.start = run.start > bytes ? run.start - bytes : 0;
        run.length = end - bytes - run.start;
        g_array_index(line->runs, struct run, kept++) = run;
    }
    g_array_set_size(line->runs, kept);
}

static void take_marks(struct line *line)
{
    guint depth;
    static const struct quote_style usual = {0};
    const char *text = quote_style_take(&usual, line->text, line->text + strlen(line->text), &depth);
    cut_start(line, (guint)(text - line->text));
    line->quote_depth = MIN(line->quote_depth + depth, LIMIT_QUOTE_DEPTH);
}

void view_take_marks(struct view *view)
{
    for (guint i = 0; i < view->lines->len;) {
        guint run = 0;
        while (i + run < view->lines->len && *((const struct line *)view->lines->pdata[i + run])->text == '>')
            run++;
        for (guint n = 0; run > 1 && n < run; n++)
            take_marks(view->lines->pdata[i + n]);
        i += run + 1;
    }
}
