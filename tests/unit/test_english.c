/* Which words the dictionary has, and which only look like words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "base/embedded.h"
#include "base/english.h"

static void test_words(void **state)
{
    static const char *const words[] = {"a", "zoo", "school", "headship", "unlooked", "hoping", "rereading"};
    static const char *const names[] = {
        "",         "janet",
        "oyelaran", "ing",
        "ly",       "z",
        "zzz",      "un",
        "rowthorn", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaly"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (!english_has(words[i]))
            fail_msg("%s is not known", words[i]);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (english_has(names[i]))
            fail_msg("%s is known", names[i]);
    (void)state;
}

/* Every line of the dictionary is found: it is in the order that the search expects. */
static void test_order(void **state)
{
    size_t length = 0;
    const char *all = embedded_english(&length);
    g_auto(GStrv) words = g_strsplit(all, "\n", -1);
    assert_int_equal(strlen(all), length);
    assert_true(g_strv_length(words) > 10000);
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0' && !english_has(*word))
            fail_msg("%s is not found", *word);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_words), cmocka_unit_test(test_order)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
