/* Undoes base64 and quoted-printable as they come: broken, mislabelled, with footers that a gateway put behind them. Never
 * loses a word because the encoding around it is wrong. */
#include "mail/transfer.h"

#include <string.h>

#define LONG_LINE 40u       /* base64 of a mail comes in lines of 60 to 76; shorter ones must prove that they are */
#define ENCODED_LINE_MAX 78 /* with its line break */
#define NOT_BASE64 0xFF
#define PADDING 0xFE
#define BLANK 0xFD

/* The bytes that are kept, and how many there are in all. */
struct sink {
    GByteArray *bytes;
    gsize max_bytes, total;
};

/* Base64 in progress: up to three digits of a group. */
struct group {
    guint32 bits;
    guint digits;
    bool is_suspect; /* other characters were passed over, or white space within a line */
};

static void sink_append(struct sink *sink, const void *bytes, gsize length)
{
    gsize room = sink->max_bytes - MIN(sink->max_bytes, sink->bytes->len);
    g_byte_array_append(sink->bytes, bytes, (guint)MIN(room, length));
    sink->total += length;
}

enum transfer transfer_from_name(const char *name)
{
    if (name == NULL)
        return TRANSFER_IDENTITY;
    if (g_ascii_strncasecmp(name, "base64", 6) == 0)
        return TRANSFER_BASE64;
    bool printable = g_ascii_strncasecmp(name, "quoted-printable", 16) == 0;
    return printable ? TRANSFER_QUOTED_PRINTABLE : TRANSFER_IDENTITY;
}

/* ---- base64 */

static const guint8 *base64_values(void)
{
    static guint8 values[256];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        memset(values, NOT_BASE64, sizeof values);
        for (guint8 i = 0; i < 64; i++)
            values[(guint8)digits[i]] = i;
        values['='] = PADDING;
        values[' '] = values['\t'] = values['\r'] = values['\n'] = values['\f'] = values['\v'] = values['\0'] = BLANK;
        g_once_init_leave(&ready, 1);
    }
    return values;
}

/* Writes the bytes that the digits of a group make: three of four, two of three, one of two. Returns how many. */
static guint group_flush(struct group *group, guint8 out[3])
{
    guint count = group->digits > 1 ? group->digits - 1 : 0;
    guint32 bits = group->bits << (6 * (4 - group->digits));
    for (guint i = 0; i < count; i++)
        out[i] = (guint8)(bits >> (16 - 8 * i));
    group->bits = 0;
    group->digits = 0;
    return count;
}

static void sink_flush(struct sink *sink, struct group *group)
{
    guint8 out[3];
    sink_append(sink, out, group_flush(group, out));
}

/* Decodes whole groups as long as there is nothing but digits. Returns where that ends. */
static const char *decode_groups(struct sink *sink, const char *p, const char *end)
{
    const guint8 *values = base64_values();
    guint8 out[3 * 32];
    guint filled = 0;
    for (; end - p >= 4; p += 4) {
        guint8 a = values[(guint8)p[0]], b = values[(guint8)p[1]], c = values[(guint8)p[2]], d = values[(guint8)p[3]];
        if ((a | b | c | d) & 0xC0)
            break;
        guint32 bits = (guint32)a << 18 | (guint32)b << 12 | (guint32)c << 6 | d;
        out[filled++] = (guint8)(bits >> 16);
        out[filled++] = (guint8)(bits >> 8);
        out[filled++] = (guint8)bits;
        if (filled == sizeof out) {
            sink_append(sink, out, filled);
            filled = 0;
        }
    }
    sink_append(sink, out, filled);
    return p;
}

/* Decodes [p, end); what is no digit is passed over. */
static void decode_base64(struct sink *sink, struct group *group, const char *p, const char *end)
{
    const guint8 *values = base64_values();
    while (p < end) {
        if (group->digits == 0)
            p = decode_groups(sink, p, end);
        if (p == end)
            break;
        guint8 value = values[(guint8)*p++];
        if (value == PADDING)
            sink_flush(sink, group);
        if (value >= 64) {
            group->is_suspect |= value == NOT_BASE64 || (p[-1] == ' ' && p < end && values[(guint8)*p] < 64);
            continue;
        }
        group->bits = group->bits << 6 | value;
        if (++group->digits == 4)
            sink_flush(sink, group);
    }
}

/* Returns whether a line (without its break) cannot be base64: other characters, or white space between words. */
static bool is_text_line(const char *p, const char *end)
{
    const guint8 *values = base64_values();
    guint junk = 0, gaps = 0;
    bool after_gap = false, has_begun = false;
    for (const char *q = p; q < end; q++) {
        guint8 value = values[(guint8)*q];
        junk += value == NOT_BASE64;
        gaps += after_gap && value != BLANK;
        has_begun |= value != BLANK;
        after_gap = has_begun && value == BLANK;
    }
    return junk * 8 > (gsize)(end - p) || gaps * 12 > (gsize)(end - p);
}

static const char *trimmed_end(const char *start, const char *end)
{
    while (end > start && g_ascii_isspace(end[-1]))
        end--;
    return end;
}

