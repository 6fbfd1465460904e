/* Text on a page: nothing that a terminal obeys, nothing wider than it may be, bars that say what they should. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "report/page.h"

static void cleans(void **state)
{
    (void)state;
    static const struct {
        const char *text, *clean;
    } cases[] = {{"plain\nlines", "plain\nlines"},  {"\033[2Jgone\007", " [2Jgone "},           {"dos\r\nline", "dos\nline"},
                 {"c1 \302\233 here", "c1   here"}, {"turned \342\200\256txet", "turned txet"}, {"caf\303\251", "caf\303\251"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *clean = page_clean(cases[i].text);
        assert_string_equal(clean, cases[i].clean);
    }
}

static void cuts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        guint columns;
        bool is_utf8;
        const char *cut;
    } cases[] = {{"short", 10, true, "short"},
                 {"exactly ten", 11, true, "exactly ten"},
                 {"a line that is too long", 10, true, "a line th\u2026"},
                 {"a line that is too long", 10, false, "a line..."},
                 {"two\nlines", 20, true, "two lines"},
                 {"\u6f22\u5b57\u6f22\u5b57", 5, true, "\u6f22\u5b57\u2026"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *cut = page_cut(cases[i].text, cases[i].columns, cases[i].is_utf8);
        assert_string_equal(cut, cases[i].cut);
    }
}

static void words_stay_on_the_page(void **state)
{
    (void)state;
    guint left_out = 9;
    g_autofree char *url = g_strnfill(200, 'x');
    g_autofree char *text =
        g_strdup_printf("A first paragraph with a few words in it.\n\nhttps://example.org/%s and so on\n\n", url);
    g_autofree char *words = page_words(text, 40, 4, 0, &left_out);
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    g_autoptr(GString) seen = g_string_new(NULL);
    for (guint i = 0; lines[i] != NULL; i++) {
        assert_true(text_columns(lines[i]) <= 40);
        if (*lines[i] != '\0')
            assert_true(g_str_has_prefix(lines[i], "    "));
        g_string_append(seen, g_strstrip(lines[i]));
    }
    assert_int_equal(left_out, 0);
    assert_non_null(strstr(seen->str, url));
    g_autofree char *few = page_words("one\ntwo\nthree\nfour", 40, 2, 3, &left_out);
    assert_string_equal(few, "  one\n  two\n  three\n");
    assert_int_equal(left_out, 1);
}

static void puts_wrapped_lines_together(void **state)
{
    (void)state;
    static const struct {
        const char *text, *flowing;
    } cases[] = {
        {"They were perfectly polite. On the second afternoon they asked a\nboy of seven about the fire.\n\nHe cried.",
         "They were perfectly polite. On the second afternoon they asked a boy of seven about the fire.\n\nHe cried."},
        {"A short line\nand another one, which is as long as the widest line of it all\nis.",
         "A short line\nand another one, which is as long as the widest line of it all is."},
        {"one\ntwo\nthree", "one\ntwo\nthree"},
        {"This is the widest line of a list and so long that none may fit\n- first\n2. second\n> third",
         "This is the widest line of a list and so long that none may fit\n- first\n2. second\n> third"},
        {"", ""},
        {"\n\n", "\n\n"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *flowing = page_unwrap(cases[i].text);
        assert_string_equal(flowing, cases[i].flowing);
    }
}

static void draws_bars(void **state)
{
    (void)state;
    static const struct {
        gint64 part, whole;
        guint columns;
        bool is_utf8;
        const char *bar;
    } cases[] = {{0, 10, 8, true, ""},
                 {10, 10, 4, true, "\u2588\u2588\u2588\u2588"},
                 {5, 10, 4, true, "\u2588\u2588"},
                 {1, 1000, 4, true, "\u258f"},
                 {7, 8, 1, true, "\u2589"},
                 {10, 10, 4, false, "####"},
                 {1, 1000, 4, false, "#"},
                 {0, 0, 4, false, ""},
                 {0, 5, 4, false, ""}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *bar = page_bar(cases[i].part, cases[i].whole, cases[i].columns, cases[i].is_utf8);
        assert_string_equal(bar, cases[i].bar);
    }
}

static void says_how_long(void **state)
{
    (void)state;
    static const struct {
        gint64 secs;
        const char *age;
    } cases[] = {{0, "under a minute"}, {60, "1 minute"},     {7199, "119 minutes"},
                 {7200, "2 hours"},     {172799, "47 hours"}, {172800, "2 days"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *age = page_age(cases[i].secs);
        assert_string_equal(age, cases[i].age);
    }
}

static void aligns_tables(void **state)
{
    (void)state;
    g_autofree char *printed = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&printed, &size);
    AUTO(table) table = table_new("lrl", 2);
    table_add(table, "caf\303\251", "5", "a");
    table_add(table, "x", "100", "long\nline");
    table_add(table, NULL, "7", "");
    table_print(table, out);
    fclose(out);
    assert_string_equal(printed, "  caf\303\251    5  a\n  x     100  long line\n          7\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(cleans),
                                       cmocka_unit_test(cuts),
                                       cmocka_unit_test(words_stay_on_the_page),
                                       cmocka_unit_test(puts_wrapped_lines_together),
                                       cmocka_unit_test(draws_bars),
                                       cmocka_unit_test(says_how_long),
                                       cmocka_unit_test(aligns_tables)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
