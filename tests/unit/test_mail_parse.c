/* Mails taken apart: fields, parts, and what is odd about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/error.h"
#include "show_mail.h"

struct parse_case {
    const char *name, *message;
    const char *shown; /* by show_mail */
};

#define DATE "Date: Tue, 18 Jun 2024 22:14:30 +0100\n"
#define MIXED DATE "Content-Type: multipart/mixed; boundary=x\n\n"
#define TEXT "Subject: \n1 text/plain us-ascii|"
#define NO_DATE "! there is no Date\n"

static const struct parse_case cases[] = {
    /* Fields and line ends. */
    {"plain", DATE "Subject: Hello\n\nGood\n", "Subject: Hello\n1 text/plain us-ascii|Good\\n\n"},
    {"CRLF", "Subject: Hello\r\n" DATE "\r\nGood\r\nor not\r\n", "Subject: Hello\n1 text/plain us-ascii|Good\\nor not\\n\n"},
    {"CR alone", "Subject: Hello\rDate: 18 Jun 2024 22:14 +0100\r\rGood\ror not\r",
     "Subject: Hello\n1 text/plain us-ascii|Good\\nor not\\n\n"},
    {"CR CR LF", DATE "\r\r\nGood\r\r\nor not\r\r\n", TEXT "Good\\nor not\\n\n"},
    {"no newline at the end", DATE "\nGood", TEXT "Good\n"},
    {"no body", DATE "Subject: Hello", "Subject: Hello\n1 text/plain us-ascii|\n"},
    {"no header", "\n\nGood\nor not\n", TEXT "Good\\nor not\\n\n" NO_DATE},
    {"words only", "Good: it was.\n", "Subject: \n1 text/plain us-ascii|\n" NO_DATE},
    {"words only, no field", "It was good\n", TEXT "It was good\\n\n" NO_DATE},
    {"empty lines before", "\n\r\n\nSubject: Hello\n" DATE "\nGood\n", "Subject: Hello\n1 text/plain us-ascii|Good\\n\n"},
    {"From of an mbox", "From a@b.example Tue Jun 18 22:14:30 2024\nSubject: Hello\n" DATE "\nGood\n",
     "Subject: Hello\n1 text/plain us-ascii|Good\\n\n"},
    {"no empty line behind the header", "Subject: Hello\n" DATE "Good morning\n\nIt was good\n",
     "Subject: Hello\n1 text/plain us-ascii|Good morning\\n\\nIt was good\\n\n"},
    {"a folded line without its space", "Subject: Hello\nthere\n" DATE "\nGood\n",
     "Subject: Hello there\n1 text/plain us-ascii|Good\\n\n"},
    {"a space before the colon", "Subject : Hello\n" DATE "\nGood\n", "Subject: Hello\n1 text/plain us-ascii|Good\\n\n"},
    {"names in any case", "SUBJECT: Hello\ncontent-TYPE: TEXT/HTML\n" DATE "\n<p>\n",
     "Subject: Hello\n1 text/html us-ascii|<p>\\n\n"},
    {"a line of nothing but blanks folds", "Subject: Hello\n \n" DATE "\nGood\n",
     "Subject: Hello\n1 text/plain us-ascii|Good\\n\n"},
    {"two Subjects, two Froms", "Subject: a\nFrom: a@b.example\nFrom: c@d.example\nSubject: b\n" DATE "\nx",
     "Subject: a\n1 text/plain us-ascii|x\n! there are 2 From lines; all of their addresses were taken\n"
     "! there are 2 Subject lines; the first was taken\n"},
    {"a date that is none", "Date: yesterday\n\nx", TEXT "x\n! the Date cannot be read\n"},
    {"a date without zone", "Date: 18 Jun 2024 10:00\n\nx",
     TEXT "x\n! the Date names no time zone that is known; UTC was taken\n"},
    {"no date, but received", "Received: from a by b; Tue, 18 Jun 2024 22:14:30 +0100\n\nx",
     TEXT "x\n! there is no Date; the time of arrival was taken\n"},
    {"a date of tomorrow", "Received: from a by b; Tue, 18 Jun 2024 22:14:30 +0100\nDate: Tue, 18 Jun 2042 22:14:30 +0100\n\nx",
     TEXT "x\n! the Date is later than the arrival; the time of arrival was taken\n"},
    {"a mail that took long",
     "Received: from a by b; Tue, 18 Jun 2024 22:14:30 +0100\nDate: Tue, 18 Jun 2023 22:14:30 +0100\n\nx", TEXT "x\n"},
    {"8 bits in Subject in the charset of the body",
     "Subject: \xf0\xd2\xc9\nContent-Type: text/plain; charset=koi8-r\n" DATE "\nx", "Subject: При\n1 text/plain us-ascii|x\n"},
    /* Text. */
    {"flowed", DATE "Content-Type: text/plain; format=flowed; delsp=yes\n\na \nb\n",
     "Subject: \n1 text/plain delsp us-ascii|a \\nb\\n\n"},
    {"HTML says its charset", DATE "Content-Type: text/html\n\n<meta charset=koi8-r>\xf0\xd2\xc9",
     "Subject: \n1 text/html KOI8-R|<meta charset=koi8-r>При\n"},
    {"the header's charset wins", DATE "Content-Type: text/html; charset=windows-1251\n\n<meta charset=koi8-r>\xcf\xf0\xe8",
     "Subject: \n1 text/html windows-1251|<meta charset=koi8-r>При\n"},
    {"a wrong charset", DATE "Content-Type: text/plain; charset=utf-8\n\ncaf\xe9",
     "Subject: \n1 text/plain windows-1252|café\n! part 1 is called utf-8 but was read as windows-1252\n"},
    {"an unknown charset", DATE "Content-Type: text/plain; charset=klingon\n\ncaf\xe9",
     "Subject: \n1 text/plain windows-1252|café\n! part 1 is in a charset that nobody knows (klingon); read as windows-1252\n"},
    {"encoded twice", DATE "Content-Type: text/plain; charset=utf-8\n\ndonâ€™t",
     "Subject: \n1 text/plain utf-8|don\u2019t\n! part 1 was encoded as UTF-8 twice; undone in 1 places\n"},
    {"quoted-printable without its label",
     DATE "\nIt was fair, and I would say so to anybody who asked me, but the wait =\nwas l=\nong =E2=80=93 too long\n",
     "Subject: \n1 text/plain utf-8|It was fair, and I would say so to anybody who asked me, but the wait was long \u2013 too "
     "long\\n\n"
     "! part 1 is quoted-printable, though its header does not say so\n"},
    {"equals signs", DATE "\n5 = Good\n=\n=\n7=3\n", TEXT "5 = Good\\n=\\n=\\n7=3\\n\n"},
    {"base64 with a footer", DATE "Content-Transfer-Encoding: base64\n\nR29vZAo=\n-- \nThis mail was scanned.\n",
     TEXT
     "Good\\n-- \\nThis mail was scanned.\\n\n! part 1 is called base64 but has other lines, which were read as they are\n"},
    {"a name does not make a file of the body", DATE "Content-Type: text/plain; name=x.sh\n\nGood", TEXT "Good\n"},
    {"PGP",
     DATE "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nGood\n-----BEGIN PGP SIGNATURE-----\n\nx\n-----END PGP "
          "SIGNATURE-----\n",
     TEXT "Good\\n\n! part 1 is signed with PGP; the signature was left out, not checked\n"},
    /* Multiparts. */
    {"alternatives with a picture",
     DATE "Content-Type: multipart/alternative; boundary=a\n\npreamble\n--a\n\nGood\n--a\nContent-Type: multipart/related; "
          "boundary=r\n\n--r\nContent-Type: text/html; charset=us-ascii\n\n<p>Good\n--r\nContent-Type: image/png; name=a.png\n"
          "Content-ID: <x>\nContent-Transfer-Encoding: base64\n\nAAEC\n--r--\n--a--\n",
     "Subject: \n1 text/plain of 1 us-ascii|Good\n2.1 text/html of 1 us-ascii|<p>Good\n2.2 image/png \"a.png\" "
     "3|\\x00\\x01\\x02\n"},
    {"files",
     MIXED "--x\n\nGood\n--x\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=a.pdf\n\n%PDF\n--x\n"
           "Content-Type: image/png\n\nPNG\n--x--\n",
     "Subject: \n1 text/plain us-ascii|Good\n2 application/pdf file \"a.pdf\" 4|%PDF\n3 image/png file 3|PNG\n"},
    {"a text file", MIXED "--x\n\nGood\n--x\nContent-Disposition: attachment; filename=a.txt\n\nnotes\n--x--\n",
     "Subject: \n1 text/plain us-ascii|Good\n2 text/plain file \"a.txt\" us-ascii|notes\n"},
    {"text of Exchange", MIXED "--x\n\nGood\n--x\nContent-Disposition: attachment; filename=ATT00001.txt\n\nmore\n--x--\n",
     "Subject: \n1 text/plain us-ascii|Good\n2 text/plain \"ATT00001.txt\" us-ascii|more\n"},
    {"two bodies of alternatives",
     MIXED
     "--x\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\none\n--a\nContent-Type: text/html\n\n<p>one\n--a--\n--x\n"
     "Content-Type: multipart/alternative; boundary=b\n\n--b\n\ntwo\n--b--\n--x--\n",
     "Subject: \n1.1 text/plain of 1 us-ascii|one\n1.2 text/html of 1 us-ascii|<p>one\n2.1 text/plain of 2 us-ascii|two\n"},
    {"CRLF belongs to the boundary",
     "Content-Type: multipart/mixed; boundary=x\r\n" DATE "\r\n--x\r\n\r\nGood\r\n\r\n--x--\r\n", TEXT "Good\\n\n"},
    {"blanks behind the boundary", MIXED "--x \t\n\nGood\n--x--  \n", TEXT "Good\n"},
    {"a boundary within a line", MIXED "--x\n\nGood --x\n --x\n--xy\n--x--\n", TEXT "Good --x\\n --x\\n--xy\n"},
    {"not closed", MIXED "--x\n\nGood\n", TEXT "Good\\n\n! a multipart is not closed\n"},
    {"the inner one is not closed",
     MIXED "--x\nContent-Type: multipart/alternative; boundary=a\n\n--a\n\nGood\n--x\n\nmore\n--x--\n",
     "Subject: \n1.1 text/plain of 1 us-ascii|Good\n2 text/plain us-ascii|more\n! a multipart is not closed\n"},
    {"words behind the end", MIXED "--x\n\nGood\n--x--\nmore\n",
     TEXT "Good\n! words behind the last part were left out, as mail programs do\n"},
    {"no part in it", MIXED "It was good\n", TEXT "It was good\\n\n! a multipart has no parts; it was read as plain text\n"},
    {"closed at once", MIXED "It was good\n--x--\n",
     TEXT "It was good\n! a multipart has no parts; it was read as plain text\n"},
    {"no boundary", DATE "Content-Type: multipart/alternative\n\nGood\n",
     TEXT "Good\\n\n! a multipart has no parts; it was read as plain text\n"},
    {"no boundary, but to be seen",
     DATE "Content-Type: multipart/alternative\n\n--qqqq\nContent-Type: text/plain\n\nGood\n--qqqq--\n",
     "Subject: \n1 text/plain of 1 us-ascii|Good\n! the header of a multipart does not name its boundary; it was guessed\n"},
    {"another boundary than named",
     MIXED "For old programs\n\n--other\n\nGood\n--other\nContent-Type: text/html\n\n<p>\n--other--\n",
     "Subject: \n1 text/plain us-ascii|Good\n2 text/html us-ascii|<p>\n! the header of a multipart does not name its boundary; "
     "it was guessed\n"},
    {"a mail quoted in a multipart without parts",
     MIXED "Good\n-----Original Message-----\nFrom: a\n-----Original Message-----\n",
     TEXT "Good\\n-----Original Message-----\\nFrom: a\\n-----Original Message-----\\n\n! a multipart has no parts; it was "
          "read as plain text\n"},
    {"a part without an empty line", MIXED "--x\nContent-Type: text/plain\n--x\n\nGood\n--x--\n",
     "Subject: \n1 text/plain us-ascii|\n2 text/plain us-ascii|Good\n"},
    {"a part without fields or empty line", MIXED "--x\nIt was good\n--x--\n", TEXT "It was good\n"},
    {"signed",
     DATE
     "Content-Type: multipart/signed; boundary=x\n\n--x\n\nGood\n--x\nContent-Type: application/pgp-signature; name=s.asc\n"
     "Content-Disposition: attachment\n\nsig\n--x--\n",
     "Subject: \n1 text/plain us-ascii|Good\n2 application/pgp-signature \"s.asc\" 3|sig\n"},
    {"encrypted",
     DATE "Content-Type: multipart/encrypted; boundary=x\n\n--x\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--x\n"
          "Content-Type: application/octet-stream\n\nx\n--x--\n",
     "Subject: \n1 application/pgp-encrypted file 10|Version: 1\n2 application/octet-stream file 1|x\n"
     "! the mail is encrypted with PGP and cannot be read\n"},
    /* Mails and reports inside. */
    {"forwarded", MIXED "--x\n\nsee below\n--x\nContent-Type: message/rfc822\n\nSubject: inner\n" DATE "\nGood\n--x--\n",
     "Subject: \n1 text/plain us-ascii|see below\n2 message/rfc822 file\n  Subject: inner\n  1 text/plain us-ascii|Good\n"},
    {"forwarded in base64",
     MIXED "--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCkdvb2Q=\n--x--\n",
     "Subject: \n1 message/rfc822 file\n  Subject: inner\n  1 text/plain us-ascii|Good\n  " NO_DATE},
    {"a digest", DATE "Content-Type: multipart/digest; boundary=x\n\n--x\n\nSubject: inner\n" DATE "\nGood\n--x--\n",
     "Subject: \n1 message/rfc822 file\n  Subject: inner\n  1 text/plain us-ascii|Good\n"},
    {"a report",
     DATE "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n--x\n\nFailed\n--x\n"
          "Content-Type: message/delivery-status\n\nReporting-MTA: dns; a\n\nAction: failed\n--x\nContent-Type: "
          "text/rfc822-headers\n\nSubject: x\n--x--\n",
     "Subject: \n1 text/plain us-ascii|Failed\n2 message/delivery-status us-ascii|Reporting-MTA: dns; a\\n\\nAction: failed\n"
     "3 text/rfc822-headers us-ascii|Subject: x\n"},
    {"a calendar",
     DATE "Content-Type: multipart/alternative; boundary=x\n\n--x\n\nGood\n--x\nContent-Type: text/calendar; "
          "charset=utf-8\n\nBEGIN:VCALENDAR\n--x--\n",
     "Subject: \n1 text/plain of 1 us-ascii|Good\n2 text/calendar of 1 us-ascii|BEGIN:VCALENDAR\n"},
};

