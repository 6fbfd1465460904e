/* Weighs a passage by the rules of care. Reads words only; knows none of them itself: all are in rules/care.yaml. */
#include "answer/care.h"

#include "answer/care_rules.h"

#define NO_WORD G_MAXUINT

/* A passage being weighed. */
struct reader {
    const struct care_rules *rules;
    const char *text;
    const struct words *words;
    GArray *matches;    /* struct pattern_match, by first word */
    guint *sentence_of; /* word -> sentence */
    bool *idiom;        /* word -> part of an idiom */
    guint *denied_by;   /* word -> the last denial before it in its clause, or NO_WORD */
    guint64 *signs;     /* sentence -> signs in it */
    guint64 *near;      /* sentence -> signs in it and in its neighbours */
    guint64 all;        /* signs of the passage */
    guint sentences;
    GPtrArray *held; /* (nullable) what holds, for explaining: struct care_held */
};

static const struct pattern_match *match_at(const struct reader *reader, guint index)
{
    return &g_array_index(reader->matches, struct pattern_match, index);
}

/* ---- what stands where */

/* Whether word begins as a sentence does: with a figure, or a capital that others do not follow. */
static bool looks_first(const char *text, const struct word *word)
{
    gunichar first = g_utf8_get_char(text + word->start);
    const char *next = g_utf8_next_char(text + word->start);
    bool shouts = next < text + word->end && g_unichar_isupper(g_utf8_get_char(next));
    return g_unichar_isdigit(first) || (g_unichar_isupper(first) && !shouts);
}

/* Whether a sentence begins with word at: behind a full stop, on a new line with a capital or a figure, or after very many. */
static bool starts_sentence(const struct reader *reader, guint at, guint length)
{
    const struct word *word = &reader->words->list[at];
    bool is_line = false;
    if (word->is_mark || at == 0)
        return false;
    for (guint i = at; i > 0 && (i == at || reader->words->list[i].is_mark); i--)
        is_line |= (reader->words->list[i].gap & GAP_LINE) != 0;
    bool is_new = is_line && looks_first(reader->text, word);
    return (is_new || (word->gap & GAP_SENTENCE) != 0 || length >= CARE_SENTENCE_WORDS);
}

