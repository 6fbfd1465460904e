/* YAML files as trees: what is refused and where, and values with their checks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "cpu_time.h"
#include "survey/node.h"

/* Returns the tree of text, by way of a file. */
static struct node *load(const char *text, gssize length, struct problems *problems)
{
    g_autofree char *path = NULL;
    int fd = g_file_open_tmp("hearback-node-XXXXXX", &path, NULL);
    assert_true(fd >= 0);
    close(fd);
    assert_true(g_file_set_contents(path, text, length, NULL));
    struct node *node = node_load(path, problems);
    g_remove(path);
    return node;
}

/* Asserts that text is refused with exactly the problems LINE:COLUMN: TEXT, of which the given beginnings count. */
static void assert_refused(const char *text, gssize length, const char *const *starts)
{
    AUTO(problems) problems = problems_new();
    AUTO(node) node = load(text, length, problems);
    guint i = 0;
    assert_null(node);
    for (; starts[i] != NULL; i++) {
        assert_true(i < problems->list->len);
        const struct problem *problem = problems->list->pdata[i];
        g_autofree char *told = g_strdup_printf("%u:%u: %s", problem->line, problem->column, problem->text);
        if (!g_str_has_prefix(told, starts[i]))
            fail_msg("told \"%s\", not \"%s\"", told, starts[i]);
    }
    assert_int_equal(problems->list->len, i);
}

static void refuses(void **state)
{
    (void)state;
    static const struct {
        const char *text, *starts[4];
    } cases[] = {
        {"a: 1\nb: 2\na: 3\nb: 4\n",
         {"3:1: key `a` stands here a second time; the first is in line 1", "4:1: key `b` stands here a second time"}},
        {"é: {x: 1, x: 2}\n", {"1:11: key `x` stands"}},
        {"a: &anchor 1\nb: *anchor\n", {"1:12: found an anchor", "2:4: found an alias"}},
        {"- *a\n- &b c\n", {"1:3: found an alias", "2:6: found an anchor"}},
        {"*a : 1\n", {"1:1: found an alias"}},
        {"a: !!int 3\n", {"1:10: found a tag"}},
        {"[1, 2]: 3\n", {"1:2: found no word before the colon"}},
        {": 3\n", {"1:1: found no word before the colon"}},
        {"? [1, 2]\n: 3\n", {"1:0: found a `?` that stands alone"}},
        {"a: 1\n  - ?\n{b: c, ? d}", {"2:0: found a `?`", "3:0: found a `?`"}},
        {"a: 1\n---\nb: 2\n", {"3:1: found a second document"}},
        {"title: a: b\n", {"1:9: this is not YAML: invalid nested block mapping on the same line; a colon and a space"}},
        {"a:\n\tb: 1\n", {"2:1: this is not YAML: tab"}},
        {"a: [1, 2\nb: 3\n", {"3:1: this is not YAML: flow sequence without a closing bracket; expected `]`"}},
        {"é: \"x\n", {"1:5: this is not YAML: double-quoted"}},
        {"a: @x\n", {"1:4: this is not YAML: plain scalar cannot start with '@'; put the text in quotes"}},
        {"a: 1\nb: \xe9t\xe9\nc: \x92\n", {"2:4: byte 0xE9 is not UTF-8; save", "3:4: byte 0x92 is not"}},
        {"a: \x01\n", {"1:4: byte 0x01 is a control"}},
        {"", {"0:0: the file is empty"}},
        {"# nothing\n", {"0:0: the file is empty"}},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        assert_refused(cases[i].text, -1, cases[i].starts);
    static const char *const nul[] = {"1:4: byte 0x00 is a control character", NULL};
    assert_refused("a: \0b\n", 6, nul);
}

static void refuses_missing_and_large_files(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    assert_null(node_load("/nonexistent/hearback.yaml", problems));
    assert_int_equal(problems->list->len, 1);
    g_autofree char *large = g_strnfill(2 * 1024 * 1024, '#');
    assert_null(load(large, -1, problems));
    assert_int_equal(problems->list->len, 2);
}

/* Returns count times piece, between before and after. */
static char *repeated(const char *before, const char *piece, guint count, const char *after)
{
    GString *text = g_string_new(before);
    while (count-- > 0)
        g_string_append(text, piece);
    return g_string_free(g_string_append(text, after), FALSE);
}

/* libfyaml's own check for keys that stand twice takes 40 seconds for the first of these. */
static void takes_hostile_files_in_linear_time(void **state)
{
    (void)state;
    GString *keys = g_string_new(NULL);
    for (guint i = 0; i < 60000; i++)
        g_string_append_printf(keys, "key%u: value\n", i);
    char *texts[] = {g_string_free(keys, FALSE),        repeated("", "[", 100000, "\n"),
                     repeated("", "- ", 300000, "\n"),  repeated("a: [", "x,", 300000, "]"),
                     repeated("", "&a ", 200000, "\n"), repeated("", "--- a\n", 100000, "")};
    gint64 start = cpu_time_usecs();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        AUTO(problems) problems = problems_new();
        AUTO(node) node = load(texts[i], -1, problems);
        assert_int_equal(node != NULL, problems_is_empty(problems));
        g_free(texts[i]);
    }
    assert_true(cpu_time_usecs() - start < 15 * G_USEC_PER_SEC);
}

