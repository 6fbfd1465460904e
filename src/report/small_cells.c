/* Which cells of a table are too small to be shown, and which others would give them away. Never shows less than it must for
 * the sake of zeros: a cell with nobody in it says nothing about anybody. */
#include "report/small_cells.h"

#include <string.h>

#include "report/figures.h"

#define HIDDEN_LEAST 2u /* a single hidden cell is its row's sum less the others */

static bool is_small(gint64 count, gint64 least) { return count > 0 && count < least; }

/* ---- one row or column */

struct cells {
    const gint64 *counts;
    bool *hidden;
    guint count, stride;
};

/* Whether what is hidden in line could be reckoned from the line's sum. */
static bool gives_away(const struct cells *line, gint64 least)
{
    guint hidden = 0;
    gint64 sum = 0;
    for (guint i = 0; i < line->count; i++)
        if (line->hidden[i * line->stride]) {
            hidden++;
            sum += line->counts[i * line->stride];
        }
    return hidden > 0 && (hidden < HIDDEN_LEAST || sum < least);
}

/* Returns the smallest cell that is still shown, a zero only where there is nothing else; G_MAXUINT where all are hidden. */
static guint smallest_shown(const struct cells *line)
{
    guint best = G_MAXUINT;
    for (guint i = 0; i < line->count; i++) {
        gint64 count = line->counts[i * line->stride];
        if (line->hidden[i * line->stride])
            continue;
        gint64 rival = best == G_MAXUINT ? 0 : line->counts[best * line->stride];
        if (best == G_MAXUINT || (count > 0 && (rival == 0 || count < rival)))
            best = i;
    }
    return best;
}

/* Hides further cells of line until nothing gives the others away. Returns whether it hid one. */
static bool cover(const struct cells *line, gint64 least)
{
    bool changed = false;
    while (line->count > 1 && gives_away(line, least)) {
        guint next = smallest_shown(line);
        if (next == G_MAXUINT)
            break;
        line->hidden[next * line->stride] = changed = true;
    }
    return changed;
}

/* ---- tables */

/* Each round hides a cell at least, or is the last one. */
void small_cells_hide(const gint64 *counts, guint rows, guint columns, gint64 least, bool *hidden)
{
    bool changed = true;
    for (guint i = 0; i < rows * columns; i++)
        hidden[i] = is_small(counts[i], least);
    while (changed) {
        changed = false;
        for (guint row = 0; row < rows; row++)
            changed |= cover(&(struct cells){counts + row * columns, hidden + row * columns, columns, 1}, least);
        for (guint column = 0; column < columns; column++)
            changed |= cover(&(struct cells){counts + column, hidden + column, rows, columns}, least);
    }
}

void small_cells_hide_options(const gint64 *counts, guint count, gint64 answered, gint64 least, bool *hidden)
{
    for (guint i = 0; i < count; i++)
        hidden[i] = is_small(counts[i], least) || is_small(answered - counts[i], least);
}

/* ---- figures */

void small_cells_apply_to(json_t *figures, const char *name, gint64 least)
{
    if (!is_small(figure(figures, name), least))
        return;
    json_object_set_new(figures, name, json_null());
    json_object_set_new(figures, "suppressed", json_true());
}

static void hide_bar(json_t *question, json_t *bar)
{
    json_object_set_new(bar, "count", json_null());
    json_object_set_new(bar, "suppressed", json_true());
    json_object_set_new(question, "suppressed", json_true());
    json_object_del(question, "mean"); /* with the other bars, it would tell */
}

static void apply_to_question(json_t *question, gint64 least)
{
    json_t *bars = json_object_get(question, "bars"), *bar;
    guint count = (guint)json_array_size(bars);
    gint64 answered = figure(question, "answered");
    g_autofree gint64 *counts = g_new0(gint64, count + 1);
    g_autofree bool *hidden = g_new0(bool, count + 1);
    size_t i;
    json_array_foreach(bars, i, bar) counts[i] = figure(bar, "count");
    if (strcmp(figure_text(question, "type"), "multi") == 0)
        small_cells_hide_options(counts, count, answered, least, hidden);
    else
        small_cells_hide(counts, 1, count, least, hidden);
    json_array_foreach(bars, i, bar) if (hidden[i] || is_small(answered, least)) hide_bar(question, bar);
    small_cells_apply_to(question, "answered", least);
    small_cells_apply_to(question, "unclear", least);
}

void small_cells_apply(json_t *answers, gint64 least)
{
    size_t i;
    json_t *question;
    small_cells_apply_to(answers, "people", least);
    small_cells_apply_to(answers, "new_people", least);
    small_cells_apply_to(answers, "former_questions", least);
    json_array_foreach(json_object_get(answers, "questions"), i, question) apply_to_question(question, least);
}
