/* Labels the lines of a view, message by message: whose words, and what for. What nothing speaks against is the writer's. */
#include "reply/label.h"

#include <string.h>

#include "reply/label_work.h"

#define REST_LINES_MAX 6u /* of an introduction that was not seen as a whole */

/* Lines by segment: those of segment s are at[from[s] .. from[s + 1]). */
struct order {
    guint *at, *from;
};

static void order_lines(const struct work *work, struct order *order)
{
    guint segments = work->segments->len;
    order->at = g_new(guint, work->count + 1);
    order->from = g_new0(guint, segments + 2);
    for (guint i = 0; i < work->count; i++)
        order->from[work->segment_of[i] + 1]++;
    for (guint s = 0; s < segments; s++)
        order->from[s + 1] += order->from[s];
    g_autofree guint *next = g_memdup2(order->from, sizeof(guint) * (segments + 1));
    for (guint i = 0; i < work->count; i++)
        order->at[next[work->segment_of[i]]++] = i;
}

static struct segment *segment_at(const struct work *work, guint s)
{
    return &g_array_index(work->segments, struct segment, s);
}

static bool same_address(const char *a, const char *b) { return a != NULL && b != NULL && g_ascii_strcasecmp(a, b) == 0; }

/* Returns the address that introduces words of ours, or NULL. */
static const char *our_address(const struct work *work)
{
    for (guint s = 1; s < work->segments->len; s++)
        if (segment_at(work, s)->ours > 0 && segment_at(work, s)->address != NULL)
            return segment_at(work, s)->address;
    return NULL;
}

/* Returns whether segment is all that the mail holds, and nothing shows that another wrote it: a header on top, and a text. */
static bool is_whole_mail(const struct work *work, const struct segment *segment, const char *writer)
{
    for (guint i = 0; i < segment->first; i++)
        if (!is_blank(work, i))
            return false;
    bool is_other = writer != NULL && segment->address != NULL && !same_address(writer, segment->address);
    return !work->has_ours && segment->depth == 0 && segment->past > segment->first && !is_other;
}

/* Returns the segment that segment answers: above a quotation of ours without an introduction, a message of a few lines is what
 * is left of one, in a form that nobody knows. */
static const struct segment *parent_of(const struct work *work, const struct segment *segment)
{
    const struct segment *parent = segment_at(work, segment->parent);
    bool is_rest = segment->ours > 0 && segment->first == segment->past && parent->first < parent->past && parent->ours == 0 &&
                   parent->others <= REST_LINES_MAX;
    return is_rest ? segment_at(work, parent->parent) : parent;
}

/* Decides whether words in segment that are not ours are the writer's. Its parent has been decided and labelled. */
static bool is_live(const struct work *work, const struct segment *segment, const char *ours)
{
    const struct segment *parent = parent_of(work, segment);
    const char *writer = work->context == NULL ? NULL : work->context->from_address;
    if (is_whole_mail(work, segment, writer))
        return true;
    if (!parent->is_live || (same_address(segment->address, writer) && !parent->passes_on))
        return false;
    if (segment->ours > 0)
        return true;
    if (parent->has_words || parent->ours > 0 || segment->first == segment->past)
        return false; /* the writer has spoken: what is below is earlier */
    if (work->has_ours)
        return segment->address == NULL || !same_address(segment->address, ours);
    return parent->passes_on;
}

static bool is_ours(const struct work *work, guint i) { return work_line(work, i)->label == LABEL_OURS; }

/* Between its introduction and the first words of ours a message of ours may have others: a covering letter. */
static void label_letter(struct work *work, const guint *at, guint count)
{
    guint open = 0;
    while (open < count && !is_open(work, at[open]) && !is_ours(work, at[open]))
        open++;
    if (open == count || is_ours(work, at[open]) || !(work->facts[at[open]].whole & WHOLE_GREETING))
        return;
    for (guint i = open; i < count && !is_ours(work, at[i]); i++)
        if (is_open(work, at[i]))
            set_label(work, at[i], LABEL_EARLIER, "a letter above our questions");
}

