/* Weighs a passage by the rules of care. Reads words only; knows none of them itself: all are in rules/care.yaml. */
#include "answer/care.h"

#include "answer/care_rules.h"

#define NO_WORD G_MAXUINT

/* A passage being weighed. */
struct reader {
    const struct care_rules *rules;
    const struct words *words;
    GArray *matches;    /* struct pattern_match, by first word */
    guint *sentence_of; /* word -> sentence */
    bool *idiom;        /* word -> part of an idiom */
    guint *denied_by;   /* word -> the last denial before it in its clause, or NO_WORD */
    guint64 *signs;     /* sentence -> signs in it */
    guint64 *near;      /* sentence -> signs in it and in its neighbours */
    guint64 all;        /* signs of the passage */
    guint sentences;
};

static const struct pattern_match *match_at(const struct reader *reader, guint index)
{
    return &g_array_index(reader->matches, struct pattern_match, index);
}

/* ---- what stands where */

static void find_sentences(struct reader *reader)
{
    guint length = 0;
    for (guint i = 0; i < reader->words->count; i++) {
        const struct word *word = &reader->words->list[i];
        if (!word->is_mark && i > 0 && ((word->gap & GAP_SENTENCE) != 0 || length >= CARE_SENTENCE_WORDS)) {
            reader->sentences++;
            length = 0;
        }
        length += !word->is_mark;
        reader->sentence_of[i] = reader->sentences;
    }
    reader->sentences++;
}

static void find_idioms(struct reader *reader)
{
    guint past = 0; /* words before this one are done */
    for (guint i = 0; i < reader->matches->len; i++) {
        const struct pattern_match *match = match_at(reader, i);
        if (match->id != CARE_IDIOM)
            continue;
        for (guint word = MAX(match->first, past); word <= match->last; word++)
            reader->idiom[word] = true;
        past = MAX(past, match->last + 1);
    }
}

/* Notes for each word the last denial that reaches it. A denial that an assertion begins with or covers is none. */
static void find_denials(struct reader *reader)
{
    guint denial = NO_WORD, asserted = 0, next = 0;
    for (guint word = 0; word < reader->words->count; word++) {
        if (word == 0 || reader->sentence_of[word] != reader->sentence_of[word - 1])
            denial = NO_WORD;
        guint starts = NO_WORD;
        for (; next < reader->matches->len && match_at(reader, next)->first == word; next++) {
            const struct pattern_match *match = match_at(reader, next);
            if (match->id == CARE_DENIAL)
                starts = match->last;
            else if (match->id == CARE_ASSERTION)
                asserted = MAX(asserted, match->last + 1);
            else if (match->id == CARE_TURN)
                denial = NO_WORD;
        }
        reader->denied_by[word] = denial;
        if (starts != NO_WORD && word >= asserted)
            denial = starts;
    }
}

static guint words_between(const struct reader *reader, guint from, guint to)
{
    guint count = 0;
    for (guint i = from; i < to && count <= CARE_DENIAL_WORDS; i++)
        count += !reader->words->list[i].is_mark;
    return count;
}

static bool is_denied(const struct reader *reader, const struct pattern_match *match)
{
    guint denial = reader->denied_by[match->first];
    return denial != NO_WORD && denial < match->first && words_between(reader, denial + 1, match->first) < CARE_DENIAL_WORDS;
}

static bool is_idiom(const struct reader *reader, const struct pattern_match *match)
{
    return reader->idiom[match->first] || reader->idiom[match->last];
}

static void find_signs(struct reader *reader)
{
    for (guint i = 0; i < reader->matches->len; i++) {
        const struct pattern_match *match = match_at(reader, i);
        if (match->id < CARE_FIRST_SIGN || match->id >= CARE_FIRST_RULE)
            continue;
        guint64 bit = G_GUINT64_CONSTANT(1) << (match->id - CARE_FIRST_SIGN);
        if ((reader->rules->deniable & bit) == 0 || !is_denied(reader, match))
            reader->signs[reader->sentence_of[match->first]] |= bit;
    }
    for (guint i = 0; i < reader->sentences; i++) {
        reader->all |= reader->signs[i];
        for (guint k = i - MIN(i, CARE_NEAR_SENTENCES); k < reader->sentences && k <= i + CARE_NEAR_SENTENCES; k++)
            reader->near[i] |= reader->signs[k];
    }
}

/* ---- weighing */

