/* Mails taken apart: fields, parts, and what is odd about them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "show_mail.h"

struct parse_case {
    const char *name, *message;
    const char *shown; /* by show_mail */
};

#define HEAD "From: A <a@b.example>\nDate: Tue, 18 Jun 2024 22:14:30 +0100\n"

static const struct parse_case cases[] = {
    {"plain", HEAD "Subject: Hello\n\nGood\n", "Subject: Hello\n1 text/plain utf-8|Good\\n\n"},
    {"CRLF", HEAD "Subject: Hello\r\n\r\nGood\r\nor not\r\n", "Subject: Hello\n1 text/plain utf-8|Good\\nor not\\n\n"},
    {"alternatives with a picture",
     HEAD "Content-Type: multipart/alternative; boundary=a\n\npreamble\n--a\n\nGood\n--a\n"
          "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html; charset=us-ascii\n\n<p>Good\n--r\n"
          "Content-Type: image/png\nContent-ID: <x>\nContent-Transfer-Encoding: base64\n\nAAEC\n--r--\n--a--\n",
     "Subject: \n1 text/plain of 1 utf-8|Good\n2.1 text/html of 1 windows-1252|<p>Good\n2.2 image/png "
     "3|\\x00\\x01\\x02\n"},
};

static void test_parse(void **state)
{
    const struct parse_case *parse_case = *state;
    g_autoptr(GBytes) bytes = g_bytes_new_static(parse_case->message, strlen(parse_case->message));
    g_autoptr(GError) error = NULL;
    AUTO(mail) mail = mail_parse(bytes, &error);
    assert_no_error(error);
    g_autofree char *shown = show_mail(mail);
    assert_string_equal(shown, parse_case->shown);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(cases)];
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++)
        tests[i] = (struct CMUnitTest){cases[i].name, test_parse, NULL, NULL, (void *)&cases[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
