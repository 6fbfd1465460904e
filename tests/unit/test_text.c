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

/* The same by the whole table, without any short cut. */
static guint plain_distance(const char *a, const char *b)
{
    guint table[16][16], n = (guint)strlen(a), m = (guint)strlen(b);
    for (guint i = 0; i <= n; i++)
        for (guint j = 0; j <= m; j++) {
            guint best = i == 0 ? j : j == 0 ? i : MIN(table[i - 1][j], table[i][j - 1]) + 1;
            if (i > 0 && j > 0)
                best = MIN(best, table[i - 1][j - 1] + (a[i - 1] != b[j - 1]));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                best = MIN(best, table[i - 2][j - 2] + 1);
            table[i][j] = best;
        }
    return table[n][m];
}

static void takes_no_wrong_short_cut(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(1);
    for (guint i = 0; i < 200000; i++) {
        char words[2][12] = {{0}};
        for (guint w = 0; w < 2; w++)
            for (gint length = g_rand_int_range(chance, 0, 11), j = 0; j < length; j++)
                words[w][j] = (char)('a' + g_rand_int_range(chance, 0, 2 + (gint)(i % 4)));
        guint max = (guint)g_rand_int_range(chance, 0, 5), right = plain_distance(words[0], words[1]);
        assert_int_equal(text_edit_distance(words[0], words[1], max), MIN(right, max + 1));
    }
    assert_int_equal(text_edit_distance("\u00e9cole", "\u00e8cole", 2), 1);
    assert_int_equal(text_edit_distance("caf\u00e9", "caf\u00c3\u00a9", 3), 2);
    assert_int_equal(text_edit_distance("na\u00efve", "naive", 1), 1);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(folds), cmocka_unit_test(measures_distance),
                                       cmocka_unit_test(takes_no_wrong_short_cut), cmocka_unit_test(repairs),
                                       cmocka_unit_test(finds_words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
