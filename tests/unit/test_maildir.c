/* A Maildir as a source: what is handed over, what is let go, and when. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "base/error.h"
#include "base/log.h"
#include "source/folder.h"
#include "source/source.h"

/* A taker that remembers in memory what a store would. */
struct desk {
    char *root;
    struct source_config config;
    struct taker taker;
    GHashTable *known;  /* keys that were flushed */
    GPtrArray *waiting; /* keys since the last flush */
    GString *taken;     /* the bytes of all messages, each followed by ';' */
    guint flushes, oversize;
    bool is_broken;
};

static bool knows(void *data, const char *source_name, const char *key)
{
    const struct desk *desk = data;
    assert_string_equal(source_name, "maildir-1");
    return g_hash_table_contains(desk->known, key);
}

static enum taken take(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize)
{
    struct desk *desk = data;
    assert_string_equal(source_name, "maildir-1");
    assert_true(oversize || size_bytes == g_bytes_get_size(bytes));
    if (desk->is_broken)
        return TAKEN_NOT;
    g_string_append_len(desk->taken, g_bytes_get_data(bytes, NULL), (gssize)g_bytes_get_size(bytes));
    g_string_append_c(desk->taken, ';');
    desk->oversize += oversize;
    g_ptr_array_add(desk->waiting, g_strdup(key));
    return TAKEN_KEPT;
}

static bool flush(void *data)
{
    struct desk *desk = data;
    desk->flushes++;
    if (desk->is_broken)
        return false;
    for (guint i = 0; i < desk->waiting->len; i++)
        g_hash_table_add(desk->known, g_strdup(desk->waiting->pdata[i]));
    g_ptr_array_set_size(desk->waiting, 0);
    return true;
}

static char *path_of(const struct desk *desk, const char *name) { return g_build_filename(desk->root, name, NULL); }

