/* Mails made to hurt: none may crash, take its time or more memory than its size allows, and what comes out is always sound. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/resource.h>

#include "base/limits.h"
#include "cpu_time.h"
#include "mail/rtf.h"
#include "show_mail.h"

#define MB (1024u * 1024u)
#ifdef __SANITIZE_ADDRESS__
#define SECONDS_MAX 30 /* of a machine that does other things, too */
#else
#define SECONDS_MAX 5 /* each takes a tenth of a second; what is not linear takes minutes */
#endif
#define DATE "Date: Tue, 18 Jun 2024 22:14:30 +0100\n"

/* ---- what must hold of every mail */

static void check_line(const char *text)
{
    assert_non_null(text);
    assert_true(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        assert_false(g_unichar_iscntrl(g_utf8_get_char(p)));
}

static void check_part(const struct mail_part *part)
{
    assert_non_null(part->path);
    assert_non_null(part->type);
    if (part->filename != NULL)
        check_line(part->filename);
    if (part->text != NULL) {
        assert_true(g_utf8_validate(part->text, -1, NULL));
        assert_true(strlen(part->text) <= LIMIT_TEXT_BYTES);
        assert_null(strchr(part->text, '\r'));
        assert_non_null(part->decoded_as);
    }
    if (part->bytes != NULL)
        assert_true(g_bytes_get_size(part->bytes) <= LIMIT_TEXT_BYTES);
}

static void check_addresses(const GPtrArray *list)
{
    assert_true(list->len <= LIMIT_ADDRESSES);
    for (guint i = 0; i < list->len; i++) {
        check_line(((const struct mail_address *)list->pdata[i])->name);
        check_line(((const struct mail_address *)list->pdata[i])->address);
    }
}

static guint check_mail(const struct mail *mail, guint depth)
{
    guint parts = mail->parts->len;
    assert_true(depth <= LIMIT_ATTACHED_DEPTH);
    assert_true(mail->headers->len <= LIMIT_HEADER_FIELDS);
    for (guint i = 0; i < mail->headers->len; i++)
        check_line(((const struct mail_header *)mail->headers->pdata[i])->value);
    check_line(mail->subject);
    check_line(mail->message_id);
    check_line(mail->in_reply_to);
    check_addresses(mail->from);
    check_addresses(mail->to);
    for (guint i = 0; i < mail->notes->len; i++)
        check_line(mail->notes->pdata[i]);
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        check_part(part);
        if (part->message != NULL)
            parts += check_mail(part->message, depth + 1);
    }
    assert_true(parts <= LIMIT_PARTS);
    return parts;
}

static struct mail *parse(const char *data, gsize length)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, length); /* of its own, so that a byte too far is noticed */
    struct mail *mail = mail_parse(bytes, NULL);
    if (mail != NULL)
        check_mail(mail, 0);
    return mail;
}

/* ---- floods: a head, a piece many times, a tail */

struct flood {
    const char *name, *head, *piece, *tail;
    gsize size_bytes; /* of all the pieces */
};

