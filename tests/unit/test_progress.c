/* The progress bar as a line of text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cmd/progress.h"

struct progress_case {
    guint64 done, total;
    bool in_bytes;
    gint64 passed_msecs;
    guint columns;
    const char *line;
};

static const struct progress_case cases[] = {
    {0, 90, false, 0, 40, "reading [..............]   0 %  0 of 90"},
    {45, 90, false, 500, 41, "reading [#######.......]  50 %  45 of 90"},
    {45, 90, false, 30000, 60, "reading [###########...........]  50 %  45 of 90  0:30 left"},
    {1, 101, false, 60000, 60, "reading [...................]   0 %  1 of 101  1:40:00 left"},
    {90, 90, false, 30000, 40, "reading [#############] 100 %  90 of 90"},
    {120, 90, false, 30000, 40, NULL}, /* more than was counted before: still one line that fits */
    {0, 0, false, 5000, 40, NULL},
    {500000, 1000000, true, 10000, 80, NULL},
    {45, 90, false, 30000, 12, NULL},
    {45, 90, false, 30000, 1, ""},
};

static void draws(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const struct progress_case *this = &cases[i];
        struct progress progress = {.what = "reading", .in_bytes = this->in_bytes, .done = this->done, .total = this->total};
        g_autofree char *line = progress_line(&progress, this->passed_msecs, this->columns);
        if (this->line != NULL && g_strcmp0(line, this->line) != 0)
            fail_msg("case %u: [%s]", i, line);
        if (g_utf8_strlen(line, -1) >= this->columns)
            fail_msg("case %u: [%s] is wider than the terminal", i, line);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(draws)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
