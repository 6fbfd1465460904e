/* number: how many, as a whole number of a range. */
#include "answer/answer_types.h"
#include "answer/figure.h"
#include "answer/judge.h"

#define FIRST_YEAR 1900
#define LAST_YEAR 2099

/* Whether the figure counts something that was not asked for: "3 years", "4 schools in nine years". */
static bool counts_other_things(const struct said *said, const struct figure *figure)
{
    guint index = figure->past;
    if (index >= said->words->count || !said_is_attached(said, index) || !said->weighs[index] || said_is_link(said, index) ||
        (said->tags[index] & TAG(PHRASE_NEGATION)))
        return false;
    const char *word = said->words->list[index].text;
    bool of_time = lexicon_has(said->rules, LIST_UNIT, word, NULL) || lexicon_has(said->rules, LIST_VAGUE_TIME, word, NULL);
    bool sole = said_weight(said, 0, figure->first) == 0 &&
                said_weight(said, index, said->words->count) == 1; /* "3 boxes": what else could be meant */
    return !lexicon_has(said->rules, LIST_STARS, word, NULL) && (of_time || !sole);
}

/* Whether another number is added: "2 + 1 monitoring". */
static bool is_sum(const struct said *said, guint index)
{
    struct figure more;
    if (said_is_mark(said, index, ","))
        index++;
    bool plus =
        said_is_mark(said, index, "+") || (index < said->words->count && g_str_equal(said->words->list[index].text, "plus"));
    return plus && figure_at(said, index + 1, &more);
}

static const char *what_is_wrong(const struct said *said, const struct figure *figure, guint *past)
{
    struct figure other;
    if (figure_range(said, figure, &other) && !g_str_equal(said->words->list[figure->past].text, "and")) {
        *past = other.past;
        if (other.value != figure->value)
            return "two numbers are named";
    }
    if (said_is_mark(said, *past, "+"))
        return "it says that there are more";
    if (said_is_mark(said, *past, "%"))
        return "it is a share";
    if (is_sum(said, *past))
        return "it is a sum of several numbers";
    if (figure->kind == FIGURE_BROKEN)
        return "it is not a whole number";
    if (figure->value < said->question->from || figure->value > said->question->to)
        return "the number is outside what is possible";
    bool bound = figure_is_bound(said, figure, PHRASE_NEARLY) || figure_is_bound(said, figure, PHRASE_ABOVE) ||
                 figure_is_bound(said, figure, PHRASE_BELOW);
    return bound ? "a limit is named, not the number" : NULL;
}

static bool is_year(const struct question *question, const struct figure *figure)
{
    return question->to < FIRST_YEAR && figure->value >= FIRST_YEAR && figure->value <= LAST_YEAR;
}

static guint add_number(struct said *said, const struct figure *figure)
{
    if (figure->suffix != NULL || is_year(said->question, figure))
        return figure->past;
    struct mention mention = {.first = figure->first, .past = figure->past, .key = figure->value, .certainty = 97};
    bool sole = figure->kind == FIGURE_ORDINAL || figure->kind == FIGURE_TIMES || figure->kind == FIGURE_NOTHING;
    mention.alone = sole || counts_other_things(said, figure);
    if (figure->kind == FIGURE_ORDINAL || figure->kind == FIGURE_PAIR)
        mention.certainty = 80;
    mention.why_not = what_is_wrong(said, figure, &mention.past);
    if (mention.why_not != NULL)
        mention.key = G_MININT64 + figure->first;
    said_add(said, &mention);
    return mention.past;
}

/* Returns the word behind "a mile" at index where the question asks how many miles, else index. */
static guint add_single(struct said *said, guint index)
{
    const struct words *ask = said->asked->ask;
    if (!said_is_word(said, index, "a") && !said_is_word(said, index, "an"))
        return index;
    for (guint i = 0; i + 2 < said->asked->own_count && index + 1 < said->words->count; i++) {
        if (!g_str_equal(ask->list[i].text, "how") || !g_str_equal(ask->list[i + 1].text, "many") ||
            !said_same_word(ask->list[i + 2].text, said->words->list[index + 1].text))
            continue;
        struct mention mention = {.first = index, .past = index + 2, .key = 1, .certainty = 85, .alone = true};
        if (said->question->from <= 1)
            said_add(said, &mention);
        return index + 2;
    }
    return index;
}

static void read_number(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    for (guint i = 0; i < said->words->count;) {
        struct figure figure;
        bool vague = (said->tags[i] & TAG(PHRASE_VAGUE)) != 0;
        guint behind = add_single(said, i);
        if (behind > i) {
            i = behind;
            continue;
        }
        i = !vague && !said->words->list[i].is_mark && figure_at(said, i, &figure) ? add_number(said, &figure) : i + 1;
    }
    said_split(said);
    const struct judge_manner manner = {.nothing = "no number is named"};
    const struct mention *mention = judge(said, &manner, value);
    if (mention == NULL)
        return;
    value->json = json_integer(mention->key);
    g_free(value->reason);
    value->reason = g_strdup_printf("the words name %" G_GINT64_FORMAT, mention->key);
}

static char *show_number(const struct question *question, const json_t *json)
{
    (void)question;
    return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(json));
}

static bool has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    (void)asked;
    return figure_has_part(rules, number, word->text);
}

const struct answer_type answer_type_number = {
    .shape = {.type = "number", .has_range = true, .default_from = 0, .default_to = 1000000},
    .read = read_number,
    .show = show_number,
    .has_part = has_part};
