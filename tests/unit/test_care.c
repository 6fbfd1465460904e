/* Words of distress: passages of tests/care and what a careful colleague would say of each; the rules' file; endless input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "answer/care.h"
#include "survey/node.h"

static const char *const labels[] = {[CARE_NONE] = "none", [CARE_CARE] = "care", [CARE_URGENT] = "urgent", NULL};

static struct care_rules *load(void)
{
    AUTO(problems) problems = problems_new();
    struct care_rules *rules = care_rules_load(NODE_BUILT_IN "rules/care.yaml", problems);
    problems_print(problems, stderr);
    assert_non_null(rules);
    return rules;
}

static void expect(const struct care_rules *rules, const char *text, const char *label)
{
    g_autofree char *reason = NULL;
    const char *found = labels[care_read(rules, text, &reason)];
    if (strcmp(found, label) != 0)
        fail_msg("expected %s, found %s (%s): %s", label, found, reason != NULL ? reason : "no rule", text);
    assert_int_equal(reason == NULL, strcmp(found, "none") == 0);
}

/* What stands in the policy, and every mechanism once. */
static void test_policy(void **state)
{
    static const struct {
        const char *text, *label;
    } cases[] = {
        {"", "none"},
        {"Ruth Perry's death shocked us all.", "none"},
        {"The paperwork nearly killed me.", "none"},
        {"I was tired and angry for weeks.", "none"},
        {"I want to die.", "urgent"},
        {"I never wanted to die.", "none"},
        {"It wasn't anger, I wanted to die.", "care"},
        {"I WANTED\nTO DIE", "care"},
        {"I didn\xe2\x80\x99t want to be here any more.", "care"},
        {"My wife is a head. She says she wants to die and she will not answer the phone.", "urgent"},
        {"The inspector asked about a pupil who self-harms, and the policy.", "none"},
        {"I had a breakdown. I have not told anyone.", "care"},
    };
    AUTO(care_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        expect(rules, cases[i].text, cases[i].label);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_policy)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