static const struct flood floods[] = {
    {"header fields", DATE, "X-A: b\n", "\nGood", 10 * MB},
    {"short header fields", DATE, "a:\n", "\nGood", 10 * MB},
    {"folded lines", DATE "X-A: b\n", " c\n", "\nGood", 10 * MB},
    {"one long field", DATE "X-A: b", "cccccccc", "\n\nGood", 10 * MB},
    {"blank lines that fold", DATE "X-A: b\n", " \n", "X-B: c\n\nGood", 10 * MB},
    {"stray lines in the header", DATE, "stray\nX-A: b\n", "\nGood", 10 * MB},
    {"From lines", "", "From a\n", "Subject: x\n\nGood", 10 * MB},
    {"header fields of a part", DATE "Content-Type: multipart/mixed; boundary=x\n\n--x\n", "X-A: b\n", "\nGood\n--x--\n",
     10 * MB},
    {"header fields of a mail inside", DATE "Content-Type: message/rfc822\n\n", "X-A: b\n", "\nGood\n", 10 * MB},
    {"mails within mails", DATE, "Content-Type: message/rfc822\n\n", "\nGood\n", 10 * MB},
    {"parts", DATE "Content-Type: multipart/mixed; boundary=x\n\n", "--x\n\nGood\n", "--x--\n", 10 * MB},
    {"parts without anything", DATE "Content-Type: multipart/mixed; boundary=x\n\n", "--x\n", "", 10 * MB},
    {"parts that are mails", DATE "Content-Type: multipart/digest; boundary=x\n\n", "--x\n\nSubject: a\n\nGood\n", "", 10 * MB},
    {"dashes", DATE "Content-Type: multipart/mixed; boundary=x\n\n", "--\n", "", 10 * MB},
    {"nearly boundaries", DATE "Content-Type: multipart/mixed; boundary=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxy\n\n",
     "--xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n", "", 10 * MB},
    {"the same boundary within itself", DATE "Content-Type: multipart/mixed; boundary=x\n\n",
     "--x\nContent-Type: multipart/mixed; boundary=x\n\n", "", 10 * MB},
    {"multiparts without boundary within each other", DATE "Content-Type: multipart/mixed\n\n",
     "--guess\nContent-Type: multipart/mixed\n\n", "", 10 * MB},
    {"lines of dashes", DATE "Content-Type: multipart/mixed\n\n", "--dashes\n", "Content-Type: text/plain\n", 10 * MB},
    {"Content-Type without end", DATE "Content-Type: text/plain", "; a=b", "\n\nGood", 10 * MB},
    {"pieces of a parameter", DATE "Content-Type: text/plain", "; name*1*=b", "\n\nGood", 1 * MB},
    {"quotes in a parameter", DATE "Content-Type: text/plain; charset=", "\"", "\n\nGood", 1 * MB},
    {"encoded words", DATE "Subject: ", "=?utf-8?Q?=C3=A9?= ", "\n\nGood", 1 * MB},
    {"starts of encoded words", DATE "Subject: ", "=?utf-8?Q?", "\n\nGood", 1 * MB},
    {"starts of encoded words and one end", DATE "Subject: ", "=?utf-8?B?", "?=\n\nGood", 250 * 1024},
    {"ends of encoded words", DATE "Subject: ", "?=", "\n\nGood", 1 * MB},
    {"charsets", DATE "Subject: ", "=?gb2312?B?xOM=?= =?koi8-r?B?8A==?= ", "\n\nGood", 250 * 1024},
    {"addresses", DATE "From: ", "a@b.example, ", "\n\nGood", 250 * 1024},
    {"commas", DATE "From: ", ",", "\n\nGood", 250 * 1024},
    {"words without address", DATE "From: ", "a,", "\n\nGood", 250 * 1024},
    {"colons", DATE "From: a@b", ":", "\n\nGood", 250 * 1024},
    {"groups", DATE "From: ", "a:", "\n\nGood", 250 * 1024},
    {"comments", DATE "From: ", "(", "\n\nGood", 250 * 1024},
    {"quotes", DATE "From: ", "\"", "\n\nGood", 250 * 1024},
    {"escaped quotes", DATE "From: ", "\"\\", "\n\nGood", 250 * 1024},
    {"angles", DATE "From: ", "<", "\n\nGood", 250 * 1024},
    {"addresses without commas", DATE "From: ", "a <b@c> ", "\n\nGood", 250 * 1024},
    {"references", DATE "References: ", "<a@b>", "\n\nGood", 250 * 1024},
    {"open references", DATE "References: ", "<a", ">\n\nGood", 250 * 1024},
    {"one long line", DATE "\n", "aaaaaaaa", "", 10 * MB},
    {"empty lines", DATE "\n", "\n", "", 10 * MB},
    {"CR", DATE "\n", "\r", "", 10 * MB},
    {"CR in a mail without LF", "Subject: x\r\r", "a\r", "", 10 * MB},
    {"bytes that are not UTF-8", DATE "Content-Type: text/plain; charset=utf-8\n\n", "\xe9\x80", "", 10 * MB},
    {"bytes that are nothing", DATE "Content-Type: text/plain; charset=gb2312\n\n", "\xff", "", 10 * MB},
    {"halves of UTF-16", DATE "Content-Type: text/plain; charset=utf-16le\n\n", "\x01\xd8", "", 10 * MB},
    {"escapes", DATE "Content-Type: text/plain; charset=iso-2022-jp\n\n", "\x1b$B\x1b(B", "", 10 * MB},
    {"shifts of UTF-7", DATE "Content-Type: text/plain; charset=utf-7\n\n", "+AOk", "", 10 * MB},
    {"double encoding", DATE "Content-Type: text/plain; charset=utf-8\n\n", "Ã¢â‚¬â„¢", "", 4 * MB},
    {"nearly double encoding", DATE "Content-Type: text/plain; charset=utf-8\n\n", "ðŸ˜Ã", "Â£", 4 * MB},
    {"meta tags", DATE "Content-Type: text/html\n\n", "<meta ", "", 10 * MB},
    {"junk in base64", DATE "Content-Transfer-Encoding: base64\n\n", "AA==!", "", 10 * MB},
    {"lines of base64 and not", DATE "Content-Transfer-Encoding: base64\n\n", "QUFB\n- - -\n", "", 10 * MB},
    {"padding", DATE "Content-Transfer-Encoding: base64\n\n", "=", "", 10 * MB},
    {"equals signs", DATE "Content-Transfer-Encoding: quoted-printable\n\n", "=", "", 10 * MB},
    {"soft breaks that are none", DATE "Content-Transfer-Encoding: quoted-printable\n\n", "=        ", "", 10 * MB},
    {"PGP begins", DATE "\n", "-----BEGIN PGP SIGNED MESSAGE-----\n", "", 2 * MB},
    {"PGP begins and ends", DATE "\n", "-----BEGIN PGP SIGNATURE-----\n-----BEGIN PGP SIGNED MESSAGE-----\n", "", 2 * MB},
    {"S/MIME within itself", DATE "Content-Type: application/pkcs7-mime\n\n", "\x30\x80", "", 10 * MB},
    {"octet strings within themselves",
     DATE "Content-Type: "
          "application/"
          "pkcs7-"
          "mime\n\n\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x01\x31\x30\x80\x06\x09"
          "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80",
     "\x24\x80", "", 10 * MB},
};

