/* Encodes bodies and header words. Every line stays within 78 columns, but for words that cannot be divided. */
#include "mail/compose_encode.h"

#include <string.h>

#define LINE_COLUMNS 76u
#define WORD_COLUMNS 75u /* of one encoded word, RFC 2047 section 2 */
#define WORD_START "=?utf-8?B?"
#define WORD_BYTES 45u      /* of text in one encoded word: 60 digits of base64 */
#define UNBROKEN_BYTES 900u /* a longer word does not fit into any line */

/* ---- bodies */

/* Returns whether the line of length bytes can travel as it is: short, and nothing that a relay might change. */
static bool is_plain_line(const char *line, gsize length)
{
    if (length > LINE_COLUMNS || (length > 0 && g_ascii_isspace(line[length - 1])))
        return false;
    if (*line == '.' || strncmp(line, "From ", MIN(length, 5)) == 0)
        return length > 0 && *line != '.' && length < 5;
    for (gsize i = 0; i < length; i++)
        if ((guchar)line[i] >= 0x7F || ((guchar)line[i] < ' ' && line[i] != '\t'))
            return false;
    return true;
}

enum body_encoding encode_choose(const char *text)
{
    bool is_plain = true;
    gsize length = strlen(text), high = 0;
    for (const char *p = text; *p != '\0';) {
        gsize line = strcspn(p, "\n");
        is_plain = is_plain && (line == 0 || is_plain_line(p, line));
        for (gsize i = 0; i < line; i++)
            high += (guchar)p[i] >= 0x80;
        p += line + (p[line] == '\n');
    }
    if (is_plain)
        return BODY_7BIT;
    return high * 6 > length ? BODY_BASE64 : BODY_QUOTED_PRINTABLE;
}

static bool needs_code(const char *p, gsize left, guint column)
{
    guchar byte = (guchar)*p;
    if (byte == ' ' || byte == '\t')
        return left == 1; /* at the end of the line */
    if (column == 0 && (byte == '.' || (left >= 5 && strncmp(p, "From ", 5) == 0)))
        return true;
    return byte < ' ' || byte >= 0x7F || byte == '=';
}

/* Returns how many columns the character at p takes with its codes, so that none is divided between lines. */
static guint character_columns(const char *p, gsize left)
{
    guint bytes = (guchar)*p < 0x80 ? 1 : (guint)g_utf8_skip[(guchar)*p];
    return (guint)MIN(bytes, left) * 3;
}

static void encode_line(GString *out, const char *line, gsize length)
{
    guint column = 0;
    for (gsize i = 0; i < length; i++) {
        bool coded = needs_code(line + i, length - i, column), starts = ((guchar)line[i] & 0xC0) != 0x80;
        guint columns = coded ? (starts ? character_columns(line + i, length - i) : 3) : 1;
        if (column + columns > LINE_COLUMNS - 1) {
            g_string_append(out, "=\r\n");
            column = 0;
            coded = needs_code(line + i, length - i, column);
        }
        if (coded)
            g_string_append_printf(out, "=%02X", (guchar)line[i]);
        else
            g_string_append_c(out, line[i]);
        column += coded ? 3 : 1;
    }
    g_string_append(out, "\r\n");
}

void encode_base64(GString *out, const void *bytes, gsize length)
{
    const guchar *data = bytes;
    const gsize line_bytes = LINE_COLUMNS / 4 * 3;
    for (gsize i = 0; i < length; i += line_bytes) {
        g_autofree char *line = g_base64_encode(data + i, MIN(line_bytes, length - i));
        g_string_append(out, line);
        g_string_append(out, "\r\n");
    }
}

/* Appends text as it is, with CRLF line ends. */
static void append_crlf(GString *out, const char *text)
{
    for (const char *p = text; *p != '\0';) {
        gsize line = strcspn(p, "\n");
        g_string_append_len(out, p, (gssize)line);
        g_string_append(out, "\r\n");
        p += line + (p[line] == '\n');
    }
}

void encode_text(GString *out, const char *text, enum body_encoding encoding)
{
    if (encoding == BODY_7BIT) {
        append_crlf(out, text);
    } else if (encoding == BODY_BASE64) {
        g_autoptr(GString) lines = g_string_sized_new(strlen(text) + 64);
        append_crlf(lines, text);
        encode_base64(out, lines->str, lines->len);
    } else {
        for (const char *p = text; *p != '\0';) {
            gsize line = strcspn(p, "\n");
            encode_line(out, p, line);
            p += line + (p[line] == '\n');
        }
    }
}

/* ---- header words */

/* Returns how much of text goes into one encoded word: whole characters, at most max bytes. Better a multiple of three: some
 * readers join the words before they decode, and stop at padding in the middle. */
static gsize piece_length(const char *text, gsize max)
{
    gsize length = 0, unpadded = 0;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gsize next = (gsize)(g_utf8_next_char(p) - text);
        if (next > max)
            break;
        length = next;
        unpadded = next % 3 == 0 ? next : unpadded;
    }
    return unpadded > 0 && text[length] != '\0' ? unpadded : length;
}

void encode_words(GString *out, const char *text, guint *column)
{
    while (*text != '\0') {
        gsize overhead = strlen(WORD_START "?=");
        gsize room = *column + overhead + 8 < LINE_COLUMNS ? (LINE_COLUMNS - *column - overhead) / 4 * 3 : 0;
        gsize length = piece_length(text, MIN(room, WORD_BYTES));
        if (length == 0) {
            g_string_append(out, "\r\n ");
            *column = 1;
            length = piece_length(text, WORD_BYTES);
        }
        g_autofree char *code = g_base64_encode((const guchar *)text, length);
        g_string_append_printf(out, WORD_START "%s?=", code);
        *column += (guint)(overhead + strlen(code));
        text += length;
        if (*text != '\0') {
            g_string_append(out, "\r\n ");
            *column = 1;
        }
    }
}

/* Returns whether value can stand in a header as it is, divided at its spaces. */
static bool is_plain_value(const char *value)
{
    gsize unbroken = 0;
    for (const char *p = value; *p != '\0'; p++) {
        unbroken = *p == ' ' ? 0 : unbroken + 1;
        if ((guchar)*p < ' ' || (guchar)*p >= 0x7F || unbroken > UNBROKEN_BYTES)
            return false;
    }
    return strstr(value, "=?") == NULL && *value != ' ' && !g_str_has_suffix(value, " ");
}

void encode_header(GString *out, const char *name, const char *value)
{
    guint column = (guint)strlen(name) + 2;
    g_string_append_printf(out, "%s: ", name);
    if (!is_plain_value(value)) {
        encode_words(out, value, &column);
        g_string_append(out, "\r\n");
        return;
    }
    for (const char *p = value; *p != '\0';) {
        gsize length = strcspn(p + 1, " ") + 1; /* the space before a word goes with it */
        if (p > value && *p == ' ' && p[1] != ' ' && column + length > LINE_COLUMNS) {
            g_string_append(out, "\r\n");
            column = 0;
        }
        g_string_append_len(out, p, (gssize)length);
        column += (guint)length;
        p += length;
    }
    g_string_append(out, "\r\n");
}
