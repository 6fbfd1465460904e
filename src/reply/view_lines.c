/* Fills the lines of a view, piece by piece. Knows white space and what can be seen; knows nothing of HTML or quote marks. */
#include "reply/view_lines.h"

#include <string.h>

#include "base/limits.h"
#include "reply/view_symbols.h"

struct view *view_new(bool is_html)
{
    struct view *view = g_new0(struct view, 1);
    view->lines = g_ptr_array_new_with_free_func((GDestroyNotify)line_free);
    view->is_html = is_html;
    view->why = g_strdup("");
    return view;
}

void view_add_why(struct view *view, const char *why)
{
    char *longer = *view->why == '\0' ? g_strdup(why) : g_strconcat(view->why, "; ", why, NULL);
    g_free(view->why);
    view->why = longer;
}

void view_lines_init(struct view_lines *lines, struct view *view)
{
    *lines =
        (struct view_lines){.view = view, .text = g_string_new(NULL), .runs = g_array_new(FALSE, FALSE, sizeof(struct run))};
}

void view_lines_clear(struct view_lines *lines)
{
    g_string_free(lines->text, TRUE);
    g_array_unref(lines->runs);
}

/* Joiners have a meaning in other scripts and in emoji; between Latin letters they are invisible rubbish. */
static bool is_joiner_in_place(gunichar c, gunichar previous)
{
    bool joins = previous >= 0x0590 && !(previous >= 0x1E00 && previous <= 0x206F);
    return joins && (c == 0x200C || c == 0x200D);
}