static void test_parse(void **state)
{
    const struct parse_case *parse_case = *state;
    g_autoptr(GBytes) bytes = g_bytes_new(parse_case->message, strlen(parse_case->message));
    g_autoptr(GError) error = NULL;
    AUTO(mail) mail = mail_parse(bytes, &error);
    assert_no_error(error);
    g_autofree char *shown = show_mail(mail);
    assert_string_equal(shown, parse_case->shown);
}

static void test_empty(void **state)
{
    (void)state;
    static const char blank[] = " \r\n\t\0\n";
    for (gsize length = 0; length < sizeof blank; length++) {
        g_autoptr(GBytes) bytes = g_bytes_new_static(blank, length);
        g_autoptr(GError) error = NULL;
        assert_null(mail_parse(bytes, &error));
        assert_true(g_error_matches(error, ERROR_DOMAIN, ERROR_PERMANENT));
    }
}

static void test_fields(void **state)
{
    (void)state;
    static const char message[] =
        "Received: from x\r\n by y\r\nFrom: =?utf-8?Q?Zo=C3=AB?= <z@a.example>\nReply-To: r@a.example\nTo: s+tok@b.example\n"
        "Message-ID: <1@a.example>\nIn-Reply-To: <inv@b.example> (x)\nReferences: <0@b.example>\n <inv@b.example>junk\n"
        "Date: Tue, 18 Jun 2024 22:14:30 +0100\n\nx";
    g_autoptr(GBytes) bytes = g_bytes_new_static(message, sizeof message - 1);
    AUTO(mail) mail = mail_parse(bytes, NULL);
    const struct mail_address *from = mail->from->pdata[0];
    assert_string_equal(from->name, "Zoë");
    assert_string_equal(from->address, "z@a.example");
    assert_string_equal(((struct mail_address *)mail->reply_to->pdata[0])->address, "r@a.example");
    assert_string_equal(((struct mail_address *)mail->to->pdata[0])->address, "s+tok@b.example");
    assert_int_equal(mail->cc->len + mail->sender->len, 0);
    assert_string_equal(mail->message_id, "1@a.example");
    assert_string_equal(mail->in_reply_to, "inv@b.example");
    assert_int_equal(mail->references->len, 2);
    assert_string_equal(mail->references->pdata[1], "inv@b.example");
    assert_true(mail->has_date);
    assert_int_equal(mail->date_secs, 1718745270);
    assert_int_equal(mail->date_offset_secs, 3600);
    assert_string_equal(mail_header(mail, "received"), "from x by y");
    assert_null(mail_header(mail, "Cc"));
    assert_int_equal(mail->size_bytes, sizeof message - 1);
    assert_ptr_equal(mail_part_of_type(mail, "text/plain"), mail->parts->pdata[0]);
    assert_null(mail_part_of_type(mail, "text/html"));
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases) + 2];
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, test_parse, NULL, NULL, (void *)&cases[i]};
    tests[G_N_ELEMENTS(cases)] = (struct CMUnitTest)cmocka_unit_test(test_empty);
    tests[G_N_ELEMENTS(cases) + 1] = (struct CMUnitTest)cmocka_unit_test(test_fields);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