/* Returns whether rule holds for match, and its level in *level. */
static bool holds(const struct reader *reader, const struct care_rule *rule, const struct pattern_match *match,
                  enum care_level *level)
{
    if (is_idiom(reader, match) || (rule->deniable && is_denied(reader, match)))
        return false;
    guint sentence = reader->sentence_of[match->first];
    guint64 signs = rule->scope == CARE_SENTENCE ? reader->signs[sentence]
                    : rule->scope == CARE_NEAR   ? reader->near[sentence]
                                                 : reader->all;
    for (guint i = 0; i < rule->with->len; i++)
        if ((signs & g_array_index(rule->with, guint64, i)) == 0)
            return false;
    *level = rule->level;
    if (signs & rule->care_with)
        *level = CARE_CARE;
    if (signs & rule->urgent_with)
        *level = CARE_URGENT;
    return (signs & rule->without) == 0 && ((signs & rule->none_with) == 0 || (signs & rule->despite) != 0);
}

/* Weak evidence, counted over a few sentences. */
struct weak {
    guint *count;   /* rule -> matches in the sentences looked at */
    guint points;   /* of the rules with a count */
    GArray *events; /* struct pattern_match: what was counted, id the rule's number, first the sentence */
    guint oldest;   /* the first event still counted */
};

static void forget_weak(const struct reader *reader, struct weak *weak, guint sentence)
{
    for (; weak->oldest < weak->events->len; weak->oldest++) {
        const struct pattern_match *event = &g_array_index(weak->events, struct pattern_match, weak->oldest);
        if (event->first + CARE_WEAK_SENTENCES > sentence)
            return;
        if (--weak->count[event->id] == 0)
            weak->points -= ((struct care_rule *)reader->rules->rules->pdata[event->id])->points;
    }
}

/* Returns whether the evidence is enough with this one. */
static bool add_weak(const struct reader *reader, struct weak *weak, guint rule, guint sentence)
{
    forget_weak(reader, weak, sentence);
    if (weak->count[rule]++ == 0)
        weak->points += ((struct care_rule *)reader->rules->rules->pdata[rule])->points;
    struct pattern_match event = {.id = rule, .first = sentence};
    g_array_append_val(weak->events, event);
    return weak->points >= reader->rules->enough;
}

static char *name_weak(const struct reader *reader, const struct weak *weak)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < reader->rules->rules->len; i++)
        if (weak->count[i] > 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? " + " : "",
                                   ((struct care_rule *)reader->rules->rules->pdata[i])->name);
    return g_string_free(names, FALSE);
}

static enum care_level weigh(const struct reader *reader, struct weak *weak, char **reason)
{
    enum care_level best = CARE_NONE;
    for (guint i = 0; i < reader->matches->len && best < CARE_URGENT; i++) {
        const struct pattern_match *match = match_at(reader, i);
        if (match->id < CARE_FIRST_RULE)
            continue;
        const struct care_rule *rule = reader->rules->rules->pdata[match->id - CARE_FIRST_RULE];
        enum care_level level = CARE_NONE;
        if (!holds(reader, rule, match, &level))
            continue;
        bool is_weak = rule->points > 0;
        if (is_weak && add_weak(reader, weak, match->id - CARE_FIRST_RULE, reader->sentence_of[match->first]))
            level = MAX(level, CARE_CARE);
        if (level <= best)
            continue;
        best = level;
        g_free(*reason);
        *reason = is_weak ? name_weak(reader, weak) : g_strdup(rule->name);
    }
    return best;
}

static enum care_level read_words(struct reader *reader, char **reason)
{
    guint count = reader->words->count;
    g_autofree guint *sentence_of = reader->sentence_of = g_new0(guint, count);
    g_autofree bool *idiom = reader->idiom = g_new0(bool, count);
    g_autofree guint *denied_by = reader->denied_by = g_new0(guint, count);
    find_sentences(reader);
    find_idioms(reader);
    find_denials(reader);
    g_autofree guint64 *signs = reader->signs = g_new0(guint64, reader->sentences);
    g_autofree guint64 *near = reader->near = g_new0(guint64, reader->sentences);
    find_signs(reader);
    g_autofree guint *counts = g_new0(guint, reader->rules->rules->len);
    g_autoptr(GArray) events = g_array_new(FALSE, FALSE, sizeof(struct pattern_match));
    struct weak weak = {.count = counts, .events = events};
    return weigh(reader, &weak, reason);
}

enum care_level care_read(const struct care_rules *rules, const char *text, char **reason)
{
    *reason = NULL;
    AUTO(words) words = words_new(text, true);
    if (words->count == 0)
        return CARE_NONE;
    g_autoptr(GArray) matches = pattern_set_match(rules->patterns, words);
    struct reader reader = {.rules = rules, .words = words, .matches = matches};
    return read_words(&reader, reason);
}
