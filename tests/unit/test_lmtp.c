/* LMTP: command lines taken apart, whole dialogues as bytes, and many clients of one commit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "source/lmtp_command.h"
#include "source/lmtp_session.h"
#include "source/source.h"

#define OURS "survey@headsup.example"
#define LIMIT_BYTES 10000u

/* ---- command lines */

static const struct {
    const char *line, *address, *refusal; /* NULL: none */
    enum lmtp_verb verb;
    guint64 size_bytes;
    bool is_utf8;
} lines[] = {
    {.line = "LHLO mail.example", .verb = LMTP_LHLO},
    {.line = "lhlo\tmail.example", .verb = LMTP_LHLO},
    {.line = "LHLO", .verb = LMTP_LHLO, .refusal = "501"},
    {.line = "EHLO mail.example", .verb = LMTP_HELO, .refusal = "500 5.5.1"},
    {.line = "", .verb = LMTP_UNKNOWN, .refusal = "500"},
    {.line = "DATAX", .verb = LMTP_UNKNOWN, .refusal = "500"},
    {.line = "DATA 1", .verb = LMTP_DATA, .refusal = "501"},
    {.line = "data ", .verb = LMTP_DATA},
    {.line = "NOOP anything", .verb = LMTP_NOOP},
    {.line = "MAIL FROM:<a@b.example>", .verb = LMTP_MAIL, .address = "a@b.example"},
    {.line = "mail from: <a@b.example> size=123 BODY=8BITMIME", .verb = LMTP_MAIL, .address = "a@b.example", .size_bytes = 123},
    {.line = "MAIL FROM:<>", .verb = LMTP_MAIL, .address = ""},
    {.line = "MAIL FROM:<a@b>  SIZE=1 ", .verb = LMTP_MAIL, .address = "a@b", .size_bytes = 1},
    {.line = "MAIL FROM:<zo\xc3\xab@b.example> SMTPUTF8",
     .verb = LMTP_MAIL,
     .address = "zo\xc3\xab@b.example",
     .is_utf8 = true},
    {.line = "MAIL FROM:<zo\xc3\xab@b.example>", .verb = LMTP_MAIL, .address = "zo\xc3\xab@b.example", .refusal = "553 5.6.7"},
    {.line = "MAIL FROM:<zo\xff@b.example> SMTPUTF8", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<a@b> SIZE=-1", .verb = LMTP_MAIL, .address = "a@b", .refusal = "501"},
    {.line = "MAIL FROM:<a@b> SIZE=99999999999999999999999", .verb = LMTP_MAIL, .address = "a@b", .refusal = "501"},
    {.line = "MAIL FROM:<a@b> RET=FULL", .verb = LMTP_MAIL, .address = "a@b", .refusal = "555 5.5.4"},
    {.line = "MAIL FROM:<a@b>SIZE=1", .verb = LMTP_MAIL, .address = "a@b", .refusal = "501"},
    {.line = "MAIL FROM:<a@b> BODY=BINARYMIME", .verb = LMTP_MAIL, .address = "a@b", .refusal = "501"},
    {.line = "MAIL FROM:a@b", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL <a@b>", .verb = LMTP_MAIL, .refusal = "501 5.5.4"},
    {.line = "MAIL FROM:<a@b", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<@b>", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<a@>", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<a@b@c>", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<a b@c>", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "MAIL FROM:<a\r@c>", .verb = LMTP_MAIL, .refusal = "501 5.1.7"},
    {.line = "RCPT TO:<survey+k7Q@headsup.example>", .verb = LMTP_RCPT, .address = "survey+k7Q@headsup.example"},
    {.line = "RCPT TO:<@x.example,@y.example:a@b>", .verb = LMTP_RCPT, .address = "a@b"},
    {.line = "RCPT TO:<\"a b\\\"c\"@d>", .verb = LMTP_RCPT, .address = "\"a b\\\"c\"@d"},
    {.line = "RCPT TO:<\"a b@d>", .verb = LMTP_RCPT, .refusal = "501 5.1.3"},
    {.line = "RCPT TO:<survey>", .verb = LMTP_RCPT, .address = "survey"},
    {.line = "RCPT TO:<>", .verb = LMTP_RCPT, .address = "", .refusal = "501 5.1.3"},
    {.line = "RCPT TO:<a@b> NOTIFY=NEVER", .verb = LMTP_RCPT, .address = "a@b", .refusal = "555"},
};

static void takes_lines_apart(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++) {
        struct lmtp_command command;
        lmtp_command_parse(lines[i].line, strlen(lines[i].line), &command);
        bool is_refused_well = lines[i].refusal == NULL
                                   ? command.refusal == NULL
                                   : command.refusal != NULL && g_str_has_prefix(command.refusal, lines[i].refusal);
        if (command.verb != lines[i].verb || g_strcmp0(command.address, lines[i].address) != 0 || !is_refused_well ||
            command.size_bytes != lines[i].size_bytes || command.is_utf8 != lines[i].is_utf8)
            fail_msg("%s: verb %d, address %s, refusal %s", lines[i].line, command.verb, command.address, command.refusal);
        lmtp_command_clear(&command);
    }
}

/* ---- dialogues */

static GPtrArray *our_recipients(void)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(list, g_strdup(OURS));
    return list;
}

