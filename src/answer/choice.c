/* choice: one of the options, by meaning and not by spelling; and a list of options that came back with marks. */
#include "answer/answer_types.h"

#include <string.h>

#include "answer/echo.h"
#include "answer/judge.h"
#include "answer/option_match.h"
#include "answer/sense.h"
#include "base/text.h"

/* Whether the words are some of the options as the question gives them, and nothing else: what is left of its list when the
 * others are deleted. */
static bool is_part_of_list(const struct question *question, const char *words)
{
    if (strchr(words, '/') == NULL)
        return false;
    g_auto(GStrv) parts = g_strsplit(words, "/", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        g_autofree char *part = text_fold(g_strstrip(g_strdelimit(parts[i], "()", ' ')));
        bool is_option = false;
        for (guint n = 0; !is_option && n < question->options->len; n++) {
            g_autofree char *label = text_fold(((const struct option *)question->options->pdata[n])->label);
            is_option = g_str_equal(part, label);
        }
        if (!is_option)
            return false;
    }
    return true;
}

static void read_choice(const struct answer_context *context, const char *words, struct value *value)
{
    if (is_part_of_list(context->question, words)) {
        value->state = ANSWER_UNCLEAR;
        value->consumed = 100;
        value->reason = g_strdup("several of the options are left");
        return;
    }
    AUTO(said) said = said_new(context, words);
    option_match(said);
    echo_match(said);
    said_split(said);
    echo_denied(said);
    const struct judge_manner manner = {.strict = context->question->is_consent, .nothing = "none of the options is named"};
    const struct mention *mention = judge(said, &manner, value);
    if (mention == NULL)
        return;
    const struct option *option = context->question->options->pdata[mention->key];
    value->json = json_string(option->id);
    g_free(value->reason);
    value->reason = g_strdup_printf("%s \"%s\"", mention->weak ? "the words come nearest to" : "the words name", option->label);
}

static char *show_choice(const struct question *question, const json_t *json)
{
    const struct option *option = json_is_string(json) ? question_option(question, json_string_value(json)) : NULL;
    return g_strdup(option != NULL ? option->label : json_is_string(json) ? json_string_value(json) : "");
}

static bool has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    return sense_has_part(rules, asked, number, word) ||
           (asked->about != NULL && (echo_of(rules, asked, number, word->text) & (KNOWN_IS_SAME | KNOWN_IS_OPPOSITE)) != 0);
}

static bool may_cover(const struct answer_rules *rules, struct asked *asked, const struct utterance *utterance, guint index)
{
    if ((utterance->lists[index] & (1u << LIST_SMALL)) || (utterance->tags[index] & TAG(PHRASE_NEGATION)))
        return true;
    for (guint i = index, words = 1; i-- > 0 && words < OPTION_MOST_JOINED;) {
        const struct word *word = &utterance->words->list[i];
        if (word->is_mark)
            continue;
        if (sense_may_be_joined(rules, asked, utterance->numbers[i], word))
            return true;
        words++;
    }
    return false;
}

const struct answer_type answer_type_choice = {.shape = {.type = "choice", .has_options = true},
                                               .read = read_choice,
                                               .show = show_choice,
                                               .has_part = has_part,
                                               .may_cover = may_cover};
