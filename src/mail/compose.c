/* Composes a mail: header, the text and its HTML twin, pictures that it shows, files that go with it. No clock, no chance: the
 * same outgoing gives the same bytes. */
#include "mail/compose.h"

#include <string.h>

#include "base/error.h"
#include "mail/compose_encode.h"
#include "mail/compose_head.h"

#define TOKEN_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+"

struct composer {
    GString *out;
    const struct outgoing *outgoing;
    guint boundaries; /* made so far */
};

/* ---- parts */

static void append_text(struct composer *composer, const char *type, const char *text)
{
    static const char *const names[] = {
        [BODY_7BIT] = "7bit", [BODY_QUOTED_PRINTABLE] = "quoted-printable", [BODY_BASE64] = "base64"};
    enum body_encoding encoding = encode_choose(text);
    g_string_append_printf(composer->out, "Content-Type: %s; charset=utf-8\r\nContent-Transfer-Encoding: %s\r\n\r\n", type,
                           names[encoding]);
    encode_text(composer->out, text, encoding);
}

/* Appends the file's name as a parameter: quoted where it is ASCII, percent-encoded (RFC 2231) otherwise. */
static void append_filename(GString *out, const char *filename)
{
    bool is_plain = true;
    for (const char *p = filename; *p != '\0'; p++)
        is_plain = is_plain && (guchar)*p < 0x7F && *p != '"' && *p != '\\' && *p != '%';
    if (is_plain) {
        g_string_append_printf(out, ";\r\n filename=\"%s\"", filename);
        return;
    }
    g_autofree char *code = g_uri_escape_string(filename, NULL, FALSE);
    g_string_append_printf(out, ";\r\n filename*=utf-8''%s", code);
}

static void append_file(struct composer *composer, const struct outgoing_file *file)
{
    GString *out = composer->out;
    bool is_text = g_str_has_prefix(file->type, "text/");
    g_string_append_printf(out, "Content-Type: %s%s\r\n", file->type, is_text ? "; charset=utf-8" : "");
    g_string_append_printf(out, "Content-Disposition: %s", file->content_id != NULL ? "inline" : "attachment");
    append_filename(out, file->filename);
    g_string_append(out, "\r\n");
    if (file->content_id != NULL)
        g_string_append_printf(out, "Content-ID: <%s>\r\n", file->content_id);
    g_string_append(out, "Content-Transfer-Encoding: base64\r\n\r\n");
    gsize length = 0;
    const void *data = g_bytes_get_data(file->bytes, &length);
    encode_base64(out, data, length);
}

/* ---- multiparts */

/* Starts a multipart. Returns its boundary (transfer full): "=_" stands in no encoded body, the rest in no other. */
static char *open_multipart(struct composer *composer, const char *subtype)
{
    g_autofree char *seed = g_strdup_printf("%u %s", ++composer->boundaries, composer->outgoing->message_id);
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, seed, -1);
    char *boundary = g_strdup_printf("=_%.32s", digest);
    g_string_append_printf(composer->out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n", subtype, boundary);
    return boundary;
}

static void next_part(struct composer *composer, const char *boundary)
{
    g_string_append_printf(composer->out, "\r\n--%s\r\n", boundary);
}

static void close_multipart(struct composer *composer, const char *boundary)
{
    g_string_append_printf(composer->out, "\r\n--%s--\r\n", boundary);
}

static guint count_files(const struct outgoing *outgoing, bool shown)
{
    guint count = 0;
    for (guint i = 0; outgoing->files != NULL && i < outgoing->files->len; i++)
        count += (((const struct outgoing_file *)outgoing->files->pdata[i])->content_id != NULL) == shown;
    return count;
}

static void append_files(struct composer *composer, const char *boundary, bool shown)
{
    const GPtrArray *files = composer->outgoing->files;
    for (guint i = 0; files != NULL && i < files->len; i++) {
        const struct outgoing_file *file = files->pdata[i];
        if ((file->content_id != NULL) != shown)
            continue;
        next_part(composer, boundary);
        append_file(composer, file);
    }
}

/* Appends the HTML, with the pictures that it shows. */
static void append_html(struct composer *composer)
{
    if (count_files(composer->outgoing, true) == 0) {
        append_text(composer, "text/html", composer->outgoing->html);
        return;
    }
    g_autofree char *boundary = open_multipart(composer, "related; type=\"text/html\"");
    next_part(composer, boundary);
    append_text(composer, "text/html", composer->outgoing->html);
    append_files(composer, boundary, true);
    close_multipart(composer, boundary);
}

static void append_body(struct composer *composer)
{
    if (composer->outgoing->html == NULL) {
        append_text(composer, "text/plain", composer->outgoing->text);
        return;
    }
    g_autofree char *boundary = open_multipart(composer, "alternative");
    next_part(composer, boundary);
    append_text(composer, "text/plain", composer->outgoing->text);
    next_part(composer, boundary);
    append_html(composer);
    close_multipart(composer, boundary);
}

static void append_content(struct composer *composer)
{
    if (count_files(composer->outgoing, false) == 0) {
        append_body(composer);
        return;
    }
    g_autofree char *boundary = open_multipart(composer, "mixed");
    next_part(composer, boundary);
    append_body(composer);
    append_files(composer, boundary, false);
    close_multipart(composer, boundary);
}

/* ---- checks */

static bool is_type(const char *type)
{
    gsize first = strspn(type, TOKEN_CHARACTERS);
    if (first == 0 || type[first] != '/')
        return false;
    gsize second = strspn(type + first + 1, TOKEN_CHARACTERS);
    return second > 0 && type[first + 1 + second] == '\0';
}

static bool check_file(const struct outgoing *outgoing, const struct outgoing_file *file, GError **error)
{
    if (!is_type(file->type) || file->filename == NULL || *file->filename == '\0' || strpbrk(file->filename, "/\\") != NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "a file of the mail has no sound name or type");
        return false;
    }
    if (file->content_id != NULL && outgoing->html == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "a picture goes with HTML only");
        return false;
    }
    return head_check_words("file name", file->filename, error) &&
           (file->content_id == NULL || head_check_id("Content-ID", file->content_id, error));
}

static bool check_bodies(const struct outgoing *outgoing, GError **error)
{
    bool sound = g_utf8_validate(outgoing->text, -1, NULL) && strchr(outgoing->text, '\r') == NULL;
    if (sound && outgoing->html != NULL)
        sound = g_utf8_validate(outgoing->html, -1, NULL) && strchr(outgoing->html, '\r') == NULL;
    if (!sound)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "the text of the mail is not UTF-8 with plain line ends");
    for (guint i = 0; sound && outgoing->files != NULL && i < outgoing->files->len; i++)
        sound = check_file(outgoing, outgoing->files->pdata[i], error);
    return sound;
}

GBytes *mail_compose(const struct outgoing *outgoing, GError **error)
{
    if (!head_check(outgoing, error) || !check_bodies(outgoing, error))
        return NULL;
    struct composer composer = {.out = g_string_sized_new(16 * 1024), .outgoing = outgoing};
    head_append(composer.out, outgoing);
    append_content(&composer);
    return g_string_free_to_bytes(composer.out);
}
