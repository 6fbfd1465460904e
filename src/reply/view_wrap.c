/* Finds where a hard-wrapped paragraph goes on in the next line. Joins nothing: it only sets line->continues.
 *
 * A text at one quote depth was wrapped at the width of its widest line, unless a line of it is so long that it was not wrapped
 * at all. A line goes on in the next one if that one's first word would not have fitted into the width. In doubt it does not:
 * a break too many does less harm than a question that runs into its answer. */
#include <string.h>

#include "base/text.h"
#include "reply/view_lines.h"

/* Programs wrap between 60 and 80 columns, a few later; a longer line was not wrapped at all. */
#define WRAP_COLUMNS_MIN 55u
#define WRAP_COLUMNS_MAX 100u
#define NAME_BYTES_MAX 20u /* of a name before a colon */
#define WRAP_DEPTHS 16u    /* deeper quotations share the width of the deepest */

#define USUAL_WIDTH_MIN 68u /* a width from here ... */
#define USUAL_WIDTH_MAX 80u /* ... to here needs no second line to show it */
#define FULL_LINE_SLACK 12u /* a line this near to the width shows it */
#define LONG_WORD_BYTES 40u /* a word this long, an address say, breaks through every width */

struct widths {
    guint columns[WRAP_DEPTHS]; /* of the widest line that looks wrapped, by quote depth */
    bool unwrapped[WRAP_DEPTHS];
};

static guint depth_of(const struct line *line) { return MIN(line->quote_depth, WRAP_DEPTHS - 1); }

static bool is_blank(const struct line *line) { return text_is_blank(line->text); }

static bool same_place(const struct line *a, const struct line *b)
{
    return a->quote_depth == b->quote_depth && a->table == b->table && a->row == b->row && a->cell == b->cell &&
           a->list_depth == b->list_depth && a->heading == b->heading && b->list_number == 0;
}

/* Returns whether text begins with a name and a colon, as a header block's lines do ("Reply to: "). */
static bool begins_with_name(const char *text)
{
    gsize length = 0;
    while (length < NAME_BYTES_MAX && (g_ascii_isalpha(text[length]) || text[length] == '-' || text[length] == ' '))
        length++;
    return length > 0 && g_ascii_isupper(*text) && text[length] == ':' && (text[length + 1] == ' ' || text[length + 1] == '\0');
}

/* Returns whether the line begins something by itself: an item of a list, a numbered answer, a quotation of the writer's. */
static bool begins_item(const char *text)
{
    const char *p = text;
    while (*p == ' ' || *p == '\t')
        p++;
    if (strchr("-*+>|=_#[(\t", *p) != NULL)
        return true;
    if (g_str_has_prefix(p, "\u2022") || g_str_has_prefix(p, "\u2013 ") || g_str_has_prefix(p, "\u2014 "))
        return true;
    if (begins_with_name(p))
        return true;
    const char *digits = *p == 'Q' || *p == 'q' ? p + 1 : p;
    const char *q = digits;
    while (g_ascii_isdigit(*q))
        q++;
    return q > digits && (strchr(".):-=", *q) != NULL || *q == '\0');
}

static guint first_word_columns(const char *text)
{
    gsize start = strspn(text, " \t");
    gsize length = strcspn(text + start, " \t");
    if (length > WRAP_COLUMNS_MAX * 4)
        return WRAP_COLUMNS_MAX;
    g_autofree char *word = g_strndup(text + start, length);
    return text_columns(word);
}

static bool has_long_word(const char *text)
{
    for (const char *p = text; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " "))
        if (strcspn(p, " ") >= LONG_WORD_BYTES)
            return true;
    return false;
}

/* Returns whether a wrapped line that ends so may go on with next: a question, a name before a colon, options in brackets do
 * not go on with a capital or a figure. */
