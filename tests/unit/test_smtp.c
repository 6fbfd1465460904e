/* A mail as it goes over the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "send/smtp_talk.h"

static const struct {
    const char *mail, *line;
} cases[] = {
    {"", ".\r\n"},
    {"a\r\n", "a\r\n.\r\n"},
    {"a", "a\r\n.\r\n"},
    {".\r\n", "..\r\n.\r\n"},
    {"a\r\n.b\r\n..\r\n\r\n.", "a\r\n..b\r\n...\r\n\r\n..\r\n.\r\n"},
    {"a.b\r\nc.\r\n", "a.b\r\nc.\r\n.\r\n"},
};

static void test_dots(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        GString *line = smtp_dotted(cases[i].mail, strlen(cases[i].mail));
        assert_string_equal(line->str, cases[i].line);
        g_string_free(line, TRUE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dots)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
