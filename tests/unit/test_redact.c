/* What must be taken out of an account: the passages of tests/redact, with marks around it; own lists; endless input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "answer/redact.h"
#include "base/file.h"
#include "cpu_time.h"
#include "survey/node.h"

static struct redact_rules *load(void)
{
    AUTO(problems) problems = problems_new();
    struct redact_rules *rules = redact_rules_load(NODE_BUILT_IN "rules/redact.yaml", problems);
    problems_print(problems, stderr);
    assert_non_null(rules);
    return rules;
}

static void expect(const struct redact_rules *rules, const char *text, const char *redacted)
{
    g_autoptr(GPtrArray) spans = redact_find(rules, text);
    g_autofree char *found = redact_apply(text, spans);
    assert_string_equal(found, redacted);
}

static void test_words(void **state)
{
    static const struct {
        const char *text, *redacted;
    } cases[] = {
        {"", ""},
        {"Nothing to find here.", "Nothing to find here."},
        {"Mr Pelham rang. I like Pelham.", "[Person A] rang. I like [Person A]."},
        {"The inspector, Mrs Day, met Ann Low.", "The inspector, [Inspector A], met [Person A]."},
        {"Zo\xc3\xab's class at St Osmund\xe2\x80\x99s", "[Person A]'s class at [School A]"},
        {"Ruth Perry's death. Ruth was brave.", "Ruth Perry's death. Ruth was brave."},
        {"Ring 116 123, not 07700 900123.", "Ring 116 123, not [phone number]."},
        {"On 12 March 2023, in 2019, in March.", "On [date], in 2019, in March."},
        {"Rowthorn was fair. Landlines ring.", "[Person A] was fair. Landlines ring."},
        {"moz took over and wouldnt stop", "[Person A] took over and wouldnt stop"},
        {"AND I TOLD JANICE MOTTRAM SO", "AND I TOLD [Person A] SO"},
        {"St Ann's C of E (VA) Primary School", "[School A]"},
        {"We call him Big Kev. Section B. Exhibit B.", "We call him [Person A]. Section B. Exhibit B."},
        {"Mrs Patel cried. Patel! Anita Patel? Anita.", "[Person A] cried. [Person A]! [Person A]? [Person A]."},
    };
    AUTO(redact_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        expect(rules, cases[i].text, cases[i].redacted);
    (void)state;
}

/* What the passages of tests/redact give. */
struct tally {
    guint marked, found, given, right;
};

/* Splits "I met [[Ann|person]]." into plain text and a mask of the bytes that must go. */
static GString *unmark(const char *line, GByteArray *mask, guint *marked)
{
    GString *text = g_string_new(NULL);
    guint8 inside = 0;
    for (const char *p = line; *p != '\0'; p++) {
        if (g_str_has_prefix(p, "[[")) {
            inside = (guint8)++ * marked;
            p++;
        } else if (inside > 0 && *p == '|') {
            p = strstr(p, "]]") + 1;
            inside = 0;
        } else {
            g_string_append_c(text, *p);
            g_byte_array_append(mask, &inside, 1);
        }
    }
    return text;
}

static void compare(const struct redact_rules *rules, const char *line, struct tally *tally)
{
    g_autoptr(GByteArray) mask = g_byte_array_new();
    guint marked = 0;
    g_autofree guint8 *covered = NULL;
    GString *text = unmark(line, mask, &marked);
    g_autoptr(GPtrArray) spans = redact_find(rules, text->str);
    covered = g_new0(guint8, text->len + 1);
    for (guint i = 0; i < spans->len; i++) {
        const struct redact_span *span = spans->pdata[i];
        guint inside = 0;
        for (guint k = span->start; k < span->end; k++)
            inside += mask->data[k] > 0;
        memset(covered + span->start, 1, span->end - span->start);
        tally->given++;
        tally->right += 2 * inside >= span->end - span->start;
    }
    for (guint mark = 1; mark <= marked; mark++) {
        guint all = 0, got = 0;
        for (guint k = 0; k < mask->len; k++) {
            all += mask->data[k] == mark;
            got += mask->data[k] == mark && covered[k];
        }
        tally->marked++;
        tally->found += 5 * got >= 4 * all;
    }
    g_string_free(text, TRUE);
}

/* Compares what is found in the passages of the file name with its marks. */
static struct tally compare_file(const char *name)
{
    AUTO(redact_rules) rules = load();
    g_autofree char *path = g_build_filename(TEST_ROOT "/tests/redact", name, NULL);
    g_autoptr(GBytes) bytes = file_read(path, 1024 * 1024, NULL);
    assert_non_null(bytes);
    g_autofree char *all = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
    struct tally tally = {0};
    for (char **line = lines; *line != NULL; line++)
        if (**line != '#')
            compare(rules, *line, &tally);
    print_message("%s: %u of %u found, %u of %u right\n", name, tally.found, tally.marked, tally.right, tally.given);
    assert_true(tally.marked > 50);
    return tally;
}

static void test_passages(void **state)
{
    static const char *const files[] = {"passages.txt", "held.txt"};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        struct tally tally = compare_file(files[i]);
        assert_true(100 * tally.found >= 95 * tally.marked);
        assert_true(100 * tally.right >= 90 * tally.given);
    }
    (void)state;
}

static void test_own_schools(void **state)
{
    AUTO(redact_rules) rules = load();
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(g_get_tmp_dir(), "test_redact_schools.csv", NULL);
    const char *csv = "URN,EstablishmentName,Town\r\n1,\"The Willows, Upper Site\",Marlow Bottom\r\n2,Long Lane,Hexton\r\n";
    assert_true(file_write_private(path, csv, strlen(csv), &error));
    assert_true(redact_rules_add_schools(rules, path, &error));
    expect(rules, "I worked at The Willows Upper Site.", "I worked at [School A].");
    assert_true(file_write_private(path, "a,b\n", 4, &error));
    assert_false(redact_rules_add_schools(rules, path, &error));
    remove(path);
    (void)state;
}

/* No input may take time that grows faster than its length. */
static void test_endless(void **state)
{
    static const char *const pieces[] = {"Aa ",  "St ", "Mr ", "0",       "1 ", "a@b.",   "www.", "12 March 2020 ",
                                         "May ", "O'",  "-A",  "of The ", "[[", "School "};
    AUTO(redact_rules) rules = load();
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(GString) text = g_string_new(NULL);
        while (text->len < 500000)
            g_string_append(text, pieces[i]);
        gint64 start = cpu_time_usecs();
        g_autoptr(GPtrArray) spans = redact_find(rules, text->str);
        gint64 msecs = (cpu_time_usecs() - start) / 1000;
        if (msecs > 20000)
            fail_msg("500 kB of \"%s\" took %ld ms", pieces[i], (long)msecs);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_passages),
                                       cmocka_unit_test(test_own_schools), cmocka_unit_test(test_endless)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
