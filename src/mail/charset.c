/* Decodes bytes by their label and by what they are. Where the two disagree the bytes win, and it is said. */
#include "mail/charset.h"

#include <errno.h>
#include <string.h>

#include "base/text.h"
#include "mail/converter.h"

#define REPLACEMENT "\xEF\xBF\xBD"
#define CHUNK_BYTES 4096u
#define FAILURES_MIN 1000u /* a text of which so much and every fourth byte means nothing is in another charset */
#define CERTAIN_SEQUENCES                                                                                                      \
    3u /* so many characters of several bytes are not UTF-8 by chance, where other such sets are declared */

/* ---- what bytes are */

/* Returns the first byte of [p, end) that is not ASCII. */
static const char *first_high(const char *p, const char *end)
{
    guint64 eight;
    for (; end - p >= 8; p += 8) {
        memcpy(&eight, p, 8);
        if (eight & G_GUINT64_CONSTANT(0x8080808080808080))
            break;
    }
    while (p < end && (guchar)*p < 0x80)
        p++;
    return p;
}

static bool is_ascii(const char *bytes, gsize length) { return first_high(bytes, bytes + length) == bytes + length; }

/* Returns how many characters of several bytes the UTF-8 in [p, end) has, 0 where it is not all UTF-8. NUL counts as text. */
static gsize utf8_sequences(const char *p, const char *end)
{
    gsize count = 0;
    while ((p = first_high(p, end)) < end) {
        gunichar c = g_utf8_get_char_validated(p, end - p);
        if (c == (gunichar)-1 || c == (gunichar)-2)
            return 0;
        p = g_utf8_next_char(p);
        count++;
    }
    return count;
}

/* Returns whether the bytes are Japanese in ISO-2022-JP, which can be told by its escapes. */
static bool has_iso_2022_jp(const char *bytes, gsize length)
{
    if (memchr(bytes, '\x1b', length) == NULL)
        return false;
    bool shifted = memmem(bytes, length, "\x1b$B", 3) != NULL || memmem(bytes, length, "\x1b$@", 3) != NULL;
    return shifted && is_ascii(bytes, length);
}

/* ---- one way of decoding each */

static struct charset_text text_of(GString *text, const char *decoded_as)
{
    for (char *nul = memchr(text->str, '\0', text->len); nul != NULL;
         nul = memchr(nul, '\0', text->len - (gsize)(nul - text->str)))
        *nul = ' ';
    return (struct charset_text){.text = g_string_free(text, FALSE), .decoded_as = g_strdup(decoded_as)};
}

static struct charset_text from_utf8(const char *bytes, gsize length)
{
    GString *text = g_string_sized_new(length + 1);
    g_string_append_len(text, bytes, (gssize)length);
    return text_of(text, is_ascii(bytes, length) ? "us-ascii" : "utf-8");
}

static struct charset_text from_latin(const char *bytes, gsize length)
{
    const char *end = bytes + length;
    GString *text = g_string_sized_new(length + length / 8 + 1);
    bool is_damaged = false;
    for (const char *p = bytes; p < end; p++) {
        const char *high = first_high(p, end);
        g_string_append_len(text, p, high - p);
        p = high;
        if (p == end)
            break;
        gunichar c = text_windows_1252((guchar)*p);
        is_damaged |= c == 0xFFFD;
        g_string_append_unichar(text, c);
    }
    struct charset_text result = text_of(text, "windows-1252");
    result.is_damaged = is_damaged;
    return result;
}

/* UTF-8 with other bytes in it: pasted text, cut characters. Those are taken as windows-1252. */
static struct charset_text from_broken_utf8(const char *bytes, gsize length)
{
    const char *p = bytes, *end = bytes + length;
    bool has_utf8 = false;
    while ((p = first_high(p, end)) < end && !has_utf8) {
        gunichar c = g_utf8_get_char_validated(p, end - p);
        has_utf8 = c != (gunichar)-1 && c != (gunichar)-2;
        p++;
    }
    char *text = text_repair(bytes, length);
    return (struct charset_text){.decoded_as = g_strdup(has_utf8 ? "utf-8 and windows-1252" : "windows-1252"),
                                 .is_damaged = strstr(text, REPLACEMENT) != NULL,
                                 .text = text,
                                 .is_corrected = true};
}

/* The programs that write iso-8859-2 and the like write the marks of Windows among it, too. */
static char *without_c1(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    for (const char *p = text, *mark; *p != '\0'; p = mark + 2) {
        for (mark = strchr(p, '\xC2'); mark != NULL && (guchar)mark[1] > 0x9F; mark = strchr(mark + 1, '\xC2'))
            ;
        if (mark == NULL) {
            g_string_append(out, p);
            break;
        }
        g_string_append_len(out, p, mark - p);
        g_string_append_unichar(out, text_windows_1252((guchar)mark[1]));
    }
    return g_string_free(out, FALSE);
}

/* Converts as much as it can, U+FFFD for every byte that means nothing. Returns how many there were; gives up where there are
 * too many, and returns G_MAXUINT. */
static guint convert(iconv_t converter, GString *out, const char *bytes, gsize length, gsize unit_bytes)
{
    char chunk[CHUNK_BYTES];
    char *in = (char *)bytes;
    gsize whole = length;
    guint failures = 0;
    bool flushed = false;
    while (!flushed) {
        char *next = chunk;
        gsize room = sizeof chunk;
        flushed = length == 0;
        gsize result = iconv(converter, flushed ? NULL : &in, flushed ? NULL : &length, &next, &room);
        int why = errno;
        g_string_append_len(out, chunk, next - chunk);
        if (result != (gsize)-1 || why == E2BIG)
            continue;
        if (++failures > FAILURES_MIN && failures > (whole - length) / (4 * unit_bytes))
            return G_MAXUINT;
        g_string_append(out, REPLACEMENT);
        if (why != EILSEQ || length < unit_bytes)
            break; /* the text ends within a character */
        in += unit_bytes;
        length -= unit_bytes;
    }
    return failures;
}