static void test_flood(void **state)
{
    const struct flood *flood = *state;
    GString *message = g_string_new(flood->head);
    while (message->len < flood->size_bytes + strlen(flood->head))
        g_string_append(message, flood->piece);
    g_string_append(message, flood->tail);
    gint64 started = cpu_time_usecs();
    struct mail *mail = parse(message->str, message->len);
    gint64 taken = cpu_time_usecs() - started;
    assert_non_null(mail);
    mail_free(mail);
    g_string_free(message, TRUE);
    if (taken > SECONDS_MAX * G_USEC_PER_SEC)
        fail_msg("took %.1f s", (double)taken / G_USEC_PER_SEC);
}

/* 1,000 boundaries within each other, then 10 MB of lines that could be one of them. */
static void test_nested(void **state)
{
    (void)state;
    GString *message = g_string_new(DATE);
    for (guint i = 0; i < 1000; i++)
        g_string_append_printf(message, "Content-Type: multipart/mixed; boundary=boundary%u\n\n--boundary%u\n", i, i);
    while (message->len < 10 * MB)
        g_string_append(message, "--boundary1001\n--\n--b\nwords\n");
    gint64 started = cpu_time_usecs();
    struct mail *mail = parse(message->str, message->len);
    assert_true(cpu_time_usecs() - started < SECONDS_MAX * G_USEC_PER_SEC);
    mail_free(mail);
    g_string_free(message, TRUE);
}

/* RTF of 2 MB, which a packed winmail.dat may hold. */
static void test_rtf(void **state)
{
    (void)state;
    static const char *const pieces[] = {"{",      "}",       "{\\b x}", "\\u8217?",     "\\b x\\b0 y", "{\\*\\x",     "\\'e9",
                                         "\\cf1 ", "{\\par}", "\\",      "\\par\\plain", "\\colortbl;", "\\ansicpg1 x"};
    for (guint i = 0; i < G_N_ELEMENTS(pieces); i++) {
        GString *rtf = g_string_new("{\\rtf1 ");
        while (rtf->len < 2 * MB)
            g_string_append(rtf, pieces[i]);
        gint64 started = cpu_time_usecs();
        g_free(rtf_plain_to_html(rtf->str, rtf->len));
        if (cpu_time_usecs() - started > SECONDS_MAX * G_USEC_PER_SEC)
            fail_msg("%s", pieces[i]);
        g_string_free(rtf, TRUE);
    }
}

/* A mail that has nearly everything, cut at every byte, and with every byte changed. */
static const char varied[] =
    "Received: from a (b (c)) by d; Tue, 18 Jun 2024 22:14:30 +0100\r\nFrom: =?utf-8?Q?Zo=C3=AB?= \"x\\\"y\" (c) "
    "<a@b.example>\r\n"
    "To: g: c@d.example, \"e f\"@g.example;\r\nSubject: =?iso-8859-1?B?6Q==?=\r\n =?iso-8859-1?Q?=E9?= \xe9\r\n"
    "Date: Tue, 18 Jun 2024 22:14:30 +0100 (BST)\r\nReferences: <a@b> <c@d>\r\nContent-Type: "
    "multipart/mixed;\r\n\tboundary*0=\"x\";"
    " boundary*1=y\r\n\r\n--xy\r\nContent-Type: multipart/alternative; boundary=z\r\n\r\n--z\r\nContent-Transfer-Encoding: "
    "quoted-printable\r\n\r\n5=2E Good=\r\n =C3=A9 â€™\r\n--z\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
    "base64\r\n"
    "\r\nPG1ldGEgY2hhcnNldD1rb2k4LXI+8A==\r\n--z--\r\n--xy\r\nContent-Type: message/rfc822\r\n\r\nSubject: "
    "in\r\n\r\nGood\r\n--xy\r\n"
    "Content-Type: text/plain; charset=utf-16\r\nContent-Disposition: attachment; "
    "filename*=utf-8''%C3%A9.txt\r\n\r\nG\0o\0\r\n--xy\r\n"
    "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\neJ8+IgEA\r\n--xy--\r\n";

