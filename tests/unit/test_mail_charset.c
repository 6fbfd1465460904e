/* Bytes in charsets and transfer encodings as they come: labelled rightly, wrongly, not at all, and broken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "mail/charset.h"
#include "mail/transfer.h"

#define BYTES(text) text, sizeof(text) - 1

enum flags { CORRECTED = 1, DAMAGED = 2 };

static const struct {
    const char *bytes;
    gsize length;
    const char *declared, *text, *decoded_as;
    guint flags;
} texts[] = {
    /* As declared. */
    {BYTES("Good"), "us-ascii", "Good", "us-ascii", 0},
    {BYTES("caf\xc3\xa9"), "utf-8", "café", "utf-8", 0},
    {BYTES("caf\xe9"), "iso-8859-1", "café", "windows-1252", 0},
    {BYTES("\xcf\xf0\xe8"), "windows-1251", "При", "windows-1251", 0},
    {BYTES("\xf0\xd2\xc9"), "KOI8-R", "При", "KOI8-R", 0},
    {BYTES("caf\x8e"), "macintosh", "café", "MACINTOSH", 0},
    {BYTES("caf\x8e"), "x-mac-roman", "café", "MACINTOSH", 0},
    {BYTES("\xc4\xe3\xba\xc3"), "gb2312", "你好", "GB18030", 0},
    {BYTES("\xa7\x41\xa6\x6e"), "big5", "你好", "BIG5-HKSCS", 0},
    {BYTES("\x82\xb1\x82\xf1"), "shift_jis", "こん", "CP932", 0},
    {BYTES("\x1b$B$3$s\x1b(B ok"), "iso-2022-jp", "こん ok", "ISO-2022-JP-3", 0},
    {BYTES("\xb0\xa1"), "ks_c_5601-1987", "가", "UHC", 0},
    {BYTES("caf+AOk-"), "utf-7", "café", "UTF-7", 0},
    {BYTES("\xa4 5"), "iso-8859-15", "€ 5", "ISO-8859-15", 0},
    {BYTES("\xe6\xf0"), "iso-8859-8-i",
     "זנ"
     "",
     NULL, 0},
    /* Names. */
    {BYTES("caf\xe9"), "ISO_8859-1:1987", "café", "windows-1252", 0},
    {BYTES("caf\xe9"), "\"windows-1252\"", "café", "windows-1252", 0},
    {BYTES("caf\xe9"), "windows-1252http-equivcontent-type", "café", "windows-1252", 0},
    {BYTES("\xcf\xf0\xe8"), "x-cp1251", "При", "windows-1251", 0},
    {BYTES("caf\x82"), "ibm850", "café", "CP850", 0},
    {BYTES("caf\xc3\xa9"), "utf8", "café", "utf-8", 0},
    {BYTES("caf\xc3\xa9"), "utf-8;", "café", "utf-8", 0},
    {BYTES("caf\xc3\xa9"), "cp65001", "café", "utf-8", 0},
    /* Microsoft's marks under the name of Latin-1. */
    {BYTES("\x93it\x92s\x94 \x96 \x80"
           "5"),
     "iso-8859-1", "\u201cit\u2019s\u201d \u2013 \u20ac5", "windows-1252", 0},
    {BYTES("it\x92s"), "us-ascii", "it\u2019s", "windows-1252", 0},
    {BYTES("it\x92s"), "iso-8859-2", "it\u2019s", "ISO-8859-2", 0},
    {BYTES("\x81 \x8d"), "windows-1252", "\ufffd \ufffd", "windows-1252", DAMAGED},
    /* Labels that are wrong. */
    {BYTES("caf\xc3\xa9"), "us-ascii", "café", "utf-8", CORRECTED},
    {BYTES("caf\xc3\xa9"), "iso-8859-1", "café", "utf-8", CORRECTED},
    {BYTES("caf\xc3\xa9"), "windows-1251", "café", "utf-8", CORRECTED},
    {BYTES("\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xbd\xa0"), "gb2312", "你好你", "utf-8", CORRECTED},
    {BYTES("caf\xe9"), "utf-8", "café", "windows-1252", CORRECTED},
    {BYTES("caf\xc3\xa9 caf\xe9"), "utf-8", "café café", "utf-8 and windows-1252", CORRECTED},
    {BYTES("caf\xc3"), "utf-8", "cafÃ", "windows-1252", CORRECTED},
    {BYTES("Good"), "utf-16", "Good", "us-ascii", 0},
    {BYTES("Good"), "shift_jis", "Good", "us-ascii", 0},
    /* Broken in a set of several bytes. */
    {BYTES("\xc4\xe3\xff\xba\xc3"), "gb2312", "你\ufffd好", "GB18030", DAMAGED},
    {BYTES("\xc4\xe3\xba"), "gb2312", "你\ufffd", "GB18030", DAMAGED},
    /* No label, or one that nobody knows. */
    {BYTES("caf\xc3\xa9"), NULL, "café", "utf-8", 0},
    {BYTES("caf\xe9"), NULL, "café", "windows-1252", 0},
    {BYTES("caf\xe9"), "x-unknown", "café", "windows-1252", 0},
    {BYTES("caf\xc3\xa9"), "unknown-8bit", "café", "utf-8", 0},
    {BYTES("caf\xe9"), "no/such//TRANSLIT", "café", "windows-1252", 0},
    {BYTES("\x1b$B$3$s\x1b(B ok"), "us-ascii", "こん ok", "ISO-2022-JP-3", 0},
    {BYTES("\xef\xbb\xbf\0caf\xc3\xa9"), NULL, " café", "utf-8", 0},
    {BYTES("\x1b$B$3$s\x1b(B ok"), NULL, "こん ok", "ISO-2022-JP-3", 0},
    /* Marks and forms of UTF-16. */
    {BYTES("\xef\xbb\xbf"
           "caf\xc3\xa9"),
     "iso-8859-1", "café", "utf-8", 0},
    {BYTES("\xff\xfeG\0o\0"), NULL, "Go", "UTF-16LE", 0},
    {BYTES("\xfe\xff\0G\0o"), "utf-8", "Go", "UTF-16BE", 0},
    {BYTES("G\0o\0o\0d\0"), "utf-16", "Good", "UTF-16LE", 0},
    {BYTES("\0G\0o\0o\0d"), "utf-16", "Good", "UTF-16BE", 0},
    {BYTES("G\0o\0\0\xd8o\0"), "utf-16le", "Go\ufffdo", "UTF-16LE", DAMAGED},
    {BYTES("G\0o\0o"), "utf-16le", "Go\ufffd", "UTF-16LE", DAMAGED},
    /* NUL is a space. */
    {BYTES("5. \0Good\0"), "us-ascii", "5.  Good ", "us-ascii", 0},
    {BYTES("5. \0Gro\xdf\0"), "iso-8859-1", "5.  Groß ", "windows-1252", 0},
    {BYTES("5. \0Gro\xdf\0"), "utf-8", "5.  Groß ", "windows-1252", CORRECTED},
    {BYTES(""), "utf-8", "", "us-ascii", 0},
};

