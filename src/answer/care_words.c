/* Weighs the words of a passage: each says a little for or against distress, and for danger now rather than then. */
#include <string.h>

#include "answer/care_rules.h"

/* The words of the sentences looked at: each counts once. */
struct scales {
    const struct care_rules *rules;
    guint *count; /* number of a word -> how often it stands there */
    gint distress, urgency;
    gint known; /* different words that say something */
};

static bool ends_in(const char *text, gsize length, const char *ending)
{
    gsize ending_length = strlen(ending);
    return length >= ending_length + 3 && memcmp(text + length - ending_length, ending, ending_length) == 0;
}

char *care_stem(const struct care_rules *rules, const char *text)
{
    gsize length = strlen(text);
    if (g_ascii_isdigit(*text))
        return g_strdup("0");
    for (char **ending = rules->endings; ending != NULL && *ending != NULL; ending++)
        if (ends_in(text, length, *ending))
            return g_strndup(text, length - strlen(*ending));
    return g_strdup(text);
}

/* What is known of a word of the passage. */
struct known {
    guint number;     /* + 1; 0 where it says nothing */
    guint64 families; /* bits */
};

/* (transfer full) */
static struct known *know_words(const struct care_rules *rules, const struct words *words, const bool *idiom)
{
    struct known *known = g_new0(struct known, words->count);
    for (guint i = 0; i < words->count; i++) {
        if (words->list[i].is_mark || idiom[i])
            continue;
        g_autofree char *stem = care_stem(rules, words->list[i].text);
        const guint64 *families = g_hash_table_lookup(rules->families, stem);
        known[i].number = GPOINTER_TO_UINT(g_hash_table_lookup(rules->word_numbers, stem));
        known[i].families = families != NULL ? *families : 0;
    }
    return known;
}

static void put_word(struct scales *scales, guint number, bool in)
{
    const struct care_word *word = &g_array_index(scales->rules->words, struct care_word, number - 1);
    guint *count = &scales->count[number - 1];
    if (*count == (in ? 0u : 1u)) {
        scales->distress += in ? word->distress : -word->distress;
        scales->urgency += in ? word->urgency : -word->urgency;
        scales->known += in ? 1 : -1;
    }
    *count += in ? 1u : -1u;
}

static void put_known(struct scales *scales, const struct known *known, bool in)
{
    if (known->number > 0)
        put_word(scales, known->number, in);
    for (guint bit = 0; known->families >> bit != 0; bit++)
        if (known->families >> bit & 1)
            put_word(scales, g_array_index(scales->rules->family_numbers, guint, bit), in);
}

/* What rules found in the sentences [first, last]. */
struct rule_finding {
    enum care_level level;
    gint adds;      /* to the scale of distress */
    bool is_strong; /* not weak evidence alone */
};

static struct rule_finding finding_in(const struct care_found *found, guint first, guint last)
{
    struct rule_finding finding = {CARE_NONE, 0, false};
    for (guint i = first; i <= last; i++) {
        finding.level = MAX(finding.level, (enum care_level)found->level[i]);
        finding.adds = MAX(finding.adds, found->adds[i]);
        finding.is_strong |= found->level[i] > CARE_NONE && found->rule[i] != CARE_CLUES;
    }
    return finding;
}

/* longer: how often the text's runs of sentences double: among many, some look bad by chance. */
static enum care_level judge(const struct scales *scales, const struct rule_finding *finding, guint longer)
{
    const struct care_scale *distress = &scales->rules->distress, *urgency = &scales->rules->urgency;
    gint is_distress = distress->start + scales->distress + finding->adds;
    gint by_rule = finding->is_strong ? urgency->rule : urgency->clues;
    gint is_urgent = urgency->start + scales->urgency;
    if (finding->level != CARE_NONE)
        is_urgent += finding->level == CARE_URGENT ? by_rule : -by_rule;
    if (finding->level == CARE_NONE && scales->known < distress->fewest)
        return CARE_NONE;
    if (is_distress < distress->enough + distress->more * (gint)longer)
        return CARE_NONE;
    return is_urgent >= urgency->enough ? CARE_URGENT : CARE_CARE;
}

enum care_level care_weigh(const struct care_rules *rules, const struct words *words, const struct care_found *found,
                           guint *first)
{
    g_autofree struct known *known = know_words(rules, words, found->idiom);
    g_autofree guint *count = g_new0(guint, rules->words->len);
    struct scales scales = {.rules = rules, .count = count};
    enum care_level best = CARE_NONE;
    guint oldest = 0, next = 0;
    guint longer = g_bit_storage(found->sentences / CARE_WORD_SENTENCES);
    for (guint last = 0; last < found->sentences; last++) {
        guint from = last + 1 - MIN(last + 1, CARE_WORD_SENTENCES);
        for (; next < words->count && found->sentence_of[next] == last; next++)
            put_known(&scales, &known[next], true);
        for (; oldest < next && found->sentence_of[oldest] < from; oldest++)
            put_known(&scales, &known[oldest], false);
        bool is_full = last - from + 1 == CARE_WORD_SENTENCES || last == found->sentences - 1;
        struct rule_finding finding = finding_in(found, from, last);
        enum care_level level = is_full ? judge(&scales, &finding, longer) : CARE_NONE;
        if (level > best) {
            best = level;
            *first = from;
        }
    }
    return best;
}