static void knows_places(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    AUTO(node)
    root = load("\xef\xbb\xbf"
                "a: 1\r\nlist:\r\n  - é\r\n  - id: x\r\n    empty:\r\n  -\r\n",
                -1, problems);
    assert_non_null(root);
    const struct node *list = node_get(root, "list");
    assert_int_equal(list->line, 2);
    assert_int_equal(list->column, 1);
    const struct node *map = list->children->pdata[1], *empty = node_get(map, "empty"), *last = list->children->pdata[2];
    assert_string_equal(((const struct node *)list->children->pdata[0])->scalar, "é");
    assert_int_equal(map->line, 4);
    assert_int_equal(map->column, 5);
    assert_int_equal(empty->line, 5);
    assert_string_equal(empty->scalar, "");
    assert_int_equal(last->kind, NODE_SCALAR);
    assert_int_equal(last->line, 3);
    assert_null(node_get(root, "b"));
}

static void checks_keys(void **state)
{
    (void)state;
    static const char *const allowed[] = {"options", "ask", NULL};
    AUTO(problems) problems = problems_new();
    AUTO(node) root = load("ask: 1\noptoins: 2\ncolour: 3\nlist: [a]\n", -1, problems);
    assert_false(node_check_keys(root, allowed, problems));
    assert_int_equal(problems->list->len, 3);
    const struct problem *first = problems->list->pdata[0], *second = problems->list->pdata[1];
    assert_string_equal(first->text, "unknown key `optoins`; did you mean `options`?");
    assert_int_equal(first->line, 2);
    assert_string_equal(second->text, "unknown key `colour`; expected `options` or `ask`");
    assert_false(node_check_keys(node_get(root, "list"), allowed, problems));
    assert_string_equal(((struct problem *)problems->list->pdata[3])->text,
                        "found a list; expected `key: value` with the keys `options` or `ask`");
}

static void reads_values(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    AUTO(node)
    root = load(
        "text: a b\nten: 10\nyes: Yes\noff: off\nquarter: 15 minutes\nday: 1 day\nweeks: 3 weeks\nsecs: 90 s\n"
        "french: Quel est votre rôle ? (a / b)\nsize: 64 MB\nbare: 900\nkib: 2 kib\nword: tls\nlist: [x, 'y z']\none: only\n",
        -1, problems);
    assert_string_equal(node_text(root, "text", NULL, problems), "a b");
    assert_string_equal(node_text(root, "french", NULL, problems), "Quel est votre rôle ? (a / b)");
    assert_string_equal(node_text(root, "missing", "else", problems), "else");
    assert_int_equal(node_integer(root, "ten", 1, 10, 5, problems), 10);
    assert_int_equal(node_integer(root, "missing", 1, 10, 5, problems), 5);
    assert_true(node_boolean(root, "yes", false, problems));
    assert_false(node_boolean(root, "off", true, problems));
    assert_int_equal(node_seconds(root, "quarter", 1, problems), 900);
    assert_int_equal(node_seconds(root, "day", 1, problems), 86400);
    assert_int_equal(node_seconds(root, "weeks", 1, problems), 3 * 7 * 86400);
    assert_int_equal(node_bytes(root, "size", 1, problems), 64 << 20);
    assert_int_equal(node_bytes(root, "bare", 1, problems), 900);
    assert_int_equal(node_bytes(root, "kib", 1, problems), 2048);
    static const char *const names[] = {"starttls", "tls", NULL};
    assert_int_equal(node_choice(root, "word", names, 0, problems), 1);
    g_autoptr(GPtrArray) list = node_texts(root, "list", problems), one = node_texts(root, "one", problems),
                         none = node_texts(root, "missing", problems);
    assert_int_equal(list->len, 2);
    assert_string_equal(list->pdata[1], "y z");
    assert_string_equal(one->pdata[0], "only");
    assert_int_equal(none->len, 0);
    assert_true(problems_is_empty(problems));
    assert_int_equal(node_seconds(root, "secs", 7, problems), 7);
    assert_int_equal(problems->list->len, 1);
}

