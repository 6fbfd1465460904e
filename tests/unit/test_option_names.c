/* Every name that a survey's file gives an option means that option, when a person writes just this. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "answer/answer.h"

/* Returns whether words, as the answer to question, are read as option alone. */
static bool means(const struct answer_rules *rules, const struct question *question, const struct option *option,
                  const char *words)
{
    const struct answer_context context = {.rules = rules, .question = question};
    struct value value = {0};
    answer_read(&context, words, &value);
    const json_t *json =
        json_is_array(value.json) && json_array_size(value.json) == 1 ? json_array_get(value.json, 0) : value.json;
    bool right = value.state == ANSWER_RECORDED && g_strcmp0(json_string_value(json), option->id) == 0;
    if (!right) {
        g_autofree char *got = value.json != NULL ? json_dumps(value.json, JSON_ENCODE_ANY) : g_strdup("nothing");
        print_message("%s: \"%s\" is %s, not %s: %s\n", question->id, words, got, option->id, value.reason);
    }
    value_clear(&value);
    return right;
}

static guint check_option(const struct answer_rules *rules, const struct question *question, const struct option *option)
{
    guint wrong = !means(rules, question, option, option->label);
    for (guint i = 0; i < option->also->len; i++)
        wrong += !means(rules, question, option, option->also->pdata[i]);
    return wrong;
}

static void each_name_means_its_option(void **state)
{
    (void)state;
    static const char *const files[] = {"rules/ofsted-experiences.yaml", "tests/surveys/school-library.yaml"};
    AUTO(problems) problems = problems_new();
    g_autofree char *words_path = g_build_filename(TEST_ROOT, "rules/words.yaml", NULL);
    struct answer_rules *rules = answer_rules_load(words_path, problems);
    assert_non_null(rules);
    guint wrong = 0;
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autofree char *path = g_build_filename(TEST_ROOT, files[i], NULL);
        AUTO(survey) survey = survey_load(path, answer_shapes(), problems);
        assert_non_null(survey);
        for (guint j = 0; j < survey->questions->len; j++) {
            const struct question *question = survey->questions->pdata[j];
            for (guint k = 0; k < question->options->len; k++)
                wrong += check_option(rules, question, question->options->pdata[k]);
        }
    }
    answer_rules_free(rules);
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_name_means_its_option)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