/* Returns only the codes of replies, "250-" of several lines left out: "220 250 354 ". (transfer full) */
static char *codes(const char *replies)
{
    g_auto(GStrv) parts = g_strsplit(replies, "\r\n", -1);
    GString *out = g_string_new("");
    for (guint i = 0; parts[i] != NULL; i++)
        if (strlen(parts[i]) > 3 && parts[i][3] == ' ')
            g_string_append_printf(out, "%.3s ", parts[i]);
    return g_string_free(out, FALSE);
}

/* Has a client say text, step bytes at a time; keeps every message. Returns the codes of all replies; *messages: what was
 * kept, ";" behind each (transfer full, both). */
static char *converse(struct lmtp_house *house, const char *text, gsize step, char **messages)
{
    AUTO(lmtp_session) session = lmtp_session_new(house);
    GString *kept = g_string_new("");
    gsize length = strlen(text), at = 0;
    while (at < length && lmtp_session_state(session) != LMTP_OVER) {
        gsize taken = lmtp_session_feed(session, text + at, MIN(step, length - at));
        at += taken;
        if (lmtp_session_state(session) == LMTP_COMPLETE) {
            GBytes *message = lmtp_session_message(session);
            g_string_append_len(kept, g_bytes_get_data(message, NULL), (gssize)g_bytes_get_size(message));
            g_string_append_c(kept, ';');
            lmtp_session_answer(session, true);
        } else
            assert_true(taken > 0 || lmtp_session_state(session) == LMTP_OVER);
    }
    *messages = g_string_free(kept, FALSE);
    return codes(lmtp_session_output(session)->str);
}

#define GREET "LHLO mail.example\r\n"
#define FROM "MAIL FROM:<head@school.example>\r\n"
#define TO "RCPT TO:<" OURS ">\r\n"
#define PATH "Return-Path: <head@school.example>\r\n"

static const struct {
    const char *text, *codes, *messages;
} dialogues[] = {
    {GREET FROM TO "DATA\r\nA: b\r\n\r\nWords\r\n.\r\nQUIT\r\n", "220 250 250 250 354 250 221 ", PATH "A: b\r\n\r\nWords\r\n;"},
    {GREET FROM TO "RCPT TO:<Survey+x@HEADSUP.example>\r\nRCPT TO:<other@headsup.example>\r\nDATA\r\nx\r\n.\r\n",
     "220 250 250 250 250 550 354 250 250 ", PATH "x\r\n;"},
    {GREET FROM TO "DATA\r\n..a\r\n.b\r\n...\r\n.\n.\r\n.\r\n", "220 250 250 250 354 250 ", PATH ".a\r\nb\r\n..\r\n\n.\r\n;"},
    {GREET FROM TO "DATA\r\na\n.\nb\r\r\n.\rc\r\n.\r\n", "220 250 250 250 354 250 ", PATH "a\n.\nb\r\r\n\rc\r\n;"},
    {GREET FROM TO "DATA\r\n.\r\n" FROM TO "DATA\r\n \t\r\n\r\n.\r\n", "220 250 250 250 354 554 250 250 354 554 ", ""},
    {GREET "MAIL FROM:<> SIZE=20\r\n" TO "DATA\r\nx\r\n.\r\n", "220 250 250 250 354 250 ", "Return-Path: <>\r\nx\r\n;"},
    {GREET "MAIL FROM:<a@b> SIZE=10001\r\n" TO, "220 250 552 503 ", ""},
    {FROM TO "DATA\r\n", "220 503 503 503 ", ""},
    {GREET "EHLO x\r\n" FROM FROM "RSET\r\n" TO "NOOP\r\nVRFY a\r\nHELP\r\n", "220 250 500 250 503 250 503 250 252 500 ", ""},
    {GREET FROM "RCPT TO:<no@b>\r\nDATA\r\n", "220 250 250 550 503 ", ""},
    {GREET FROM "RCPT TO:<survey>\r\nRCPT TO:<survey+t>\r\nRCPT TO:<else>\r\n", "220 250 250 250 250 550 ", ""},
    {GREET FROM TO "DATA\r\nx\r\n.\r\n" GREET TO "QUIT\r\nNOOP\r\n", "220 250 250 250 354 250 250 503 221 ", PATH "x\r\n;"},
    {"LHLO a\n" FROM, "220 250 250 ", ""},
};

