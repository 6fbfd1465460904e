/* How fast mail goes out, and what codes of mail servers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "send/enhanced.h"
#include "send/pace.h"

#define NOW 1700000000

static void no_limits(void **state)
{
    (void)state;
    struct send_config config = {0};
    AUTO(pace) pace = pace_new(&config);
    for (guint i = 0; i < 1000; i++)
        pace_note(pace, "a.example", NOW);
    assert_int_equal(pace_wait_secs(pace, NOW), 0);
    assert_int_equal(pace_domain_wait_secs(pace, "a.example", NOW), 0);
    assert_int_equal(pace_memory_secs(pace), 0);
}

static void a_minute_and_a_day(void **state)
{
    (void)state;
    struct send_config config = {.per_minute = 3, .per_day = 5};
    AUTO(pace) pace = pace_new(&config);
    for (guint i = 0; i < 3; i++) {
        assert_int_equal(pace_wait_secs(pace, NOW + i * 10), 0);
        pace_note(pace, "a.example", NOW + i * 10);
    }
    assert_int_equal(pace_wait_secs(pace, NOW + 30), 30);
    assert_int_equal(pace_wait_secs(pace, NOW + 60), 0);
    pace_note(pace, "a.example", NOW + 60);
    pace_note(pace, "a.example", NOW + 70);
    assert_int_equal(pace_wait_secs(pace, NOW + 1000), 24 * 3600 - 1000);
    assert_int_equal(pace_wait_secs(pace, NOW - 1000), 0); /* the clock was set back: nothing waits for years */
    assert_int_equal(pace_memory_secs(pace), 24 * 3600);
}

static void a_domain(void **state)
{
    (void)state;
    struct send_config config = {.per_domain = 2};
    AUTO(pace) pace = pace_new(&config);
    pace_note(pace, "a.example", NOW);
    pace_note(pace, "a.example", NOW + 1);
    assert_int_equal(pace_domain_wait_secs(pace, "a.example", NOW + 2), 58);
    assert_int_equal(pace_domain_wait_secs(pace, "b.example", NOW + 2), 0);
    assert_int_equal(pace_wait_secs(pace, NOW + 2), 0);
    assert_int_equal(pace_put_off(pace, "a.example", NOW + 2), NOW + 60); /* 30 seconds between one and the next */
    assert_int_equal(pace_put_off(pace, "a.example", NOW + 2), NOW + 90);
    assert_int_equal(pace_put_off(pace, "a.example", NOW + 2), NOW + 120);
    for (guint i = 0; i < 5000; i++) { /* memory stays bounded: those at rest are forgotten */
        g_autofree char *domain = g_strdup_printf("d%u.example", i);
        pace_note(pace, domain, NOW + 1000 + i);
    }
    assert_int_equal(pace_domain_wait_secs(pace, "a.example", NOW + 7000), 0);
}

static void codes(void **state)
{
    (void)state;
    assert_string_equal(enhanced_meaning("550 5.1.1 nobody of that name"), "there is no such mailbox");
    assert_string_equal(enhanced_meaning(" 450-4.2.2 mailbox is full"), "the mailbox is full");
    assert_string_equal(enhanced_meaning("550 5.7.26 DMARC"),
                        "our mail fails SPF and DKIM: the domain's DNS must be put right");
    static const char *const none[] = {"550 nobody",   "550 2.1.1 x",   "5.1.1",       "",
                                       "550 5.1.99 x", "550 5.1.1.1 x", "5500 5.1.1 x"};
    for (guint i = 0; i < G_N_ELEMENTS(none); i++)
        assert_null(enhanced_meaning(none[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_limits), cmocka_unit_test(a_minute_and_a_day),
                                       cmocka_unit_test(a_domain), cmocka_unit_test(codes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