static bool may_go_on(const char *text, const char *next)
{
    gsize length = strlen(text);
    next += strspn(next, " \t");
    gunichar first = g_utf8_get_char(next);
    bool begins_anew = g_unichar_isupper(first) || g_unichar_isdigit(first);
    return !begins_anew || length == 0 || strchr("?:)]", text[length - 1]) == NULL;
}

/* Returns the columns of a line's text where it may be wrapped; 0 where it is too short or too long for that, or cannot go on.
 */
static guint line_columns(const struct line *line, bool candidate)
{
    gsize bytes = strlen(line->text);
    if (!candidate || bytes < WRAP_COLUMNS_MIN)
        return 0;
    return bytes > WRAP_COLUMNS_MAX * 4 ? WRAP_COLUMNS_MAX + 1 : text_columns(line->text);
}

/* Returns whether the line may go on in the one after it, as far as their places tell. */
static bool is_followed(const GPtrArray *lines, guint i)
{
    const struct line *line = lines->pdata[i];
    return i + 1 < lines->len && same_place(line, lines->pdata[i + 1]) && !is_blank(lines->pdata[i + 1]);
}

static void find_widest(const GPtrArray *lines, const guint *columns, struct widths *widths)
{
    for (guint i = 0; i < lines->len; i++) {
        const struct line *line = lines->pdata[i];
        guint depth = depth_of(line);
        if (columns[i] > WRAP_COLUMNS_MAX)
            widths->unwrapped[depth] |= !has_long_word(line->text);
        else if (columns[i] > widths->columns[depth] && is_followed(lines, i) && strchr(line->text, ' ') != NULL)
            widths->columns[depth] = columns[i];
    }
}

/* Finds the widths at which the text was wrapped, by quote depth; 0 where it does not seem to be. */
static void find_widths(const GPtrArray *lines, const guint *columns, struct widths *widths)
{
    find_widest(lines, columns, widths);
    guint full[WRAP_DEPTHS] = {0};
    for (guint i = 0; i < lines->len; i++) {
        guint depth = depth_of(lines->pdata[i]);
        full[depth] += columns[i] + FULL_LINE_SLACK >= widths->columns[depth] && columns[i] > 0 && is_followed(lines, i);
    }
    for (guint depth = 0; depth < WRAP_DEPTHS; depth++) {
        guint width = widths->columns[depth];
        bool usual = width >= USUAL_WIDTH_MIN && width <= USUAL_WIDTH_MAX;
        if (widths->unwrapped[depth] || (full[depth] < 2 && !usual))
            widths->columns[depth] = 0;
    }
}

guint64 flowed_bit(guint quote_depth) { return G_GUINT64_CONSTANT(1) << MIN(quote_depth, 63); }

/* Returns whether the next line may be the same paragraph at all; takes back what was set beforehand. */
static bool take_candidate(const struct view *view, struct line *line, guint64 flowed)
{
    bool candidate = (line->continues || !view->is_html) && !(flowed & flowed_bit(line->quote_depth));
    line->continues = false;
    return candidate;
}

void view_mark_continuations(struct view *view, guint64 flowed)
{
    const GPtrArray *lines = view->lines;
    g_autofree guint *columns = g_new(guint, lines->len + 1);
    for (guint i = 0; i < lines->len; i++)
        columns[i] = line_columns(lines->pdata[i], take_candidate(view, lines->pdata[i], flowed));
    struct widths widths = {0};
    find_widths(lines, columns, &widths);
    for (guint i = 0; i + 1 < lines->len; i++) {
        struct line *line = lines->pdata[i];
        const struct line *next = lines->pdata[i + 1];
        guint width = widths.columns[depth_of(line)];
        if (columns[i] < WRAP_COLUMNS_MIN || columns[i] > width || !is_followed(lines, i))
            continue;
        if (begins_item(next->text) || !may_go_on(line->text, next->text))
            continue;
        line->continues = columns[i] + 1 + first_word_columns(next->text) > width;
    }
}
