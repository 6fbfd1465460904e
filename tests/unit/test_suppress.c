/* Addresses that must not be written to: found again in whatever spelling, and never kept as they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "store/store_suppress.h"

static char *folder, *path;
static struct store *store;

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("hearback-XXXXXX", NULL);
    path = g_build_filename(folder, "hearback.db", NULL);
    store = store_open(path, NULL);
    return store != NULL ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    static const char *const endings[] = {"", "-wal", "-shm"};
    store_free(store);
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL);
        unlink(file);
    }
    rmdir(folder);
    g_free(path);
    g_free(folder);
    return 0;
}

static enum suppression of(const char *address)
{
    enum suppression why = SUPPRESSED_NOT;
    assert_true(store_suppressed(store, address, &why, NULL));
    return why;
}

static void holds_in_every_spelling(void **state)
{
    (void)state;
    assert_true(store_suppress(store, "Jo.Head+survey@School.example", SUPPRESSED_UNSUBSCRIBED, 100, NULL));
    static const char *const same[] = {"jo.head@school.example", "JO.HEAD@SCHOOL.EXAMPLE", "jo.head+other@school.example",
                                       " jo.head@school.example "};
    for (guint i = 0; i < G_N_ELEMENTS(same); i++)
        assert_int_equal(of(same[i]), SUPPRESSED_UNSUBSCRIBED);
    static const char *const others[] = {"johead@school.example", "jo.head@school.example.org", "+jo.head@school.example", ""};
    for (guint i = 0; i < G_N_ELEMENTS(others); i++)
        assert_int_equal(of(others[i]), SUPPRESSED_NOT);
}

static void gravest_reason_counts(void **state)
{
    (void)state;
    gint64 since = 0;
    assert_true(store_suppress(store, "a@b.example", SUPPRESSED_BOUNCED, 100, NULL));
    assert_true(store_suppress(store, "a@b.example", SUPPRESSED_WITHDRAWN, 200, NULL));
    assert_true(store_suppress(store, "a@b.example", SUPPRESSED_WITHDRAWN, 300, NULL));
    assert_int_equal(of("a@b.example"), SUPPRESSED_WITHDRAWN);
    assert_true(store_suppressed_since(store, "a@b.example", SUPPRESSED_WITHDRAWN, &since, NULL));
    assert_int_equal(since, 200);
    assert_true(store_unsuppress(store, "A@B.example", SUPPRESSED_WITHDRAWN, NULL));
    assert_int_equal(of("a@b.example"), SUPPRESSED_BOUNCED);
    assert_true(store_suppressed_since(store, "a@b.example", SUPPRESSED_WITHDRAWN, &since, NULL));
    assert_int_equal(since, 0);
}

static void address_is_not_kept(void **state)
{
    (void)state;
    assert_true(store_suppress(store, "unmistakable@school.example", SUPPRESSED_WITHDRAWN, 100, NULL));
    static const char *const endings[] = {"", "-wal"};
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *file = g_strconcat(path, endings[i], NULL), *bytes = NULL;
        gsize length = 0;
        if (g_file_get_contents(file, &bytes, &length, NULL))
            assert_null(memmem(bytes, length, "unmistakable", strlen("unmistakable")));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test_setup_teardown(holds_in_every_spelling, set_up, tear_down),
                                       cmocka_unit_test_setup_teardown(gravest_reason_counts, set_up, tear_down),
                                       cmocka_unit_test_setup_teardown(address_is_not_kept, set_up, tear_down)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
