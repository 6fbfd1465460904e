/* Labels what a live message's author wrote: greeting, cover note, the words themselves; and calls for what stands around. */
#include <string.h>

#include "reply/label_work.h"

#define COVER_WORDS_MAX 45u /* of a paragraph that may be a cover note; marks count */
#define GREETING_WORDS 3u   /* of a greeting that may end in a full stop */
#define GREETING_LINES 3u   /* a greeting is among the first */

static guint first_open(const struct work *work, const guint *at, guint count, guint from)
{
    while (from < count && !is_open(work, at[from]))
        from++;
    return from;
}

/* "Lynne," alone on its line. */
static bool is_called_by_name(const struct work *work, const guint *at, guint count, guint i)
{
    const char *text = work_line(work, at[i])->text;
    gsize length = strlen(text);
    bool is_alone = i + 1 >= count || !is_open(work, at[i + 1]);
    return is_alone && length > 1 && text[length - 1] == ',' && work->facts[at[i]].count <= 3 && is_like_name(work, at[i]);
}

static void label_greeting(struct work *work, const guint *at, guint count)
{
    guint i = first_open(work, at, count, 0);
    for (guint n = 0; n < GREETING_LINES && i < count; n++) {
        const struct fact *fact = &work->facts[at[i]];
        bool is_sentence = fact->count > GREETING_WORDS && (fact->shape & SHAPE_SENTENCE) && !(fact->shape & SHAPE_EXCLAIMED);
        bool greets = (fact->whole & WHOLE_GREETING) && !is_sentence;
        if (!greets && (n > 0 || !is_called_by_name(work, at, count, i)))
            return;
        set_label(work, at[i], LABEL_GREETING, "a greeting");
        i = first_open(work, at, count, i + 1);
    }
}

/* Takes the paragraph at[from..to) for a cover note if it says so. */
static bool label_cover(struct work *work, struct segment *segment, const guint *at, guint from, guint to)
{
    const struct fact *first = &work->facts[at[from]], *last = &work->facts[at[to - 1]];
    if (last->past - first->first > COVER_WORDS_MAX || (first->shape & SHAPE_NUMBERED))
        return false;
    guint parts = rules_parts(work->rules, work->words, first->first, last->past);
    if (!(parts & (PART_COVER | PART_PASS_ON)))
        return false;
    for (guint i = from; i < to; i++)
        set_label(work, at[i], LABEL_COVER, "a note about the mail");
    segment->has_cover = true;
    segment->passes_on |= (parts & PART_PASS_ON) != 0;
    return true;
}

static guint paragraph_end(const struct work *work, const guint *at, guint count, guint from)
{
    while (from < count && is_open(work, at[from]))
        from++;
    return from;
}

/* Cover notes stand first, or last. */
static void label_covers(struct work *work, struct segment *segment, const guint *at, guint count)
{
    guint from = first_open(work, at, count, 0);
    while (from < count) {
        guint to = paragraph_end(work, at, count, from);
        if (!label_cover(work, segment, at, from, to))
            break;
        from = first_open(work, at, count, to);
    }
    guint to = count;
    while (to > from && !is_open(work, at[to - 1]))
        to--;
    guint start = to;
    while (start > from && is_open(work, at[start - 1]))
        start--;
    if (start < to && start > from)
        label_cover(work, segment, at, start, to);
}

static void label_rest(struct work *work, struct segment *segment, const guint *at, guint count)
{
    for (guint i = 0; i < count; i++) {
        if (is_blank(work, at[i]))
            set_label(work, at[i], LABEL_BLANK, NULL);
        if (!is_open(work, at[i]))
            continue;
        segment->has_words |= !has_shape(work, at[i], SHAPE_RULE);
        set_label(work, at[i], LABEL_WRITER, "the writer's words");
    }
}

void label_stretch(struct work *work, struct segment *segment, const guint *at, guint count, guint place)
{
    label_banners(work, at, count);
    if (place != 0) {
        label_footers(work, at, count);
        label_disclaimers(work, at, count);
    }
    if (place & PLACE_TOP)
        label_greeting(work, at, count);
    label_sign_off(work, at, count, place);
    if (place != 0)
        label_covers(work, segment, at, count);
    label_rest(work, segment, at, count);
}
