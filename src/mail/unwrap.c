/* Looks into what wraps a mail: message/rfc822, S/MIME, winmail.dat. Opens nothing that is encrypted, checks no signature; says
 * in the notes what could not be read. */
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mail/cms.h"
#include "mail/parse.h"
#include "mail/tnef.h"

static bool is_mail(const char *type)
{
    return strcmp(type, "message/rfc822") == 0 || strcmp(type, "message/global") == 0 || strcmp(type, "message/news") == 0;
}

static bool is_smime(const char *type)
{
    return strcmp(type, "application/pkcs7-mime") == 0 || strcmp(type, "application/x-pkcs7-mime") == 0;
}

static bool is_tnef(const struct content *content)
{
    return strcmp(content->type, "application/ms-tnef") == 0 || strcmp(content->type, "application/vnd.ms-tnef") == 0 ||
           (content->filename != NULL && g_ascii_strcasecmp(content->filename, "winmail.dat") == 0);
}

/* ---- attached mail */

static void open_mail(struct parser *parser, struct mail_part *part, const struct content *content, struct span body)
{
    if (parser->attached_depth + 1 > LIMIT_ATTACHED_DEPTH) {
        note_add(parser->mail->notes, "mails within mails beyond depth %u were not opened", LIMIT_ATTACHED_DEPTH);
        return;
    }
    g_autoptr(GBytes) decoded = part_decoded(content, body, LIMIT_DECODED_BYTES);
    gsize length = 0;
    const char *data = g_bytes_get_data(decoded, &length);
    if (length == 0)
        return;
    part->message = parse_mail(data, length, parser->attached_depth + 1, parser->budget);
    g_clear_pointer(&part->bytes, g_bytes_unref); /* all of it is in the message */
}

/* ---- S/MIME */

static void open_signed(struct parser *parser, struct mail_part *part, GBytes *inner, const struct place *place)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(inner, &length);
    note_add(parser->mail->notes, "part %s is signed with S/MIME; the signature was not checked", part->path);
    part->is_attachment = false;
    struct place inside = *place;
    g_autofree char *path = g_strconcat(part->path, ".1", NULL);
    inside.path = path;
    inside.around = "";
    parser->wrapped_depth++;
    parse_part(parser, data, length, &inside);
    parser->wrapped_depth--;
}

static void open_smime(struct parser *parser, struct mail_part *part, const struct content *content, struct span body,
                       const struct place *place)
{
    g_autoptr(GBytes) decoded = part_decoded(content, body, LIMIT_DECODED_BYTES);
    g_autoptr(GBytes) inner = NULL;
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(decoded, &length);
    enum cms_kind kind = cms_open(data, length, LIMIT_DECODED_BYTES, &inner);
    if (kind == CMS_SIGNED && inner != NULL && parser->wrapped_depth < WRAPPED_DEPTH)
        open_signed(parser, part, inner, place);
    else if (kind == CMS_ENCRYPTED)
        note_add(parser->mail->notes, "part %s is encrypted with S/MIME and cannot be read", part->path);
    else if (kind == CMS_OTHER)
        note_add(parser->mail->notes, "part %s is S/MIME of a kind that cannot be read", part->path);
}

/* ---- winmail.dat */

/* Takes one part off the budget and adds it to the mail. Returns it, NULL where there may be no more. (transfer none) */
static struct mail_part *add_part(struct parser *parser, const struct mail_part *around, guint number, const char *type)
{
    if (parser->budget->parts == 0)
        return NULL;
    parser->budget->parts--;
    struct mail_part *part = g_new0(struct mail_part, 1);
    part->path = g_strdup_printf("%s.%u", around->path, number);
    part->type = g_strdup(type);
    g_ptr_array_add(parser->mail->parts, part);
    return part;
}

/* Finds the text that the mail has besides winmail.dat: mostly the same words without formatting. Returns the group of
 * alternatives for both; a new one where there is no text, or several. *has_text: there is one. */
static guint group_for_body(struct parser *parser, bool *has_text)
{
    struct mail_part *only = NULL;
    guint count = 0;
    for (guint i = 0; i < parser->mail->parts->len; i++) {
        struct mail_part *part = parser->mail->parts->pdata[i];
        bool is_text = part->text != NULL && !part->is_attachment && g_str_has_prefix(part->type, "text/");
        if (!is_text || text_is_blank(part->text))
            continue;
        if (only != NULL && part->alternative == only->alternative && part->alternative > 0)
            continue;
        only = part;
        count++;
    }
    *has_text = count > 0;
    if (count == 1 && only->alternative > 0)
        return only->alternative;
    guint group = ++parser->groups;
    if (count == 1)
        only->alternative = group;
    return group;
}

static void add_body(struct parser *parser, const struct mail_part *around, guint number, guint group, const char *type,
                     char *text, const char *decoded_as)
{
    struct mail_part *part = add_part(parser, around, number, type);
    if (part == NULL) {
        g_free(text);
        return;
    }
    part->alternative = group;
    part->text = text_with_plain_line_ends(text);
    part->size_bytes = strlen(part->text);
    part->decoded_as = g_strdup(decoded_as);
}

static void add_file(struct parser *parser, const struct mail_part *around, guint number, const struct tnef_file *file)
{
    struct mail_part *part = add_part(parser, around, number, "application/octet-stream");
    if (part == NULL)
        return;
    part->filename = content_plain_filename(file->filename);
    part->is_attachment = true;
    part->bytes = file->bytes != NULL ? g_bytes_ref(file->bytes) : NULL;
    part->size_bytes = file->size_bytes;
}

static void open_tnef(struct parser *parser, struct mail_part *part, const struct content *content, struct span body)
{
    g_autoptr(GBytes) decoded = part_decoded(content, body, LIMIT_DECODED_BYTES);
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(decoded, &length);
    AUTO(tnef) tnef = tnef_read(data, length, LIMIT_TEXT_BYTES);
    if (tnef == NULL) {
        note_add(parser->mail->notes, "part %s is called winmail.dat and is none", part->path);
        return;
    }
    note_add(parser->mail->notes, "part %s is winmail.dat of Outlook; it was opened", part->path);
    part->is_attachment = false;
    g_clear_pointer(&part->bytes, g_bytes_unref);
    bool has_text = false;
    guint number = 0, group = tnef->html != NULL || tnef->text != NULL ? group_for_body(parser, &has_text) : 0;
    if (tnef->text != NULL && !has_text)
        add_body(parser, part, ++number, group, "text/plain", g_steal_pointer(&tnef->text), "winmail.dat");
    if (tnef->html != NULL)
        add_body(parser, part, ++number, group, "text/html", g_steal_pointer(&tnef->html), tnef->html_from);
    for (guint i = 0; i < tnef->files->len; i++)
        add_file(parser, part, ++number, tnef->files->pdata[i]);
}

/* ---- any */

void unwrap_part(struct parser *parser, struct mail_part *part, const struct content *content, struct span body,
                 const struct place *place)
{
    if (is_mail(part->type))
        open_mail(parser, part, content, body);
    else if (is_smime(part->type))
        open_smime(parser, part, content, body, place);
    else if (is_tnef(content))
        open_tnef(parser, part, content, body);
    else if (strcmp(part->type, "application/pgp-encrypted") == 0)
        note_add(parser->mail->notes, "the mail is encrypted with PGP and cannot be read");
}
