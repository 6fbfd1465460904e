/* Mails that go out: what they look like, that they come back as they were meant, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "mail/compose.h"
#include "show_mail.h"

#define LINE_BYTES_MAX 998u

static struct outgoing sample(void)
{
    return (struct outgoing){.from_name = "HeadsUp4HTs",
                             .from_address = "survey@headsup.example",
                             .to_address = "head@school.example",
                             .subject = "Thank you",
                             .message_id = "1@headsup.example",
                             .date_secs = 1718745270,
                             .text = "Thank you.\n\nGood\n"};
}

static char *compose(const struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mail_compose(outgoing, &error);
    assert_no_error(error);
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    return g_strndup(data, length);
}

/* Every line ends with CRLF, is not too long, is ASCII. */
static void check_lines(const char *text)
{
    for (const char *p = text; *p != '\0';) {
        const char *stop = strstr(p, "\r\n");
        assert_non_null(stop);
        assert_true((gsize)(stop - p) <= LINE_BYTES_MAX);
        for (; p < stop; p++)
            assert_true(*p != '\r' && *p != '\n' && (guchar)*p < 0x80);
        p = stop + 2;
    }
}

static struct mail *read_back(const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    return mail_parse(bytes, NULL);
}

static void test_plain(void **state)
{
    (void)state;
    struct outgoing outgoing = sample();
    outgoing.in_reply_to = "r@school.example";
    outgoing.auto_submitted = "auto-replied";
    outgoing.reply_to = "survey+tok@headsup.example";
    g_autoptr(GPtrArray) references = g_ptr_array_new();
    g_ptr_array_add(references, "0@headsup.example");
    g_ptr_array_add(references, "r@school.example");
    outgoing.references = references;
    g_autofree char *text = compose(&outgoing);
    assert_string_equal(text, "From: HeadsUp4HTs <survey@headsup.example>\r\nTo: head@school.example\r\n"
                              "Reply-To: survey+tok@headsup.example\r\nSubject: Thank you\r\n"
                              "Date: Tue, 18 Jun 2024 21:14:30 +0000\r\nMessage-ID: <1@headsup.example>\r\n"
                              "In-Reply-To: <r@school.example>\r\nReferences: <0@headsup.example> <r@school.example>\r\n"
                              "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n\r\n"
                              "Thank you.\r\n\r\nGood\r\n");
}

/* Texts that must come back as they were. */
static const char *const texts[] = {
    "Good\n",
    "",
    "\n\n",
    "café \u2013 5\u20ac\n",
    "From here\n.\n..\n. a\nFrom\nFromage\n",
    "trailing \nblanks\t\n",
    "a=b =3D =\n",
    "no newline at the end",
    "Привет, как дела? Всё хорошо.\n",
    "one line that is longer than a line of mail should be, so that it must be divided somewhere, and it goes on and on \u2013 "
    "and on, with a dash and caf\u00e9s and na\u00efve r\u00e9sum\u00e9s near each of the places where it may be divided\n",
    "-----\n--x--\n",
    "\x01\x7f\n",
};

static void test_texts(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct outgoing outgoing = sample();
        outgoing.text = texts[i];
        outgoing.html = texts[i];
        g_autofree char *composed = compose(&outgoing);
        check_lines(composed);
        AUTO(mail) mail = read_back(composed);
        assert_int_equal(mail->parts->len, 2);
        for (guint n = 0; n < 2; n++) {
            const struct mail_part *part = mail->parts->pdata[n];
            g_autofree char *wanted =
                g_strconcat(texts[i], *texts[i] == '\0' || g_str_has_suffix(texts[i], "\n") ? "" : "\n", NULL);
            assert_string_equal(part->text, wanted);
            assert_int_equal(part->alternative, 1);
            assert_string_equal(part->type, n == 0 ? "text/plain" : "text/html");
        }
        assert_int_equal(mail->notes->len, 0);
    }
}

static const char *const subjects[] = {
    "Thank you",
    "",
    "Re: your experience \u2013 café",
    "=?utf-8?Q?looks_encoded?=",
    "a subject that is so long that it has to be folded at one of its spaces, which a reader puts together again as it was",
    "Длинная тема письма, которая не помещается в одно закодированное слово и потому делится на несколько слов подряд",
    "😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊😊",
    "(brackets) \"quotes\" <angles>, commas; colons: all",
};