static void holds_dialogues(void **state)
{
    (void)state;
    g_autoptr(GPtrArray) recipients = our_recipients();
    struct lmtp_house house = {.limit_bytes = LIMIT_BYTES, .recipients = recipients};
    static const gsize steps[] = {1, 2, 3, 7, 100000};
    for (guint i = 0; i < G_N_ELEMENTS(dialogues); i++)
        for (guint j = 0; j < G_N_ELEMENTS(steps); j++) {
            g_autofree char *messages = NULL, *found = converse(&house, dialogues[i].text, steps[j], &messages);
            if (strcmp(found, dialogues[i].codes) != 0 || strcmp(messages, dialogues[i].messages) != 0)
                fail_msg("%s\nin steps of %d: %s\nkept: %s", dialogues[i].text, (int)steps[j], found, messages);
            assert_int_equal(house.held_bytes, 0);
        }
}

static void keeps_limits(void **state)
{
    (void)state;
    struct lmtp_house house = {.limit_bytes = LIMIT_BYTES};
    g_autofree char *body = g_strnfill(LIMIT_BYTES + 1, 'x'), *none = NULL, *some = NULL, *long_line = g_strnfill(3000, 'y');
    g_autofree char *large = g_strconcat(GREET FROM TO TO "DATA\r\n", body, "\r\n.\r\nNOOP\r\n", NULL);
    g_autofree char *codes_of_large = converse(&house, large, 100, &none);
    assert_string_equal(codes_of_large, "220 250 250 250 250 354 552 552 250 ");
    assert_string_equal(none, "");
    assert_int_equal(house.held_bytes, 0);

    g_autofree char *endless = g_strconcat(long_line, "\r\n" GREET, NULL);
    g_autofree char *codes_of_endless = converse(&house, endless, 64, &some);
    assert_string_equal(codes_of_endless, "220 500 250 ");
}

static void ends_floods(void **state)
{
    (void)state;
    static const char *const lines_of_floods[] = {"WHAT\r\n", "NOOP\r\n", FROM "RSET\r\n", GREET};
    struct lmtp_house house = {.limit_bytes = LIMIT_BYTES};
    for (guint i = 0; i < G_N_ELEMENTS(lines_of_floods); i++) {
        g_autoptr(GString) flood = g_string_new(GREET);
        for (guint j = 0; j < 5000; j++)
            g_string_append(flood, lines_of_floods[i]);
        g_autofree char *none = NULL, *found = converse(&house, flood->str, flood->len, &none);
        assert_true(g_str_has_suffix(found, "421 "));
        assert_true(strlen(found) < 5000);
    }
    g_autoptr(GString) many = g_string_new(GREET FROM);
    for (guint j = 0; j < 101; j++)
        g_string_append(many, TO);
    g_autofree char *none = NULL, *found = converse(&house, many->str, many->len, &none);
    assert_true(g_str_has_suffix(found, " 250 452 "));
}

static void refuses_for_now(void **state)
{
    (void)state;
    struct lmtp_house house = {.limit_bytes = LIMIT_BYTES, .is_refusing = true};
    g_autofree char *none = NULL, *found = converse(&house, GREET FROM TO "DATA\r\nQUIT\r\n", 5, &none);
    assert_string_equal(found, "220 250 451 503 503 221 ");
    house = (struct lmtp_house){.limit_bytes = LIMIT_BYTES, .held_bytes = (guint64)64 * 1024 * 1024 + LIMIT_BYTES - 100};
    g_autofree char *again = NULL, *full = converse(&house, GREET "MAIL FROM:<a@b> SIZE=500\r\n" FROM, 5, &again);
    assert_string_equal(full, "220 250 452 250 ");

    house.is_refusing = false; /* a message that had begun before */
    house.held_bytes = 0;
    AUTO(lmtp_session) session = lmtp_session_new(&house);
    static const char begun[] = GREET FROM TO TO "DATA\r\nx\r\n.\r\n";
    assert_int_equal(lmtp_session_feed(session, begun, strlen(begun)), strlen(begun));
    assert_int_equal(lmtp_session_state(session), LMTP_COMPLETE);
    g_string_truncate(lmtp_session_output(session), 0);
    lmtp_session_answer(session, false);
    g_autofree char *answers = codes(lmtp_session_output(session)->str);
    assert_string_equal(answers, "451 451 ");
}

