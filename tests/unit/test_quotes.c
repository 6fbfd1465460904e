/* Passages of a text that may be quoted: whole sentences, nothing lost, no span of redaction cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/quotes.h"

#define LONG_BYTES 40000u

/* Returns the passages with '|' between them. (transfer full) */
static char *cut(const char *text, guint span_start, guint span_end)
{
    g_autoptr(GPtrArray) spans = g_ptr_array_new();
    struct redact_span span = {.start = span_start, .end = span_end};
    if (span_end > 0)
        g_ptr_array_add(spans, &span);
    g_autoptr(GArray) passages = quotes_passages(text, spans);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < passages->len; i++) {
        struct passage passage = g_array_index(passages, struct passage, i);
        assert_true(passage.start < passage.end && passage.end <= strlen(text));
        g_string_append_printf(out, "%s%.*s", i > 0 ? "|" : "", (int)(passage.end - passage.start), text + passage.start);
    }
    return g_string_free(out, FALSE);
}

static void short_texts(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"", ""},
                                           {" \n ", ""},
                                           {"Give us a date.", "Give us a date."},
                                           {"  no stop \n", "no stop"},
                                           {"One. Two!\n\nThree?", "One. Two!\n\nThree?"}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *got = cut(cases[i][0], 0, 0);
        assert_string_equal(got, cases[i][1]);
    }
}

/* Returns count sentences of 100 bytes with what between them. (transfer full) */
static char *sentences(guint count, const char *between)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < count; i++) {
        g_autofree char *letters = g_strnfill(98, 'x');
        g_string_append_printf(text, "%sX%s.", i > 0 ? between : "", letters);
    }
    return g_string_free(text, FALSE);
}

static void long_texts(void **state)
{
    (void)state;
    g_autofree char *text = sentences(12, " "), *got = cut(text, 0, 0), *paragraphs = sentences(4, "\n\n"),
                    *each = cut(paragraphs, 0, 0);
    g_auto(GStrv) parts = g_strsplit(got, "|", -1), two = g_strsplit(each, "|", -1);
    assert_int_equal(g_strv_length(parts), 3);
    for (guint i = 0; parts[i] != NULL; i++)
        assert_true(g_str_has_suffix(parts[i], "x.") && strlen(parts[i]) <= 600);
    assert_int_equal(g_strv_length(two), 2);
    g_autofree char *endless = g_strnfill(LONG_BYTES, 'y'), *whole = cut(endless, 0, 0);
    assert_string_equal(whole, endless);
}

/* "Mrs. Carter" with the end of a passage due behind "Mrs." */
static void spans_are_whole(void **state)
{
    (void)state;
    g_autofree char *before = sentences(5, " "), *after = sentences(3, " ");
    g_autofree char *text = g_strdup_printf("%s Mrs. Carter %s", before, after);
    guint start = (guint)strlen(before) + 1;
    g_autofree char *got = cut(text, start, start + 11);
    assert_non_null(strstr(got, "Mrs. Carter"));
    assert_non_null(strchr(got, '|'));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(short_texts), cmocka_unit_test(long_texts),
                                       cmocka_unit_test(spans_are_whole)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
