/* Words of distress: passages of tests/care and what a careful colleague would say of each; the rules' file; endless input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include <jansson.h>

#include "answer/care.h"
#include "base/file.h"
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

/* How many passages of a file are given each level. */
static void count_levels(const struct care_rules *rules, const char *name, guint levels[3])
{
    g_autofree char *path = g_build_filename(TEST_ROOT, "tests", "care", name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, 4 * 1024 * 1024, NULL);
    assert_non_null(bytes);
    g_autofree char *all = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
    for (char **line = lines; *line != NULL && **line != '\0'; line++) {
        AUTO_JSON row = json_loads(*line, 0, NULL);
        g_autofree char *reason = NULL;
        assert_non_null(row);
        levels[care_read(rules, json_string_value(json_object_get(row, "text")), &reason)]++;
    }
    print_message("%s: %u none, %u care, %u urgent\n", name, levels[CARE_NONE], levels[CARE_CARE], levels[CARE_URGENT]);
}

/* The passages that the weights were learnt from; unseen ones are told less well. */
static void test_passages(void **state)
{
    AUTO(care_rules) rules = load();
    guint urgent[3] = {0}, care[3] = {0}, none[3] = {0}, mails[3] = {0};
    count_levels(rules, "urgent.jsonl", urgent);
    count_levels(rules, "care.jsonl", care);
    count_levels(rules, "none.jsonl", none);
    count_levels(rules, "mails.jsonl", mails);
    assert_true(urgent[CARE_URGENT] * 100 >= (urgent[0] + urgent[1] + urgent[2]) * 85);
    assert_true(urgent[CARE_NONE] * 100 <= (urgent[0] + urgent[1] + urgent[2]) * 10);
    assert_true(care[CARE_NONE] * 100 <= (care[0] + care[1] + care[2]) * 15);
    assert_true(none[CARE_NONE] * 100 >= (none[0] + none[1] + none[2]) * 90);
    assert_true(mails[CARE_NONE] * 100 >= (mails[0] + mails[1] + mails[2]) * 88);
    (void)state;
}

/* No input may take time that grows faster than its length. */
static void test_endless(void **state)
{
    static const char *const pieces[] = {"I want to die. ",     "not ",        "die ", "I ", "a.\n", "\n\n", "'",
                                         "no point no way no ", "\xe2\x80\x99"};
    AUTO(care_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 200000)
            g_string_append(text, pieces[i]);
        g_autofree char *reason = NULL;
        gint64 start = g_get_monotonic_time();
        care_read(rules, text->str, &reason);
        gint64 msecs = (g_get_monotonic_time() - start) / 1000;
        if (msecs > 20000)
            fail_msg("200 kB of \"%s\" took %ld ms", pieces[i], (long)msecs);
        print_message("%ld ms\n", (long)msecs);
    }
    (void)state;
}

static void test_mistakes(void **state)
{
    static const struct {
        const char *yaml, *part;
    } cases[] = {{"nonsense: 1\n", "nonsense"},
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, level: care, find: ['%b']}]\n", "%b"},
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, find: [x]}]\n", "level or points"},
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, level: care, find: [x], with: [z]}]\n", "no sign"}};
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "test_care_rules.yaml", NULL);
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        AUTO(problems) problems = problems_new();
        assert_true(file_write_private(path, cases[i].yaml, strlen(cases[i].yaml), NULL));
        assert_null(care_rules_load(path, problems));
        bool found = false;
        for (guint k = 0; k < problems->list->len; k++)
            found |= strstr(((struct problem *)problems->list->pdata[k])->text, cases[i].part) != NULL;
        assert_true(found);
    }
    remove(path);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_policy), cmocka_unit_test(test_passages),
                                       cmocka_unit_test(test_endless), cmocka_unit_test(test_mistakes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
