/* Divides a view into the messages it is made of, and labels what introduces them. Words belong to the message whose
 * introduction stands above them, at their quote depth. */
#include <string.h>

#include "base/limits.h"
#include "reply/label_work.h"

#define DEPTHS (LIMIT_QUOTE_DEPTH + LIMIT_HTML_DEPTH + 2)
#define NOBODY G_MAXUINT

struct owners {
    guint at[DEPTHS]; /* the segment that speaks at a depth, or NOBODY */
    guint deepest;
};

static guint depth_of(const struct work *work, guint i) { return MIN(work->facts[i].depth, DEPTHS - 2u); }

/* Returns the segment that speaks at depth, or the nearest one above it. */
static guint owner_of(const struct owners *owners, guint depth)
{
    while (owners->at[depth] == NOBODY)
        depth--;
    return owners->at[depth];
}

static void set_owner(struct owners *owners, guint depth, guint segment)
{
    owners->at[depth] = segment;
    for (guint d = depth + 1; d <= owners->deepest; d++)
        owners->at[d] = NOBODY;
    owners->deepest = depth;
}

static guint add_segment(struct work *work, guint parent, guint first, guint past, guint depth, char *address)
{
    struct segment segment = {.parent = parent, .first = first, .past = past, .depth = depth, .address = address};
    g_array_append_val(work->segments, segment);
    return work->segments->len - 1;
}

/* Takes the introduction at lines [i, past). What it introduces stands deeper, or else at the same depth to its end. */
static void take_attribution(struct work *work, struct owners *owners, guint i, guint past, char *address)
{
    guint depth = depth_of(work, i), next = past;
    while (next < work->count && is_blank(work, next))
        next++;
    bool is_deeper = next < work->count && depth_of(work, next) > depth;
    guint inner = is_deeper ? depth + 1 : depth;
    guint segment = add_segment(work, owner_of(owners, depth), i, past, inner, address);
    for (guint n = i; n < past; n++) {
        work->segment_of[n] = segment;
        if (is_blank(work, n))
            set_label(work, n, LABEL_BLANK, NULL);
        set_label(work, n, LABEL_ATTRIBUTION, "introduces another message");
    }
    set_owner(owners, inner, segment);
}

static void take_line(struct work *work, struct owners *owners, guint i)
{
    guint depth = depth_of(work, i);
    if (owners->at[depth] == NOBODY && !is_blank(work, i)) {
        guint segment = add_segment(work, owner_of(owners, depth), i, i, depth, NULL);
        owners->at[depth] = segment;
        owners->deepest = MAX(owners->deepest, depth);
    }
    work->segment_of[i] = owner_of(owners, depth);
    struct segment *segment = &g_array_index(work->segments, struct segment, work->segment_of[i]);
    segment->ours += work_line(work, i)->label == LABEL_OURS;
    segment->others += is_open(work, i);
}

void segments_find(struct work *work)
{
    struct owners owners;
    for (guint d = 0; d < DEPTHS; d++)
        owners.at[d] = NOBODY;
    owners.deepest = 0;
    owners.at[0] = add_segment(work, 0, 0, 0, 0, NULL);
    for (guint i = 0; i < work->count;) {
        char *address = NULL;
        guint past = is_open(work, i) ? attribution_at(work, i, &address) : i;
        if (past > i) {
            take_attribution(work, &owners, i, past, address);
            i = past;
        } else {
            take_line(work, &owners, i++);
        }
    }
}
