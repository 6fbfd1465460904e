/* Makes parts: transfer encoding, charset, line ends, what is a file and what is text. Never loses a word; what it had to guess
 * stands in the notes. */
#include "mail/part.h"

#include <string.h>

#include "base/limits.h"
#include "mail/charset.h"
#include "mail/encoded_word.h"
#include "mail/pgp.h"
#include "mail/transfer.h"

#define NOTES_MAX 40u

void note_add(GPtrArray *notes, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *note = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    for (guint i = 0; i < notes->len; i++)
        if (strcmp(notes->pdata[i], note) == 0)
            return;
    if (notes->len < NOTES_MAX)
        g_ptr_array_add(notes, g_steal_pointer(&note));
}

/* ---- text */

char *text_with_plain_line_ends(char *text)
{
    char *from = strchr(text, '\r'), *to = from;
    if (from == NULL)
        return text;
    while (*from != '\0') {
        gsize length = strcspn(from, "\r");
        memmove(to, from, length);
        to += length;
        from += length;
        gsize returns = strspn(from, "\r");
        bool ends_line = from[returns] == '\n'; /* however many there are before it */
        from += returns + ends_line;
        gsize lines = ends_line ? 1 : returns;
        memset(to, '\n', lines);
        to += lines;
    }
    *to = '\0';
    return text;
}

/* Cuts text to LIMIT_TEXT_BYTES at the end of a character. Returns whether it was longer. */
static bool cut_text(char *text)
{
    gsize length = strlen(text);
    if (length <= LIMIT_TEXT_BYTES)
        return false;
    gsize end = LIMIT_TEXT_BYTES;
    while (end > 0 && ((guchar)text[end] & 0xC0) == 0x80)
        end--;
    text[end] = '\0';
    return true;
}

/* Returns the charset to decode with: that of the header, or that of the document where the header names none. */
static char *charset_for(const struct mail_part *part, const GByteArray *bytes)
{
    bool is_html = strcmp(part->type, "text/html") == 0;
    bool header_knows = charset_from_name(part->charset).kind != CHARSET_UNKNOWN;
    if (!header_knows && is_html) {
        g_autofree char *own = charset_of_html((const char *)bytes->data, bytes->len);
        if (own != NULL)
            return g_steal_pointer(&own);
    }
    return g_strdup(part->charset);
}

static void note_charset(const struct mail_part *part, const struct charset_text *text, GPtrArray *notes)
{
    g_autofree char *declared = part->charset != NULL ? encoded_words_decode(part->charset, strlen(part->charset), NULL) : NULL;
    if (text->is_corrected)
        note_add(notes, "part %s is called %s but was read as %s", part->path, declared, text->decoded_as);
    else if (declared != NULL && charset_from_name(part->charset).kind == CHARSET_UNKNOWN)
        note_add(notes, "part %s is in a charset that nobody knows (%s); read as %s", part->path, declared, text->decoded_as);
    if (text->is_damaged)
        note_add(notes, "part %s has bytes that mean nothing as %s; each stands as U+FFFD", part->path, text->decoded_as);
}

static void undo_double(struct mail_part *part, GPtrArray *notes)
{
    guint places;
    char *repaired = charset_undo_double(part->text, &places);
    if (repaired == NULL)
        return;
    g_free(part->text);
    part->text = repaired;
    note_add(notes, "part %s was encoded as UTF-8 twice; undone in %u places", part->path, places);
}

static void unwrap_pgp(struct mail_part *part, GPtrArray *notes)
{
    char *inner = strcmp(part->type, "text/plain") == 0 ? pgp_signed_text(part->text) : NULL;
    if (inner != NULL) {
        g_free(part->text);
        part->text = inner;
        note_add(notes, "part %s is signed with PGP; the signature was left out, not checked", part->path);
    } else if (pgp_is_encrypted(part->text)) {
        note_add(notes, "part %s is encrypted with PGP and cannot be read", part->path);
    }
}

static void make_text(struct mail_part *part, const GByteArray *bytes, GPtrArray *notes)
{
    g_autofree char *charset = charset_for(part, bytes);
    struct charset_text text = charset_decode((const char *)bytes->data, bytes->len, charset);
    note_charset(part, &text, notes);
    part->text = text_with_plain_line_ends(g_steal_pointer(&text.text));
    part->decoded_as = g_steal_pointer(&text.decoded_as);
    undo_double(part, notes);
    unwrap_pgp(part, notes);
    if (cut_text(part->text) || bytes->len < part->size_bytes)
        note_add(notes, "part %s is too long; it was read up to %u bytes", part->path, LIMIT_TEXT_BYTES);
}

/* ---- what a part is */