static const char *line_break(const char *p, const char *end)
{
    const char *found = memchr(p, '\n', (gsize)(end - p));
    return found != NULL ? found : end;
}

static bool has_text_line(const char *p, const char *end)
{
    for (; p < end; p = line_break(p, end) + 1) {
        const char *stop = trimmed_end(p, line_break(p, end));
        if (is_text_line(p, stop))
            return true;
    }
    return false;
}

/* Returns whether a short line decodes to readable text. */
static bool decodes_to_text(const char *p, const char *end)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    struct sink sink = {bytes, LONG_LINE, 0};
    struct group group = {0};
    decode_base64(&sink, &group, p, end);
    bool whole = group.digits == 0 && bytes->len > 0;
    for (guint i = 0; i < bytes->len && whole; i++)
        whole = bytes->data[i] >= ' ' || g_ascii_isspace(bytes->data[i]);
    return whole && g_utf8_validate((const char *)bytes->data, bytes->len, NULL);
}

/* Decodes lines of which some are not base64: those are taken as they stand, and so are short ones between them. */
static void decode_mixed(struct sink *sink, const char *p, const char *end)
{
    struct group group = {0};
    bool after_long = false;
    while (p < end) {
        const char *stop = line_break(p, end), *next = MIN(stop + 1, end), *last = trimmed_end(p, stop);
        bool is_long = (gsize)(last - p) >= LONG_LINE;
        if (!is_text_line(p, last) && (is_long || after_long || decodes_to_text(p, last))) {
            decode_base64(sink, &group, p, last);
            after_long = is_long;
        } else {
            sink_flush(sink, &group);
            sink_append(sink, p, (gsize)(next - p));
            after_long = false;
        }
        p = next;
    }
    sink_flush(sink, &group);
}

/* Decodes all lines, and again with more care where some are not base64. Returns whether some are not. */
static bool decode_lines(struct sink *sink, const char *p, const char *end)
{
    struct group group = {0};
    decode_base64(sink, &group, p, end);
    sink_flush(sink, &group);
    bool is_mixed = group.is_suspect && has_text_line(p, end);
    if (is_mixed) {
        g_byte_array_set_size(sink->bytes, 0);
        sink->total = 0;
        decode_mixed(sink, p, end);
    }
    return is_mixed;
}

void transfer_append_b(GString *out, const char *text, gsize length)
{
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new((guint)length);
    struct sink sink = {bytes, length, 0};
    struct group group = {0};
    decode_base64(&sink, &group, text, text + length);
    sink_flush(&sink, &group);
    g_string_append_len(out, (const char *)bytes->data, bytes->len);
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

/* Returns the byte that two hexadecimal digits at p stand for, or -1. */
static int hex_byte(const char *p, const char *end)
{
    if (end - p < 2 || !g_ascii_isxdigit(p[0]) || !g_ascii_isxdigit(p[1]))
        return -1;
    return g_ascii_xdigit_value(p[0]) << 4 | g_ascii_xdigit_value(p[1]);
}

static void decode_quoted_printable(struct sink *sink, const char *p, const char *end)
{
    while (p < end) {
        const char *mark = memchr(p, '=', (gsize)(end - p));
        if (mark == NULL)
            mark = end;
        sink_append(sink, p, (gsize)(mark - p));
        if (mark == end)
            break;
        p = mark + 1;
        int byte = hex_byte(p, end);
        const char *after = byte < 0 ? after_soft_break(p, end) : NULL;
        if (byte >= 0) {
            guint8 value = (guint8)byte;
            sink_append(sink, &value, 1);
            p += 2;
        } else if (after != NULL) {
            p = after;
        } else {
            sink_append(sink, mark, 1);
        }
    }
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
        bool is_code = hex_byte(p + 1, end) >= 0;
        if (!is_code && after_soft_break(p + 1, end) == NULL)
            return false;
        codes += is_code;
        soft_breaks += !is_code;
    }
    return codes > 0 && soft_breaks > 1;
}

void transfer_append_q(GString *out, const char *text, gsize length)
{
    const char *end = text + length;
    for (const char *p = text; p < end; p++) {
        int byte = *p == '=' ? hex_byte(p + 1, end) : -1;
        if (byte >= 0) {
            g_string_append_c(out, (char)byte);
            p += 2;
        } else {
            g_string_append_c(out, *p == '_' ? ' ' : *p);
        }
    }
}

/* ---- either */

struct transferred transfer_decode(enum transfer transfer, const char *bytes, gsize length, gsize max_bytes)
{
    GByteArray *out = g_byte_array_sized_new((guint)MIN(length, max_bytes) + 1); /* data is never NULL */
    struct sink sink = {out, MIN(max_bytes, G_MAXUINT / 2), 0};
    bool is_mixed = false;
    if (transfer == TRANSFER_BASE64) {
        is_mixed = decode_lines(&sink, bytes, bytes + length);
    } else if (transfer == TRANSFER_QUOTED_PRINTABLE) {
        decode_quoted_printable(&sink, bytes, bytes + length);
    } else {
        sink_append(&sink, bytes, length);
    }
    return (struct transferred){.bytes = out, .size_bytes = sink.total, .is_mixed = is_mixed};
}
