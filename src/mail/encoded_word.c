/* Decodes what stands in header fields. Neighbouring encoded words are joined as bytes before their charset is applied, since
 * mail programs cut characters between them. */
#include "mail/encoded_word.h"

#include <stdbool.h>
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"
#include "mail/transfer.h"

#define CHARSET_BYTES 64u

/* One encoded word: "=?charset?B?text?=". */
struct word {
    const char *charset, *text, *end; /* end: behind the word */
    gsize charset_length, text_length;
    bool is_base64;
};

/* Bytes that wait for the charset they are in. */
struct pending {
    GString *bytes;
    char charset[CHARSET_BYTES]; /* of encoded words */
    bool is_encoded;
};

static const char *find_byte(const char *p, const char *end, char c) { return memchr(p, c, (gsize)(end - p)); }

/* Returns where the text of an encoded word that begins at text is closed by "?=", or NULL. */
static const char *find_close(const char *text, const char *end)
{
    for (const char *p = text; (p = find_byte(p, end, '?')) != NULL; p++) {
        if (end - p >= 2 && p[1] == '=')
            return p;
        if (p > text && p[-1] == '=')
            return NULL; /* the next one begins: this one was never closed */
    }
    return NULL;
}

/* Returns the last place where an encoded word can be closed; raw where there is none. */
static const char *last_close(const char *raw, const char *end)
{
    const char *p = end;
    while ((p = memrchr(raw, '?', (gsize)(p - raw))) != NULL)
        if (end - p >= 2 && p[1] == '=')
            return p;
    return raw;
}

/* Returns whether an encoded word begins at p. White space within its text is tolerated, since programs write it. */
static bool read_word(const char *p, const char *end, struct word *word)
{
    if (end - p < 8 || p[0] != '=' || p[1] != '?')
        return false;
    word->charset = p + 2;
    const char *mark = find_byte(word->charset, MIN(end, word->charset + CHARSET_BYTES), '?');
    if (mark == NULL || mark == word->charset || end - mark < 3 || mark[2] != '?')
        return false;
    char kind = g_ascii_toupper(mark[1]);
    if (kind != 'B' && kind != 'Q')
        return false;
    word->charset_length = (gsize)(mark - word->charset);
    word->is_base64 = kind == 'B';
    word->text = mark + 3;
    const char *close = find_close(word->text, end);
    if (close == NULL)
        return false;
    word->text_length = (gsize)(close - word->text);
    word->end = close + 2;
    return true;
}

static void flush(GString *out, struct pending *pending, const char *fallback)
{
    if (pending->bytes->len == 0)
        return;
    const char *name = pending->is_encoded ? pending->charset : fallback;
    struct charset_text text = charset_decode(pending->bytes->str, pending->bytes->len, name);
    g_string_append(out, text.text);
    charset_text_clear(&text);
    g_string_truncate(pending->bytes, 0);
}

/* Returns whether [p, end) is nothing but white space, as between two encoded words that belong together. */
static bool is_gap(const char *p, const char *end)
{
    while (p < end && g_ascii_isspace(*p))
        p++;
    return p == end;
}

static void take_word(GString *out, struct pending *pending, const struct word *word, const char *fallback)
{
    char charset[CHARSET_BYTES];
    gsize length = MIN(word->charset_length, CHARSET_BYTES - 1);
    memcpy(charset, word->charset, length);
    charset[length] = '\0';
    if (!pending->is_encoded || g_ascii_strcasecmp(pending->charset, charset) != 0)
        flush(out, pending, fallback);
    memcpy(pending->charset, charset, sizeof charset);
    pending->is_encoded = true;
    if (word->is_base64)
        transfer_append_b(pending->bytes, word->text, word->text_length);
    else
        transfer_append_q(pending->bytes, word->text, word->text_length);
}

/* Returns what stands for the line break at p in an unfolded field: nothing where white space follows, as it should. */
static const char *unfolded(const char *p, const char *end) { return p + 1 == end || g_ascii_isspace(p[1]) ? "" : " "; }

static void take_plain(GString *out, struct pending *pending, const char *p, const char *end, const char *fallback)
{
    if (pending->is_encoded)
        flush(out, pending, fallback);
    pending->is_encoded = false;
    while (p < end) {
        const char *fold = p;
        while (fold < end && *fold != '\r' && *fold != '\n')
            fold++;
        g_string_append_len(pending->bytes, p, fold - p);
        for (p = fold; p < end && (*p == '\r' || *p == '\n'); p++)
            g_string_append(pending->bytes, unfolded(p, end));
    }
}

/* Returns text without control characters and without white space at its ends. (transfer full) */
static char *on_one_line(const char *text)
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

char *encoded_words_decode(const char *raw, gsize length, const char *fallback)
{
    char *plain = plain_value(raw, length, true);
    if (plain != NULL)
        return plain;
    const char *p = raw, *end = raw + length, *unread = raw, *last = last_close(raw, end);
    g_autoptr(GString) out = g_string_sized_new(length + 1);
    struct pending pending = {.bytes = g_string_new(NULL)};
    struct word word;
    while ((p = find_byte(p, end, '=')) != NULL && p < last) {
        if (!read_word(p, end, &word)) {
            p++;
            continue;
        }
        if (!pending.is_encoded || !is_gap(unread, p))
            take_plain(out, &pending, unread, p, fallback);
        take_word(out, &pending, &word, fallback);
        p = unread = word.end;
    }
    take_plain(out, &pending, unread, end, fallback);
    flush(out, &pending, fallback);
    g_string_free(pending.bytes, TRUE);
    return on_one_line(out->str);
}

char *field_unfold(const char *raw, gsize length)
{
    char *plain = plain_value(raw, length, false);
    if (plain != NULL)
        return plain;
    g_autofree char *text = text_repair(raw, length);
    const char *end = text + strlen(text);
    char *to = text;
    for (const char *p = text; p < end; p++)
        if ((*p != '\r' && *p != '\n') || *unfolded(p, end) != '\0')
            *to++ = *p;
    *to = '\0';
    return on_one_line(text);
}
