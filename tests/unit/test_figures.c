/* What reports reckon and draw: small cells that nobody can reckon back, intervals as the books have them, charts that are
 * pictures of the size they say. */
#include <glib.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "render/chart.h"
#include "report/figures.h"
#include "report/small_cells.h"
#include "report/wilson.h"

#define LEAST 10

static void hides(void **state)
{
    (void)state;
    static const struct {
        guint rows, columns;
        gint64 counts[12];
        const char *hidden; /* 'x': hidden */
    } cases[] = {
        {1, 3, {20, 30, 40}, "..."},     /* nothing is small */
        {1, 3, {20, 0, 40}, "..."},      /* nobody says nothing */
        {1, 3, {3, 30, 40}, "xx."},      /* a single one is covered by the next smallest */
        {1, 4, {3, 4, 30, 40}, "xxx."},  /* together too few: one more */
        {1, 4, {6, 7, 30, 40}, "xx.."},  /* together enough */
        {1, 3, {9, 10, 11}, "xx."},      /* the limit itself is shown, but covers here */
        {1, 3, {3, 0, 0}, "xxx"},        /* zeros cover where there is nothing else */
        {1, 3, {50, 3, 0}, "xx."},       /* but not before */
        {1, 1, {3}, "x"},                /* alone */
        {2, 2, {3, 20, 30, 40}, "xxxx"}, /* a rectangle, as rows and columns have sums */
        {3, 3, {3, 20, 90, 30, 40, 91, 92, 93, 94}, "xx.xx...."},
        {2, 3, {20, 30, 40, 50, 60, 70}, "......"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        bool hidden[12] = {0};
        char shown[13] = {0};
        small_cells_hide(cases[i].counts, cases[i].rows, cases[i].columns, LEAST, hidden);
        for (guint cell = 0; cell < cases[i].rows * cases[i].columns; cell++)
            shown[cell] = hidden[cell] ? 'x' : '.';
        assert_string_equal(shown, cases[i].hidden);
    }
}

/* Of a line whose sum is known, no hidden cell may be alone, nor may the hidden ones together be small. */
static void check_line(const gint64 *counts, const bool *hidden, guint count, guint stride)
{
    guint unseen = 0, shown = 0;
    gint64 sum = 0;
    for (guint i = 0; i < count; i++) {
        assert_true(hidden[i * stride] || counts[i * stride] == 0 || counts[i * stride] >= LEAST);
        unseen += hidden[i * stride];
        shown += !hidden[i * stride];
        sum += hidden[i * stride] ? counts[i * stride] : 0;
    }
    if (unseen > 0 && shown > 0) {
        assert_true(unseen >= 2);
        assert_true(sum >= LEAST);
    }
}

static void hides_in_any_table(void **state)
{
    (void)state;
    g_autoptr(GRand) chance = g_rand_new_with_seed(6);
    for (guint round = 0; round < 2000; round++) {
        guint rows = (guint)g_rand_int_range(chance, 1, 7), columns = (guint)g_rand_int_range(chance, 1, 7);
        gint64 counts[36];
        bool hidden[36] = {0};
        for (guint i = 0; i < rows * columns; i++)
            counts[i] = g_rand_int_range(chance, 0, 3) > 0 ? g_rand_int_range(chance, 0, 40) : 0;
        small_cells_hide(counts, rows, columns, LEAST, hidden);
        for (guint row = 0; row < rows; row++)
            check_line(counts + row * columns, hidden + row * columns, columns, 1);
        for (guint column = 0; column < columns; column++)
            check_line(counts + column, hidden + column, rows, columns);
    }
}

static void hides_options(void **state)
{
    (void)state;
    const gint64 counts[] = {3, 50, 95, 0, 100};
    bool hidden[5] = {0};
    small_cells_hide_options(counts, 5, 100, LEAST, hidden);
    const bool expected[] = {true, false, true, false, false};
    assert_memory_equal(hidden, expected, sizeof hidden);
}

static void applies(void **state)
{
    (void)state;
    AUTO_JSON answers =
        json_pack("{s:i, s:i, s:i, s:[{s:s, s:i, s:i, s:f, s:[{s:s, s:i}, {s:s, s:i}, {s:s, s:i}]}]}", "people", 60,
                  "new_people", 4, "former_questions", 0, "questions", "type", "choice", "answered", 58, "unclear", 2, "mean",
                  2.5, "bars", "label", "a", "count", 3, "label", "b", "count", 20, "label", "c", "count", 35);
    small_cells_apply(answers, LEAST);
    const json_t *question = json_array_get(json_object_get(answers, "questions"), 0),
                 *bars = json_object_get(question, "bars");
    assert_int_equal(figure(answers, "people"), 60);
    assert_true(json_is_null(json_object_get(answers, "new_people")));
    assert_true(json_is_null(json_object_get(json_array_get(bars, 0), "count")));
    assert_true(json_is_null(json_object_get(json_array_get(bars, 1), "count")));
    assert_int_equal(figure(json_array_get(bars, 2), "count"), 35);
    assert_null(json_object_get(question, "mean"));
    assert_true(json_is_null(json_object_get(question, "unclear")));
    assert_int_equal(figure(question, "answered"), 58);
}

static void reckons_wilson(void **state)
{
    (void)state;
    static const struct {
        gint64 count, whole;
        double low, high;
    } cases[] = {{0, 0, 0, 1},
                 {0, 10, 0, 0.2775},
                 {10, 10, 0.7225, 1},
                 {5, 10, 0.2366, 0.7634},
                 {81, 263, 0.2553, 0.3662},
                 {15, 148, 0.0624, 0.1605},
                 {1, 29, 0.0061, 0.1718}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        double low = -1, high = -1;
        wilson_interval(cases[i].count, cases[i].whole, &low, &high);
        assert_true(fabs(low - cases[i].low) < 0.0001);
        assert_true(fabs(high - cases[i].high) < 0.0001);
    }
}

static guint32 big_endian(const guint8 *bytes)
{
    return (guint32)bytes[0] << 24 | (guint32)bytes[1] << 16 | (guint32)bytes[2] << 8 | bytes[3];
}

static void draws(void **state)
{
    (void)state;
    for (guint count = 0; count <= 12; count += 4) {
        AUTO_JSON bars = json_array();
        guint height = 0;
        gsize length = 0;
        g_autoptr(GError) error = NULL;
        for (guint i = 0; i < count; i++)
            json_array_append_new(bars, json_pack("{s:s, s:i}", "label",
                                                  "Sehr gut \342\200\224 a label that is far too long for the "
                                                  "width of any telephone",
                                                  "count", (int)i));
        g_autoptr(GBytes) png = chart_bars(bars, 66, &height, &error);
        assert_non_null(png);
        const guint8 *bytes = g_bytes_get_data(png, &length);
        assert_true(length > 33);
        assert_memory_equal(bytes, "\211PNG\r\n\032\n", 8);
        assert_int_equal(big_endian(bytes + 16), 2 * CHART_WIDTH);
        assert_int_equal(big_endian(bytes + 20), 2 * height);
        assert_int_equal(bytes[25], 2); /* colours without transparency */
    }
}

static void says_what_it_shows(void **state)
{
    (void)state;
    AUTO_JSON bars =
        json_pack("[{s:s, s:i}, {s:s, s:n, s:b}]", "label", "Good", "count", 12, "label", "Poor", "count", "suppressed", 1);
    g_autofree char *words = chart_words(bars, 30);
    assert_string_equal(words, "Good 12 (40 %), Poor withheld");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hides),
        cmocka_unit_test(hides_in_any_table),
        cmocka_unit_test(hides_options),
        cmocka_unit_test(applies),
        cmocka_unit_test(reckons_wilson),
        cmocka_unit_test(draws),
        cmocka_unit_test(says_what_it_shows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
