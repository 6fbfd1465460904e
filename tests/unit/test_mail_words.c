/* Words of header fields: encoded words, addresses, dates, parameters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "mail/address.h"
#include "mail/date.h"
#include "mail/encoded_word.h"
#include "mail/mail.h"

static const struct {
    const char *raw, *words, *fallback;
} encoded[] = {
    {" Re: survey ", "Re: survey", NULL},
    {" folded\r\n line\n\twith tab", "folded line with tab", NULL},
    {"a\rb\nc\r\nd\r\n e", "a b c d e", NULL},
    {"a\rb\nc\r\nd\r\n é", "a b c d é", NULL},
    {"=?utf-8?Q?Zo=C3=AB?=", "Zoë", NULL},
    {"=?UTF-8?B?Wm/Dqw==?= Hartnoll", "Zoë Hartnoll", NULL},
    {"=?utf-8?q?a?= =?utf-8?q?b?=\r\n =?utf-8?q?c?= d", "abc d", NULL},
    {"=?utf-8?B?Wm/D?= =?utf-8?B?qw==?=", "Zoë", NULL},               /* a character cut between two words */
    {"=?utf-8?B?Wm/Dqw==?= =?utf-8?B?IGFnYWlu?=", "Zoë again", NULL}, /* padding before the next word */
    {"=?utf-16be?B?AFoA6w==?= =?utf-16be?B?ACEAIQ==?=", "Zë!!", NULL},
    {"=?iso-8859-1?Q?=93Good=94?=", "\u201cGood\u201d", NULL},
    {"=?windows-1251?B?z/Do4uXy?=", "Привет", NULL},
    {"=?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは", NULL},
    {"=?gb2312?B?xOO6ww==?=", "你好", NULL},
    {"=?utf-8*en?Q?hello?=", "hello", NULL},
    {"=?nonsense?Q?caf=E9?=", "café", NULL},
    {"=?utf-8?Q?caf=E9?=", "café", NULL},                         /* not the charset that it names */
    {"=?utf-8?Q?with spaces in it?=", "with spaces in it", NULL}, /* not allowed, and written */
    {"=?utf-8?Q?1=_=?=", "1= =", NULL},                           /* "=" that begins no code */
    {"=?utf-8?B?R29vZA?=", "Good", NULL},                         /* padding lacks */
    {"=?utf-8?Q?never closed", "= ?utf-8?Q?never closed", NULL},
    {"=?utf-8?Q?never =?utf-8?Q?closed?=", "= ?utf-8?Q?never closed", NULL},
    {"=?utf-8?X?what?=", "=?utf-8?X?what?=", NULL},
    {"a=?utf-8?Q?b?=c", "abc", NULL},
    {"=?utf-8?Q?Re:_x=0D=0ABcc:_a@b.example?=", "Re: x  Bcc: a@b.example", NULL},
    {"=?utf-8?Q?nul=00=07=1B[31m?=", "nul   [31m", NULL},
    {"=?utf-8?B?bnVsAAcg?= end", "nul    end", NULL},
    {"Siobh\xe1n \x96 raw", "Siobhán \u2013 raw", NULL},
    {"Siobh\xc3\xa1n raw", "Siobhán raw", NULL},
    {"\xf0\xd2\xc9\xd7\xc5\xd4", "Привет", "koi8-r"},
    {"=?utf-8?Q?"
     "?=",
     "", NULL},
    {"=?=", "=?=", NULL},
    {"?=?=?=", "?=?=?=", NULL},
    {"x=?y", "x=?y", NULL},
    {"", "", NULL},
};

static void test_encoded_words(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(encoded); i++) {
        g_autofree char *words = encoded_words_decode(encoded[i].raw, strlen(encoded[i].raw), encoded[i].fallback);
        assert_string_equal(words, encoded[i].words);
    }
}

