/* Finds where a hard-wrapped paragraph goes on in the next line. Joins nothing: it only sets line->continues. */
#include <string.h>

#include "base/text.h"
#include "reply/view_lines.h"

/* Programs wrap between 60 and 80 columns, a few later; a longer line was not wrapped at all. */
#define WRAP_COLUMNS_MIN 55u
#define WRAP_COLUMNS_MAX 100u
#define NAME_BYTES_MAX 20u /* of a name before a colon */
#define WRAP_DEPTHS 16u    /* deeper quotations share the width of the deepest */

struct widths {
    guint columns[WRAP_DEPTHS]; /* of the widest line that looks wrapped, by quote depth */
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

/* Returns the columns of a line's text where it may be wrapped; 0 where it is too short or too long for that, or cannot go on.
 */
static guint line_columns(const struct line *line, bool candidate)
{
    gsize bytes = strlen(line->text);
    if (!candidate || bytes < WRAP_COLUMNS_MIN || bytes > WRAP_COLUMNS_MAX * 4)
        return 0;
    guint columns = text_columns(line->text);
    return columns <= WRAP_COLUMNS_MAX ? columns : 0;
}

static void find_widths(const GPtrArray *lines, const guint *columns, struct widths *widths)
{
    for (guint i = 0; i + 1 < lines->len; i++) {
        const struct line *line = lines->pdata[i], *next = lines->pdata[i + 1];
        guint depth = depth_of(line);
        bool wrapped = columns[i] > 0 && same_place(line, next) && !is_blank(next);
        if (wrapped && columns[i] > widths->columns[depth] && strchr(line->text, ' ') != NULL)
            widths->columns[depth] = columns[i];
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
        if (columns[i] < WRAP_COLUMNS_MIN || columns[i] > width || !same_place(line, next) || is_blank(next))
            continue;
        line->continues = !begins_item(next->text) && columns[i] + 1 + first_word_columns(next->text) > width;
    }
}