static void test_headers(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++) {
        struct outgoing outgoing = sample();
        outgoing.subject = outgoing.from_name = outgoing.to_name = subjects[i];
        g_autofree char *composed = compose(&outgoing);
        check_lines(composed);
        AUTO(mail) mail = read_back(composed);
        assert_string_equal(mail->subject, subjects[i]);
        assert_int_equal(mail->from->len, 1);
        assert_int_equal(mail->to->len, 1);
        assert_string_equal(((struct mail_address *)mail->from->pdata[0])->name, subjects[i]);
        assert_string_equal(((struct mail_address *)mail->to->pdata[0])->name, subjects[i]);
        assert_string_equal(((struct mail_address *)mail->to->pdata[0])->address, "head@school.example");
    }
}

static void test_files(void **state)
{
    (void)state;
    struct outgoing outgoing = sample();
    g_autoptr(GBytes) chart = g_bytes_new_static("\x89PNG\r\n\0bytes", 12), table = g_bytes_new_static("a;b\r\n", 5);
    struct outgoing_file files[] = {{"chart.png", "image/png", "chart1@headsup.example", chart},
                                    {"Übersicht \"x\".csv", "text/csv", NULL, table}};
    struct outgoing_header headers[] = {{"List-Unsubscribe", "<mailto:survey+stop@headsup.example>"}, {"X-Priority", "1"}};
    g_autoptr(GPtrArray) file_list = g_ptr_array_new(), header_list = g_ptr_array_new();
    g_ptr_array_add(file_list, &files[0]);
    g_ptr_array_add(file_list, &files[1]);
    g_ptr_array_add(header_list, &headers[0]);
    g_ptr_array_add(header_list, &headers[1]);
    outgoing.html = "<img src=\"cid:chart1@headsup.example\">\n";
    outgoing.files = file_list;
    outgoing.headers = header_list;
    g_autofree char *composed = compose(&outgoing);
    check_lines(composed);
    assert_non_null(strstr(composed, "\r\nList-Unsubscribe: <mailto:survey+stop@headsup.example>\r\nX-Priority: 1\r\n"));
    assert_non_null(strstr(composed, "\r\nContent-ID: <chart1@headsup.example>\r\n"));
    AUTO(mail) mail = read_back(composed);
    g_autofree char *shown = show_mail(mail);
    assert_string_equal(shown, "Subject: Thank you\n1.1 text/plain of 1 us-ascii|Thank you.\\n\\nGood\\n\n"
                               "1.2.1 text/html of 1 us-ascii|<img src=\"cid:chart1@headsup.example\">\\n\n"
                               "1.2.2 image/png \"chart.png\" 12|\x89PNG\\x0d\\n\\x00bytes\n"
                               "2 text/csv file \"Übersicht \"x\".csv\" us-ascii|a;b\\n\n");
}

/* Each change to the sample must be refused. */
static void refuse(const char *what, const struct outgoing *outgoing)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = mail_compose(outgoing, &error);
    if (bytes != NULL)
        fail_msg("%s was not refused", what);
    assert_true(g_error_matches(error, ERROR_DOMAIN, ERROR_PERMANENT));
    assert_null(strstr(error->message, "injected")); /* no word of it in the error */
}

