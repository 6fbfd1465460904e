/* Has GMime decode what stands in header fields, of which it would lose bytes that are in another charset than declared. */
#include "mail/encoded_word.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/converter.h"
#include "mail/mime.h"

#define CHARSET_BYTES 64u
#define BYTES_DECIDE "undeclared" /* GMime takes UTF-8, or the fallback, for a charset that nobody knows */

/* ---- what GMime is given */

/* Returns the name under which GMime reads words in the charset called [name, end) as they were meant. */
static const char *name_for_gmime(struct charset *charset, const char *name, const char *end)
{
    char declared[CHARSET_BYTES];
    gsize length = MIN((gsize)(end - name), CHARSET_BYTES - 1);
    memcpy(declared, name, length);
    declared[length] = '\0';
    *charset = charset_from_name(declared);
    return charset->kind == CHARSET_OTHER && converter_knows(charset->name) ? charset->name : BYTES_DECIDE;
}

/* Returns where the text of an encoded word that begins at text is closed by "?=", or NULL. */
static const char *find_close(const char *text, const char *end)
{
    for (const char *p = text; (p = memchr(p, '?', (gsize)(end - p))) != NULL; p++) {
        if (end - p >= 2 && p[1] == '=')
            return p;
        if (p > text && p[-1] == '=')
            return NULL; /* the next one begins: this one was never closed */
    }
    return NULL;
}

/* Appends the text of a word in Q, with spaces for NUL, at which GMime would end, and codes for "=" that begins none, which
 * GMime would drop. */
static void append_q(GString *out, const char *text, const char *end, bool has_nul)
{
    for (const char *p = text; p < end; p++) {
        bool is_code = *p == '=' && end - p >= 3 && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]);
        if (is_code && !has_nul && p[1] == '0' && p[2] == '0') {
            g_string_append_c(out, '_');
            p += 2;
        } else if (*p == '=' && !is_code) {
            g_string_append(out, "=3D");
        } else {
            g_string_append_c(out, *p);
        }
    }
}

/* Appends the text of a word in base64 as Q, since GMime ends at padding, which may lack and may stand before the next word. */
static void append_b_as_q(GString *out, const char *text, const char *end, bool has_nul)
{
    g_autoptr(GString) code = g_string_new_len(text, end - text);
    for (gsize length = code->len; length % 4 > 1; length++)
        g_string_append_c(code, '=');
    gsize length = 0;
    g_autofree guchar *bytes = g_base64_decode(code->str, &length);
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isalnum(bytes[i]))
            g_string_append_c(out, (char)bytes[i]);
        else
            g_string_append_printf(out, "=%02X", bytes[i] != '\0' || has_nul ? bytes[i] : ' ');
    }
}

/* Appends the encoded word whose charset begins at name, from "=?" on, as far as it must be changed. Returns where it goes on;
 * name where no encoded word begins there. */
static const char *mend_word(GString *out, const char *name, const char *end)
{
    const char *mark = memchr(name, '?', MIN((gsize)(end - name), CHARSET_BYTES));
    if (mark == NULL || mark == name || end - mark < 3 || mark[2] != '?' || memchr("BbQq", mark[1], 4) == NULL) {
        g_string_append(out, "=?");
        return name;
    }
    const char *text = mark + 3, *close = find_close(text, end);
    if (close == NULL) {
        g_string_append(out, "= ?"); /* GMime would close it with the end of the next one */
        return name;
    }
    struct charset charset;
    g_string_append_printf(out, "=?%s", name_for_gmime(&charset, name, mark));
    bool has_nul = charset.kind == CHARSET_OTHER; /* some sets need it */
    g_string_append(out, "?Q?");
    if (g_ascii_toupper(mark[1]) == 'B')
        append_b_as_q(out, text, close, has_nul);
    else
        append_q(out, text, close, has_nul);
    return close;
}

/* Returns what stands for the line break at p in an unfolded field: nothing where white space follows, as it should. */
static const char *unfolded(const char *p, const char *end) { return p + 1 == end || g_ascii_isspace(p[1]) ? "" : " "; }

char *encoded_words_mend(const char *raw, gsize length)
{
    GString *out = g_string_sized_new(length + 16);
    for (const char *p = raw, *end = raw + length; p < end;) {
        if (*p == '=' && p + 1 < end && p[1] == '?') {
            p = mend_word(out, p + 2, end);
            continue;
        }
        if (*p == '\r' || *p == '\n')
            g_string_append(out, unfolded(p, end));
        else
            g_string_append_c(out, *p == '\0' ? ' ' : *p);
        p++;
    }
    return g_string_free(out, FALSE);
}

/* ---- what comes of it */

char *text_on_one_line(const char *text)
{
    GString *line = g_string_sized_new(strlen(text));
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
            g_string_append_c(line, ' ');
        else
            g_string_append_len(line, p, g_utf8_next_char(p) - p);
    }
    return g_strstrip(g_string_free(line, FALSE));
}

/* Returns the text of a value that is ASCII, as nearly all are; NULL where it is not, or has an encoded word and words count.
 * (transfer full) */
static char *plain_value(const char *raw, gsize length, bool words_count)
{
    char *line = g_malloc(length + 1), *to = line;
    for (const char *p = raw, *end = raw + length; p < end; p++) {
        if ((guchar)*p >= 0x7F || *p == '\x1b' || (words_count && *p == '=' && p + 1 < end && p[1] == '?')) {
            g_free(line);
            return NULL;
        }
        if ((*p != '\r' && *p != '\n') || *unfolded(p, end) != '\0')
            *to++ = (guchar)*p < ' ' ? ' ' : *p;
    }
    *to = '\0';
    return g_strstrip(line);
}

/* Returns a raw value in which no encoded word is. (transfer full) */
static char *raw_value(const char *raw, gsize length, const char *fallback)
{
    struct charset_text text = charset_decode(raw, length, fallback);
    g_autofree char *unfolded_text = encoded_words_mend(text.text, strlen(text.text));
    charset_text_clear(&text);
    return text_on_one_line(unfolded_text);
}

char *encoded_words_decode(const char *raw, gsize length, const char *fallback)
{
    char *plain = plain_value(raw, length, true);
    if (plain != NULL)
        return plain;
    if (memmem(raw, length, "=?", 2) == NULL)
        return raw_value(raw, length, fallback);
    mime_init();
    g_autoptr(GMimeParserOptions) options = mime_options(fallback);
    g_autofree char *mended = encoded_words_mend(raw, length);
    g_autofree char *decoded = g_mime_utils_header_decode_text(options, mended);
    g_autofree char *sound = text_repair(decoded, strlen(decoded));
    return text_on_one_line(sound);
}

char *field_unfold(const char *raw, gsize length)
{
    char *plain = plain_value(raw, length, false);
    if (plain != NULL)
        return plain;
    g_autofree char *text = text_repair(raw, length);
    g_autofree char *unfolded_text = g_strdup(text);
    char *to = unfolded_text;
    for (const char *p = text, *end = p + strlen(p); p < end; p++)
        if ((*p != '\r' && *p != '\n') || *unfolded(p, end) != '\0')
            *to++ = *p;
    *to = '\0';
    return text_on_one_line(unfolded_text);
}
