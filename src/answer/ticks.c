/* Takes what is ticked out of a list of all that could be. Never decides what the words of an item mean. */
#include "answer/ticks.h"

#include <string.h>

#include "base/box.h"
#include "base/text.h"

#define MOST_BOXES 40u
#define MOST_FIGURES 12 /* of a scale that somebody types out */

/* A box: bytes [start, end) of the words. */
struct seen_box {
    const char *start, *end;
    bool ticked;
};

static GArray *find_boxes(const char *words)
{
    GArray *boxes = g_array_new(FALSE, FALSE, sizeof(struct seen_box));
    gsize size = 0;
    for (const char *at = words; *at != '\0' && boxes->len <= MOST_BOXES; at += MAX(size, 1)) {
        enum box kind = box_at(at, &size);
        struct seen_box box = {at, at + size, kind == BOX_TICKED};
        if (kind != BOX_NONE)
            g_array_append_val(boxes, box);
    }
    return boxes;
}

static const struct seen_box *box_of(const GArray *boxes, guint i) { return &g_array_index(boxes, struct seen_box, i); }

/* Whether length bytes of text hold a letter or a figure. */
static bool says_something(const char *text, gsize length)
{
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p))
        if (text_is_word_character(g_utf8_get_char(p)))
            return true;
    return false;
}

static void add_item(GString *taken, const char *text, gsize length)
{
    g_autofree char *item = g_strndup(text, length);
    g_string_append_printf(taken, "%s%s", taken->len > 0 ? ", " : "", g_strstrip(item));
}

/* Returns the ticked items where each stands behind its box; the last one ends with its line. (transfer full) */
static char *take_behind(const GArray *boxes)
{
    GString *taken = g_string_new(NULL);
    const char *rest = "";
    for (guint i = 0; i < boxes->len; i++) {
        const char *start = box_of(boxes, i)->end;
        bool is_last = i + 1 == boxes->len;
        gsize length = is_last ? strcspn(start, "\n") : (gsize)(box_of(boxes, i + 1)->start - start);
        rest = is_last ? start + length : rest;
        if (box_of(boxes, i)->ticked)
            add_item(taken, start, length);
    }
    if (says_something(rest, strlen(rest)))
        g_string_append(taken, rest);
    return g_string_free(taken, FALSE);
}

/* Returns the ticked items where each stands before its box. (transfer full) */
static char *take_before(const GArray *boxes, const char *words)
{
    GString *taken = g_string_new(NULL);
    const char *start = words;
    for (guint i = 0; i < boxes->len; i++) {
        if (box_of(boxes, i)->ticked)
            add_item(taken, start, (gsize)(box_of(boxes, i)->start - start));
        start = box_of(boxes, i)->end;
    }
    return g_string_free(taken, FALSE);
}

static char *take_boxes(const char *words)
{
    g_autoptr(GArray) boxes = find_boxes(words);
    guint ticked = 0;
    for (guint i = 0; i < boxes->len; i++)
        ticked += box_of(boxes, i)->ticked;
    if (ticked == 0 || ticked == boxes->len || boxes->len > MOST_BOXES)
        return NULL;
    const char *first = box_of(boxes, 0)->start, *last = box_of(boxes, boxes->len - 1)->end;
    bool before = says_something(words, (gsize)(first - words)), behind = says_something(last, strlen(last));
    return before && !behind ? take_before(boxes, words) : take_behind(boxes);
}

/* ---- figures of a scale */

/* Moves *at past what may stand between two figures. Returns whether a sign is among it that marks what it is close to. */
static bool pass_between(const char **at)
{
    bool marks = false;
    for (; **at != '\0' && strchr(" \t\n/|,;.-[]()*_<>{}", **at) != NULL; (*at)++)
        marks |= strchr("[(*_<{", **at) != NULL;
    return marks;
}

/* Returns the one figure that is marked where words give all those of the scale in order, else NULL. (transfer full) */
static char *take_figure(const struct question *question, const char *words)
{
    const char *at = words;
    gint64 chosen = 0;
    guint marked = 0;
    if (question->to - question->from >= MOST_FIGURES || question->from < 0)
        return NULL;
    for (gint64 figure = question->from; figure <= question->to; figure++) {
        bool opens = pass_between(&at);
        char *end = NULL;
        if (!g_ascii_isdigit(*at) || g_ascii_strtoll(at, &end, 10) != figure)
            return NULL;
        at = end;
        if (opens && *at != '\0' && strchr("])*_>}", *at) != NULL) {
            at++;
            chosen = figure;
            marked++;
        }
    }
    pass_between(&at);
    return marked == 1 && *at == '\0' ? g_strdup_printf("%" G_GINT64_FORMAT, chosen) : NULL;
}

char *ticks_take(const struct question *question, const char *words)
{
    if (g_str_equal(question->type, "text"))
        return NULL;
    char *figure = g_str_equal(question->type, "scale") ? take_figure(question, words) : NULL;
    return figure != NULL ? figure : take_boxes(words);
}
