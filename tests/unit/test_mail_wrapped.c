/* Mails inside something: S/MIME, winmail.dat, RTF, PGP. Cut at every byte, too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "mail/pgp.h"
#include "mail/rtf.h"
#include "mail/tnef.h"
#include "show_mail.h"

/* ---- S/MIME, made with openssl */

static char *read_test_file(const char *name, gsize *length)
{
    g_autofree char *path = g_build_filename(TEST_ROOT, "tests", "mail", name, NULL);
    char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, length, &error);
    assert_no_error(error);
    return text;
}

static char *show_bytes(const char *data, gsize length)
{
    g_autoptr(GBytes) bytes = g_bytes_new(data, length);
    AUTO(mail) mail = mail_parse(bytes, NULL);
    return mail != NULL ? show_mail(mail) : g_strdup("");
}

#define SIGNED                                                                                                                 \
    "1.1.1 text/plain of 1 utf-8|5. Good \u2013 at last\n1.1.2 text/html of 1 us-ascii|<p>5. <b>Good</b></p>\n"                \
    "! part 1 is signed with S/MIME; the signature was not checked\n"

static void test_smime(void **state)
{
    (void)state;
    static const char *const names[] = {"smime-signed.eml", "smime-signed-in-pieces.eml"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gsize length = 0;
        g_autofree char *text = read_test_file(names[i], &length), *shown = show_bytes(text, length);
        assert_non_null(strstr(shown, SIGNED));
        assert_null(strstr(shown, " file"));
    }
    gsize length = 0;
    g_autofree char *text = read_test_file("smime-encrypted.eml", &length), *shown = show_bytes(text, length);
    assert_non_null(strstr(shown, "! part 1 is encrypted with S/MIME and cannot be read"));
}

static void test_smime_cut(void **state)
{
    (void)state;
    gsize length = 0;
    g_autofree char *text = read_test_file("smime-signed-in-pieces.eml", &length);
    for (gsize cut = 0; cut < length; cut++)
        g_free(show_bytes(text, cut));
    for (gsize at = 400; at < length; at++) { /* every byte another one */
        char kept = text[at];
        text[at] = (char)(kept == 'A' ? '/' : 'A');
        g_free(show_bytes(text, length));
        text[at] = kept;
    }
}

/* ---- winmail.dat, made here */

static void add_number(GByteArray *out, guint32 number, guint bytes)
{
    for (guint i = 0; i < bytes; i++) {
        guint8 byte = (guint8)(number >> (8 * i));
        g_byte_array_append(out, &byte, 1);
    }
}

static void add_padded(GByteArray *out, const void *bytes, gsize length)
{
    add_number(out, (guint32)length, 4);
    g_byte_array_append(out, bytes, (guint)length);
    add_number(out, 0, (guint)(-length & 3));
}

static void add_property(GByteArray *out, guint type, guint id, const void *bytes, gsize length)
{
    add_number(out, type, 2);
    add_number(out, id, 2);
    add_number(out, 1, 4);
    add_padded(out, bytes, length);
}

static void add_attribute(GByteArray *out, guint level, guint32 id, const void *bytes, gsize length)
{
    add_number(out, level, 1);
    add_number(out, id, 4);
    add_number(out, (guint32)length, 4);
    g_byte_array_append(out, bytes, (guint)length);
    guint32 sum = 0;
    for (gsize i = 0; i < length; i++)
        sum += ((const guint8 *)bytes)[i];
    add_number(out, sum, 2);
}

#define RTF_HEAD "{\\rtf1\\ansi\\ansicpg1252{\\colortbl;\\red255\\green0\\blue0;\\red0\\green0\\blue255;}\\pard "
#define RTF_BODY RTF_HEAD "5. Good?\\par {\\b\\cf1 Requires} improvement\\par}"

