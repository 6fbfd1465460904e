/* mbox files in their dialects: each case is a file and the messages that must come out of it, byte by byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source/mbox.h"

#define FROM "From anna@school.example Mon Mar 13 10:15:02 2023\n"
#define MESSAGES_MOST 4

static int file_of(const char *text, gsize length)
{
    int fd = memfd_create("mbox", MFD_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, length), (ssize_t)length);
    return fd;
}

struct mbox_case {
    const char *name, *file;
    const char *messages[MESSAGES_MOST + 1];
};

static const struct mbox_case cases[] = {
    {"empty", "", {NULL}},
    {"blank lines only", "\n\n\n", {NULL}},
    {"one", FROM "Subject: a\n\nwords\n\n", {"Subject: a\n\nwords\n"}},
    {"two", FROM "Subject: a\n\none\n\n" FROM "Subject: b\n\ntwo\n", {"Subject: a\n\none\n", "Subject: b\n\ntwo\n"}},
    {"no line break at the end",
     FROM "Subject: a\n\none\n\n" FROM "Subject: b\n\ntwo",
     {"Subject: a\n\none\n", "Subject: b\n\ntwo"}},
    {"blank lines of the writer stay", FROM "A: 1\n\nx\n\n\n\n" FROM "A: 2\n\ny\n", {"A: 1\n\nx\n\n\n", "A: 2\n\ny\n"}},
    {"headers alone", FROM "A: 1\n\n" FROM "A: 2\n\ny\n", {"A: 1\n\n", "A: 2\n\ny\n"}},
    {"mboxrd",
     FROM "A: 1\n\n>From me\n>>From him\n> From her\n>Fromage\n\n",
     {"A: 1\n\nFrom me\n>From him\n> From her\n>Fromage\n"}},
    {"a bare From means that nothing is quoted",
     FROM "A: 1\n\nFrom 2019 on\n>From the head, quoted\n\n",
     {"A: 1\n\nFrom 2019 on\n>From the head, quoted\n"}},
    {"From without a blank line before it", FROM "A: 1\n\nwords\n" FROM "more\n", {"A: 1\n\nwords\n" FROM "more\n"}},
    {"From that begins a paragraph",
     FROM "A: 1\n\nOne.\n\nFrom Monday on I slept.\n\n",
     {"A: 1\n\nOne.\n\nFrom Monday on I slept.\n"}},
    {"From with a date in a sentence",
     FROM "A: 1\n\nOne.\n\nFrom about Mon Mar 13 10:15 2023 onwards I slept.\n\n",
     {"A: 1\n\nOne.\n\nFrom about Mon Mar 13 10:15 2023 onwards I slept.\n"}},
    {"CRLF",
     "From a@b.example Mon Mar 13 10:15:02 2023\r\nA: 1\r\n\r\nx\r\n>From y\r\n\r\nFrom a@b.example Tue Mar 14 10:15:02 "
     "2023\r\nA: 2\r\n\r\nz\r\n",
     {"A: 1\r\n\r\nx\r\nFrom y\r\n", "A: 2\r\n\r\nz\r\n"}},
    {"Content-Length covers a separator (mboxcl2)",
     FROM "Content-Length: 64\n\none\n\n" FROM ">From b\n\n\n" FROM "A: 2\n\ntwo\n",
     {"Content-Length: 64\n\none\n\n" FROM ">From b\n\n", "A: 2\n\ntwo\n"}},
    {"Content-Length with quoting (mboxcl)",
     FROM "Content-Length: 8\n\n>From b\n\n" FROM "A: 2\n\ntwo\n",
     {"Content-Length: 8\n\nFrom b\n", "A: 2\n\ntwo\n"}},
    {"Content-Length up to the end of the file", FROM "Content-Length: 4\n\none\n", {"Content-Length: 4\n\none\n"}},
    {"Content-Length that ends within a line",
     FROM "content-length: 3\n\none\n" FROM "A: 2\n\ntwo\n",
     {"content-length: 3\n\none", "A: 2\n\ntwo\n"}},
    {"a wrong Content-Length is not believed",
     FROM "Content-Length: 2\n\none\n\n" FROM "Content-Length: 99999999999999999999\n\ntwo\n",
     {"Content-Length: 2\n\none\n", "Content-Length: 99999999999999999999\n\ntwo\n"}},
    {"Content-Length beyond the end",
     FROM "Content-Length: 500\n\none\n\n" FROM "A: 2\n\ntwo\n",
     {"Content-Length: 500\n\none\n", "A: 2\n\ntwo\n"}},
    {"separators without a date",
     "From someone\nSubject: a\n\none\n\nFrom here on, words\n\nFrom someone\nSubject: b\n\ntwo\n",
     {"Subject: a\n\none\n\nFrom here on, words\n", "Subject: b\n\ntwo\n"}},
    {"other dates in separators",
     "From 160@xxx Thu Jan 01 00:00:00 +0000 2015\nA: 1\n\nx\n\nFrom - Tue,  1 Oct 2019 9:05:00 GMT\nis text\n\nFrom "
     "a@b.example Tue 1 Oct "
     "09:05:00 2019\nA: 2\n\n\nFrom MAILER-DAEMON Wed Oct  2 09:05 BST 2019 remote from hub\nA: 3\n\ny\n",
     {"A: 1\n\nx\n\nFrom - Tue,  1 Oct 2019 9:05:00 GMT\nis text\n", "A: 2\n\n", "A: 3\n\ny\n"}},
    {"a relay's >From in the headers stays", FROM ">From x\nA: 1\n\ny\n", {">From x\nA: 1\n\ny\n"}},
};

static void reads_dialects(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        int fd = file_of(cases[i].file, strlen(cases[i].file));
        AUTO(mbox) mbox = mbox_new(fd, 1 << 20);
        struct raw raw = {0};
        guint count = 0;
        for (; mbox_next(mbox, &raw, NULL) == MBOX_MESSAGE; count++) {
            if (count >= MESSAGES_MOST || cases[i].messages[count] == NULL)
                fail_msg("%s: there are more messages than %u", cases[i].name, count);
            g_autofree char *got = g_strndup(g_bytes_get_data(raw.bytes, NULL), g_bytes_get_size(raw.bytes));
            if (strcmp(got, cases[i].messages[count]) != 0)
                fail_msg("%s: message %u is [%s], not [%s]", cases[i].name, count, got, cases[i].messages[count]);
            assert_int_equal(raw.size_bytes, strlen(got));
            assert_false(raw.oversize);
            raw_clear(&raw);
        }
        if (cases[i].messages[count] != NULL)
            fail_msg("%s: there are only %u messages", cases[i].name, count);
        assert_int_equal(mbox_position_bytes(mbox), strlen(cases[i].file));
        close(fd);
    }
}

/* A message that is larger than the limit comes as its headers, and those around it come whole. */
static void keeps_headers_of_large_ones(void **state)
{
    (void)state;
    g_autoptr(GString) file = g_string_new(FROM "A: 1\n\nsmall\n\n" FROM "A: 2\nB: 2\n\n");
    gsize before = file->len - strlen("A: 2\nB: 2\n\n");
    for (guint i = 0; i < 200000; i++)
        g_string_append_c(file, i % 90 == 89 ? '\n' : 'x');
    g_string_append(file, "\n");
    gsize size_bytes = file->len - before;
    g_string_append(file, "\n" FROM "A: 3\n\nsmall\n");
    int fd = file_of(file->str, file->len);
    AUTO(mbox) mbox = mbox_new(fd, 100000);
    struct raw raw = {0};
    static const char *const wanted[] = {"A: 1\n\nsmall\n", "A: 2\nB: 2\n\n", "A: 3\n\nsmall\n"};
    for (guint i = 0; i < 3; i++) {
        assert_int_equal(mbox_next(mbox, &raw, NULL), MBOX_MESSAGE);
        assert_int_equal(raw.oversize, i == 1);
        assert_int_equal(g_bytes_get_size(raw.bytes), strlen(wanted[i]));
        assert_memory_equal(g_bytes_get_data(raw.bytes, NULL), wanted[i], strlen(wanted[i]));
        if (i == 1)
            assert_in_range(raw.size_bytes, size_bytes, size_bytes + 1);
        raw_clear(&raw);
    }
    assert_int_equal(mbox_next(mbox, &raw, NULL), MBOX_END);
    close(fd);
}

