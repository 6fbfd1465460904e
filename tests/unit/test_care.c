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
        {"i dont want to be alive no more, cant do it", "urgent"},
        {"There is a rope in the boot of my car and I know which tree.", "urgent"},
        {"They would all be better off without me.", "care"},
        {"I cut my arms as a teenager and that winter I cut my arms again.", "care"},
    };
    AUTO(care_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        expect(rules, cases[i].text, cases[i].label);
    (void)state;
}

/* What became of the passages of a file: how many have each label, and were given each. */
struct told {
    guint count[3][3]; /* label, given */
};

static enum care_level level_of(const char *label)
{
    for (guint i = 0; labels[i] != NULL; i++)
        if (g_strcmp0(labels[i], label) == 0)
            return (enum care_level)i;
    fail_msg("unknown label %s", label);
    return CARE_NONE;
}

static void tell(const struct care_rules *rules, const char *name, struct told *told)
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
        enum care_level label = level_of(json_string_value(json_object_get(row, "label")));
        told->count[label][care_read(rules, json_string_value(json_object_get(row, "text")), &reason)]++;
    }
}

/* Of the passages with label, how many of a hundred were given one of the levels [from, to]. */
static guint percent(const struct told *told, enum care_level label, enum care_level from, enum care_level to)
{
    const guint *count = told->count[label];
    guint found = 0, all = MAX(count[0] + count[1] + count[2], 1);
    for (guint i = from; i <= to; i++)
        found += count[i];
    return found * 100 / all;
}

/* Floors: of urgent and of care, what is flagged and what is told exactly; of none, what is flagged. */
static void test_passages(void **state)
{
    static const struct {
        const char *name;
        guint urgent_flagged, urgent, care_flagged, care, none_flagged;
    } files[] = {{"urgent.jsonl", 80, 65, 0, 0, 0},      {"care.jsonl", 0, 0, 76, 68, 0},
                 {"none.jsonl", 0, 0, 0, 0, 10},         {"mails.jsonl", 0, 0, 0, 0, 5},
                 {"passages.jsonl", 90, 76, 78, 65, 20}, {"voices.jsonl", 94, 82, 92, 82, 8},
                 {"asides.jsonl", 89, 86, 90, 78, 10}};
    AUTO(care_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        struct told told = {0};
        tell(rules, files[i].name, &told);
        guint urgent_flagged = percent(&told, CARE_URGENT, CARE_CARE, CARE_URGENT);
        guint care_flagged = percent(&told, CARE_CARE, CARE_CARE, CARE_URGENT);
        guint urgent = percent(&told, CARE_URGENT, CARE_URGENT, CARE_URGENT);
        guint care = percent(&told, CARE_CARE, CARE_CARE, CARE_CARE);
        guint none_flagged = percent(&told, CARE_NONE, CARE_CARE, CARE_URGENT);
        print_message("%s: urgent %u %% (flagged %u %%), care %u %% (flagged %u %%), none flagged %u %%\n", files[i].name,
                      urgent, urgent_flagged, care, care_flagged, none_flagged);
        assert_true(urgent_flagged >= files[i].urgent_flagged && urgent >= files[i].urgent);
        assert_true(care_flagged >= files[i].care_flagged && care >= files[i].care);
        assert_true(none_flagged <= files[i].none_flagged);
    }
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
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, says: 9, find: ['%b']}]\n", "%b"},
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, find: [x]}]\n", "what it says"},
                 {"lists: {a: x}\nsigns: {}\nrules: [{rule: r, says: 9, find: [x], with: [z]}]\n", "no sign"}};
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
