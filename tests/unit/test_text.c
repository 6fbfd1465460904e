/* Text: folding, words, distance, repair. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"

static void folds(void **state)
{
    (void)state;
    static const struct {
        const char *text, *folded;
    } cases[] = {{"It\u2019s GOOD\u2014again", "it's good-again"},
                 {"caf\u00e9\u00a0noir", "cafe noir"},
                 {"ze\u200bro\ufeff", "zero"},
                 {"tab\tand\nline", "tab and line"},
                 {"\u201cGood\u201d\u2026", "\"good\"..."},
                 {"", ""}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *folded = text_fold(cases[i].text);
        assert_string_equal(folded, cases[i].folded);
    }
}

static void measures_distance(void **state)
{
    (void)state;
    assert_int_equal(text_edit_distance("improvement", "improvment", 2), 1);
    assert_int_equal(text_edit_distance("optoins", "options", 2), 1);
    assert_int_equal(text_edit_distance("good", "poor", 1), 2);
    assert_int_equal(text_edit_distance("", "abc", 5), 3);
    static const char *const names[] = {"options", "ask", "type", NULL};
    assert_string_equal(text_nearest("optoins", names), "options");
    assert_null(text_nearest("colour", names));
}

static void repairs(void **state)
{
    (void)state;
    g_autofree char *curly = text_repair("it\x92s \xc3\xa9", 7);
    assert_string_equal(curly, "it\u2019s \u00e9");
    g_autofree char *nul = text_repair("a\0b", 3);
    assert_string_equal(nul, "a b");
}

static void finds_words(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) words = text_words("i didn't, 'quite' - 4/5");
    assert_int_equal(words->len, 5);
    assert_string_equal(words->pdata[1], "didn't");
    assert_string_equal(words->pdata[2], "quite");
    assert_string_equal(words->pdata[4], "5");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(folds), cmocka_unit_test(measures_distance), cmocka_unit_test(repairs),
                                       cmocka_unit_test(finds_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