static void find_sentences(struct reader *reader)
{
    guint length = 0;
    for (guint i = 0; i < reader->words->count; i++) {
        if (starts_sentence(reader, i, length)) {
            reader->sentences++;
            length = 0;
        }
        length += !reader->words->list[i].is_mark;
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

/* Returns the bit of the sign that match stands for, or 0. */
static guint64 sign_of(const struct pattern_match *match)
{
    bool is_sign = match->id >= CARE_FIRST_SIGN && match->id < CARE_FIRST_RULE;
    return is_sign ? G_GUINT64_CONSTANT(1) << (match->id - CARE_FIRST_SIGN) : 0;
}

static void find_signs(struct reader *reader)
{
    for (guint i = 0; i < reader->matches->len; i++) {
        const struct pattern_match *match = match_at(reader, i);
        guint64 bit = sign_of(match);
        if ((reader->rules->deniable & bit) == 0 || !is_denied(reader, match))
            reader->signs[reader->sentence_of[match->first]] |= bit;
    }
    for (guint i = 0; i < reader->sentences; i++) {
        reader->all |= reader->signs[i];
        for (guint k = i - MIN(i, CARE_NEAR_SENTENCES); k < reader->sentences && k <= i + CARE_NEAR_SENTENCES; k++)
            reader->near[i] |= reader->signs[k];
    }
}

/* ---- what holds */

static guint64 signs_near(const struct reader *reader, enum care_scope scope, guint sentence)
{
    switch (scope) {
    case CARE_SENTENCE:
        return reader->signs[sentence];
    case CARE_NEAR:
        return reader->near[sentence];
    default:
        return reader->all;
    }
}

static bool holds(const struct reader *reader, const struct care_rule *rule, const struct pattern_match *match)
{
    if (is_idiom(reader, match) || (rule->deniable && is_denied(reader, match)))
        return false;
    guint64 signs = signs_near(reader, rule->scope, reader->sentence_of[match->first]);
    for (guint i = 0; i < rule->with->len; i++)
        if ((signs & g_array_index(rule->with, guint64, i)) == 0)
            return false;
    return (signs & rule->without) == 0 || (signs & rule->despite) != 0;
}

void care_held_free(struct care_held *held)
{
    g_free(held->rule);
    g_free(held->words);
    g_free(held);
}

static void explain(const struct reader *reader, const struct care_rule *rule, const struct pattern_match *match)
{
    guint start = reader->words->list[match->first].start, end = reader->words->list[match->last].end;
    struct care_held *held = g_new0(struct care_held, 1);
    held->rule = g_strdup(rule->name);
    held->words = g_strndup(reader->text + start, end - start);
    held->sentence = reader->sentence_of[match->first];
    g_ptr_array_add(reader->held, held);
}

/* A match of a rule that holds. */
struct holding {
    const struct care_rule *rule;
    const struct pattern_match *match;
};

/* What says most comes first. */
static int compare_holdings(gconstpointer a, gconstpointer b)
{
    const struct holding *one = a, *two = b;
    if (one->rule->says != two->rule->says)
        return one->rule->says > two->rule->says ? -1 : 1;
    return (one->match->first > two->match->first) - (one->match->first < two->match->first);
}

/* Returns whether a rule that says more has taken one of match's words; takes them where not, unless the rule speaks against.
 * Words speak of distress once, and not against it where they have spoken of it. */
static bool is_taken(bool *taken, const struct holding *holding)
{
    if (holding->rule->says == 0)
        return false;
    for (guint i = holding->match->first; i <= holding->match->last; i++)
        if (taken[i])
            return true;
    for (guint i = holding->match->first; holding->rule->says > 0 && i <= holding->match->last; i++)
        taken[i] = true;
    return false;
}

/* Adds to clues what the matches [first, past), which are those of one sentence, stand for. */
static void find_clues_in(const struct reader *reader, guint first, guint past, bool *taken, GArray *clues)
{
    g_autoptr(GArray) holdings = g_array_new(FALSE, FALSE, sizeof(struct holding));
    for (guint i = first; i < past; i++) {
        const struct pattern_match *match = match_at(reader, i);
        if (match->id < CARE_FIRST_RULE)
            continue;
        struct holding holding = {reader->rules->rules->pdata[match->id - CARE_FIRST_RULE], match};
        if (holds(reader, holding.rule, match))
            g_array_append_val(holdings, holding);
    }
    g_array_sort(holdings, compare_holdings);
    for (guint i = 0; i < holdings->len; i++) {
        const struct holding *holding = &g_array_index(holdings, struct holding, i);
        struct care_clue clue = {holding->match->id - CARE_FIRST_RULE, reader->sentence_of[holding->match->first]};
        if (is_taken(taken, holding))
            continue;
        if (reader->held != NULL)
            explain(reader, holding->rule, holding->match);
        g_array_append_val(clues, clue);
    }
}

/* Returns the rules that hold. (transfer full): struct care_clue, by sentence */
static GArray *find_clues(const struct reader *reader)
{
    GArray *clues = g_array_new(FALSE, FALSE, sizeof(struct care_clue));
    g_autofree bool *taken = g_new0(bool, reader->words->count);
    for (guint first = 0, past = 0; first < reader->matches->len; first = past) {
        guint sentence = reader->sentence_of[match_at(reader, first)->first];
        while (past < reader->matches->len && reader->sentence_of[match_at(reader, past)->first] == sentence)
            past++;
        find_clues_in(reader, first, past, taken, clues);
    }
    return clues;
}

/* Finds the matches of every sentence, each as if it were the whole text. */
static void find_matches(struct reader *reader)
{
    for (guint first = 0, past = 0; first < reader->words->count; first = past) {
        while (past < reader->words->count && reader->sentence_of[past] == reader->sentence_of[first])
            past++;
        g_autoptr(GArray) matches = pattern_set_match_part(reader->rules->patterns, reader->words, first, past);
        g_array_append_vals(reader->matches, matches->data, matches->len);
    }
}

static enum care_level read_words(struct reader *reader, char **reason)
{
    guint count = reader->words->count;
    g_autofree guint *sentence_of = reader->sentence_of = g_new0(guint, count);
    g_autofree bool *idiom = reader->idiom = g_new0(bool, count);
    g_autofree guint *denied_by = reader->denied_by = g_new0(guint, count);
    find_sentences(reader);
    find_matches(reader);
    find_idioms(reader);
    find_denials(reader);
    g_autofree guint64 *signs = reader->signs = g_new0(guint64, reader->sentences);
    g_autofree guint64 *near = reader->near = g_new0(guint64, reader->sentences);
    find_signs(reader);
    g_autoptr(GArray) clues = find_clues(reader);
    struct care_found found = {reader->sentences, clues};
    return care_weigh(reader->rules, &found, reason);
}

enum care_level care_explain(const struct care_rules *rules, const char *text, char **reason, GPtrArray *held)
{
    *reason = NULL;
    AUTO(words) words = words_new(text, true);
    if (words->count == 0)
        return CARE_NONE;
    words_respell(words, rules->spellings);
    g_autoptr(GArray) matches = g_array_new(FALSE, FALSE, sizeof(struct pattern_match));
    struct reader reader = {.rules = rules, .text = text, .words = words, .matches = matches, .held = held};
    return read_words(&reader, reason);
}

enum care_level care_read(const struct care_rules *rules, const char *text, char **reason)
{
    return care_explain(rules, text, reason, NULL);
}
