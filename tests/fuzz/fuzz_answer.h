/* What must hold of every value, for the fuzzers of the answer types. */
#pragma once
#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "answer/answer.h"
#include "base/text.h"
#include "survey/node.h"

#define REQUIRE(condition)                                                                                                     \
    do {                                                                                                                       \
        if (!(condition))                                                                                                      \
            abort();                                                                                                           \
    } while (0)

#define FUZZ_DATE_SECS 1730894400 /* 6 November 2024, noon */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline const struct answer_rules *fuzz_rules(void)
{
    static struct answer_rules *rules;
    if (rules == NULL) {
        struct problems *problems = problems_new();
        rules = answer_rules_load(NODE_BUILT_IN "rules/words.yaml", problems);
        problems_print(problems, stderr);
        problems_free(problems);
        REQUIRE(rules != NULL);
    }
    return rules;
}

static inline struct option *fuzz_option(const char *label, const char *also, bool none)
{
    struct option *option = g_new0(struct option, 1);
    option->id = option->label = g_strdup(label);
    option->also = g_ptr_array_new();
    if (also != NULL)
        g_ptr_array_add(option->also, g_strdup(also));
    option->none = none;
    return option;
}

/* labels: NULL-terminated; the last of a multi question is "none". Made once and kept. */
static inline struct question *fuzz_question(const char *type, const char *ask, const char *const *labels, gint64 from,
                                             gint64 to)
{
    struct question *question = g_new0(struct question, 1);
    question->type = g_intern_string(type);
    question->id = g_strdup("q");
    question->ask = g_strdup(ask);
    question->from = from;
    question->to = to;
    question->also = g_ptr_array_new();
    question->options = g_ptr_array_new();
    for (guint i = 0; labels != NULL && labels[i] != NULL; i++) {
        bool none = labels[i + 1] == NULL && g_str_equal(type, "multi");
        g_ptr_array_add(question->options, fuzz_option(labels[i], i == 0 ? "the first of them" : NULL, none));
    }
    return question;
}

static inline void require_value(const struct answer_context *context, const struct value *value)
{
    REQUIRE(value->reason != NULL && value->certainty <= 100 && value->consumed <= 100);
    REQUIRE((value->state == ANSWER_RECORDED) == (value->json != NULL));
    REQUIRE(value->comment == NULL || g_utf8_validate(value->comment, -1, NULL));
    if (value->json == NULL)
        return;
    g_autofree char *shown = answer_show(context->question, value->json);
    REQUIRE(shown != NULL);
    if (json_is_integer(value->json))
        REQUIRE(json_integer_value(value->json) >= context->question->from &&
                json_integer_value(value->json) <= context->question->to);
    else if (json_is_array(value->json))
        for (gsize i = 0; i < json_array_size(value->json); i++)
            REQUIRE(question_option(context->question, json_string_value(json_array_get(value->json, i))) != NULL);
    else
        REQUIRE(context->question->options->len == 0 ||
                question_option(context->question, json_string_value(value->json)) != NULL);
}

/* Reads data as an answer to question; the same words must give the same value again. */
static inline int fuzz_answer(const struct question *question, const uint8_t *data, size_t size)
{
    const struct answer_context context = {
        .rules = fuzz_rules(), .question = question, .has_date = true, .date_secs = FUZZ_DATE_SECS};
    g_autofree char *words = text_repair((const char *)data, size);
    struct value value, again;
    answer_read(&context, words, &value);
    require_value(&context, &value);
    answer_read(&context, words, &again);
    REQUIRE(again.state == value.state && (value.json == NULL || json_equal(value.json, again.json)));
    REQUIRE(answer_fits(&context, words) <= 100);
    value_clear(&value);
    value_clear(&again);
    return 0;
}
