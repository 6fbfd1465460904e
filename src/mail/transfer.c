/* Has GMime undo base64 and quoted-printable, piece by piece, so that no word is lost where GMime would stop or pass over it:
 * behind padding, without padding, in footers that a gateway put behind base64. */
#include "mail/transfer.h"

#include <string.h>

#include "mail/line.h"

#define LONG_LINE 40u       /* base64 of a mail comes in lines of 60 to 76; shorter ones must prove that they are */
#define ENCODED_LINE_MAX 78 /* with its line break */
#define PIECE_BYTES (16u * 1024)

/* The bytes that are kept, and how many there are in all. */
struct sink {
    GByteArray *bytes;
    gsize max_bytes, total;
};

static void sink_append(struct sink *sink, const void *bytes, gsize length)
{
    gsize room = sink->max_bytes - MIN(sink->max_bytes, sink->bytes->len);
    g_byte_array_append(sink->bytes, bytes, (guint)MIN(room, length));
    sink->total += length;
}

/* Decodes [p, end) as one piece of an encoding in progress. */
static void decode_step(struct sink *sink, GMimeEncoding *encoding, const char *p, const char *end)
{
    char out[PIECE_BYTES + 64];
    while (p < end) {
        gsize length = MIN((gsize)(end - p), PIECE_BYTES);
        sink_append(sink, out, g_mime_encoding_step(encoding, p, length, out));
        p += length;
    }
}

/* ---- lines */

/* ---- base64 */

static bool is_base64_digit(char c) { return g_ascii_isalnum(c) || c == '+' || c == '/'; }

/* Ends the group in progress as its padding would. */
static void pad(struct sink *sink, GMimeEncoding *encoding)
{
    guint digits = encoding->state & 3u;
    if (digits > 1)
        decode_step(sink, encoding, "==" + (digits - 2), "==" + 2);
    g_mime_encoding_init_decode(encoding, GMIME_CONTENT_ENCODING_BASE64);
}

/* Decodes [p, end), in which several pieces with padding may stand one behind the other. */
static void decode_base64(struct sink *sink, GMimeEncoding *encoding, const char *p, const char *end)
{
    while (p < end) {
        const char *padding = memchr(p, '=', (gsize)(end - p));
        decode_step(sink, encoding, p, padding != NULL ? padding : end);
        if (padding == NULL)
            return;
        pad(sink, encoding);
        for (p = padding; p < end && *p == '=';)
            p++;
    }
}

/* Returns whether a line (without its break) cannot be base64: other characters, or white space between words. */
static bool is_text_line(const char *p, const char *end)
{
    guint junk = 0, gaps = 0;
    bool after_gap = false, has_begun = false;
    for (const char *q = p; q < end; q++) {
        bool is_blank = g_ascii_isspace(*q) || *q == '\0';
        junk += !is_blank && !is_base64_digit(*q) && *q != '=';
        gaps += after_gap && !is_blank;
        has_begun |= !is_blank;
        after_gap = has_begun && is_blank;
    }
    return junk * 8 > (gsize)(end - p) || gaps * 12 > (gsize)(end - p);
}

/* Returns whether all is digits, padding and line ends, as it nearly always is. */
static bool is_clean(const char *p, const char *end)
{
    while (p < end && (is_base64_digit(*p) || *p == '\n' || *p == '\r' || *p == '='))
        p++;
    return p == end;
}

static bool has_text_line(const char *p, const char *end)
{
    for (; p < end; p = line_break(p, end) + 1)
        if (is_text_line(p, line_trimmed_end(p, line_break(p, end))))
            return true;
    return false;
}

/* Returns whether a short line decodes to readable text. */
static bool decodes_to_text(const char *p, const char *end)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct sink sink = {bytes, LONG_LINE, 0};
    GMimeEncoding encoding;
    g_mime_encoding_init_decode(&encoding, GMIME_CONTENT_ENCODING_BASE64);
    decode_base64(&sink, &encoding, p, end);
    bool whole = (encoding.state & 3) == 0 && bytes->len > 0;
    for (guint i = 0; i < bytes->len && whole; i++)
        whole = bytes->data[i] >= ' ' || g_ascii_isspace(bytes->data[i]);
    return whole && g_utf8_validate((const char *)bytes->data, bytes->len, NULL);
}