enum visibility character_shown(gunichar c, gunichar previous)
{
    if (c < 0x20 || (c >= 0x7F && c <= 0xA0))
        return SHOWN_AS_SPACE;
    if (c < 0xAD)
        return SHOWN;
    if (c == 0xAD || c == 0x034F || c == 0x061C || c == 0x180E || c == 0xFEFF)
        return NOT_SHOWN;
    if (c < 0x1680)
        return SHOWN;
    if (c >= 0x2000 && c <= 0x206F) {
        if (c <= 0x200A || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F)
            return SHOWN_AS_SPACE;
        bool invisible = (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c >= 0x2060;
        return invisible && !is_joiner_in_place(c, previous) ? NOT_SHOWN : SHOWN;
    }
    if (c == 0x1680 || c == 0x3000)
        return SHOWN_AS_SPACE;
    return c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0 ? NOT_SHOWN : SHOWN;
}

void append_character(GString *out, const char *p, gsize length)
{
    if ((guchar)*p == 0xEF && ((guchar)p[1] & 0xFC) == 0x80) /* U+F000 to U+F0FF */
        g_string_append_unichar(out, symbol_seen(FONT_TEXT, g_utf8_get_char(p)));
    else
        g_string_append_len(out, p, (gssize)length);
}

struct line *view_append(struct view *view, char *text, gsize from, gsize to)
{
    if (view->lines->len >= LIMIT_LINES) {
        g_free(text);
        return NULL;
    }
    struct line *line = g_new0(struct line, 1);
    line->text = text;
    line->runs = g_array_new(FALSE, FALSE, sizeof(struct run));
    line->origin_offset = from;
    line->origin_length = to > from ? to - from : 0;
    g_ptr_array_add(view->lines, line);
    return line;
}

static bool last_is_blank(const struct view_lines *lines)
{
    const GPtrArray *all = lines->view->lines;
    return all->len == 0 || *((const struct line *)all->pdata[all->len - 1])->text == '\0';
}

static void take_place(struct line *line, const struct line_place *place)
{
    line->quote_depth = place->quote_depth;
    line->list_depth = place->list_depth;
    line->list_number = place->list_number;
    line->table = place->table;
    line->row = place->row;
    line->cell = place->cell;
    line->heading = place->heading;
}

static void emit(struct view_lines *lines, struct line *line)
{
    if (line == NULL)
        lines->full = true;
    else
        take_place(line, &lines->place);
}

/* A blank line between two lines, unless they stand in two cells: it belongs to what both belong to. */
static void emit_margin(struct view_lines *lines)
{
    const GPtrArray *all = lines->view->lines;
    const struct line *before = all->pdata[all->len - 1];
    bool same_cell = before->row == lines->place.row && before->cell == lines->place.cell;
    if (before->table == lines->place.table && !same_cell)
        return;
    struct line *line = view_append(lines->view, g_strdup(""), lines->from, lines->from);
    if (line == NULL)
        return;
    line->quote_depth = MIN(before->quote_depth, lines->place.quote_depth);
    line->list_depth = MIN(before->list_depth, lines->place.list_depth);
    if (before->table == lines->place.table) {
        line->table = before->table;
        line->row = before->row;
        line->cell = before->cell;
    }
}

/* Takes white space off the end of the line, and of its runs. */
static void trim_end(struct view_lines *lines)
{
    GString *text = lines->text;
    gsize length = text->len;
    while (length > 0 && g_ascii_isspace(text->str[length - 1]))
        length--;
    if (lines->pre && length == 2 && text->len > 2 && strncmp(text->str, "-- ", 3) == 0)
        length = 3; /* the mark of a signature keeps its space, RFC 3676 section 4.3 */
    g_string_truncate(text, length);
    while (lines->runs->len > 0) {
        struct run *run = &g_array_index(lines->runs, struct run, lines->runs->len - 1);
        if (run->start < length) {
            run->length = (guint)length - run->start;
            break;
        }
        g_array_set_size(lines->runs, lines->runs->len - 1);
    }
}

static void finish_line(struct view_lines *lines, bool is_break)
{
    trim_end(lines);
    bool blank = lines->text->len == 0;
    if (lines->margin && !blank && !last_is_blank(lines))
        emit_margin(lines);
    lines->margin = false;
    bool leading_blank = blank && lines->view->lines->len == 0;
    if (!leading_blank) {
        struct line *line = view_append(lines->view, g_strndup(lines->text->str, lines->text->len), lines->from, lines->to);
        emit(lines, line);
        if (line != NULL)
            line->continues = is_break; /* it may: view_mark_continuations decides */
        if (line != NULL && lines->runs->len > 0)
            g_array_append_vals(line->runs, lines->runs->data, lines->runs->len);
    }
    g_string_truncate(lines->text, 0);
    g_array_set_size(lines->runs, 0);
    lines->begun = lines->gap = lines->pre = false;
    lines->previous = 0;
}

void view_lines_end_block(struct view_lines *lines)
{
    if (lines->begun)
        finish_line(lines, false);
    lines->gap = false;
}

static void begin(struct view_lines *lines, const struct line_place *place, gsize from)
{
    if (lines->begun)
        return;
    lines->begun = true;
    lines->place = *place;
    lines->from = lines->to = from;
}

void view_lines_break(struct view_lines *lines, const struct line_place *place, gsize from, gsize to)
{
    begin(lines, place, from);
    lines->to = MAX(lines->to, to);
    finish_line(lines, true);
}

/* Takes what was appended to the text from start on into a run. */
static void add_run(struct view_lines *lines, guint start, guint style, guint32 colour)
{
    guint length = (guint)lines->text->len - start;
    struct run *last = lines->runs->len > 0 ? &g_array_index(lines->runs, struct run, lines->runs->len - 1) : NULL;
    if (last != NULL && last->style == style && last->colour == colour) {
        last->length += length;
        return;
    }
    struct run run = {.start = start, .length = length, .style = style, .colour = colour};
    g_array_append_val(lines->runs, run);
}

static void put(struct view_lines *lines, const char *bytes, gsize length, guint style, guint32 colour)
{
    guint start = (guint)lines->text->len;
    g_string_append_len(lines->text, bytes, (gssize)length);
    add_run(lines, start, style, colour);
}

static void put_gap(struct view_lines *lines)
{
    if (lines->gap)
        put(lines, " ", 1, lines->gap_style, lines->gap_colour);
    lines->gap = false;
}

static void collapse(struct view_lines *lines, const struct piece *piece)
{
    if (!lines->begun || lines->text->len == 0 || lines->gap)
        return;
    lines->gap = true;
    lines->gap_style = piece->style;
    lines->gap_colour = piece->colour;
}

/* Returns the length of the plain ASCII text that starts at p: the common case, put at once. */
static gsize simple_length(const char *p, const char *end)
{
    const char *q = p;
    while (q < end && (guchar)*q > ' ' && (guchar)*q < 0x7F)
        q++;
    return (gsize)(q - p);
}

static void add_space(struct view_lines *lines, const char *p, const struct line_place *place, const struct piece *piece,
                      gsize at)
{
    if (*p == '\n' && piece->white_space != WHITE_SPACE_NORMAL) {
        view_lines_break(lines, place, at, at + 1);
    } else if (piece->white_space == WHITE_SPACE_PRE) {
        if (*p == '\r')
            return;
        begin(lines, place, at);
        lines->pre = true;
        put(lines, *p == '\t' ? "\t" : " ", 1, piece->style, piece->colour);
    } else {
        collapse(lines, piece);
    }
}

/* Adds one character that is not simple ASCII. Returns whether it can be seen. */
static bool add_character(struct view_lines *lines, const char *p, gsize length, const struct line_place *place,
                          const struct piece *piece, gsize at)
{
    gunichar c = g_utf8_get_char(p);
    begin(lines, place, at);
    enum visibility shown = character_shown(c, lines->previous);
    if (shown == NOT_SHOWN)
        return false;
    put_gap(lines);
    lines->previous = c;
    guint start = (guint)lines->text->len;
    if (shown == SHOWN)
        append_character(lines->text, p, length);
    else
        g_string_append_c(lines->text, ' ');
    add_run(lines, start, piece->style, piece->colour);
    return shown == SHOWN;
}

bool view_lines_add(struct view_lines *lines, const struct line_place *place, const char *text, gsize length,
                    const struct piece *piece)
{
    bool seen = false;
    const char *end = text + length;
    for (const char *p = text; p < end && !lines->full;) {
        gsize at = piece->exact ? piece->from + (gsize)(p - text) : piece->from;
        gsize step = simple_length(p, end);
        if (step > 0) {
            begin(lines, place, at);
            put_gap(lines);
            put(lines, p, step, piece->style, piece->colour);
            lines->previous = (guchar)p[step - 1];
            seen = true;
        } else if (*p == ' ' || *p == '\n' || *p == '\t' || *p == '\r' || *p == '\f') {
            step = 1;
            add_space(lines, p, place, piece, at);
        } else {
            step = MIN((gsize)g_utf8_skip[(guchar)*p], (gsize)(end - p));
            seen |= add_character(lines, p, step, place, piece, at);
        }
        p += step;
        if (lines->begun)
            lines->to = MAX(lines->to, piece->exact ? piece->from + (gsize)(p - text) : piece->to);
    }
    return seen;
}