static void test_fields_of_programs(void **state)
{
    (void)state;
    const char *raw = " mx.example;\r\n\tspf=pass smtp.mailfrom=\"=?utf-8?q?x;_dmarc=3Dpass?=\"@a.example";
    g_autofree char *text = field_unfold(raw, strlen(raw));
    assert_string_equal(text, "mx.example; spf=pass smtp.mailfrom=\"=?utf-8?q?x;_dmarc=3Dpass?=\"@a.example");
}

/* Addresses are shown as "name <address>; ...". */
static const struct {
    const char *raw, *shown;
} addresses[] = {
    {"a@b.example", " <a@b.example>"},
    {"Ann Lee <a@b.example>", "Ann Lee <a@b.example>"},
    {"\"Lee, Ann\" <a@b.example>", "Lee, Ann <a@b.example>"},
    {"Lee, Ann <a@b.example>", "Lee, Ann <a@b.example>"}, /* as people type it */
    {"a@b.example, c@d.example", " <a@b.example>;  <c@d.example>"},
    {"Ann <a@b.example>, Bob <c@d.example>", "Ann <a@b.example>; Bob <c@d.example>"},
    {"Ann <a@b.example>; Bob <c@d.example>", "Ann <a@b.example>; Bob <c@d.example>"},
    {"a@b.example (Ann (the head) Lee)", "Ann (the head) Lee <a@b.example>"},
    {"=?utf-8?Q?Lee=2C_Zo=C3=AB?= <a@b.example>", "Lee, Zoë <a@b.example>"},
    {"=?utf-8?Q?Lee,_Zo=C3=AB?= <a@b.example>", "Lee, Zoë <a@b.example>"},
    {"\"=?utf-8?Q?Zo=C3=AB?=\" <a@b.example>", "Zoë <a@b.example>"},
    {"Zo\xeb <a@b.example>", "Zoë <a@b.example>"},
    {"'Ann' <a@b.example>", "Ann <a@b.example>"},
    {"Heads: Ann <a@b.example>, c@d.example;", "Ann <a@b.example>;  <c@d.example>"},
    {"undisclosed-recipients:;", ""},
    {"Ann <>", "Ann <>"},
    {"<>", " <>"},
    {"Ann <a@b.example", "Ann <a@b.example>"},
    {"Ann <<a@b.example>>", "Ann <a@b.example>"},
    {"Ann <a@b.example> <c@d.example>", "Ann <a@b.example>;  <c@d.example>"},
    {"Ann a@b.example", "Ann <a@b.example>"},
    {"<@relay.example:a@b.example>", " <a@b.example>"},
    {"mailto:a@b.example", " <a@b.example>"},
    {"\"a b\"@c.example", " <\"a b\"@c.example>"},
    {"a @ b.example", " <a@b.example>"},
    {"Ann", "Ann <>"},
    {"Ann \\\"the\\\" Lee <a@b.example>", "Ann \\\"the\\\" Lee <a@b.example>"},
    {"\"x\\\"; rm -rf ~\" <a@b.example>", "x\"; rm -rf ~ <a@b.example>"},
    {"=?utf-8?B?SGVhZA0KVG86IHg=?= <a@b.example>", "Head  To: x <a@b.example>"},
    {"Ann <a@b.example\r\n >, <c@d.example>", "Ann <a@b.example>;  <c@d.example>"},
    {",,, ;;;", ""},
    {"", ""},
};

static char *show_addresses(const char *raw)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(mail_address_free);
    address_read(list, raw, strlen(raw), NULL);
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < list->len; i++) {
        const struct mail_address *address = list->pdata[i];
        g_string_append_printf(out, "%s%s <%s>", i > 0 ? "; " : "", address->name, address->address);
    }
    return g_string_free(out, FALSE);
}

static void test_addresses(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(addresses); i++) {
        g_autofree char *shown = show_addresses(addresses[i].raw);
        assert_string_equal(shown, addresses[i].shown);
    }
}