static void refuses_values(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    AUTO(node)
    root = load("a:\nb: [1]\nc: 11\nd: 1x\ne: maybe\nf: 5 dayz\ng: 99999999999 weeks\nh: 5 TB\ni: {x: 1}\nj: [x, [y]]\n"
                "k: stattls\nl: -5 minutes\n",
                -1, problems);
    static const char *const names[] = {"starttls", "tls", NULL};
    assert_string_equal(node_text(root, "a", "else", problems), "else");
    assert_null(node_text(root, "b", NULL, problems));
    assert_int_equal(node_integer(root, "c", 1, 10, 5, problems), 5);
    assert_int_equal(node_integer(root, "d", 1, 10, 5, problems), 5);
    assert_true(node_boolean(root, "e", true, problems));
    assert_int_equal(node_seconds(root, "f", 3, problems), 3);
    assert_int_equal(node_seconds(root, "g", 3, problems), 3);
    assert_int_equal(node_bytes(root, "h", 3, problems), 3);
    g_autoptr(GPtrArray) none = node_texts(root, "i", problems), one = node_texts(root, "j", problems);
    assert_int_equal(none->len, 0);
    assert_int_equal(one->len, 1);
    assert_int_equal(node_choice(root, "k", names, 1, problems), 1);
    assert_int_equal(node_seconds(root, "l", 3, problems), 3);
    static const char *const texts[] = {"`a`: found nothing; expected a text",
                                        "`b`: found a list; expected a text",
                                        "`c`: found `11`; expected a whole number from 1 to 10",
                                        "`d`: found `1x`; expected a whole number from 1 to 10",
                                        "`e`: found `maybe`; expected `yes` or `no`",
                                        "`f`: found `5 dayz`; expected a time in seconds",
                                        "`g`: found `99999999999 weeks`; expected a time",
                                        "`h`: found `5 TB`; expected a size in bytes",
                                        "`i`: found a map of `key: value`; expected a text or a list",
                                        "found a list; expected a text",
                                        "unknown k `stattls`; did you mean `starttls`?",
                                        "`l`: found `-5 minutes`; expected a time"};
    assert_int_equal(problems->list->len, G_N_ELEMENTS(texts));
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_true(g_str_has_prefix(((struct problem *)problems->list->pdata[i])->text, texts[i]));
}

static void prints_problems_in_order(void **state)
{
    (void)state;
    AUTO(problems) problems = problems_new();
    problems_add(problems, "b.yaml", 3, 1, "third");
    problems_add(problems, "a.yaml", 1, 2, "other %s", "file");
    problems_add(problems, "b.yaml", 2, 9, "second");
    problems_add(problems, "b.yaml", 2, 1, "first");
    g_autofree char *here = g_get_current_dir(), *below = g_build_filename(here, "c", "d.yaml", NULL);
    problems_add(problems, below, 0, 0, "whole file");
    char *printed = NULL;
    size_t length = 0;
    FILE *stream = open_memstream(&printed, &length);
    problems_print(problems, stream);
    fclose(stream);
    assert_string_equal(printed, "b.yaml:2:1: first\nb.yaml:2:9: second\nb.yaml:3:1: third\na.yaml:1:2: other file\n"
                                 "c/d.yaml: whole file\n");
    free(printed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refuses),
        cmocka_unit_test(refuses_missing_and_large_files),
        cmocka_unit_test(takes_hostile_files_in_linear_time),
        cmocka_unit_test(knows_places),
        cmocka_unit_test(checks_keys),
        cmocka_unit_test(reads_values),
        cmocka_unit_test(refuses_values),
        cmocka_unit_test(prints_problems_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
