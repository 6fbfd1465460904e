/* The table of answer types, and what holds for all of them: blanks and refusals are no answers. */
#include "answer/answer.h"

#include <string.h>

#include "answer/answer_types.h"
#include "answer/lexicon.h"
#include "answer/memory.h"
#include "answer/option_match.h"
#include "answer/said.h"
#include "answer/ticks.h"
#include "base/text.h"

#define FEW_WORDS 8u
#define MOST_SMALL_NUMBER 99
#define MOST_FIT_UNRECORDED 50u /* of what is not recorded: see answer_fits */
#define MOST_CERTAINTY 100u

static const struct answer_type *const types[] = {
    &answer_type_choice,   &answer_type_multi,  &answer_type_scale, &answer_type_month,
    &answer_type_duration, &answer_type_number, &answer_type_text,  NULL};

static const struct question_shape *const shapes[] = {
    &answer_type_choice.shape,   &answer_type_multi.shape,  &answer_type_scale.shape, &answer_type_month.shape,
    &answer_type_duration.shape, &answer_type_number.shape, &answer_type_text.shape,  NULL};

const struct answer_type *const *answer_types(void) { return types; }

const struct question_shape *const *answer_shapes(void) { return shapes; }

const struct answer_type *answer_type(const char *name)
{
    for (guint i = 0; types[i] != NULL; i++)
        if (g_str_equal(types[i]->shape.type, name))
            return types[i];
    return &answer_type_text;
}

void value_clear(struct value *value)
{
    json_decref(value->json);
    g_free(value->comment);
    g_free(value->reason);
    *value = (struct value){.state = ANSWER_NONE};
}

char *answer_show(const struct question *question, const json_t *json)
{
    return answer_type(question->type)->show(question, json);
}

/* Returns the index behind the refusal that the words open with, or 0. */
static guint behind_refusal(const struct said *said)
{
    guint behind = said->utterance->refusal_past;
    if (behind == 0 || behind >= said->words->count || said->words->list[behind].is_mark || !said_is_attached(said, behind))
        return behind;
    return said->weighs[behind] ? 0 : behind;
}

static bool has_words(const struct said *said)
{
    for (guint i = 0; i < said->words->count; i++)
        if (!said->words->list[i].is_mark || !g_ascii_ispunct(said->words->list[i].text[0]))
            return true;
    return false;
}

/* Whether the words say nothing but refuse: with nothing of weight behind. */
static bool only_refuses(const struct said *said)
{
    guint behind = behind_refusal(said);
    return behind > 0 && said_weight(said, behind, said->words->count) == 0;
}

bool answer_is_refusal(const struct answer_rules *rules, const char *words)
{
    memory_hold(rules->memory);
    bool refuses = utterance_of(rules, words)->refuses;
    memory_let_go(rules->memory);
    return refuses;
}

static void set_none(struct value *value, const char *reason)
{
    value->state = ANSWER_NONE;
    value->certainty = 90;
    value->reason = g_strdup(reason);
}

/* Returns words without the line of options, where that stands in a line of its own. (transfer full) */
static char *without_options(const struct said *said, const char *words)
{
    const struct question *question = said->question;
    if (question->options == NULL || question->options->len < 2 || strchr(words, '\n') == NULL)
        return g_strdup(words);
    const char *all = said->asked->all_labels;
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    GString *rest = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
        bool is_long = strlen(lines[i]) > 4 * strlen(all) + 16;
        struct words *line = is_long ? NULL : words_new(lines[i], true);
        g_autofree char *joined = is_long ? NULL : lexicon_join(line);
        words_free(line);
        if (is_long || !g_str_equal(joined, all))
            g_string_append_printf(rest, "%s%s", i > 0 ? "\n" : "", lines[i]);
    }
    return g_string_free(rest, FALSE);
}

/* Whether the words are the list of options as it was sent and nothing else. */
static bool is_list_of_options(const struct said *said)
{
    const struct question *question = said->question;
    if (question->options == NULL || question->options->len < 2)
        return false;
    for (guint i = 0; i < said->words->count; i++) /* stars and arrows choose one of them */
        if (said->words->list[i].is_mark && strchr("/(),;|-'", said->words->list[i].text[0]) == NULL)
            return false;
    return g_str_equal(said->asked->all_labels, said->utterance->joined);
}

/* Fills in *value where the words are no answer of any type. Returns whether that is so. */
static bool read_no_answer(const struct said *said, const char *words, struct value *value)
{
    if (text_is_blank(words)) {
        set_none(value, "nothing is written");
        return true;
    }
    if (!has_words(said)) {
        if (strchr(words, '?') != NULL)
            return false;
        set_none(value, "there is only a mark");
        value->consumed = 100;
        return true;
    }
    if (is_list_of_options(said)) {
        set_none(value, "only the options are quoted");
        return true;
    }
    bool is_text = answer_type(said->question->type) == &answer_type_text;
    guint behind = behind_refusal(said);
    if (behind == 0 || (is_text && !only_refuses(said)) || option_is_named(said))
        return false;
    set_none(value, "the writer passes over the question");
    value->consumed = only_refuses(said) ? 100 : behind * 100 / said->words->count;
    value->comment = said_weight(said, behind, said->words->count) > 0 ? said_rest(said, behind) : NULL;
    return true;
}