/* ---- the server */

struct desk {
    struct taker taker;
    guint taken, flushes;
    bool is_broken;
};

static enum taken take(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize)
{
    struct desk *desk = data;
    assert_string_equal(source_name, "lmtp-1");
    assert_true(key == NULL && !oversize && size_bytes == g_bytes_get_size(bytes));
    desk->taken++;
    return TAKEN_KEPT;
}

static bool flush(void *data)
{
    struct desk *desk = data;
    desk->flushes++;
    return !desk->is_broken;
}

static int connect_to(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    g_strlcpy(address.sun_path, path, sizeof address.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

static void say(int fd, const char *text) { assert_int_equal(write(fd, text, strlen(text)), strlen(text)); }

/* Returns the codes of all that the server has said by now; "closed" behind them where it has ended. (transfer full) */
static char *heard(int fd)
{
    GString *all = g_string_new("");
    char piece[1000];
    ssize_t got;
    while ((got = read(fd, piece, sizeof piece)) > 0)
        g_string_append_len(all, piece, got);
    g_autofree char *found = codes(all->str);
    g_string_free(all, TRUE);
    return g_strconcat(found, got == 0 ? "closed" : "", NULL);
}

#define CLIENTS 5u

static void one_commit_for_all(void **state)
{
    (void)state;
    g_autofree char *folder = g_dir_make_tmp("hearback-XXXXXX", NULL), *path = g_build_filename(folder, "lmtp", NULL);
    g_autoptr(GPtrArray) recipients = our_recipients();
    struct source_config config = {
        .type = "lmtp", .name = (char *)"lmtp-1", .socket = path, .recipients = recipients, .timeout_secs = 1, .poll_secs = 1};
    struct desk desk = {.taker = {.take = take, .flush = flush, .limit_bytes = LIMIT_BYTES, .batch = 64}};
    desk.taker.data = &desk;
    AUTO(source) source = source_open(&config, NULL);
    assert_non_null(source);
    g_autoptr(GError) busy = NULL;
    assert_null(source_open(&config, &busy));
    assert_true(g_error_matches(busy, ERROR_DOMAIN, ERROR_CONFIGURATION));

    int clients[CLIENTS];
    for (guint i = 0; i < CLIENTS; i++) {
        clients[i] = connect_to(path);
        say(clients[i], GREET FROM TO "DATA\r\nA: b\r\n\r\nx\r\n.\r\n");
    }
    assert_int_equal(source->type->fetch(source, &desk.taker, NULL), 0); /* lets them in */
    assert_int_equal(source->type->fetch(source, &desk.taker, NULL), CLIENTS);
    assert_int_equal(desk.flushes, 1);
    for (guint i = 0; i < CLIENTS; i++) {
        g_autofree char *found = heard(clients[i]);
        assert_string_equal(found, "220 250 250 250 354 250 ");
    }

    desk.is_broken = true;
    say(clients[0], FROM TO "DATA\r\nx\r\n.\r\n");
    g_autoptr(GError) trouble = NULL;
    assert_int_equal(source->type->fetch(source, &desk.taker, &trouble), -1);
    assert_true(g_error_matches(trouble, ERROR_DOMAIN, ERROR_TEMPORARY));
    say(clients[1], FROM TO "DATA\r\n");
    source->type->refuse(source, -1, 0);
    source->type->refuse(source, -1, 1); /* long enough for the others to be too slow */
    g_autofree char *first = heard(clients[0]), *second = heard(clients[1]), *third = heard(clients[2]);
    assert_true(g_str_has_prefix(first, "250 250 354 451 "));
    assert_true(g_str_has_prefix(second, "451 503 503 "));
    assert_string_equal(third, "421 closed");
    for (guint i = 0; i < CLIENTS; i++)
        close(clients[i]);
    g_clear_pointer(&source, source_free);
    assert_int_not_equal(access(path, F_OK), 0);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(takes_lines_apart), cmocka_unit_test(holds_dialogues),
                                       cmocka_unit_test(keeps_limits),      cmocka_unit_test(ends_floods),
                                       cmocka_unit_test(refuses_for_now),   cmocka_unit_test(one_commit_for_all)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