static const struct {
    const char *text, *utc; /* utc: NULL where it is no date */
    gint32 offset_minutes;
    bool has_zone;
} dates[] = {
    {"Tue, 18 Jun 2024 22:14:30 +0100", "2024-06-18T21:14:30Z", 60, true},
    {"18 Jun 2024 22:14 +0000", "2024-06-18T22:14:00Z", 0, true},
    {"Tue, 18 Jun 2024 22:14:30 +0100 (British Summer Time)", "2024-06-18T21:14:30Z", 60, true},
    {"Tue, 18 Jun 2024 22:14:30 BST", "2024-06-18T22:14:30Z", 0, false},
    {"Tue, 18 Jun 2024 22:14:30 -0730", "2024-06-19T05:44:30Z", -450, true},
    {"Tue, 18 Jun 2024 22:14:30 GMT", "2024-06-18T22:14:30Z", 0, true},
    {"Tue Jun 18 22:14:30 2024", "2024-06-18T22:14:30Z", 0, false},
    {"Tue Jun 18 22:14:30 2024 +0200", "2024-06-18T20:14:30Z", 120, true},
    {"Tue, 18-Jun-2024 22:14:30 +0100", "2024-06-18T21:14:30Z", 60, true},
    {"18 June 2024 at 22:14:30 UTC", "2024-06-18T22:14:30Z", 0, true},
    {"2024-06-18T22:14:30Z", "2024-06-18T22:14:30Z", 0, true},
    {"2024-06-18T22:14:30+01:00", "2024-06-18T21:14:30Z", 60, true},
    {"2024-06-18 22:14:30 +0100", "2024-06-18T21:14:30Z", 60, true},
    {"18/06/2024 22:14:30", "2024-06-18T22:14:30Z", 0, false},
    {"Tue, 18 Jun 24 22:14:30 +0100", "2024-06-18T21:14:30Z", 60, true},
    {"Tue, 18 Jun 99 12:00:00 +0000", "1999-06-18T12:00:00Z", 0, true},
    {"Tue, 18 Jun 2024", "2024-06-18T00:00:00Z", 0, false},
    {"Tue, 18 Jun 2024 24:14:30 +0100", NULL, 0, false},
    {"Tue, 31 Feb 2024 12:14:30 +0100", NULL, 0, false},
    {"Tue, 18 Jun 2024 22:14:30 +9900", "2024-06-18T22:14:30Z", 0, false},
    {"Tue, 29 Feb 2024 12:00:59 +0000", "2024-02-29T12:00:59Z", 0, true},
    {"tomorrow", NULL, 0, false},
    {"Tue, 18 Jun 1024 22:14:30 +0100", NULL, 0, false},
    {"", NULL, 0, false},
};

static void test_dates(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(dates); i++) {
        gint64 secs = 0;
        gint32 offset_secs = 0;
        bool has_zone = false;
        bool is_date = date_read(dates[i].text, strlen(dates[i].text), &secs, &offset_secs, &has_zone);
        if (is_date != (dates[i].utc != NULL))
            fail_msg("%s: %s", dates[i].text, is_date ? "taken for a date" : "not taken for a date");
        if (!is_date)
            continue;
        g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(secs);
        g_autofree char *utc = g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ");
        assert_string_equal(utc, dates[i].utc);
        assert_int_equal(offset_secs / 60, dates[i].offset_minutes);
        assert_int_equal(has_zone, dates[i].has_zone);
    }
}

