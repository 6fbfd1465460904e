/* Files and folders for import: what is mail, in which order, and what is passed over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "source/files.h"

struct desk {
    char *root;
    struct taker taker;
    struct files_watch watch;
    GString *taken; /* first lines of the bodies, each followed by ';' */
    guint flushes;
    guint64 bytes;
    bool is_broken;
};

static bool knows(void *data, const char *source_name, const char *key)
{
    (void)data, (void)source_name, (void)key;
    return false;
}

static enum taken take(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize)
{
    struct desk *desk = data;
    assert_string_equal(source_name, "import");
    assert_null(key);
    assert_true(oversize || size_bytes == g_bytes_get_size(bytes));
    g_autofree char *text = g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    const char *body = strstr(text, "\n\n");
    g_string_append(desk->taken, g_strchomp((char *)(body != NULL ? body + 2 : text)));
    g_string_append_c(desk->taken, ';');
    return TAKEN_KEPT;
}

static bool flush(void *data)
{
    struct desk *desk = data;
    desk->flushes++;
    return !desk->is_broken;
}

static void progress(void *data, guint64 bytes) { ((struct desk *)data)->bytes += bytes; }

static char *path_of(const struct desk *desk, const char *name) { return g_build_filename(desk->root, name, NULL); }

static void put(const struct desk *desk, const char *name, const char *text)
{
    g_autofree char *path = path_of(desk, name);
    g_autofree char *folder = g_path_get_dirname(path);
    assert_int_equal(g_mkdir_with_parents(folder, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

static int set_up(void **state)
{
    struct desk *desk = g_new0(struct desk, 1);
    log_set_level(LOG_LEVEL_ERROR);
    desk->root = g_dir_make_tmp("hearback-XXXXXX", NULL);
    desk->taker = (struct taker){.knows = knows, .take = take, .flush = flush, .data = desk, .limit_bytes = 1000, .batch = 2};
    desk->watch = (struct files_watch){.progress = progress, .data = desk};
    desk->taken = g_string_new("");
    *state = desk;
    return 0;
}

static int tear_down(void **state)
{
    struct desk *desk = *state;
    g_autofree char *command = g_strdup_printf("rm -rf '%s'", desk->root);
    assert_int_equal(system(command), 0);
    g_string_free(desk->taken, TRUE);
    g_free(desk->root);
    g_free(desk);
    return 0;
}

static bool take_all(struct desk *desk, const char *name, GError **error)
{
    g_autofree char *path = path_of(desk, name);
    return files_take(path, "import", &desk->taker, &desk->watch, error);
}

#define FROM "From a@b.example Mon Mar 13 10:15:02 2023\n"

static void tells_files_apart(void **state)
{
    struct desk *desk = *state;
    put(desk, "b.eml", "Subject: b\n\nbee\n");
    put(desk, "a.EML", "no header at all");
    put(desk, "Inbox", FROM "Subject: c\n\nsee\n\n" FROM "Subject: d\n\ndee\n");
    put(desk, "17", "Return-Path: <a@b.example>\nX: y\n\nseventeen\n");
    put(desk, "b.json", "{\"kind\": \"reply\"}\n");
    put(desk, "README.md", "Note: this is no mail.\nNor is this.\n");
    put(desk, "zero.dat", "");
    put(desk, "sub/deep/e.eml", "Subject: e\n\nee\n");
    put(desk, "sub/a.eml", "Subject: f\n\neff\n");
    put(desk, ".hidden/g.eml", "Subject: g\n\ngee\n");
    assert_true(take_all(desk, "", NULL));
    assert_string_equal(desk->taken->str, "seventeen;see;dee;no header at all;bee;eff;ee;");
    assert_int_equal(desk->watch.others, 3);
    assert_int_equal(desk->watch.failed, 0);
    assert_int_equal(desk->flushes, 4);
    g_autofree char *root = path_of(desk, "");
    assert_int_equal(desk->bytes, files_total_bytes(root));
    assert_true(desk->bytes > 100);
}

static void reads_maildirs_and_moves_nothing(void **state)
{
    struct desk *desk = *state;
    put(desk, "mail/new/2.b", "Subject: b\n\ntwo\n");
    put(desk, "mail/cur/1.a:2,S", "one, whatever it is");
    put(desk, "mail/tmp/3.c", "Subject: c\n\nunfinished\n");
    put(desk, "mail/.Sub/cur/4.d:2,", "Subject: d\n\nfour\n");
    put(desk, "mail/.Sub/new/.dot", "Subject: e\n\ndot\n");
    put(desk, "mail/dovecot-uidlist", "3 V1\n");
    assert_true(take_all(desk, "mail", NULL));
    assert_string_equal(desk->taken->str, "four;one, whatever it is;two;");
    g_autofree char *still = path_of(desk, "mail/new/2.b");
    assert_int_equal(access(still, F_OK), 0);
}

static void follows_only_the_link_that_was_named(void **state)
{
    struct desk *desk = *state;
    put(desk, "real/a.eml", "Subject: a\n\nay\n");
    g_autofree char *named = path_of(desk, "named"), *inside = path_of(desk, "real/again"), *fifo = path_of(desk, "real/fifo");
    assert_int_equal(symlink("real", named), 0);
    assert_int_equal(symlink(".", inside), 0);
    assert_int_equal(mkfifo(fifo, 0600), 0);
    assert_true(take_all(desk, "named", NULL));
    assert_string_equal(desk->taken->str, "ay;");
}

static void says_what_is_wrong(void **state)
{
    struct desk *desk = *state;
    g_autoptr(GError) missing = NULL;
    g_autoptr(GError) broken = NULL;
    assert_false(take_all(desk, "nowhere", &missing));
    assert_true(g_error_matches(missing, ERROR_DOMAIN, ERROR_PERMANENT));
    assert_non_null(strstr(missing->message, "nowhere"));
    put(desk, "empty.eml", "");
    assert_true(take_all(desk, "empty.eml", NULL));
    assert_int_equal(desk->watch.failed, 1);
    put(desk, "a.eml", "Subject: a\n\nay\n");
    desk->is_broken = true;
    assert_false(take_all(desk, "a.eml", &broken));
    assert_true(g_error_matches(broken, ERROR_DOMAIN, ERROR_TEMPORARY));
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {CASE(tells_files_apart), CASE(reads_maildirs_and_moves_nothing),
                                       CASE(follows_only_the_link_that_was_named), CASE(says_what_is_wrong)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
