/* Marks that nearly all of a mail has are none: somebody's favourite colour, a stationery's background. */
#include "reply/view_lines.h"

#define COMMON_PERCENT 90u /* of the text that is no link */

/* A text that is struck is struck, be it all of the mail. */
static const guint styles[] = {STYLE_BOLD, STYLE_ITALIC, STYLE_UNDERLINE, STYLE_HIGHLIGHT};

struct share {
    gsize all, with[G_N_ELEMENTS(styles)]; /* bytes */
    gsize lead;                            /* of the colour that has a majority, if one has: found by pairing off */
    guint32 colour;
};

static void vote(struct share *share, const struct run *run)
{
    if (run->colour == share->colour) {
        share->lead += run->length;
    } else if (share->lead >= run->length) {
        share->lead -= run->length;
    } else {
        share->lead = run->length - share->lead;
        share->colour = run->colour;
    }
}

static struct share measure(const struct view *view)
{
    struct share share = {0};
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        for (guint n = 0; n < line->runs->len; n++) {
            const struct run *run = &g_array_index(line->runs, struct run, n);
            if (run->style & STYLE_LINK)
                continue;
            share.all += run->length;
            for (guint s = 0; s < G_N_ELEMENTS(styles); s++)
                share.with[s] += run->style & styles[s] ? run->length : 0;
            vote(&share, run);
        }
    }
    return share;
}

static gsize measure_colour(const struct view *view, guint32 colour)
{
    gsize bytes = 0;
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        for (guint n = 0; n < line->runs->len; n++) {
            const struct run *run = &g_array_index(line->runs, struct run, n);
            bytes += run->colour == colour && !(run->style & STYLE_LINK) ? run->length : 0;
        }
    }
    return bytes;
}

/* Takes styles off all runs, and colour where it is colour; 0: none. */
static void take_off(struct view *view, guint style, guint32 colour)
{
    for (guint i = 0; i < view->lines->len; i++) {
        const struct line *line = view->lines->pdata[i];
        for (guint n = 0; n < line->runs->len; n++) {
            struct run *run = &g_array_index(line->runs, struct run, n);
            run->style &= ~style;
            if (colour == 0 || run->colour != colour)
                continue;
            run->style &= ~(guint)STYLE_COLOUR;
            run->colour = 0;
        }
    }
}

static bool is_common(gsize bytes, const struct share *share) { return bytes > 0 && bytes * 100 > share->all * COMMON_PERCENT; }

void view_drop_common_marks(struct view *view)
{
    const struct share share = measure(view);
    guint common = 0;
    for (guint s = 0; s < G_N_ELEMENTS(styles); s++)
        common |= is_common(share.with[s], &share) ? styles[s] : 0;
    guint32 colour = share.colour;
    if (colour != 0 && !is_common(measure_colour(view, colour), &share))
        colour = 0;
    if (common != 0 || colour != 0)
        take_off(view, common, colour);
}