static void test_every_byte(void **state)
{
    (void)state;
    static const char others[] = {0, '\n', '"', '=', '-', '\xff'};
    char changed[sizeof varied];
    for (gsize cut = 1; cut < sizeof varied; cut++)
        mail_free(parse(varied, cut));
    memcpy(changed, varied, sizeof varied);
    for (gsize at = 0; at < sizeof varied - 1; at++) {
        for (gsize i = 0; i < sizeof others; i++) {
            changed[at] = others[i];
            mail_free(parse(changed, sizeof varied - 1));
        }
        changed[at] = varied[at];
    }
}

/* Random pieces of mails put together; the seed is fixed. */
static void test_random_pieces(void **state)
{
    (void)state;
    static const char *const pieces[] = {"Content-Type: multipart/mixed; boundary=x\n",
                                         "Content-Type: text/plain; charset=gb2312\n",
                                         "Content-Type: message/rfc822\n",
                                         "Content-Transfer-Encoding: base64\n",
                                         "Content-Type: multipart/alternative; boundary=\"y z\"\n",
                                         "\n",
                                         "\n",
                                         "--x\n",
                                         "--x--\n",
                                         "--y z\n",
                                         "--y z--\n",
                                         "words\n",
                                         "R29vZA==\n",
                                         "\xc4\xe3",
                                         "\r\n",
                                         "Subject: =?utf-8?Q?a?=\n",
                                         " folded\n",
                                         "=3D",
                                         "<p>",
                                         "-- \n"};
    g_autoptr(GRand) random = g_rand_new_with_seed(1);
    for (guint i = 0; i < 3000; i++) {
        g_autoptr(GString) message = g_string_new("");
        for (guint n = 0; n < 40; n++)
            g_string_append(message, pieces[g_rand_int_range(random, 0, G_N_ELEMENTS(pieces))]);
        mail_free(parse(message->str, message->len));
    }
}

/* A message of 50 MB, most of it one attachment, must not need much more than itself. */
static void test_large(void **state)
{
    (void)state;
    static const char head[] = DATE "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nGood\n--x\n"
                                    "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n";
    gsize length = 50 * MB;
    char *message = g_malloc(length);
    memcpy(message, head, sizeof head - 1);
    for (gsize i = sizeof head - 1; i < length; i++)
        message[i] = i % 77 == 0 ? '\n' : 'A';
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    g_autoptr(GBytes) bytes = g_bytes_new_take(message, length);
    gint64 started = cpu_time_usecs();
    AUTO(mail) mail = mail_parse(bytes, NULL);
    assert_true(cpu_time_usecs() - started < SECONDS_MAX * G_USEC_PER_SEC);
    getrusage(RUSAGE_SELF, &after);
    assert_int_equal(mail->parts->len, 2);
    const struct mail_part *file = mail->parts->pdata[1];
    assert_true(file->size_bytes > 36 * MB);
    assert_int_equal(g_bytes_get_size(file->bytes), LIMIT_TEXT_BYTES);
    assert_true(after.ru_maxrss - before.ru_maxrss < 30 * 1024); /* in KB */
}

#define FLOODS G_N_ELEMENTS(floods)

int main(void)
{
    const struct CMUnitTest others[] = {cmocka_unit_test(test_large), cmocka_unit_test(test_nested), cmocka_unit_test(test_rtf),
                                        cmocka_unit_test(test_every_byte), cmocka_unit_test(test_random_pieces)};
    struct CMUnitTest tests[FLOODS + G_N_ELEMENTS(others)];
    memcpy(tests, others, sizeof others);
    for (guint i = 0; i < FLOODS; i++)
        tests[G_N_ELEMENTS(others) + i] = (struct CMUnitTest){floods[i].name, test_flood, NULL, NULL, (void *)&floods[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