/* Makes a winmail.dat with a file, and what is not NULL. */
static GByteArray *make_tnef(const char *html, const char *text, const char *rtf)
{
    GByteArray *out = g_byte_array_new();
    g_autoptr(GByteArray) properties = g_byte_array_new(), of_file = g_byte_array_new(), packed = g_byte_array_new();
    add_number(out, 0x223E9F78, 4);
    add_number(out, 1, 2);
    add_attribute(out, 1, 0x00069007, "\xe4\x04\0\0\0\0\0\0", 8); /* code page 1252 */
    add_number(properties, 2u + (html != NULL) + (text != NULL) + (rtf != NULL), 4);
    add_number(properties, 0x0003, 2); /* a number, under a name */
    add_number(properties, 0x8001, 2);
    g_byte_array_append(properties, (const guint8 *)"0123456789abcdef", 16);
    add_number(properties, 1, 4);
    add_padded(properties, "n\0a\0m\0", 6);
    add_number(properties, 7, 4);
    add_number(properties, 0x101E, 2); /* several strings */
    add_number(properties, 0x3000, 2);
    add_number(properties, 2, 4);
    add_padded(properties, "a", 2);
    add_padded(properties, "abcd", 5);
    if (html != NULL)
        add_property(properties, 0x102, 0x1013, html, strlen(html) + 1);
    if (text != NULL)
        add_property(properties, 0x1E, 0x1000, text, strlen(text) + 1);
    add_number(packed, rtf != NULL ? (guint32)strlen(rtf) + 12 : 0, 4);
    add_number(packed, rtf != NULL ? (guint32)strlen(rtf) : 0, 4);
    add_number(packed, 0x414C454D, 4); /* "MELA": not compressed */
    add_number(packed, 0, 4);
    if (rtf != NULL) {
        g_byte_array_append(packed, (const guint8 *)rtf, (guint)strlen(rtf));
        add_property(properties, 0x102, 0x1009, packed->data, packed->len);
    }
    add_attribute(out, 1, 0x00069003, properties->data, properties->len);
    add_attribute(out, 2, 0x00069002, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 14);
    add_attribute(out, 2, 0x00018010, "ANSWER~1.DOC", 13);
    add_attribute(out, 2, 0x0006800F, "file bytes", 10);
    add_number(of_file, 1, 4);
    add_property(of_file, 0x1F, 0x3707, "a\0.\0d\0o\0c\0\0\0", 12);
    add_attribute(out, 2, 0x00069005, of_file->data, of_file->len);
    return out;
}

#define TNEF_HEAD "Subject: s\nDate: Tue, 18 Jun 2024 22:14:30 +0100\nContent-Type: multipart/mixed; boundary=x\n\n--x\n"
#define TNEF_PART                                                                                                              \
    "--x\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Disposition: attachment; filename=winmail.dat\n"        \
    "Content-Transfer-Encoding: base64\n\n"

static char *show_tnef(const char *before, GByteArray *tnef)
{
    g_autofree char *code = g_base64_encode(tnef->data, tnef->len);
    g_autofree char *message = g_strconcat(TNEF_HEAD, before, TNEF_PART, code, "\n--x--\n", NULL);
    return show_bytes(message, strlen(message));
}

static void test_tnef(void **state)
{
    (void)state;
    g_autoptr(GByteArray) rtf = make_tnef(NULL, NULL, RTF_BODY), html = make_tnef("<p>caf\xe9</p>", "caf\xe9\r\n", NULL);
    g_autofree char *with_text = show_tnef("\n5. Good?\nRequires improvement\n", rtf), *alone = show_tnef("", html);
    assert_string_equal(with_text, "Subject: s\n1 text/plain of 1 us-ascii|5. Good?\\nRequires improvement\n"
                                   "2 application/ms-tnef \"winmail.dat\"\n"
                                   "2.1 text/html of 1 rtf|5. Good?<br>\\n<span style=\"font-weight:bold;color:#ff0000;\">"
                                   "Requires</span> improvement<br>\\n\n2.2 application/octet-stream file \"a.doc\" 10|file "
                                   "bytes\n! part 2 is winmail.dat of Outlook; it was opened\n");
    assert_non_null(strstr(alone, ".1 text/plain of 1 winmail.dat|café\n"));
    assert_non_null(strstr(alone, ".2 text/html of 1 html|<p>café</p>\n"));
}

static void test_tnef_broken(void **state)
{
    (void)state;
    g_autoptr(GByteArray) tnef = make_tnef("<p>caf\xe9</p>", "caf\xe9\r\n", RTF_BODY);
    for (guint cut = 0; cut < tnef->len; cut++) {
        g_autofree guint8 *bytes = g_memdup2(tnef->data, cut); /* of its own, so that a byte too far is noticed */
        struct tnef *read = tnef_read(bytes, cut, 1000);
        if (read != NULL)
            tnef_free(read);
    }
    for (guint at = 4; at < tnef->len; at++) {
        static const guint8 others[] = {0, 0xFF, 0x7F, 0x1E};
        guint8 kept = tnef->data[at];
        for (guint i = 0; i < G_N_ELEMENTS(others); i++) {
            tnef->data[at] = others[i];
            struct tnef *read = tnef_read(tnef->data, tnef->len, 1000);
            if (read != NULL)
                tnef_free(read);
        }
        tnef->data[at] = kept;
    }
}

/* ---- RTF */