/* Returns where the stretch [first, past) of lines stands among all lines. */
static enum place place_of(const struct work *work, guint s, guint first, guint past)
{
    guint before = first, after = past;
    while (before > 0 && is_blank(work, before - 1))
        before--;
    while (after < work->count && is_blank(work, after))
        after++;
    bool is_introduced =
        before > 0 && work_line(work, before - 1)->label == LABEL_ATTRIBUTION && work->segment_of[before - 1] == s;
    bool is_top = before == 0 || is_introduced;
    bool is_end = after == work->count || work_line(work, after)->label == LABEL_ATTRIBUTION;
    return (is_top ? PLACE_TOP : 0) | (is_end ? PLACE_END : 0);
}

/* Labels the lines of a live segment: stretches without a line of ours, or of another message, between them. */
static void label_live(struct work *work, guint s, const guint *at, guint count)
{
    struct segment *segment = segment_at(work, s);
    if (segment->ours > 0 && segment->first < segment->past)
        label_letter(work, at, count);
    for (guint from = 0; from < count;) {
        guint to = from + 1;
        bool after = is_ours(work, at[from]);
        while (!after && to < count && !is_ours(work, at[to]) && at[to] == at[to - 1] + 1)
            to++;
        if (!after)
            label_stretch(work, segment, at + from, to - from, place_of(work, s, at[from], at[to - 1] + 1));
        from = to;
    }
}

static void label_earlier(struct work *work, const guint *at, guint count)
{
    for (guint i = 0; i < count; i++) {
        if (is_blank(work, at[i]))
            set_label(work, at[i], LABEL_BLANK, NULL);
        set_label(work, at[i], LABEL_EARLIER, "an earlier message");
    }
}

static void label_segments(struct work *work)
{
    struct order order;
    order_lines(work, &order);
    const char *ours = our_address(work);
    for (guint s = 0; s < work->segments->len; s++) {
        struct segment *segment = segment_at(work, s);
        const guint *at = order.at + order.from[s];
        guint count = order.from[s + 1] - order.from[s];
        while (count > 0 && at[0] >= segment->first && at[0] < segment->past) {
            at++; /* its introduction is labelled */
            count--;
        }
        segment->is_live = s == 0 || is_live(work, segment, ours);
        if (segment->is_live)
            label_live(work, s, at, count);
        else
            label_earlier(work, at, count);
    }
    g_free(order.at);
    g_free(order.from);
}

static void work_clear(struct work *work)
{
    for (guint s = 0; s < work->segments->len; s++)
        g_free(segment_at(work, s)->address);
    g_array_unref(work->segments);
    g_ptr_array_unref(work->names);
    words_free(work->words);
    g_free(work->text);
    g_free(work->facts);
    g_free(work->kinds);
    g_free(work->segment_of);
}

void label_lines(const struct label_rules *rules, const struct label_context *context, struct view *view)
{
    struct work work = {.rules = rules, .context = context, .view = view, .count = view->lines->len};
    work.segment_of = g_new0(guint, work.count + 1);
    work.segments = g_array_new(FALSE, TRUE, sizeof(struct segment));
    work_look(&work);
    segments_find(&work);
    label_segments(&work);
    work_clear(&work);
}

static bool is_said(enum label label, bool with_courtesies)
{
    if (label == LABEL_WRITER || label == LABEL_UNCLAIMED)
        return true;
    return with_courtesies && (label == LABEL_GREETING || label == LABEL_COVER);
}

char *label_writer_text(const struct view *view, bool with_courtesies)
{
    GString *text = g_string_new(NULL);
    bool gap = false;
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        if (!is_said(line->label, with_courtesies)) {
            gap = true;
            continue;
        }
        if (text->len > 0)
            g_string_append(text, gap ? "\n\n" : "\n");
        gap = false;
        g_string_append(text, line->text);
    }
    return g_string_free(text, FALSE);
}