static void put(const struct desk *desk, const char *name, const char *text)
{
    g_autofree char *path = path_of(desk, name);
    g_autofree char *folder = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void make_maildir(const struct desk *desk, const char *name)
{
    static const char *const parts[] = {"new", "cur", "tmp"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(desk->root, name, parts[i], NULL);
        assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    }
}

static bool is_there(const struct desk *desk, const char *name)
{
    g_autofree char *path = path_of(desk, name);
    struct stat status;
    return lstat(path, &status) == 0;
}

static int set_up(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    log_set_level(LOG_LEVEL_ERROR);
    desk->root = g_dir_make_tmp("hearback-XXXXXX", NULL);
    desk->config = (struct source_config){.type = "maildir", .name = "maildir-1", .path = desk->root};
    desk->taker = (struct taker){.knows = knows, .take = take, .flush = flush, .data = desk, .limit_bytes = 1000, .batch = 3};
    desk->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    desk->waiting = g_ptr_array_new_with_free_func(g_free);
    desk->taken = g_string_new("");
    make_maildir(desk, "");
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    g_autofree char *command = g_strdup_printf("chmod -R u+rwx '%s' && rm -rf '%s'", desk->root, desk->root);
    assert_int_equal(system(command), 0);
    g_hash_table_unref(desk->known);
    g_ptr_array_unref(desk->waiting);
    g_string_free(desk->taken, TRUE);
    g_free(desk->root);
    g_free(desk);
    return 0;
}

/* Opens the source, fetches once, closes it: what a run from cron does. */
static gint64 fetch_once(struct desk *desk, GError **error)
{
    AUTO(source) source = source_open(&desk->config, error);
    assert_non_null(source);
    return source->type->fetch(source, &desk->taker, error);
}

static void moves_what_is_kept(void **state)
{
    struct desk *desk = *state;
    put(desk, "new/1.a", "one");
    put(desk, "new/2.b", "two");
    put(desk, "new/3.c:2,F", "three");
    put(desk, "new/4.d", "four");
    put(desk, "cur/0.z:2,S", "zero");
    put(desk, "tmp/5.e", "unfinished");
    assert_int_equal(fetch_once(desk, NULL), 5);
    assert_string_equal(desk->taken->str, "one;two;three;four;zero;");
    assert_int_equal(desk->flushes, 3);
    assert_true(is_there(desk, "cur/1.a:2,") && is_there(desk, "cur/2.b:2,") && is_there(desk, "cur/4.d:2,"));
    assert_true(is_there(desk, "cur/3.c:2,F") && is_there(desk, "cur/0.z:2,S") && is_there(desk, "tmp/5.e"));
    assert_false(is_there(desk, "new/1.a"));
    assert_int_equal(fetch_once(desk, NULL), 0);
}

static void keeps_what_is_not_kept(void **state)
{
    struct desk *desk = *state;
    put(desk, "new/1.a", "one");
    desk->is_broken = true;
    g_autoptr(GError) error = NULL;
    assert_int_equal(fetch_once(desk, &error), -1);
    assert_true(g_error_matches(error, ERROR_DOMAIN, ERROR_TEMPORARY));
    assert_true(is_there(desk, "new/1.a"));
    desk->is_broken = false;
    assert_int_equal(fetch_once(desk, NULL), 1);
    assert_true(is_there(desk, "cur/1.a:2,"));
}

/* A crash after the commit and before the move: known, so only moved. */
static void moves_what_is_known(void **state)
{
    struct desk *desk = *state;
    put(desk, "new/1.a", "one");
    assert_int_equal(fetch_once(desk, NULL), 1);
    g_autofree char *from = path_of(desk, "cur/1.a:2,"), *to = path_of(desk, "new/1.a");
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(fetch_once(desk, NULL), 0);
    assert_string_equal(desk->taken->str, "one;");
    assert_true(is_there(desk, "cur/1.a:2,"));
}

/* A name that was used before says nothing about the bytes; and no message in cur/ is overwritten. */
static void takes_other_bytes_under_a_known_name(void **state)
{
    struct desk *desk = *state;
    put(desk, "new/1.a", "one");
    assert_int_equal(fetch_once(desk, NULL), 1);
    put(desk, "new/1.a", "another");
    assert_int_equal(fetch_once(desk, NULL), 1);
    assert_string_equal(desk->taken->str, "one;another;");
    g_autofree char *path = path_of(desk, "cur/1.a:2,"), *text = NULL;
    assert_true(g_file_get_contents(path, &text, NULL, NULL));
    assert_string_equal(text, "one");
    assert_int_equal(fetch_once(desk, NULL), 0);
}

static void enters_all_kinds_of_folders(void **state)
{
    struct desk *desk = *state;
    static const char *const folders[] = {".Sub", ".Sub.Nested", "Plain", "Plain/Deeper", ".Sub/.Odd", "no-mail/but/inside"};
    for (guint i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *name = g_strdup_printf("%s/new/%u.x", folders[i], i);
        make_maildir(desk, folders[i]);
        put(desk, name, folders[i]);
    }
    put(desk, "half/new/9.x", "has no cur");
    assert_int_equal(fetch_once(desk, NULL), G_N_ELEMENTS(folders));
    assert_string_equal(desk->taken->str, ".Sub;.Sub.Nested;.Sub/.Odd;Plain;Plain/Deeper;no-mail/but/inside;");
    assert_true(is_there(desk, ".Sub/cur/0.x:2,") && is_there(desk, "Plain/Deeper/cur/3.x:2,"));
}

static void ignores_what_is_no_message(void **state)
{
    struct desk *desk = *state;
    g_autofree char *link = path_of(desk, "new/1.link"), *fifo = path_of(desk, "new/2.fifo"),
                    *folder = path_of(desk, "new/3.folder"), *loop = path_of(desk, "loop"),
                    *locked = path_of(desk, "new/5.locked");
    put(desk, "outside", "somewhere else");
    put(desk, "new/.hidden", "hidden");
    put(desk, "new/4.empty", "");
    put(desk, "new/5.locked", "locked");
    put(desk, "new/6.fine", "fine");
    assert_int_equal(symlink("../outside", link), 0);
    assert_int_equal(symlink(".", loop), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(chmod(locked, 0), 0);
    bool is_root = geteuid() == 0;
    assert_int_equal(fetch_once(desk, NULL), is_root ? 2 : 1);
    assert_string_equal(desk->taken->str, is_root ? "locked;fine;" : "fine;");
    assert_true(is_there(desk, "new/1.link") && is_there(desk, "new/2.fifo") && is_there(desk, "new/4.empty"));
}

static void gives_headers_of_large_ones(void **state)
{
    struct desk *desk = *state;
    g_autofree char *body = g_strnfill(2000, 'x'), *text = g_strconcat("A: 1\r\nB: 2\r\n\r\n", body, NULL);
    put(desk, "new/1.large", text);
    assert_int_equal(fetch_once(desk, NULL), 1);
    assert_string_equal(desk->taken->str, "A: 1\r\nB: 2\r\n\r\n;");
    assert_int_equal(desk->oversize, 1);
}

/* While it stays open: what others move into cur/ is found, and what is known there is not asked for again and again. */
static void looks_into_cur_again(void **state)
{
    struct desk *desk = *state;
    AUTO(source) source = source_open(&desk->config, NULL);
    put(desk, "cur/1.a:2,S", "one");
    assert_int_equal(source->type->fetch(source, &desk->taker, NULL), 1);
    put(desk, "cur/2.b:2,S", "two");
    assert_int_equal(source->type->fetch(source, &desk->taker, NULL), 1);
    make_maildir(desk, ".Later");
    put(desk, ".Later/new/3.c", "three");
    assert_int_equal(source->type->fetch(source, &desk->taker, NULL), 1);
    assert_string_equal(desk->taken->str, "one;two;three;");
}

/* What comes after the fetch ends the wait, however soon it comes. The test would hang for an hour otherwise. */
static void wakes_up(void **state)
{
    struct desk *desk = *state;
    desk->config.poll_secs = 3600;
    AUTO(source) source = source_open(&desk->config, NULL);
    assert_int_equal(source->type->fetch(source, &desk->taker, NULL), 0);
    put(desk, "tmp/1.a", "one");
    g_autofree char *from = path_of(desk, "tmp/1.a"), *to = path_of(desk, "new/1.a");
    assert_int_equal(rename(from, to), 0);
    source->type->wait(source, -1);
    assert_int_equal(source->type->fetch(source, &desk->taker, NULL), 1);
    int stop[2];
    assert_int_equal(pipe(stop), 0);
    assert_int_equal(write(stop[1], "x", 1), 1);
    source->type->wait(source, stop[0]);
    close(stop[0]);
    close(stop[1]);
}

static void says_what_is_wrong(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GError) missing = NULL;
    g_autoptr(GError) none = NULL;
    g_autofree char *nowhere = path_of(desk, "nowhere"), *tmp = path_of(desk, "tmp");
    desk->config.path = nowhere;
    assert_int_equal(fetch_once(desk, &missing), -1);
    assert_true(g_error_matches(missing, ERROR_DOMAIN, ERROR_CONFIGURATION));
    desk->config.path = tmp;
    assert_int_equal(fetch_once(desk, &none), -1);
    assert_non_null(strstr(none->message, "is no Maildir"));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {CASE(moves_what_is_kept),
                                       CASE(keeps_what_is_not_kept),
                                       CASE(moves_what_is_known),
                                       CASE(takes_other_bytes_under_a_known_name),
                                       CASE(enters_all_kinds_of_folders),
                                       CASE(ignores_what_is_no_message),
                                       CASE(gives_headers_of_large_ones),
                                       CASE(looks_into_cur_again),
                                       CASE(wakes_up),
                                       CASE(says_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
