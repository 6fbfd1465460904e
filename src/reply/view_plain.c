/* Makes the view of plain text: quote marks, format=flowed with delsp (RFC 3676), space-stuffing. Judges no words. */
#include <string.h>

#include "base/limits.h"
#include "reply/view_lines.h"
#include "reply/view_marks.h"

/* One physical line of the text. */
struct physical {
    const char *start, *end; /* with quote marks and stuffing, without the line break */
    const char *text;        /* after quote marks and stuffing */
    guint depth;
};

struct plain {
    struct view *view;
    const char *all;
    bool flowed, delsp;
    GString *pending; /* of a flowed paragraph whose end has not come yet */
    gsize from;       /* where it began */
    guint depth;
    guint64 flowed_depths; /* quote depths at which lines flow; see flowed_bit */
    struct quote_style quotes;
    bool open;     /* pending holds the start of a paragraph */
    bool left_out; /* lines beyond LIMIT_LINES */
};

/* An mbox file writes ">From " for a line that began with "From "; alone among unquoted lines it is no quotation. */
static bool is_mbox_escape(const char *all, const char *start, const char *end)
{
    if (end - start < 6 || strncmp(start, ">From ", 6) != 0)
        return false;
    const char *before = start - 1;
    while (before > all && before[-1] != '\n')
        before--;
    const char *after = line_after(end);
    return (start == all || *before != '>') && *after != '>';
}

static void take_marks(struct plain *plain, struct physical *line)
{
    if (is_mbox_escape(plain->all, line->start, line->end)) {
        line->text = line->start + 1;
        return;
    }
    line->text = quote_style_take(&plain->quotes, line->start, line->end, &line->depth);
    if (line->depth == 0 && plain->flowed && line->text < line->end && *line->text == ' ')
        line->text++; /* space-stuffed, RFC 3676 section 4.4 */
}

/* Appends what can be seen of [p, end): tabs stay, zero-width characters go, no-break spaces become spaces. */
static void append_shown(GString *out, const char *p, const char *end)
{
    gunichar previous = 0;
    while (p < end) {
        const char *q = p;
        while (q < end && ((guchar)*q >= ' ' || *q == '\t') && (guchar)*q < 0x7F)
            q++;
        if (q > p) {
            g_string_append_len(out, p, q - p);
            previous = (guchar)q[-1];
            p = q;
            continue;
        }
        gunichar c = g_utf8_get_char(p);
        q = g_utf8_next_char(p);
        enum visibility shown = character_shown(c, previous);
        if (shown == SHOWN)
            append_character(out, p, (gsize)(q - p));
        else if (shown == SHOWN_AS_SPACE)
            g_string_append_c(out, ' ');
        if (shown != NOT_SHOWN)
            previous = c;
        p = q;
    }
}

static bool is_signature_mark(const char *text, gsize length) { return length == 3 && strncmp(text, "-- ", 3) == 0; }

static void finish_paragraph(struct plain *plain, gsize to)
{
    GString *text = plain->pending;
    gsize length = text->len;
    while (length > 0 && (text->str[length - 1] == ' ' || text->str[length - 1] == '\t'))
        length--;
    if (length == 2 && text->len >= 3 && is_signature_mark(text->str, 3))
        length = 3; /* the mark of a signature keeps its space, RFC 3676 section 4.3 */
    struct line *line = view_append(plain->view, g_strndup(text->str, length), plain->from, to);
    if (line != NULL)
        line->quote_depth = plain->depth;
    else
        plain->left_out = true;
    g_string_truncate(text, 0);
    plain->open = false;
}

/* Returns whether the line flows into the next one (RFC 3676 section 4.2). */
static bool flows(const struct plain *plain, const struct physical *line)
{
    gsize length = (gsize)(line->end - line->text);
    return plain->flowed && length > 0 && line->end[-1] == ' ' && !is_signature_mark(line->text, length);
}

static void add_line(struct plain *plain, const struct physical *line)
{
    gsize length = (gsize)(line->end - line->text);
    bool is_mark = is_signature_mark(line->text, length);
    if (plain->open && (plain->depth != line->depth || is_mark))
        finish_paragraph(plain, (gsize)(line->start - plain->all));
    if (!plain->open) {
        plain->from = (gsize)(line->start - plain->all);
        plain->depth = line->depth;
        plain->open = true;
    }
    bool goes_on = flows(plain, line);
    plain->flowed_depths |= goes_on ? flowed_bit(line->depth) : 0;
    append_shown(plain->pending, line->text, goes_on && plain->delsp ? line->end - 1 : line->end);
    if (!goes_on)
        finish_paragraph(plain, (gsize)(line->end - plain->all));
}

struct view *view_from_plain(const char *text, bool flowed, bool delsp)
{
    struct view *view = view_new(false);
    struct plain plain = {.view = view, .all = text, .flowed = flowed, .delsp = delsp, .pending = g_string_new(NULL)};
    quote_style_find(&plain.quotes, text);
    const char *p = text;
    while (*p != '\0' && !plain.left_out) {
        struct physical line = {.start = p, .end = line_end(p)};
        take_marks(&plain, &line);
        add_line(&plain, &line);
        p = line_after(line.end);
    }
    if (plain.open)
        finish_paragraph(&plain, (gsize)(p - text));
    if (plain.left_out)
        view_add_why(view, "the text has too many lines: the end was left out");
    g_string_free(plain.pending, TRUE);
    view_mark_continuations(view, plain.flowed_depths);
    return view;
}
