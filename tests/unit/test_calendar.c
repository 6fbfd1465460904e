/* When people are left in peace, with summer time and holidays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "base/clock.h"
#include "survey/calendar.h"
#include "survey/node.h"

/* Returns the tree of text. (transfer full) */
static struct node *tree_of(const char *text, struct problems *problems)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("hearback-XXXXXX.yaml", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, -1, NULL));
    struct node *node = node_load(path, problems);
    g_unlink(path);
    return node;
}

static const struct when {
    const char *configuration, *asked, *expected;
} cases[] = {
    {"weekends: no\n", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00Z"},
    {"weekends: no\n", "2026-03-02T17:59:59Z", "2026-03-02T17:59:59Z"},
    {"weekends: no\n", "2026-03-02T18:00:00Z", "2026-03-03T08:00:00Z"},
    {"weekends: no\n", "2026-03-03T07:59:59Z", "2026-03-03T08:00:00Z"},
    {"weekends: no\n", "2026-03-06T20:00:00Z", "2026-03-09T08:00:00Z"},
    {"weekends: yes\n", "2026-03-06T20:00:00Z", "2026-03-07T08:00:00Z"},
    {"weekends: no\n", "2026-06-01T17:30:00Z", "2026-06-02T07:00:00Z"},  /* summer time: it is half past six */
    {"weekends: yes\n", "2026-03-28T20:00:00Z", "2026-03-29T07:00:00Z"}, /* the night in which it begins */
    {"zone: America/New_York\n", "2026-03-02T10:00:00Z", "2026-03-02T13:00:00Z"},
    {"nights: 00:00-00:00\nweekends: yes\n", "2026-03-07T03:00:00Z", "2026-03-07T03:00:00Z"},
    {"nights: 12:00-14:00\n", "2026-03-02T12:30:00Z", "2026-03-02T14:00:00Z"},
    {"nights: 22:30 - 06:15\n", "2026-03-02T23:00:00Z", "2026-03-03T06:15:00Z"},
    {"holidays: [2026-12-21 to 2027-01-03]\n", "2026-12-21T10:00:00Z", "2027-01-04T08:00:00Z"},
    {"holidays: 2026-03-02\n", "2026-03-02T10:00:00Z", "2026-03-03T08:00:00Z"},
};

static void opens(void **state)
{
    const struct when *when = *state;
    AUTO(problems) problems = problems_new();
    AUTO(node) map = tree_of(when->configuration, problems);
    struct calendar calendar = {0};
    gint64 asked = 0;
    calendar_load(&calendar, map, problems);
    assert_true(problems_is_empty(problems));
    assert_true(clock_parse(when->asked, &asked));
    g_autofree char *found = clock_format_utc(calendar_next_open(&calendar, asked));
    calendar_clear(&calendar);
    assert_string_equal(found, when->expected);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const wrong[] = {"zone: Nowhere/AtAll\n",    "nights: evening\n",
                                        "nights: 18:00\n",          "nights: 25:00-08:00\n",
                                        "holidays: [Christmas]\n",  "holidays: [2026-13-01]\n",
                                        "holidays: [2026-02-30]\n", "holidays: [2026-12-24 to 2026-12-20]\n"};
    for (guint i = 0; i < G_N_ELEMENTS(wrong); i++) {
        AUTO(problems) problems = problems_new();
        AUTO(node) map = tree_of(wrong[i], problems);
        struct calendar calendar = {0};
        calendar_load(&calendar, map, problems);
        calendar_clear(&calendar);
        assert_int_equal(problems->list->len, 1);
    }
}

static void ends_where_all_is_holiday(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    AUTO(node) map = tree_of("holidays: [1990-01-01 to 2199-12-31]\n", problems);
    struct calendar calendar = {0};
    calendar_load(&calendar, map, problems);
    assert_true(calendar_next_open(&calendar, 1772445600) > 1772445600);
    calendar_clear(&calendar);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 2];
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].asked, opens, NULL, NULL, (void *)&cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(refuses);
    tests[G_N_ELEMENTS(cases) + 1] = (struct CMUnitTest)cmocka_unit_test(ends_where_all_is_holiday);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