/* What a Content-Type and a Content-Disposition say: "type charset filename", "file", how it flows. */
static const struct {
    const char *type, *disposition, *shown;
} contents[] = {
    {"text/plain; charset=utf-8", NULL, "text/plain utf-8 -"},
    {"TEXT/HTML;charset=\"UTF-8\"", NULL, "text/html UTF-8 -"},
    {"text/plain charset=utf-8", NULL, "text/plain utf-8 -"},
    {"text/plain; charset=utf-8 format=flowed", NULL, "text/plain utf-8 - flowed"},
    {"text/plain; charset = \"us-ascii\" ; format = Flowed; delsp = YES", NULL, "text/plain us-ascii - flowed delsp"},
    {"text/plain; charset=\"utf-8; format=flowed", NULL, "text/plain utf-8 - flowed"},
    {"text", NULL, "text/plain - -"},
    {"html; charset=x", NULL, "text/html x -"},
    {"", NULL, "text/plain - -"},
    {"nonsense nonsense", NULL, "text/plain - -"},
    {"image/png; name=\"a.png\"", "inline", "image/png - a.png file"},
    {"image/png; name=a.png", "attachment; filename=\"b.png\"", "image/png - b.png file"},
    {"image/png", "attachment; filename=my holiday.png", "image/png - my holiday.png file"},
    {"image/png", "attachment; filename*=utf-8''Zo%C3%AB%20x.png", "image/png - Zoë x.png file"},
    {"image/png", "attachment; filename*0*=iso-8859-1'en'Zo%EB; filename*1=\"%20.png\"", "image/png - Zoë%20.png file"},
    {"image/png", "attachment; filename=\"=?utf-8?Q?Zo=C3=AB?=.png\"", "image/png - Zoë.png file"},
    {"image/png", "attachment; filename=\"=?utf-8?B?Wm/Dqw==?= =?utf-8?B?LnBuZw?=\"", "image/png - Zoë.png file"},
    {"image/png; name=\"=?iso-8859-1?B?Wm/r?=.png\"", NULL, "image/png - Zoë.png file"},
    {"image/png", "attachment; filename=\"../../etc/passwd\"", "image/png - passwd file"},
    {"image/png", "attachment; filename=\"C:\\\\x\\\\y.doc\"", "image/png - y.doc file"},
    {"image/png", "attachment; filename=\"..\"", "image/png - - file"},
    {"image/png", "ATTACHMENT", "image/png - - file"},
    {"text/plain; charset=a; charset=b", NULL, "text/plain a -"},
};

static void test_contents(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(contents); i++) {
        g_autofree char *message = g_strdup_printf("content-type: %s\n%s%s%sContent-Language: en\n\nx", contents[i].type,
                                                   contents[i].disposition != NULL ? "Content-Disposition: " : "",
                                                   contents[i].disposition != NULL ? contents[i].disposition : "",
                                                   contents[i].disposition != NULL ? "\n" : "");
        g_autoptr(GBytes) bytes = g_bytes_new(message, strlen(message));
        AUTO(mail) mail = mail_parse(bytes, NULL);
        const struct mail_part *part = mail->parts->pdata[0];
        g_autofree char *shown =
            g_strdup_printf("%s %s %s%s%s%s", part->type, part->charset != NULL ? part->charset : "-",
                            part->filename != NULL ? part->filename : "-", part->is_attachment ? " file" : "",
                            part->flowed ? " flowed" : "", part->delsp ? " delsp" : "");
        if (strcmp(shown, contents[i].shown) != 0)
            fail_msg("%s %s: \"%s\"", contents[i].type, contents[i].disposition, shown);
    }
}

/* Content-Types of a multipart, and its boundary. */
static const struct {
    const char *type, *boundary;
} boundaries[] = {
    {"multipart/mixed; boundary=\"a b\"", "a b"},
    {"multipart/mixed; boundary=a=b", "a=b"},
    {"multipart/mixed;\r\n\tboundary=\"--=_x\"", "--=_x"},
    {"multipart/mixed; boundary*0=ab; boundary*1=cd", "abcd"},
    {"multipart/mixed; boundary=\"x \"", "x"},
};

static void test_boundaries(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(boundaries); i++) {
        const char *boundary = boundaries[i].boundary;
        g_autofree char *message = g_strdup_printf("Content-Type: %s\n\n--%s\n\nGood\n--%s\n\nmore\n--%s--\n",
                                                   boundaries[i].type, boundary, boundary, boundary);
        g_autoptr(GBytes) bytes = g_bytes_new(message, strlen(message));
        AUTO(mail) mail = mail_parse(bytes, NULL);
        assert_int_equal(mail->parts->len, 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_encoded_words), cmocka_unit_test(test_fields_of_programs),
                                       cmocka_unit_test(test_addresses),     cmocka_unit_test(test_dates),
                                       cmocka_unit_test(test_contents),      cmocka_unit_test(test_boundaries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