static struct charset_text from_other(const char *bytes, gsize length, const struct charset *charset)
{
    iconv_t converter = converter_open(charset->name);
    if (converter == (iconv_t)-1)
        return from_broken_utf8(bytes, length);
    GString *out = g_string_sized_new(length * 2 + 1);
    gsize unit_bytes = g_str_has_prefix(charset->name, "UTF-16") ? 2 : g_str_has_prefix(charset->name, "UTF-32") ? 4 : 1;
    guint failures = convert(converter, out, bytes, length, unit_bytes);
    iconv_close(converter);
    if (failures == G_MAXUINT) {
        g_string_free(out, TRUE);
        return from_broken_utf8(bytes, length);
    }
    struct charset_text result = text_of(out, charset->name);
    if (!charset->is_multi_byte && strchr(result.text, '\xC2') != NULL) {
        char *text = without_c1(result.text);
        g_free(result.text);
        result.text = text;
    }
    result.is_damaged = failures > 0;
    return result;
}

/* ---- which way */

/* Returns the form of UTF-16 without its mark: by where the zero bytes of Latin letters stand. Nothing: it is none at all. */
static const char *utf16_order(const char *bytes, gsize length)
{
    gsize even = 0, odd = 0;
    for (gsize i = 0; i + 1 < length; i += 2) {
        even += bytes[i] == '\0';
        odd += bytes[i + 1] == '\0';
    }
    if (even == 0 && odd == 0 && utf8_sequences(bytes, bytes + length) + is_ascii(bytes, length) > 0)
        return NULL;
    return odd > even ? "UTF-16LE" : "UTF-16BE";
}

/* Bytes that begin with a mark of their encoding. */
static bool decode_marked(const char *bytes, gsize length, struct charset_text *result)
{
    static const struct {
        const char *mark, *name;
        gsize length;
    } marks[] = {{"\xFF\xFE\0\0", "UTF-32LE", 4},
                 {"\0\0\xFE\xFF", "UTF-32BE", 4},
                 {"\xFF\xFE", "UTF-16LE", 2},
                 {"\xFE\xFF", "UTF-16BE", 2}};
    if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bool sound = is_ascii(bytes + 3, length - 3) || utf8_sequences(bytes + 3, bytes + length) > 0;
        *result = sound ? from_utf8(bytes + 3, length - 3) : from_broken_utf8(bytes + 3, length - 3);
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(marks); i++) {
        if (length < marks[i].length + 2 || memcmp(bytes, marks[i].mark, marks[i].length) != 0)
            continue;
        struct charset charset = {.kind = CHARSET_OTHER, .is_multi_byte = true};
        g_strlcpy(charset.name, marks[i].name, sizeof charset.name);
        *result = from_other(bytes + marks[i].length, length - marks[i].length, &charset);
        return true;
    }
    return false;
}

static struct charset_text decode_unknown(const char *bytes, gsize length)
{
    if (has_iso_2022_jp(bytes, length)) {
        struct charset japanese = charset_from_name("iso-2022-jp");
        return from_other(bytes, length, &japanese);
    }
    if (is_ascii(bytes, length) || utf8_sequences(bytes, bytes + length) > 0)
        return from_utf8(bytes, length);
    struct charset_text result = from_broken_utf8(bytes, length);
    result.is_corrected = false;
    return result;
}

static struct charset_text decode_other(const char *bytes, gsize length, struct charset *charset)
{
    if (charset->holds_ascii && is_ascii(bytes, length))
        return from_utf8(bytes, length);
    if (strcmp(charset->name, "UTF-16") == 0) {
        const char *order = utf16_order(bytes, length);
        if (order == NULL)
            return from_utf8(bytes, length);
        g_strlcpy(charset->name, order, sizeof charset->name);
    }
    gsize sequences = charset->holds_ascii ? utf8_sequences(bytes, bytes + length) : 0;
    bool is_utf8 = sequences >= (charset->is_multi_byte ? CERTAIN_SEQUENCES : 1);
    struct charset_text result = is_utf8 ? from_utf8(bytes, length) : from_other(bytes, length, charset);
    result.is_corrected |= is_utf8;
    return result;
}

struct charset_text charset_decode(const char *bytes, gsize length, const char *name)
{
    struct charset_text result;
    struct charset charset = charset_from_name(name);
    if (length == 0)
        bytes = ""; /* there may be none */
    if (decode_marked(bytes, length, &result))
        return result;
    switch (charset.kind) {
    case CHARSET_UTF8:
        if (is_ascii(bytes, length) || utf8_sequences(bytes, bytes + length) > 0)
            return from_utf8(bytes, length);
        return from_broken_utf8(bytes, length);
    case CHARSET_LATIN:
        if (is_ascii(bytes, length))
            return decode_unknown(bytes, length);
        if (utf8_sequences(bytes, bytes + length) == 0)
            return from_latin(bytes, length);
        result = from_utf8(bytes, length);
        result.is_corrected = true;
        return result;
    case CHARSET_OTHER:
        return decode_other(bytes, length, &charset);
    case CHARSET_UNKNOWN:
        break;
    }
    return decode_unknown(bytes, length);
}

void charset_text_clear(struct charset_text *text)
{
    g_clear_pointer(&text->text, g_free);
    g_clear_pointer(&text->decoded_as, g_free);
}