/* Whether a few words come to a refusal: "didn't complain so n/a". */
static bool ends_in_refusal(const struct answer_context *context, const char *words)
{
    AUTO(said) said = said_new(context, words);
    guint past = said->words->count;
    while (past > 0 && said->words->list[past - 1].is_mark)
        past--;
    if (said->cut || said_weight(said, 0, past) > FEW_WORDS)
        return false;
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        if (match->id == PHRASE_REFUSAL && match->last + 1 == past)
            return true;
    }
    return false;
}

void answer_read(const struct answer_context *context, const char *words, struct value *value)
{
    *value = (struct value){.state = ANSWER_NONE};
    g_autofree char *ticked = ticks_take(context->question, words);
    words = ticked != NULL ? ticked : words;
    AUTO(said) said = said_new(context, words);
    if (read_no_answer(said, words, value))
        return;
    g_autofree char *own = without_options(said, words);
    answer_type(context->question->type)->read(context, own, value);
    if (value->state == ANSWER_UNCLEAR && ends_in_refusal(context, own)) {
        value_clear(value);
        set_none(value, "the writer says why there is no answer");
        value->comment = g_strstrip(g_strdup(own));
    }
}

bool answer_number(const struct answer_rules *rules, const GPtrArray *words, guint *at, gint64 *number)
{
    if (*at >= words->len)
        return false;
    const char *word = words->pdata[*at];
    if (g_ascii_isdigit(*word)) {
        char *end = NULL;
        *number = strlen(word) <= 9 ? g_ascii_strtoll(word, &end, 10) : 0;
        if (end == NULL || *end != '\0')
            return false;
        (*at)++;
        return true;
    }
    if (!lexicon_has(rules, LIST_NUMBER, word, number) || *number > MOST_SMALL_NUMBER)
        return false;
    (*at)++;
    gint64 more = 0;
    bool tens = *number >= 20 && *number <= 90 && *number % 10 == 0 && *at < words->len;
    if (tens && lexicon_has(rules, LIST_NUMBER, words->pdata[*at], &more) && more >= 1 && more <= 9) {
        *number += more;
        (*at)++;
    }
    return true;
}

/* ---- how well a few words fit */

/* Whether word, which has number in the memory of rules, can have a part in naming a value of asked. */
static bool has_part(const struct answer_type *type, const struct answer_rules *rules, struct asked *asked, guint number,
                     const struct word *word)
{
    if (!(*asked_known(asked, number) & KNOWN_PART)) {
        bool has = type->has_part(rules, asked, number, word);
        *asked_known(asked, number) |= KNOWN_PART | (has ? KNOWN_HAS_PART : 0);
    }
    return *asked_known(asked, number) & KNOWN_HAS_PART;
}

bool answer_may_be_named(const struct answer_context *context, const struct words *words, guint first, guint past)
{
    const struct answer_type *type = answer_type(context->question->type);
    bool may = type->has_part == NULL;
    if (may)
        return true;
    memory_hold(context->rules->memory);
    struct asked *asked = asked_of(context->rules, context->question);
    for (guint i = first; !may && i < past; i++)
        may = has_part(type, context->rules, asked, memory_word(context->rules, words->list[i].text), &words->list[i]);
    memory_let_go(context->rules->memory);
    return may;
}

/* Returns what share of the words an answer can explain at most. */
static guint most_consumed(const struct answer_type *type, const struct answer_rules *rules, struct asked *asked,
                           const struct utterance *utterance)
{
    guint all = 0, left = 0;
    for (guint i = 0; i < utterance->words->count; i++) {
        const struct word *word = &utterance->words->list[i];
        guint number = utterance->numbers[i];
        all += !word->is_mark;
        left += utterance->weighs[i] && !asked_has(asked, number, word->text) && !has_part(type, rules, asked, number, word) &&
                !type->may_cover(rules, asked, utterance, i);
    }
    return all > 0 ? (all - left) * 100 / all : 0;
}

bool answer_may_fit(const struct answer_context *context, const char *words, guint least)
{
    const struct answer_type *type = answer_type(context->question->type);
    if (type->has_part == NULL || type->may_cover == NULL || least <= MOST_FIT_UNRECORDED)
        return true;
    memory_hold(context->rules->memory);
    const struct utterance *utterance = utterance_of(context->rules, words);
    struct asked *asked = asked_of(context->rules, context->question);
    guint most = most_consumed(type, context->rules, asked, utterance);
    memory_let_go(context->rules->memory);
    return most * MOST_CERTAINTY / 100 >= least;
}

guint answer_fits(const struct answer_context *context, const char *words)
{
    bool is_text = answer_type(context->question->type) == &answer_type_text;
    struct value value;
    answer_read(context, words, &value);
    guint fits = 0;
    if (value.state == ANSWER_RECORDED)
        fits = is_text ? 30 : value.certainty * value.consumed / 100;
    else if (value.state == ANSWER_NONE)
        fits = value.consumed / 2;
    else
        fits = value.consumed / 3;
    value_clear(&value);
    return MIN(fits, 100);
}