/* Decodes lines of which some are not base64: those are taken as they stand, and so are short ones between them. */
static void decode_mixed(struct sink *sink, GMimeEncoding *encoding, const char *p, const char *end)
{
    bool after_long = false;
    while (p < end) {
        const char *stop = line_break(p, end), *next = MIN(stop + 1, end), *last = line_trimmed_end(p, stop);
        bool is_long = (gsize)(last - p) >= LONG_LINE;
        if (!is_text_line(p, last) && (is_long || after_long || decodes_to_text(p, last))) {
            decode_base64(sink, encoding, p, last);
            after_long = is_long;
        } else {
            pad(sink, encoding);
            sink_append(sink, p, (gsize)(next - p));
            after_long = false;
        }
        p = next;
    }
}

/* Decodes all lines, with more care where some are not base64. Returns whether some are not. */
static bool decode_base64_lines(struct sink *sink, const char *p, const char *end)
{
    GMimeEncoding encoding;
    g_mime_encoding_init_decode(&encoding, GMIME_CONTENT_ENCODING_BASE64);
    bool is_mixed = !is_clean(p, end) && has_text_line(p, end);
    if (is_mixed)
        decode_mixed(sink, &encoding, p, end);
    else
        decode_base64(sink, &encoding, p, end);
    pad(sink, &encoding);
    return is_mixed;
}

/* ---- quoted-printable */

/* Returns where a soft line break ends that begins behind the "=" at p, or NULL where there is none. */
static const char *after_soft_break(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
        p++;
    if (p == end)
        return p;
    return *p == '\n' ? p + 1 : NULL;
}

static bool is_code(const char *p, const char *end) { return end - p >= 2 && g_ascii_isxdigit(p[0]) && g_ascii_isxdigit(p[1]); }

/* Decodes with care for what GMime takes otherwise: blanks behind the "=" of a soft break, and a code that is cut at the end.
 */
static void decode_quoted_printable(struct sink *sink, const char *p, const char *end)
{
    GMimeEncoding encoding;
    g_mime_encoding_init_decode(&encoding, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
    const char *start = p;
    while ((p = memchr(p, '=', (gsize)(end - p))) != NULL) {
        const char *mark = p++, *after = NULL;
        if (p < end && (*p == ' ' || *p == '\t' || *p == '\r'))
            after = after_soft_break(p, end);
        bool is_cut = end - p == 1 && g_ascii_isxdigit(*p);
        if (after == NULL && !is_cut)
            continue;
        decode_step(sink, &encoding, start, mark);
        if (is_cut)
            sink_append(sink, mark, (gsize)(end - mark));
        start = p = is_cut ? end : after;
    }
    decode_step(sink, &encoding, start, end);
}

/* Returns whether two lines end as soft breaks do: quick, since nearly no text has any. */
static bool has_soft_breaks(const char *bytes, const char *end)
{
    guint count = 0;
    for (const char *p = bytes; count < 2 && (p = memchr(p, '\n', (gsize)(end - p))) != NULL; p++) {
        const char *last = p > bytes && p[-1] == '\r' ? p - 1 : p;
        count += last > bytes && last[-1] == '=';
    }
    return count > 1;
}

bool transfer_is_quoted_printable(const char *bytes, gsize length)
{
    if (!has_soft_breaks(bytes, bytes + length))
        return false;
    const char *end = bytes + length, *line = bytes;
    guint codes = 0, soft_breaks = 0;
    for (const char *p = bytes; p < end; p++) {
        if ((guchar)*p >= 0x80 || p - line > ENCODED_LINE_MAX)
            return false;
        if (*p == '\n')
            line = p + 1;
        if (*p != '=')
            continue;
        bool has_code = is_code(p + 1, end);
        if (!has_code && after_soft_break(p + 1, end) == NULL)
            return false;
        codes += has_code;
        soft_breaks += !has_code;
    }
    return codes > 0 && soft_breaks > 1;
}

/* ---- any */

struct transferred transfer_decode(GMimeContentEncoding encoding, const char *bytes, gsize length, gsize max_bytes)
{
    GByteArray *out = g_byte_array_sized_new((guint)MIN(length, max_bytes) + 1); /* data is never NULL */
    struct sink sink = {out, MIN(max_bytes, G_MAXUINT / 2), 0};
    bool is_mixed = false;
    switch (encoding) {
    case GMIME_CONTENT_ENCODING_BASE64:
        is_mixed = decode_base64_lines(&sink, bytes, bytes + length);
        break;
    case GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE:
        decode_quoted_printable(&sink, bytes, bytes + length);
        break;
    default:
        sink_append(&sink, bytes, length);
        break;
    }
    return (struct transferred){.bytes = out, .size_bytes = sink.total, .is_mixed = is_mixed};
}