static const struct {
    const char *rtf, *html; /* NULL: nothing to see */
} rtfs[] = {
    {"{\\rtf1 hello}", "hello"},
    {"{\\rtf1\\ansi\\ansicpg1251 \\'cf\\'f0\\'e8}", "При"},
    {"{\\rtf1 caf\\'e9 \\u8217? \\u-10179?\\u-8694? 1 < 2}", "café \u2019 😊 1 &lt; 2"},
    {"{\\rtf1 \\uc2\\u8217ab!}", "\u2019!"},
    {"{\\rtf1 a\\par b\\line c\\tab d\\~e\\\\\\{\\}}", "a<br>\nb<br>\nc\td&nbsp;e\\{}"},
    {"{\\rtf1 {\\b a}{\\i b}{\\ul c\\ulnone d}{\\strike e}}",
     "<span style=\"font-weight:bold;\">a</span><span style=\"font-style:italic;\">b</span>"
     "<span style=\"text-decoration:underline ;\">c</span>d<span style=\"text-decoration:line-through;\">e</span>"},
    {RTF_HEAD "\\cf1 red\\cf0  \\highlight2 blue\\plain  x}",
     "<span style=\"color:#ff0000;\">red</span> <span style=\"background-color:#0000ff;\">blue</span> x"},
    {"{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\info{\\title x}}{\\*\\generator y;}shown{\\pict 0102}}", "shown"},
    {"{\\rtf1\\ansi\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\htmlrtf0 Good {\\*\\htmltag84 &amp;}\\htmlrtf \\'26\\htmlrtf0  "
     "fair{\\*\\htmltag72 </p>}\\htmlrtf \\par\\htmlrtf0}",
     "<p>Good &amp; fair</p>"},
    {"{\\rtf1 never closed", "never closed"},
    {"{\\rtf1 }}}} more", " more"},
    {"{\\rtf1}", NULL},
    {"not rtf", NULL},
    {"", NULL},
};

static void test_rtf(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(rtfs); i++) {
        g_autofree char *html = rtf_plain_to_html(rtfs[i].rtf, strlen(rtfs[i].rtf));
        if (g_strcmp0(html, rtfs[i].html) != 0)
            fail_msg("%s: \"%s\"", rtfs[i].rtf, html);
    }
}

/* The two examples of MS-OXRTFCP, section 4.1. */
static void test_rtf_compressed(void **state)
{
    (void)state;
    static const guint8 simple[] = {0x2d, 0,    0,    0,    0x2b, 0,    0,    0,    0x4c, 0x5a, 0x46, 0x75, 0xf1,
                                    0xc5, 0xc7, 0xa7, 3,    0,    0x0a, 0,    0x72, 0x63, 0x70, 0x67, 0x31, 0x32,
                                    0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0,    0x20, 0x62,
                                    0x77, 5,    0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0};
    static const guint8 overlap[] = {0x1a, 0,    0, 0, 0x1c, 0,    0,    0,    0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b,
                                     0x51, 0x41, 0, 4, 0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 1,    0x0e, 0xb0};
    g_autoptr(GByteArray) first = rtf_decompress(simple, sizeof simple, 1000);
    g_autoptr(GByteArray) second = rtf_decompress(overlap, sizeof overlap, 1000);
    g_byte_array_append(first, (const guint8 *)"", 1);
    g_byte_array_append(second, (const guint8 *)"", 1);
    assert_string_equal((const char *)first->data, "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
    assert_string_equal((const char *)second->data, "{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
    assert_null(rtf_decompress(simple, 15, 1000));
    assert_null(rtf_to_html(simple, 16, 1000)); /* nothing in it */
    for (gsize cut = 16; cut < sizeof simple; cut++) {
        g_autoptr(GByteArray) part = rtf_decompress(simple, cut, 10);
        assert_true(part->len <= 27);
    }
}

/* ---- PGP */

#define ARMOUR_END "-----BEGIN PGP SIGNATURE-----\n\niQEz\n-----END PGP SIGNATURE-----\n"

static const struct {
    const char *text, *inner; /* NULL: it is not signed */
} signeds[] = {
    {"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n5. Good\n- --\n- -----x\n" ARMOUR_END, "5. Good\n--\n-----x\n"},
    {"Before\n-----BEGIN PGP SIGNED MESSAGE-----\n\n5. Good\n" ARMOUR_END "After\n", "Before\n5. Good\nAfter\n"},
    {"> -----BEGIN PGP SIGNED MESSAGE-----\n>\n> x\n", NULL},
    {"-----BEGIN PGP SIGNED MESSAGE-----\n\n5. Good\n", NULL},
    {"5. Good\n", NULL},
};

static void test_pgp(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(signeds); i++) {
        g_autofree char *inner = pgp_signed_text(signeds[i].text);
        if (g_strcmp0(inner, signeds[i].inner) != 0)
            fail_msg("%u: \"%s\"", i, inner);
    }
    assert_true(pgp_is_encrypted("-----BEGIN PGP MESSAGE-----\n\nhQ==\n"));
    assert_false(pgp_is_encrypted("he wrote -----BEGIN PGP MESSAGE----- there\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_smime), cmocka_unit_test(test_smime_cut),
                                       cmocka_unit_test(test_tnef),  cmocka_unit_test(test_tnef_broken),
                                       cmocka_unit_test(test_rtf),   cmocka_unit_test(test_rtf_compressed),
                                       cmocka_unit_test(test_pgp)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
