/* How sources are: what `hearback status` is told, and how long one waits before the next try. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <unistd.h>

#include "base/error.h"
#include "flow/worker.h"
#include "store/store_query.h"

#define NOW 1700000000

static bool append(const struct store_source_state *state, void *data)
{
    g_string_append_printf(data, "%s %s since +%d looked +%d next +%d\n", state->source,
                           state->trouble != NULL ? state->trouble : "well", (int)(state->since_secs - NOW),
                           (int)(state->looked_secs - NOW), state->next_secs > 0 ? (int)(state->next_secs - NOW) : -1);
    return true;
}

static void expect(struct store *store, const char *states)
{
    g_autoptr(GString) found = g_string_new("");
    assert_true(store_each_source_state(store, append, found, NULL));
    assert_string_equal(found->str, states);
}

static void states(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("hearback-XXXXXX", NULL), *path = g_build_filename(folder, "a.db", NULL);
    AUTO(store) store = store_open(path, NULL);
    assert_non_null(store);
    assert_true(store_source_well(store, "a", NOW, NULL));
    assert_true(store_source_trouble(store, "b", "no server", NOW + 5, NOW, NULL));
    expect(store, "a well since +0 looked +0 next +-1\nb no server since +0 looked +0 next +5\n");

    assert_true(store_source_well(store, "a", NOW + 10, NULL)); /* not written: nothing has changed */
    assert_true(store_source_trouble(store, "b", "wrong password", NOW + 40, NOW + 20, NULL));
    expect(store, "a well since +0 looked +0 next +-1\nb wrong password since +0 looked +20 next +40\n");

    assert_true(store_source_trouble(store, "a", "gone", 0, NOW + 30, NULL));
    assert_true(store_source_well(store, "b", NOW + 40, NULL));
    expect(store, "a gone since +30 looked +30 next +-1\nb well since +40 looked +40 next +-1\n");

    assert_true(store_source_well(store, "b", NOW + 400, NULL));
    assert_true(store_forget_sources(store, (const char *const[]){"b", "c", NULL}, NULL));
    expect(store, "b well since +40 looked +400 next +-1\n");
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", folder);
    assert_int_equal(system(command), 0);
}

static void patience(void **state)
{
    (void)state;
    g_autoptr(GError) busy = g_error_new(ERROR_DOMAIN, ERROR_TEMPORARY, "busy");
    g_autoptr(GError) wrong = g_error_new(ERROR_DOMAIN, ERROR_CONFIGURATION, "wrong password");
    gint64 before = 0, sum = 0;
    for (guint failures = 1; failures < 100; failures++) {
        gint64 secs = patience_secs(busy, failures), longer = patience_secs(wrong, failures);
        assert_in_range(secs, 3, 300);
        assert_in_range(longer, 15, 1800);
        sum += longer > before;
        before = longer;
    }
    assert_in_range(patience_secs(busy, 50), 225, 300);
    assert_in_range(patience_secs(wrong, 50), 1350, 1800);
    assert_true(sum < 90); /* chance has its part */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(states), cmocka_unit_test(patience)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
