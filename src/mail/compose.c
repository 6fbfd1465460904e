/* Has GMime compose a mail: header, the text and its HTML twin, pictures that it shows, files that go with it. No clock, no
 * chance: the same outgoing gives the same bytes. */
#include "mail/compose.h"

#include <gio/gio.h>
#include <string.h>

#include "mail/compose_check.h"
#include "mail/mime.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeFormatOptions, g_mime_format_options_free)

#define CHARSET "utf-8"
#define LINE_COLUMNS 76u
#define UNBROKEN_BYTES 900u /* a longer word does not fit into any line */
#define WORD_BYTES 45u      /* of text in one encoded word: 60 digits of base64, 72 columns */

struct composer {
    const struct outgoing *outgoing;
    guint boundaries; /* made so far */
};

/* ---- header */

/* Returns value in encoded words where mark is in it, which GMime would let stand though readers decode it. (transfer full) */
static char *encoded_if_holding(const char *mark, const char *value)
{
    if (value == NULL || strstr(value, mark) == NULL)
        return g_strdup(value);
    g_autoptr(GString) out = g_string_new(NULL);
    while (*value != '\0') {
        gsize length = MIN(strlen(value), WORD_BYTES);
        while (((guchar)value[length] & 0xC0) == 0x80)
            length--;
        g_autofree char *code = g_base64_encode((const guchar *)value, length);
        g_string_append_printf(out, "%s=?" CHARSET "?B?%s?=", out->len > 0 ? " " : "", code);
        value += length;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void add_address(GMimeMessage *message, GMimeAddressType type, const char *name, const char *address)
{
    g_autofree char *spec = mail_address_ascii(address);
    g_autofree char *words = encoded_if_holding("=", name);
    InternetAddress *mailbox = internet_address_mailbox_new(words != NULL && *words != '\0' ? words : NULL, spec);
    internet_address_set_charset(mailbox, CHARSET);
    internet_address_list_add(g_mime_message_get_addresses(message, type), mailbox);
    g_object_unref(mailbox);
}

static void set_field(GMimeMessage *message, const char *name, const char *value)
{
    g_autofree char *words = encoded_if_holding("=?", value);
    g_mime_object_set_header(GMIME_OBJECT(message), name, words, CHARSET);
}

/* Returns whether value can stand in a header as it is, divided at its spaces. */
static bool is_plain_value(const char *value)
{
    gsize unbroken = 0;
    for (const char *p = value; *p != '\0'; p++) {
        unbroken = *p == ' ' ? 0 : unbroken + 1;
        if ((guchar)*p >= 0x7F || unbroken > UNBROKEN_BYTES)
            return false;
    }
    return strstr(value, "=?") == NULL;
}

/* Sets a field that programs read, of which GMime would encode the long words. */
static void set_program_field(GMimeMessage *message, const char *name, const char *value)
{
    if (!is_plain_value(value)) {
        set_field(message, name, value);
        return;
    }
    g_autoptr(GString) raw = g_string_new(NULL);
    gsize column = strlen(name) + 1;
    g_auto(GStrv) words = g_strsplit(value, " ", -1);
    for (guint i = 0; words[i] != NULL; i++) {
        bool folds = i > 0 && column + strlen(words[i]) + 1 > LINE_COLUMNS && *words[i] != '\0';
        g_string_append_printf(raw, "%s %s", folds ? "\n" : "", words[i]);
        column = (folds ? 0 : column) + strlen(words[i]) + 1;
    }
    g_string_append_c(raw, '\n');
    set_field(message, name, "");
    g_mime_header_set_raw_value(g_mime_header_list_get_header(g_mime_object_get_header_list(GMIME_OBJECT(message)), name),
                                raw->str);
}

static void set_id(GMimeObject *object, const char *name, const char *id)
{
    g_autofree char *value = g_strdup_printf("<%s>", id);
    g_mime_object_set_header(object, name, value, NULL);
}

static void set_thread(GMimeMessage *message, const struct outgoing *outgoing)
{
    set_id(GMIME_OBJECT(message), "Message-ID", outgoing->message_id);
    if (outgoing->in_reply_to != NULL)
        set_id(GMIME_OBJECT(message), "In-Reply-To", outgoing->in_reply_to);
    if (outgoing->references == NULL || outgoing->references->len == 0)
        return;
    g_autoptr(GString) ids = g_string_new(NULL);
    for (guint i = 0; i < outgoing->references->len; i++)
        g_string_append_printf(ids, "%s<%s>", i == 0 ? "" : " ", (const char *)outgoing->references->pdata[i]);
    g_mime_object_set_header(GMIME_OBJECT(message), "References", ids->str, NULL);
}

static void set_fields(GMimeMessage *message, const struct outgoing *outgoing)
{
    add_address(message, GMIME_ADDRESS_TYPE_FROM, outgoing->from_name, outgoing->from_address);
    add_address(message, GMIME_ADDRESS_TYPE_TO, outgoing->to_name, outgoing->to_address);
    if (outgoing->reply_to != NULL)
        add_address(message, GMIME_ADDRESS_TYPE_REPLY_TO, NULL, outgoing->reply_to);
    set_field(message, "Subject", outgoing->subject);
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(outgoing->date_secs);
    if (date != NULL)
        g_mime_message_set_date(message, date);
    set_thread(message, outgoing);
    if (outgoing->auto_submitted != NULL)
        set_field(message, "Auto-Submitted", outgoing->auto_submitted);
    for (guint i = 0; outgoing->headers != NULL && i < outgoing->headers->len; i++) {
        const struct outgoing_header *header = outgoing->headers->pdata[i];
        set_program_field(message, header->name, header->value);
    }
}

/* ---- parts; each is (transfer full) */

static GMimePart *new_part(const char *type, const void *bytes, gsize length)
{
    const char *slash = strchr(type, '/');
    g_autofree char *first = g_strndup(type, (gsize)(slash - type));
    GMimePart *part = g_mime_part_new_with_type(first, slash + 1);
    if (strcmp(first, "text") == 0)
        g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", CHARSET);
    GMimeStream *stream = g_mime_stream_mem_new_with_buffer(bytes, length);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_object_unref(stream);
    return part;
}

/* Returns text with CRLF line ends where base64 hides them from GMime, and one at its end. (transfer full) */
static char *with_line_ends(const char *text, bool is_hidden)
{
    g_autoptr(GString) lines = g_string_new(text);
    if (lines->len > 0 && lines->str[lines->len - 1] != '\n')
        g_string_append_c(lines, '\n');
    if (is_hidden)
        g_string_replace(lines, "\n", "\r\n", 0);
    return g_string_free(g_steal_pointer(&lines), FALSE);
}

/* Returns whether a line of text is one that relays may change, and that GMime leaves so. */
static bool has_from_line(const char *text) { return g_str_has_prefix(text, "From ") || strstr(text, "\nFrom ") != NULL; }

static GMimeObject *new_text(const char *type, const char *text)
{
    g_autofree char *lines = with_line_ends(text, false);
    GMimePart *part = new_part(type, lines, strlen(lines));
    GMimeContentEncoding encoding = g_mime_part_get_best_content_encoding(part, GMIME_ENCODING_CONSTRAINT_7BIT);
    if (has_from_line(text))
        encoding = GMIME_CONTENT_ENCODING_BASE64;
    if (encoding == GMIME_CONTENT_ENCODING_BASE64) {
        g_autofree char *hidden = with_line_ends(text, true);
        g_object_unref(part);
        part = new_part(type, hidden, strlen(hidden));
    }
    g_mime_part_set_content_encoding(part, encoding);
    return GMIME_OBJECT(part);
}

static void set_filename(GMimeObject *part, const char *filename)
{
    g_mime_object_set_content_disposition_parameter(part, "filename", filename);
    GMimeParamList *list = g_mime_content_disposition_get_parameters(g_mime_object_get_content_disposition(part));
    GMimeParam *param = g_mime_param_list_get_parameter(list, "filename");
    if (param != NULL)
        g_mime_param_set_charset(param, CHARSET);
}

static GMimeObject *new_file(const struct outgoing_file *file)
{
    gsize length = 0;
    const void *data = g_bytes_get_data(file->bytes, &length);
    GMimePart *part = new_part(file->type, length > 0 ? data : "", length);
    g_mime_object_set_disposition(GMIME_OBJECT(part), file->content_id != NULL ? "inline" : "attachment");
    set_filename(GMIME_OBJECT(part), file->filename);
    if (file->content_id != NULL)
        set_id(GMIME_OBJECT(part), "Content-ID", file->content_id);
    g_mime_part_set_content_encoding(part, GMIME_CONTENT_ENCODING_BASE64);
    return GMIME_OBJECT(part);
}

/* Returns a multipart with a boundary that is always the same for the mail: "=_" stands in no encoded body, the rest in no
 * other. */
static GMimeMultipart *new_multipart(struct composer *composer, const char *subtype)
{
    g_autofree char *seed = g_strdup_printf("%u %s", ++composer->boundaries, composer->outgoing->message_id);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
    g_autofree char *boundary = g_strdup_printf("=_%.32s", digest);
    GMimeMultipart *multipart = g_mime_multipart_new_with_subtype(subtype);
    g_mime_multipart_set_boundary(multipart, boundary);
    return multipart;
}

/* Adds part, which is taken. */
static void add_part(GMimeMultipart *multipart, GMimeObject *part)
{
    g_mime_multipart_add(multipart, part);
    g_object_unref(part);
}

static guint count_files(const struct outgoing *outgoing, bool shown)
{
    guint count = 0;
    for (guint i = 0; outgoing->files != NULL && i < outgoing->files->len; i++)
        count += (((const struct outgoing_file *)outgoing->files->pdata[i])->content_id != NULL) == shown;
    return count;
}

static void add_files(const struct composer *composer, GMimeMultipart *multipart, bool shown)
{
    const GPtrArray *files = composer->outgoing->files;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const struct outgoing_file *file = files->pdata[i];
        if ((file->content_id != NULL) == shown)
            add_part(multipart, new_file(file));
    }
}

/* The HTML, with the pictures that it shows. */
static GMimeObject *new_html(struct composer *composer)
{
    GMimeObject *html = new_text("text/html", composer->outgoing->html);
    if (count_files(composer->outgoing, true) == 0)
        return html;
    GMimeMultipart *related = new_multipart(composer, "related");
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(related), "type", "text/html");
    add_part(related, html);
    add_files(composer, related, true);
    return GMIME_OBJECT(related);
}

