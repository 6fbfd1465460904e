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
    gint *tense;        /* sentence -> signs of the present less signs of the past */
    guint64 all;        /* signs of the passage */
    guint sentences;
    GPtrArray *held; /* (nullable) what holds, for explaining */
};

static const struct pattern_match *match_at(const struct reader *reader, guint index)
{
    return &g_array_index(reader->matches, struct pattern_match, index);
}

/* ---- what stands where */

/* Whether a sentence begins with word at: behind a full stop, on a new line with a capital or a figure, or after very many. */
static bool starts_sentence(const struct reader *reader, guint at, guint length)
{
    const struct word *word = &reader->words->list[at];
    bool is_line = false;
    if (word->is_mark || at == 0)
        return false;
    for (guint i = at; i > 0 && (i == at || reader->words->list[i].is_mark); i--)
        is_line |= (reader->words->list[i].gap & GAP_LINE) != 0;
    gunichar first = g_utf8_get_char(reader->text + word->start);
    bool is_new = is_line && (g_unichar_isupper(first) || g_unichar_isdigit(first));
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

static void find_tense(struct reader *reader)
{
    for (guint i = 0; i < reader->matches->len; i++) {
        guint64 sign = sign_of(match_at(reader, i));
        gint *tense = &reader->tense[reader->sentence_of[match_at(reader, i)->first]];
        *tense += (sign & reader->rules->present) != 0;
        *tense -= (sign & reader->rules->past) != 0;
    }
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

/* ---- weighing */

/* Returns whether danger in a sentence is told of the present: by its own tense, else by that of the sentences beside it. What
 * a writer calls past and closed is past. */
static bool is_present(const struct reader *reader, guint sentence)
{
    guint next = MIN(sentence + 1, reader->sentences - 1);
    if ((reader->signs[sentence] | reader->signs[next]) & reader->rules->closed)
        return false;
    gint balance = reader->tense[sentence];
    for (guint i = sentence - MIN(sentence, 1); balance == 0 && i < reader->sentences && i <= sentence + 1; i++)
        balance += reader->tense[i];
    return balance >= 0;
}

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

/* Returns whether rule holds for match, and its level in *level. */
static bool holds(const struct reader *reader, const struct care_rule *rule, const struct pattern_match *match,
                  enum care_level *level)
{
    if (is_idiom(reader, match) || (rule->deniable && is_denied(reader, match)))
        return false;
    guint sentence = reader->sentence_of[match->first];
    guint64 signs = signs_near(reader, rule->scope, sentence);
    for (guint i = 0; i < rule->with->len; i++)
        if ((signs & g_array_index(rule->with, guint64, i)) == 0)
            return false;
    if (rule->level == CARE_DANGER)
        *level = is_present(reader, sentence) ? CARE_URGENT : CARE_CARE;
    else
        *level = (enum care_level)rule->level;
    if (signs & rule->care_with)
        *level = CARE_CARE;
    if (signs & rule->urgent_with)
        *level = CARE_URGENT;
    return (signs & rule->without) == 0 && ((signs & rule->none_with) == 0 || (signs & rule->despite) != 0);
}

/* What the rules found. */
struct verdict {
    guint8 *level; /* sentence -> enum care_level */
    gint *adds;    /* sentence -> what rules add to the scale of distress */
    guint *rule;   /* sentence -> number of the rule that gave the level, or CARE_CLUES */
    char *clues;   /* names of the weak evidence that first was enough; (nullable) */
};

static void raise_sentence(struct verdict *verdict, guint sentence, enum care_level level, guint rule, gint adds)
{
    verdict->adds[sentence] = MAX(verdict->adds[sentence], adds);
    if (level <= verdict->level[sentence])
        return;
    verdict->level[sentence] = (guint8)level;
    verdict->rule[sentence] = rule;
}

static const struct care_rule *rule_at(const struct reader *reader, guint index) { return reader->rules->rules->pdata[index]; }

/* A piece of weak evidence. */
struct clue {
    guint rule, sentence;
};

/* Returns the name of rule and the words that match, as written. (transfer full) */
static char *explain(const struct reader *reader, const struct care_rule *rule, const struct pattern_match *match)
{
    guint start = reader->words->list[match->first].start, end = reader->words->list[match->last].end;
    return g_strdup_printf("%s: %.*s", rule->name, (int)(end - start), reader->text + start);
}

/* Judges the strong rules; weak evidence is added to clues (struct clue, by sentence). */
static void judge_rules(const struct reader *reader, struct verdict *verdict, GArray *clues)
{
    for (guint i = 0; i < reader->matches->len; i++) {
        const struct pattern_match *match = match_at(reader, i);
        if (match->id < CARE_FIRST_RULE)
            continue;
        struct clue clue = {match->id - CARE_FIRST_RULE, reader->sentence_of[match->first]};
        const struct care_rule *rule = rule_at(reader, clue.rule);
        enum care_level level = CARE_NONE;
        if (!holds(reader, rule, match, &level))
            continue;
        if (reader->held != NULL)
            g_ptr_array_add(reader->held, explain(reader, rule, match));
        if (rule->level == CARE_NONE)
            g_array_append_val(clues, clue);
        else
            raise_sentence(verdict, clue.sentence, level, clue.rule,
                           rule->adds > 0 ? rule->adds : reader->rules->distress.rule);
    }
}

/* Weak evidence in the sentences looked at: each rule counts once. */
struct balance {
    guint *count; /* rule -> clues */
    gint points, danger;
    guint present; /* the last sentence with danger in the present, + 1 */
};

static void count_clue(const struct reader *reader, struct balance *balance, const struct clue *clue, gint by)
{
    guint *count = &balance->count[clue->rule];
    if (*count == (by > 0 ? 0 : 1)) {
        balance->points += by * rule_at(reader, clue->rule)->points;
        balance->danger += by * rule_at(reader, clue->rule)->danger;
    }
    *count = (guint)((gint)*count + by);
    if (by > 0 && rule_at(reader, clue->rule)->danger > 1 && is_present(reader, clue->sentence))
        balance->present = clue->sentence + 1;
}

static char *name_clues(const struct reader *reader, const struct balance *balance)
{
    GString *names = g_string_new(NULL);
    for (guint i = 0; i < reader->rules->rules->len; i++)
        if (balance->count[i] > 0)
            g_string_append_printf(names, "%s%s", names->len > 0 ? " + " : "", rule_at(reader, i)->name);
    return g_string_free(names, FALSE);
}

/* Returns the level of the sentences from first on, whose clues are counted in balance. */
static enum care_level judge_balance(const struct reader *reader, const struct balance *balance, guint first)
{
    if (balance->danger >= reader->rules->enough_danger)
        return balance->present > first ? CARE_URGENT : CARE_CARE;
    return balance->points >= reader->rules->enough ? CARE_CARE : CARE_NONE;
}

/* Judges weak evidence: in every run of CARE_WEAK_SENTENCES sentences. */
static void judge_clues(const struct reader *reader, const GArray *clues, struct verdict *verdict)
{
    g_autofree guint *count = g_new0(guint, reader->rules->rules->len);
    struct balance balance = {.count = count};
    const struct clue *list = (const struct clue *)(const void *)clues->data;
    guint oldest = 0, next = 0;
    for (guint last = 0; last < reader->sentences; last++) {
        guint first = last + 1 - MIN(last + 1, CARE_WEAK_SENTENCES);
        for (; next < clues->len && list[next].sentence == last; next++)
            count_clue(reader, &balance, &list[next], 1);
        for (; oldest < next && list[oldest].sentence < first; oldest++)
            count_clue(reader, &balance, &list[oldest], -1);
        bool is_full = last - first + 1 == CARE_WEAK_SENTENCES || last == reader->sentences - 1;
        enum care_level level = is_full ? judge_balance(reader, &balance, first) : CARE_NONE;
        if (level > CARE_NONE && verdict->clues == NULL)
            verdict->clues = name_clues(reader, &balance);
        for (guint sentence = first; level > CARE_NONE && sentence <= last; sentence++)
            raise_sentence(verdict, sentence, level, CARE_CLUES, reader->rules->distress.clues);
    }
}

/* Returns what decided for level in the sentences from first on. (transfer full) */
static char *reason_of(const struct reader *reader, const struct verdict *verdict, guint first)
{
    guint best = first;
    for (guint i = first; i < reader->sentences && i < first + CARE_WORD_SENTENCES; i++)
        if (verdict->level[i] > verdict->level[best])
            best = i;
    if (verdict->level[best] == CARE_NONE)
        return g_strdup("the words together");
    return g_strdup(verdict->rule[best] == CARE_CLUES ? verdict->clues : rule_at(reader, verdict->rule[best])->name);
}

static enum care_level judge(struct reader *reader, char **reason)
{
    g_autofree guint8 *level = g_new0(guint8, reader->sentences);
    g_autofree gint *adds = g_new0(gint, reader->sentences);
    g_autofree guint *rule = g_new0(guint, reader->sentences);
    g_autoptr(GArray) clues = g_array_new(FALSE, FALSE, sizeof(struct clue));
    struct verdict verdict = {.level = level, .adds = adds, .rule = rule};
    judge_rules(reader, &verdict, clues);
    judge_clues(reader, clues, &verdict);
    struct care_found found = {reader->sentence_of, reader->idiom, reader->sentences, level, adds, rule};
    guint first = 0;
    enum care_level all = care_weigh(reader->rules, reader->words, &found, &first);
    if (all > CARE_NONE)
        *reason = reason_of(reader, &verdict, first);
    g_free(verdict.clues);
    return all;
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
    g_autofree gint *tense = reader->tense = g_new0(gint, reader->sentences);
    find_tense(reader);
    return judge(reader, reason);
}

enum care_level care_explain(const struct care_rules *rules, const char *text, char **reason, GPtrArray *held)
{
    *reason = NULL;
    AUTO(words) words = words_new(text, true);
    if (words->count == 0)
        return CARE_NONE;
    g_autoptr(GArray) matches = pattern_set_match(rules->patterns, words);
    struct reader reader = {.rules = rules, .text = text, .words = words, .matches = matches, .held = held};
    return read_words(&reader, reason);
}

enum care_level care_read(const struct care_rules *rules, const char *text, char **reason)
{
    return care_explain(rules, text, reason, NULL);
}