static void test_texts(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        struct charset_text text = charset_decode(texts[i].bytes, texts[i].length, texts[i].declared);
        if (strcmp(text.text, texts[i].text) != 0)
            fail_msg("%u, declared %s: \"%s\"", i, texts[i].declared, text.text);
        if (texts[i].decoded_as != NULL)
            assert_string_equal(text.decoded_as, texts[i].decoded_as);
        assert_true(g_utf8_validate(text.text, -1, NULL));
        assert_int_equal(text.is_corrected, (texts[i].flags & CORRECTED) != 0);
        assert_int_equal(text.is_damaged, (texts[i].flags & DAMAGED) != 0);
        charset_text_clear(&text);
    }
}

static const struct {
    const char *text, *undone; /* NULL: it stays */
} doubles[] = {
    {"donâ€™t", "don\u2019t"},
    {"â€œGoodâ€\xc2\x9d", "\u201cGood\u201d"},
    {"ZoÃ« cafÃ©", "Zoë café"},
    {"Â£5", "£5"},
    {"donâ€™t Å“uvre", "don\u2019t œuvre"},
    {"ðŸ˜Š", "😊"},
    {"donÃ¢â‚¬â„¢t", "don\u2019t"}, /* once more */
    {"donâ\xc2\x80\xc2\x99t", "don\u2019t"},
    {"plain", NULL},
    {"café Zoë £5 don\u2019t", NULL},
    {"Â", NULL},
    {"Ã", NULL},
    {"NÃO", NULL},
    {"tân, môr", NULL},
    {"Å“", NULL}, /* a letter before a quote */
    {"âge € 5", NULL},
    {"", NULL},
};

static void test_doubles(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(doubles); i++) {
        guint places;
        g_autofree char *undone = charset_undo_double(doubles[i].text, &places);
        if (g_strcmp0(undone, doubles[i].undone) != 0)
            fail_msg("%s: \"%s\"", doubles[i].text, undone);
    }
}

static const struct {
    const char *html, *charset;
} metas[] = {
    {"<html><head><meta charset=utf-8>", "utf-8"},
    {"<META HTTP-EQUIV=\"Content-Type\" CONTENT=\"text/html; charset=windows-1251\">", "windows-1251"},
    {"<meta name=x><meta charset = 'koi8-r' />", "koi8-r"},
    {"<meta charset=utf-16>", "utf-8"},
    {"<meta charset=>", NULL},
    {"<meta charset", NULL},
    {"<p>charset=utf-8", NULL},
    {"", NULL},
};