static GMimeObject *new_body(struct composer *composer)
{
    GMimeObject *text = new_text("text/plain", composer->outgoing->text);
    if (composer->outgoing->html == NULL)
        return text;
    GMimeMultipart *alternative = new_multipart(composer, "alternative");
    add_part(alternative, text);
    add_part(alternative, new_html(composer));
    return GMIME_OBJECT(alternative);
}

static GMimeObject *new_content(struct composer *composer)
{
    GMimeObject *body = new_body(composer);
    if (count_files(composer->outgoing, false) == 0)
        return body;
    GMimeMultipart *mixed = new_multipart(composer, "mixed");
    add_part(mixed, body);
    add_files(composer, mixed, false);
    return GMIME_OBJECT(mixed);
}

/* ---- the whole */

static GBytes *write_message(GMimeMessage *message)
{
    g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new();
    g_mime_format_options_set_newline_format(options, GMIME_NEWLINE_FORMAT_DOS);
    GByteArray *bytes = g_byte_array_new();
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(bytes);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    g_mime_object_write_to_stream(GMIME_OBJECT(message), options, stream);
    g_object_unref(stream);
    return g_byte_array_free_to_bytes(bytes);
}

GBytes *mail_compose(const struct outgoing *outgoing, GError **error)
{
    if (!compose_check(outgoing, error))
        return NULL;
    mime_init();
    struct composer composer = {.outgoing = outgoing};
    GMimeMessage *message = g_mime_message_new(FALSE);
    GMimeObject *content = new_content(&composer);
    set_fields(message, outgoing);
    g_mime_message_set_mime_part(message, content);
    GBytes *bytes = write_message(message);
    g_object_unref(content);
    g_object_unref(message);
    return bytes;
}
