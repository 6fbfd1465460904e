/* Tables of answers: a question, words, and what a careful person would record. */
#pragma once
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "answer/answer.h"
#include "base/clock.h"

#define UNCLEAR "?"
#define NOT_ANSWERED "-"

struct answer_case {
    const char *words;
    const char *value;   /* recorded value (of a list: joined by commas), UNCLEAR or NOT_ANSWERED */
    const char *comment; /* (nullable) part of the comment that must be there; "" no comment at all */
};

static struct answer_rules *table_rules;

static inline int load_table_rules(void **state)
{
    (void)state;
    struct problems *problems = problems_new();
    table_rules = answer_rules_load(TEST_ROOT "/rules/words.yaml", problems);
    problems_print(problems, stderr);
    bool well = table_rules != NULL && problems_is_empty(problems);
    problems_free(problems);
    return well ? 0 : -1;
}

static inline int free_table_rules(void **state)
{
    (void)state;
    answer_rules_free(table_rules);
    return 0;
}

static inline void free_option(gpointer data)
{
    struct option *option = data;
    g_free(option->id);
    g_free(option->label);
    g_ptr_array_unref(option->also);
    g_free(option);
}

/* options: "id: Label = other name = other name | id: Label"; an id that ends with ! stands for none of the others. */
static inline void add_options(struct question *question, const char *options)
{
    g_auto(GStrv) parts = g_strsplit(options, "|", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        g_auto(GStrv) names = g_strsplit(parts[i], "=", -1);
        char *colon = strchr(names[0], ':');
        struct option *option = g_new0(struct option, 1);
        option->id = g_strstrip(g_strndup(names[0], (gsize)(colon - names[0])));
        option->none = g_str_has_suffix(option->id, "!");
        if (option->none)
            option->id[strlen(option->id) - 1] = '\0';
        option->label = g_strstrip(g_strdup(colon + 1));
        option->also = g_ptr_array_new_with_free_func(g_free);
        for (guint n = 1; names[n] != NULL; n++)
            g_ptr_array_add(option->also, g_strstrip(g_strdup(names[n])));
        g_ptr_array_add(question->options, option);
    }
}

static inline struct question *make_question(const char *type, const char *ask, const char *options, gint64 from, gint64 to)
{
    struct question *question = g_new0(struct question, 1);
    question->type = g_intern_string(type);
    question->id = g_strdup("q");
    question->ask = g_strdup(ask);
    question->from = from;
    question->to = to;
    question->options = g_ptr_array_new_with_free_func(free_option);
    question->also = g_ptr_array_new_with_free_func(g_free);
    if (options != NULL)
        add_options(question, options);
    return question;
}

static inline void free_question(struct question *question)
{
    g_free(question->id);
    g_free(question->ask);
    g_ptr_array_unref(question->options);
    g_ptr_array_unref(question->also);
    g_free(question);
}

/* Returns what a value is compared by. (transfer full) */
static inline char *value_text(const struct value *value)
{
    if (value->state != ANSWER_RECORDED)
        return g_strdup(value->state == ANSWER_UNCLEAR ? UNCLEAR : NOT_ANSWERED);
    if (json_is_string(value->json))
        return g_strdup(json_string_value(value->json));
    if (json_is_integer(value->json))
        return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value->json));
    GString *out = g_string_new(NULL);
    for (gsize i = 0; i < json_array_size(value->json); i++)
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", json_string_value(json_array_get(value->json, i)));
    return g_string_free(out, FALSE);
}

static inline bool case_holds(const struct answer_context *context, const struct answer_case *one)
{
    struct value value;
    answer_read(context, one->words, &value);
    g_autofree char *got = value_text(&value);
    bool comment =
        one->comment == NULL ||
        (*one->comment == '\0' ? value.comment == NULL : value.comment != NULL && strstr(value.comment, one->comment) != NULL);
    bool holds = g_str_equal(got, one->value) && comment && value.reason != NULL && value.certainty <= 100 &&
                 value.consumed <= 100 && (value.state == ANSWER_RECORDED) == (value.json != NULL);
    if (!holds)
        fprintf(stderr, "  \"%s\": expected %s%s%s, got %s (%s; comment: %s)\n", one->words, one->value,
                one->comment != NULL ? " with comment " : "", one->comment != NULL ? one->comment : "", got, value.reason,
                value.comment != NULL ? value.comment : "none");
    value_clear(&value);
    return holds;
}

/* Tries all count cases against question, as of date ("2024-11-06", NULL: unknown), and fails with a list of those that do not
 * hold. */
static inline void try_cases(const struct question *question, const char *date, const struct answer_case *cases, guint count)
{
    struct answer_context context = {.rules = table_rules, .question = question};
    context.has_date = date != NULL && clock_parse(date, &context.date_secs);
    guint wrong = 0;
    for (guint i = 0; i < count; i++)
        wrong += !case_holds(&context, &cases[i]);
    if (wrong > 0)
        fprintf(stderr, "%s: %u of %u wrong\n", question->ask, wrong, count);
    assert_int_equal(wrong, 0);
}
