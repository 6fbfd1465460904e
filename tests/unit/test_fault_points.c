/* tests/crash/points names every fault point of the program, so that crash tests can go through them all. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define CALL "fault_point(\""

static char *contents(const char *path)
{
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL))
        fail_msg("cannot read %s", path);
    return text;
}

/* Adds the names of the fault points in one file of C. */
static void add_calls(const char *path, GHashTable *names)
{
    g_autofree char *text = contents(path);
    for (const char *at = text; (at = strstr(at, CALL)) != NULL;) {
        at += strlen(CALL);
        g_hash_table_add(names, g_strndup(at, strcspn(at, "\"")));
    }
}

static GHashTable *called_in(const char *folder)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GDir) layers = g_dir_open(folder, 0, NULL);
    for (const char *layer; (layer = g_dir_read_name(layers)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, layer, NULL);
        g_autoptr(GDir) files = g_dir_open(path, 0, NULL);
        for (const char *name; files != NULL && (name = g_dir_read_name(files)) != NULL;) {
            g_autofree char *file = g_build_filename(path, name, NULL);
            if (g_str_has_suffix(name, ".c"))
                add_calls(file, names);
        }
    }
    return names;
}

static GHashTable *listed_in(const char *path)
{
    GHashTable *names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *text = contents(path);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        if (*lines[i] == '#' || *lines[i] == '\0')
            continue;
        char *name = g_strndup(lines[i], strcspn(lines[i], " "));
        if (!g_hash_table_add(names, name))
            fail_msg("tests/crash/points names %s twice", name);
    }
    return names;
}

static void assert_within(GHashTable *some, GHashTable *all, const char *words)
{
    GHashTableIter at;
    gpointer name;
    for (g_hash_table_iter_init(&at, some); g_hash_table_iter_next(&at, &name, NULL);)
        if (!g_hash_table_contains(all, name))
            fail_msg("%s: %s", (const char *)name, words);
}

static void list_is_complete(void **state)
{
    (void)state;
    g_autoptr(GHashTable) called = called_in(TEST_ROOT "/src"), listed = listed_in(TEST_ROOT "/tests/crash/points");
    assert_true(g_hash_table_size(called) > 20);
    assert_within(called, listed, "missing in tests/crash/points; add it there, with what is true at that moment");
    assert_within(listed, called, "stands in tests/crash/points, but is no fault point of src/");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(list_is_complete)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
