/* Delivery reports: gone for good, for now, or still on the way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "reply/bounce.h"

#define REPORT(fields)                                                                                                         \
    "From: MAILER-DAEMON@x.example\nMIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "          \
    "boundary=b\n\n--b\nContent-Type: text/plain\n\nIt did not arrive.\n\n--b\nContent-Type: message/delivery-status\n\n"      \
    "Reporting-MTA: dns; x.example\n\n" fields "\n\n--b--\n"
#define PLAIN(text) "From: MAILER-DAEMON@x.example\nContent-Type: text/plain\n\n" text "\n"

static const struct report {
    const char *mail;
    enum bounce expected;
} reports[] = {
    {REPORT("Final-Recipient: rfc822; a@x.example\nAction: failed\nStatus: 5.1.1"), BOUNCE_LASTING},
    {REPORT("Action:failed\nStatus:5.1.10 (no such recipient)"), BOUNCE_LASTING},
    {REPORT("ACTION: Failed\nSTATUS: 5.2.1"), BOUNCE_LASTING},
    {REPORT("Action: failed\nStatus: 5.0.0"), BOUNCE_LASTING},
    {REPORT("Action: failed\nStatus: 5.2.2"), BOUNCE_PASSING},
    {REPORT("Action: failed\nStatus: 5.7.1"), BOUNCE_PASSING},
    {REPORT("Action: failed\nStatus: 5.1.8"), BOUNCE_PASSING},
    {REPORT("Action: failed\nStatus: 4.4.7"), BOUNCE_PASSING},
    {REPORT("Action: failed"), BOUNCE_PASSING},
    {REPORT("Action: delayed\nStatus: 4.4.1"), BOUNCE_DELAYED},
    {REPORT("Action: relayed\nStatus: 2.0.0"), BOUNCE_NONE},
    {PLAIN("550 5.1.1 user unknown"), BOUNCE_LASTING},
    {PLAIN("#5.2.2 mailbox full"), BOUNCE_PASSING},
    {PLAIN("host 192.5.1.1 said: no"), BOUNCE_PASSING},
    {PLAIN("no code at all"), BOUNCE_PASSING},
    {PLAIN(""), BOUNCE_PASSING},
};

static void reads(void **state)
{
    const struct report *report = *state;
    g_autoptr(GBytes) bytes = g_bytes_new_static(report->mail, strlen(report->mail));
    AUTO(mail) mail = mail_parse(bytes, NULL);
    assert_non_null(mail);
    assert_string_equal(bounce_name(bounce_read(mail)), bounce_name(report->expected));
}

static void has_names(void **state)
{
    (void)state;
    for (guint i = BOUNCE_NONE; i <= BOUNCE_LASTING; i++)
        assert_int_equal(bounce_from_name(bounce_name((enum bounce)i)), i);
    assert_int_equal(bounce_from_name("nonsense"), BOUNCE_NONE);
    assert_int_equal(bounce_from_name(NULL), BOUNCE_NONE);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(reports) + 1];
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++)
        tests[i] = (struct CMUnitTest){bounce_name(reports[i].expected), reads, NULL, NULL, (void *)&reports[i]};
    tests[G_N_ELEMENTS(reports)] = (struct CMUnitTest)cmocka_unit_test(has_names);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
