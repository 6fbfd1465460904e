/* Weighs what rules say within a few sentences: of distress, and of danger now rather than then. */
#include "answer/care_rules.h"

#define REASONS 3u /* rules that are named */

/* A passage being weighed. */
struct weighing {
    const struct care_rules *rules;
    const struct care_found *found;
    guint *seen;       /* rule -> the run that counted it last */
    guint *first_clue; /* sentence -> the first in it; one more behind the last */
    bool *counts;      /* sentence -> a rule says much of distress there */
    guint run;
};

static const struct care_clue *clue_at(const struct weighing *weighing, guint index)
{
    return &g_array_index(weighing->found->clues, struct care_clue, index);
}

static const struct care_rule *rule_of(const struct weighing *weighing, guint index)
{
    return weighing->rules->rules->pdata[clue_at(weighing, index)->rule];
}

static void find_places(struct weighing *weighing)
{
    guint clue = 0;
    for (guint i = 0; i <= weighing->found->sentences; i++) {
        for (; clue < weighing->found->clues->len && clue_at(weighing, clue)->sentence < i; clue++)
            weighing->counts[clue_at(weighing, clue)->sentence] |= rule_of(weighing, clue)->says > weighing->rules->enough / 2;
        weighing->first_clue[i] = clue;
    }
}

/* What is said in a run of sentences. */
struct sum {
    gint says, against; /* of distress: above 0, below 0 */
    gint danger;
};

/* Adds what sentence says that the run has not said yet. */
static void add_sentence(struct weighing *weighing, guint sentence, bool danger_counts, struct sum *sum)
{
    for (guint i = weighing->first_clue[sentence]; i < weighing->first_clue[sentence + 1]; i++) {
        guint *seen = &weighing->seen[clue_at(weighing, i)->rule];
        if (*seen == weighing->run)
            continue;
        *seen = weighing->run;
        gint says = rule_of(weighing, i)->says;
        sum->says += MAX(says, 0);
        sum->against += MIN(says, 0);
        sum->danger += danger_counts ? rule_of(weighing, i)->danger : 0;
    }
}

/* Only sentences that tell of distress tell whether it is now, if there are any. */
static struct sum weigh_run(struct weighing *weighing, guint first, guint last)
{
    struct sum sum = {0};
    bool any = false;
    weighing->run++;
    for (guint i = first; i <= last; i++)
        any |= weighing->counts[i];
    for (guint i = first; i <= last; i++)
        if (weighing->counts[i])
            add_sentence(weighing, i, true, &sum);
    for (guint i = first; i <= last; i++)
        if (!weighing->counts[i])
            add_sentence(weighing, i, !any, &sum);
    sum.says += MAX(sum.against, -weighing->rules->against);
    return sum;
}

/* Returns the names of the rules that say most in the sentences [first, last]. (transfer full) */
static char *name_rules(struct weighing *weighing, guint first, guint last)
{
    GString *names = g_string_new(NULL);
    weighing->run++;
    for (guint n = 0; n < REASONS; n++) {
        guint best = G_MAXUINT;
        for (guint i = weighing->first_clue[first]; i < weighing->first_clue[last + 1]; i++)
            if (rule_of(weighing, i)->says > 0 && weighing->seen[clue_at(weighing, i)->rule] != weighing->run &&
                (best == G_MAXUINT || rule_of(weighing, i)->says > rule_of(weighing, best)->says))
                best = i;
        if (best == G_MAXUINT)
            break;
        weighing->seen[clue_at(weighing, best)->rule] = weighing->run;
        g_string_append_printf(names, "%s%s", n > 0 ? " + " : "", rule_of(weighing, best)->name);
    }
    return g_string_free(names, FALSE);
}

static enum care_level weigh_all(struct weighing *weighing, char **reason)
{
    guint sentences = weighing->found->sentences, worst = 0;
    gint more = weighing->rules->more * (gint)g_bit_storage(sentences / CARE_WINDOW);
    gint enough = weighing->rules->enough + more, most = G_MININT;
    enum care_level level = CARE_NONE;
    for (guint last = MIN(sentences, CARE_WINDOW) - 1; last < sentences; last++) {
        guint first = last + 1 - MIN(last + 1, CARE_WINDOW);
        struct sum sum = weigh_run(weighing, first, last);
        if (sum.says < enough)
            continue;
        enum care_level found = sum.danger >= weighing->rules->enough_danger ? CARE_URGENT : CARE_CARE;
        if (found > level || (found == level && sum.says > most)) {
            level = found;
            most = sum.says;
            worst = first;
        }
    }
    if (level > CARE_NONE)
        *reason = name_rules(weighing, worst, MIN(worst + CARE_WINDOW, sentences) - 1);
    return level;
}

enum care_level care_weigh(const struct care_rules *rules, const struct care_found *found, char **reason)
{
    g_autofree guint *seen = g_new0(guint, rules->rules->len), *first_clue = g_new0(guint, found->sentences + 1);
    g_autofree bool *counts = g_new0(bool, found->sentences);
    struct weighing weighing = {rules, found, seen, first_clue, counts, 0};
    find_places(&weighing);
    return weigh_all(&weighing, reason);
}