static void test_metas(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(metas); i++) {
        g_autofree char *charset = charset_of_html(metas[i].html, strlen(metas[i].html));
        if (g_strcmp0(charset, metas[i].charset) != 0)
            fail_msg("%s: \"%s\"", metas[i].html, charset);
    }
}

#define LONG64 "QW5zd2VyczogMS4gc2VydmluZyAyLiBwcmltYXJ5IDMuIE1hcmNoIDIwMjQgNC4g"
#define LONG "Answers: 1. serving 2. primary 3. March 2024 4. "

static const struct {
    const char *name, *encoded, *decoded;
    bool is_mixed;
} transfers[] = {
    {"base64", "R29vZA==\n", "Good", false},
    {"BASE64 ", "R29v\r\nZA==\r\n", "Good", false},
    {"base64", "R29vZA", "Good", false}, /* no padding */
    {"base64", "R29vZ", "Goo", false},   /* cut */
    {"base64", " R29v\n\tZA==\t", "Good", false},
    {"base64", "R29v!ZA==", "Good", false},                    /* junk */
    {"base64", "R29v\nR29vZA==\nR29v\n", "GooGoodGoo", false}, /* one after another */
    {"base64", LONG64 "\n" LONG64 "\nZ3JhZGVk\n\nThis mail was scanned.\n", LONG LONG "graded\nThis mail was scanned.\n", true},
    {"base64", "1. Good\n2. Yes, it was\n3. No\n", "1. Good\n2. Yes, it was\n3. No\n", true}, /* none at all */
    {"base64", "Good\nor not, who knows?\n", "Good\nor not, who knows?\n", true},
    {"base64", "R29vZAo=\nSent from my phone, sorry.\n", "Good\nSent from my phone, sorry.\n", true},
    {"base64", "", "", false},
    {"quoted-printable", "caf=C3=A9 =\r\nau lait=\n!", "caf\xc3\xa9 au lait!", false},
    {"quoted-printable", "caf=c3=a9", "caf\xc3\xa9", false},
    {"quoted-printable", "1=2, =, =G1 =", "1=2, =, =G1 ", false}, /* "=" that begins no code */
    {"quoted-printable", "soft=  \r\nbreak", "softbreak", false},
    {"quoted-printable", "ends in =4", "ends in =4", false},
    {"Quoted-Printable", "a_b", "a_b", false},
    {"7bit", "caf\xe9=3D", "caf\xe9=3D", false}, /* the label does not matter */
    {"nonsense", "x", "x", false},
    {NULL, "x", "x", false},
};

static void test_transfers(void **state)
{
    (void)state;
    for (guint i = 0; i < G_N_ELEMENTS(transfers); i++) {
        GMimeContentEncoding encoding = g_mime_content_encoding_from_string(transfers[i].name != NULL ? transfers[i].name : "");
        gsize length = strlen(transfers[i].encoded), wanted = strlen(transfers[i].decoded);
        for (gsize max = 0; max <= wanted + 1; max++) {
            struct transferred got = transfer_decode(encoding, transfers[i].encoded, length, max);
            g_autofree char *text =
                got.bytes->len > 0 ? g_strndup((const char *)got.bytes->data, got.bytes->len) : g_strdup("");
            if (got.bytes->len != MIN(max, wanted) || strncmp(text, transfers[i].decoded, got.bytes->len) != 0)
                fail_msg("%u: \"%s\"", i, text);
            assert_int_equal(got.size_bytes, wanted);
            assert_int_equal(got.is_mixed, transfers[i].is_mixed);
            g_byte_array_unref(got.bytes);
        }
    }
}

/* All lengths and values of bytes come back from base64 as they went in. */
static void test_base64_round_trip(void **state)
{
    (void)state;
    guint8 bytes[400];
    for (guint i = 0; i < sizeof bytes; i++)
        bytes[i] = (guint8)(i * 7 + i / 256);
    for (gsize length = 0; length <= sizeof bytes; length++) {
        g_autofree char *code = g_base64_encode(bytes, length);
        struct transferred got = transfer_decode(GMIME_CONTENT_ENCODING_BASE64, code, strlen(code), G_MAXUINT);
        assert_int_equal(got.bytes->len, length);
        if (length > 0)
            assert_memory_equal(got.bytes->data, bytes, length);
        g_byte_array_unref(got.bytes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_texts), cmocka_unit_test(test_doubles),
                                       cmocka_unit_test(test_metas), cmocka_unit_test(test_transfers),
                                       cmocka_unit_test(test_base64_round_trip)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
