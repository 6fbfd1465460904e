/* scale: a whole number of a small range, or the words of its ends. */
#include "answer/answer_types.h"
#include "answer/figure.h"
#include "answer/judge.h"
#include "answer/memory.h"

#include <string.h>

static bool in_range(const struct question *question, gint64 number)
{
    return number >= question->from && number <= question->to;
}

/* Whether word index is a share or a unit that makes another thing of the number before it. */
static bool is_other_thing(const struct said *said, guint index)
{
    if (index >= said->words->count || said->words->list[index].is_mark || said->words->list[index].gap != 0)
        return false;
    const char *word = said->words->list[index].text;
    if (lexicon_has(said->rules, LIST_STARS, word, NULL))
        return false;
    return lexicon_has(said->rules, LIST_UNIT, word, NULL) || g_str_equal(word, "percent") ||
           (said->weighs[index] && g_str_has_suffix(word, "s"));
}

/* Reads "/5", "out of 5" at index. Returns the index behind it and *whole; or index where there is nothing of the kind. */
static guint read_whole(const struct said *said, guint index, gint64 *whole)
{
    guint at = index;
    struct figure figure;
    if (said_is_mark(said, at, "/"))
        at++;
    else if (said_is_word(said, at, "out") && said_is_word(said, at + 1, "of"))
        at += 2;
    else if (said_is_word(said, at, "of") || said_is_word(said, at, "on"))
        at++;
    else
        return index;
    if (!figure_at(said, at, &figure) || figure.kind != FIGURE_PLAIN)
        return index;
    *whole = figure.value;
    return figure.past;
}

/* Returns the index behind words at index that tell which scale is meant ("out of 10", "on a scale of 1 to 5"), or index. */
static guint past_scale(const struct said *said, guint index)
{
    static const char *const leads[] = {"out", "scale"};
    for (guint i = 0; i < G_N_ELEMENTS(leads); i++) {
        guint at = index + 1;
        struct figure figure;
        if (!said_is_word(said, index, leads[i]) || !(said_is_word(said, at, "of") || said_is_word(said, at, "from")) ||
            !figure_at(said, at + 1, &figure))
            continue;
        gint64 end = figure.value;
        at = figure.past;
        if ((said_is_word(said, at, "to") || said_is_mark(said, at, "-")) && figure_at(said, at + 1, &figure)) {
            end = figure.value;
            at = figure.past;
        }
        return end == said->question->to ? at : index;
    }
    return index;
}

static guint pluses(const struct said *said, guint index)
{
    guint count = 0;
    while (said_is_mark(said, index + count, "+"))
        count++;
    if (count == 0 && said_is_word(said, index, "plus") &&
        (index + 1 >= said->words->count || said->words->list[index + 1].gap != 0))
        count = 1;
    return count;
}

/* What is wrong with the number as a value of the scale, or NULL. */
static const char *what_is_wrong(const struct said *said, const struct figure *figure, guint *past)
{
    const struct question *question = said->question;
    struct figure other;
    gint64 whole = question->to;
    guint behind = read_whole(said, figure->past, &whole);
    if (behind != figure->past) {
        *past = behind;
        if (whole != question->to)
            return "it is counted out of another number";
    } else if (figure_range(said, figure, &other) && !said_is_word(said, figure->past, "and")) {
        *past = other.past;
        if (other.value != figure->value)
            return "two numbers are named";
    }
    if (said_is_mark(said, *past, "%"))
        return "it is a share";
    if (figure->kind == FIGURE_BROKEN)
        return "it is not a whole number";
    if (!in_range(question, figure->value))
        return "the number is outside the scale";
    guint plus = pluses(said, *past);
    *past += plus;
    if (plus > 0 && figure->value != question->to)
        return "it says that it is more";
    if (*past > 0 && said_is_mark(said, figure->first - 1, ">") && figure->first > 0)
        return "it says that it is more";
    bool bound = figure_is_bound(said, figure, PHRASE_ABOVE) || figure_is_bound(said, figure, PHRASE_BELOW);
    return bound ? "a limit is named, not the number" : NULL;
}

static guint add_number(struct said *said, const struct figure *figure)
{
    if (figure->kind == FIGURE_ORDINAL || figure->kind == FIGURE_TIMES || figure->kind == FIGURE_PAIR)
        return figure->past;
    if (figure->kind == FIGURE_NOTHING && !in_range(said->question, 0))
        return figure->past;
    if (figure->suffix != NULL && !lexicon_has(said->rules, LIST_STARS, figure->suffix, NULL))
        return figure->past;
    struct mention mention = {.first = figure->first, .past = figure->past, .key = figure->value, .certainty = 97};
    mention.alone = is_other_thing(said, figure->past) || figure->kind == FIGURE_NOTHING;
    mention.why_not = what_is_wrong(said, figure, &mention.past);
    if (mention.why_not != NULL)
        mention.key = G_MININT64 + figure->first;
    if (said_is_mark(said, figure->first - 1, "-") && figure->first > 0 && figure->first == 1)
        mention.certainty = 90;
    said_add(said, &mention);
    return mention.past;
}

/* ---- the words of the ends */

static guint add_words(struct said *said, guint index)
{
    struct mention mention = {.first = index, .past = index + 1, .alone = true, .certainty = 85};
    for (guint i = 0; i < said->asked->ends->len; i++) {
        const struct scale_end *end = said->asked->ends->pdata[i];
        if (!words_begin_with(said->words, index, end->words, &mention.past))
            continue;
        mention.key = end->value;
        said_add(said, &mention);
        return mention.past;
    }
    bool top = said_is_in(said, index, LIST_TOP);
    if (!top && !said_is_in(said, index, LIST_BOTTOM))
        return index + 1;
    mention.key = top ? said->question->to : said->question->from;
    said_add(said, &mention);
    return mention.past;
}

static void read_scale(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    for (guint i = 0; i < said->words->count;) {
        struct figure figure;
        guint past = 0;
        if (said->words->list[i].is_mark)
            past = i + 1;
        else if (past_scale(said, i) > i)
            past = past_scale(said, i);
        else if (figure_at(said, i, &figure))
            past = add_number(said, &figure);
        else
            past = add_words(said, i);
        i = past;
    }
    said_split(said);
    const struct judge_manner manner = {.estimates = true, .nothing = "no number is named"};
    const struct mention *mention = judge(said, &manner, value);
    if (mention == NULL)
        return;
    value->json = json_integer(mention->key);
    g_free(value->reason);
    value->reason = g_strdup_printf("the words name %" G_GINT64_FORMAT, mention->key);
}

static char *show_scale(const struct question *question, const json_t *json)
{
    return g_strdup_printf("%" JSON_INTEGER_FORMAT " out of %" G_GINT64_FORMAT, json_integer_value(json), question->to);
}

static bool has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    for (guint i = 0; i < asked->ends->len; i++) {
        const struct words *end = ((const struct scale_end *)asked->ends->pdata[i])->words;
        if (end->count > 0 && g_str_equal(end->list[0].text, word->text))
            return true;
    }
    return figure_has_part(rules, number, word->text) ||
           (memory_lists(rules, number) & (1u << LIST_TOP | 1u << LIST_BOTTOM)) != 0;
}

const struct answer_type answer_type_scale = {.shape = {.type = "scale", .has_range = true, .default_from = 1, .default_to = 5},
                                              .read = read_scale,
                                              .show = show_scale,
                                              .has_part = has_part};
