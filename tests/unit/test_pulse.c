/* The pulse of a process: what the supervisor sees of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/pulse.h"

static struct pulse *make(void)
{
    struct pulse *pulse = pulse_new();
    assert_non_null(pulse);
    pulse_reset(pulse);
    return pulse;
}

/* Has a child do its part, as a process of the daemon does. */
static void in_child(struct pulse *pulse, void (*part)(void))
{
    int status = 0;
    pid_t pid = fork();
    if (pid == 0) {
        pulse_carry(pulse);
        part();
        _exit(0);
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void rest(void) { pulse_rest(3600 * 1000); }

static void test_rest(void **state)
{
    (void)state;
    struct pulse *pulse = make();
    gint64 before = pulse_left_msecs(pulse);
    assert_in_range(before, 1, 600 * 1000);
    in_child(pulse, rest);
    assert_in_range(pulse_left_msecs(pulse), before + 3500 * 1000, before + 3700 * 1000);
    in_child(pulse, pulse_beat);
    assert_in_range(pulse_left_msecs(pulse), 1, 600 * 1000);
    pulse_free(pulse);
}

static void tell_much(void)
{
    char words[2000];
    memset(words, 'x', sizeof words);
    words[sizeof words - 1] = '\0';
    pulse_tell("the disk is full");
    if (!pulse_tell(words) || pulse_tell(words))
        abort();
}

static void tell(void)
{
    if (!pulse_tell("the disk is full") || pulse_tell("the disk is full"))
        abort();
}

static void tell_nothing(void)
{
    if (!pulse_tell(NULL) || pulse_tell(NULL))
        abort();
}

static void test_trouble(void **state)
{
    (void)state;
    struct pulse *pulse = make();
    assert_null(pulse_trouble(pulse));
    in_child(pulse, tell);
    g_autofree char *words = pulse_trouble(pulse);
    assert_string_equal(words, "the disk is full");
    in_child(pulse, tell_much);
    g_autofree char *much = pulse_trouble(pulse);
    assert_in_range(strlen(much), 100, 1999);
    in_child(pulse, tell_nothing);
    assert_null(pulse_trouble(pulse));
    in_child(pulse, tell);
    pulse_reset(pulse);
    assert_null(pulse_trouble(pulse));
    pulse_free(pulse);
}

static void test_without(void **state)
{
    (void)state;
    pulse_beat();
    assert_false(pulse_tell("nobody hears it"));
    assert_null(pulse_trouble(NULL));
    assert_true(pulse_left_msecs(NULL) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rest), cmocka_unit_test(test_trouble),
                                       cmocka_unit_test(test_without)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