/* Returns whether parts of this type hold words that people or rules read. */
static bool has_text(const char *type)
{
    return g_str_has_prefix(type, "text/") || strcmp(type, "message/delivery-status") == 0 ||
           strcmp(type, "message/global-delivery-status") == 0 || strcmp(type, "message/disposition-notification") == 0 ||
           strcmp(type, "message/feedback-report") == 0;
}

static bool is_signature(const char *type)
{
    return strcmp(type, "application/pgp-signature") == 0 || strcmp(type, "application/pkcs7-signature") == 0 ||
           strcmp(type, "application/x-pkcs7-signature") == 0 || strcmp(type, "application/pgp-keys") == 0;
}

/* Exchange gives text between pictures, and text that a gateway adds, names like "ATT00001.txt". */
static bool is_exchange_text(const struct content *content)
{
    const char *name = content->filename;
    if (name == NULL || !content_is(content, "text/") || g_ascii_strncasecmp(name, "ATT", 3) != 0)
        return false;
    gsize digits = strspn(name + 3, "0123456789");
    const char *ending = name + 3 + digits;
    return digits >= 4 && (g_ascii_strcasecmp(ending, ".txt") == 0 || g_ascii_strncasecmp(ending, ".htm", 4) == 0);
}

/* Returns whether a reader sees the part as a file. */
static bool is_file(const struct content *content, const struct place *place)
{
    if (is_signature(content->type) || is_exchange_text(content))
        return false;
    if (strcmp(place->around, "multipart/related") == 0 && !place->is_first && content->has_id)
        return false; /* a picture that the text shows */
    if (g_str_has_prefix(content->disposition, "attachment"))
        return true;
    return !has_text(content->type) && strcmp(place->around, "multipart/report") != 0;
}

/* Returns the name of the file; NULL for the body of the mail, which is none though it may have one. (transfer full) */
static char *filename_for(const struct content *content, const struct place *place)
{
    bool is_body = *place->around == '\0' || place->is_first;
    bool has_name = !content_is(content, "text/") || g_str_has_prefix(content->disposition, "attachment") || !is_body;
    return has_name ? g_strdup(content->filename) : NULL;
}

GBytes *part_decoded(const struct content *content, struct span body, gsize max_bytes)
{
    struct transferred whole = transfer_decode(content->encoding, body.start, (gsize)(body.end - body.start), max_bytes);
    return g_byte_array_free_to_bytes(whole.bytes);
}

/* Returns how the bytes of body are encoded: as the header says, unless it says nothing and they speak for themselves. */
static GMimeContentEncoding encoding_of(const struct content *content, struct span body, const char *path, GPtrArray *notes)
{
    gsize length = (gsize)(body.end - body.start);
    bool is_encoded =
        content->encoding == GMIME_CONTENT_ENCODING_BASE64 || content->encoding == GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
    if (is_encoded || !has_text(content->type) || !transfer_is_quoted_printable(body.start, length))
        return content->encoding;
    note_add(notes, "part %s is quoted-printable, though its header does not say so", path);
    return GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

struct mail_part *part_new(const struct content *content, struct span body, const struct place *place, struct budget *budget,
                           GPtrArray *notes)
{
    struct mail_part *part = g_new0(struct mail_part, 1);
    part->path = g_strdup(place->path);
    part->type = g_strdup(content->type);
    part->charset = g_strdup(content->charset);
    part->filename = filename_for(content, place);
    part->alternative = has_text(content->type) ? place->alternative : 0;
    part->is_attachment = is_file(content, place);
    part->flowed = content->flowed;
    part->delsp = content->delsp;
    gsize most = MIN(LIMIT_TEXT_BYTES, budget->bytes);
    GMimeContentEncoding encoding = encoding_of(content, body, place->path, notes);
    struct transferred bytes = transfer_decode(encoding, body.start, (gsize)(body.end - body.start), most);
    budget->bytes -= bytes.bytes->len;
    part->size_bytes = bytes.size_bytes;
    if (bytes.is_mixed)
        note_add(notes, "part %s is called base64 but has other lines, which were read as they are", part->path);
    if (has_text(part->type)) {
        make_text(part, bytes.bytes, notes);
        g_byte_array_unref(bytes.bytes);
    } else {
        part->bytes = g_byte_array_free_to_bytes(bytes.bytes);
    }
    return part;
}

void part_free(void *data)
{
    struct mail_part *part = data;
    g_free(part->path);
    g_free(part->type);
    g_free(part->charset);
    g_free(part->filename);
    g_free(part->text);
    g_free(part->decoded_as);
    g_clear_pointer(&part->bytes, g_bytes_unref);
    mail_free(part->message);
    g_free(part);
}