/* One line that never ends is one message, a NUL is a byte like others, and lines that straddle the reader's window stay whole.
 */
static void survives_odd_lines(void **state)
{
    (void)state;
    for (gsize length = 65500; length < 65600; length += 3) {
        g_autoptr(GString) file = g_string_new(FROM "A: 1\n\n");
        for (gsize i = 0; i < length; i++)
            g_string_append_c(file, i % 7 == 0 ? '\0' : 'y');
        g_string_append(file, "\n\n" FROM "A: 2\n\n>From z\n");
        int fd = file_of(file->str, file->len);
        AUTO(mbox) mbox = mbox_new(fd, 1 << 20);
        struct raw raw = {0};
        assert_int_equal(mbox_next(mbox, &raw, NULL), MBOX_MESSAGE);
        assert_int_equal(raw.size_bytes, strlen("A: 1\n\n") + length + 1);
        raw_clear(&raw);
        assert_int_equal(mbox_next(mbox, &raw, NULL), MBOX_MESSAGE);
        assert_memory_equal(g_bytes_get_data(raw.bytes, NULL), "A: 2\n\nFrom z\n", raw.size_bytes);
        raw_clear(&raw);
        assert_int_equal(mbox_next(mbox, &raw, NULL), MBOX_END);
        close(fd);
    }
}

static void knows_separators(void **state)
{
    (void)state;
    static const struct {
        const char *line;
        bool is_separator;
    } lines[] = {
        {"From a@b.example Mon Mar 13 10:15:02 2023", true},
        {"From a@b.example  Mon Mar  3 10:15:02 2023\r", true},
        {"From - Mon Mar 13 10:15:02 2023", true},
        {"From \"A B\"@c.example Mon Mar 13 10:15 2023 +0100", true},
        {"From a Mon Mar 13 10:15:02 GMT 2023", true},
        {"From a Mon Mar 13 2023", false},
        {"From a Mon Mar 13 10:15:02", false},
        {"From Mon Mar 13 10:15:02 2023", false},
        {"From a Mon Mat 13 10:15:02 2023", false},
        {"From a Monday March 13 10:15:02 2023", false},
        {"From: a@b.example", false},
        {"From a Mon Mar 13 10:15:02 2023 it went on", false},
        {">From a@b.example Mon Mar 13 10:15:02 2023", false},
        {"From ", false},
    };
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        if (mbox_is_separator(lines[i].line, strlen(lines[i].line)) != lines[i].is_separator)
            fail_msg("[%s] should %sbe a separator", lines[i].line, lines[i].is_separator ? "" : "not ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(reads_dialects), cmocka_unit_test(keeps_headers_of_large_ones),
                                       cmocka_unit_test(survives_odd_lines), cmocka_unit_test(knows_separators)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