static void test_refused(void **state)
{
    (void)state;
    static const char *const bad_words[] = {"injected\r\nBcc: x@y.example", "injected\n", "injected\r", "injected\x01",
                                            "injected\xff"};
    static const char *const bad_addresses[] = {"",
                                                "injected",
                                                "a@b.example\r\nRCPT TO:<x@y.example>",
                                                "a b@c.example",
                                                "a@b@c.example",
                                                "<a@b.example>",
                                                "a@b..example"};
    static const char *const bad_ids[] = {"", "injected id", "injected>", "inj\r\nected"};
    struct outgoing outgoing;
#define REFUSE(field, list)                                                                                                    \
    for (guint i = 0; i < G_N_ELEMENTS(list); i++) {                                                                           \
        outgoing = sample();                                                                                                   \
        outgoing.field = list[i];                                                                                              \
        refuse(#field, &outgoing);                                                                                             \
    }
    REFUSE(subject, bad_words)
    REFUSE(from_name, bad_words)
    REFUSE(to_name, bad_words)
    REFUSE(auto_submitted, bad_words)
    REFUSE(from_address, bad_addresses)
    REFUSE(to_address, bad_addresses)
    REFUSE(reply_to, bad_addresses)
    REFUSE(message_id, bad_ids)
    REFUSE(in_reply_to, bad_ids)
#undef REFUSE
    outgoing = sample();
    outgoing.text = "\xff";
    refuse("text", &outgoing);
}

static void test_refused_extras(void **state)
{
    (void)state;
    struct outgoing_header headers[] = {{"X-A", "injected\r\nBcc: x"}, {"X A", "b"}, {"X-A\r\nB", "b"}, {"", "b"}, {"bcc", "b"},
                                        {"Content-Type", "b"}};
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++) {
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_ptr_array_add(list, &headers[i]);
        struct outgoing outgoing = sample();
        outgoing.headers = list;
        refuse(headers[i].name, &outgoing);
    }
    g_autoptr(GBytes) bytes = g_bytes_new_static("x", 1);
    struct outgoing_file files[] = {{"a/b", "text/csv", NULL, bytes},       {"", "text/csv", NULL, bytes},
                                    {"a\r\nb", "text/csv", NULL, bytes},    {"a", "text", NULL, bytes},
                                    {"a", "text/csv\r\nX: y", NULL, bytes}, {"a", "image/png", "a b", bytes},
                                    {"a", "image/png", "a@b", bytes} /* no HTML to show it */};
    for (guint i = 0; i < G_N_ELEMENTS(files); i++) {
        g_autoptr(GPtrArray) list = g_ptr_array_new();
        g_ptr_array_add(list, &files[i]);
        struct outgoing outgoing = sample();
        outgoing.files = list;
        refuse(files[i].filename, &outgoing);
    }
}

static const struct {
    const char *address;
    bool is_sendable, needs_smtputf8;
} addresses[] = {
    {"a@b.example", true, false},
    {"first.last+tag@sub.school.example", true, false},
    {"o'brien@school.example", true, false},
    {"a@localhost", true, false},
    {"zoë@school.example", true, true},
    {"a@schööl.example", true, false},
    {"a", false, false},
    {"@b.example", false, false},
    {"a@", false, false},
    {"a@b.", false, false},
    {"a@-b.example", false, false},
    {".a@b.example", false, false},
    {"a.@b.example", false, false},
    {"a b@c.example", false, false},
    {"\"a b\"@c.example", false, false},
    {"a@b.example ", false, false},
    {"a@b.example\n", false, false},
    {"a@[192.0.2.1]", false, false},
    {"a,b@c.example", false, false},
    {"a\xff@b.example", false, true},
    {"a\u200b@b.example", false, true},
    {"", false, false},
};

static void test_addresses(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        if (mail_address_is_sendable(addresses[i].address) != addresses[i].is_sendable)
            fail_msg("%s", addresses[i].address);
        assert_int_equal(mail_address_needs_smtputf8(addresses[i].address), addresses[i].needs_smtputf8);
    }
    assert_false(mail_address_is_sendable(NULL));
    g_autofree char *too_long = g_strdup_printf("%065d@b.example", 1);
    assert_false(mail_address_is_sendable(too_long));
    struct outgoing outgoing = sample();
    outgoing.to_address = "a@schööl.example";
    g_autofree char *composed = compose(&outgoing);
    check_lines(composed);
}

static void test_message_ids(void **state)
{
    (void)state;
    g_autofree char *one = mail_new_message_id("survey@headsup.example"), *two = mail_new_message_id("survey@headsup.example");
    assert_true(g_str_has_suffix(one, "@headsup.example"));
    assert_string_not_equal(one, two);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain),     cmocka_unit_test(test_texts),
                                       cmocka_unit_test(test_headers),   cmocka_unit_test(test_files),
                                       cmocka_unit_test(test_refused),   cmocka_unit_test(test_refused_extras),
                                       cmocka_unit_test(test_addresses), cmocka_unit_test(test_message_ids)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
