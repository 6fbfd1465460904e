/* Checks a mail that goes out. Refuses whatever would become more than the field it was meant for. */
#include "mail/compose_check.h"

#include <string.h>

#include "base/error.h"

#define TOKEN_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$&-^_.+"
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"

static bool check_words(const char *name, const char *value, GError **error)
{
    if (value == NULL)
        return true;
    const char *bad = NULL;
    if (!g_utf8_validate(value, -1, &bad)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: byte %ld is not UTF-8", name, (long)(bad - value) + 1);
        return false;
    }
    for (const char *p = value; *p != '\0'; p++)
        if ((guchar)*p < ' ' || *p == 0x7F) {
            g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: a line break or control character in a header field", name);
            return false;
        }
    return true;
}

static bool check_address(const char *name, const char *address, GError **error)
{
    if (mail_address_is_sendable(address))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: this is no plain address", name);
    return false;
}

static bool check_id(const char *name, const char *id, GError **error)
{
    gsize length = id != NULL ? strlen(id) : 0;
    bool sound = length > 0 && length <= 900;
    for (gsize i = 0; i < length && sound; i++)
        sound = g_ascii_isgraph(id[i]) && id[i] != '<' && id[i] != '>';
    if (!sound)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: this is no message id", name);
    return sound;
}

static bool check_references(const GPtrArray *references, GError **error)
{
    for (guint i = 0; references != NULL && i < references->len; i++)
        if (!check_id("References", references->pdata[i], error))
            return false;
    return true;
}

static bool check_header(const struct outgoing_header *header, GError **error)
{
    static const char *const own[] = {"From",        "To",         "Reply-To", "Subject",      "Message-ID",
                                      "In-Reply-To", "References", "Date",     "MIME-Version", "Sender",
                                      "Bcc",         "Cc",         "Received", "Return-Path"};
    bool is_ours = g_ascii_strncasecmp(header->name, "Content-", 8) == 0;
    for (guint i = 0; i < G_N_ELEMENTS(own); i++)
        is_ours |= g_ascii_strcasecmp(header->name, own[i]) == 0;
    bool is_name = *header->name != '\0' && strspn(header->name, NAME_CHARACTERS) == strlen(header->name);
    if (!is_ours && is_name)
        return check_words(header->name, header->value, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "a further header field cannot be called so");
    return false;
}

static bool check_head(const struct outgoing *outgoing, GError **error)
{
    bool sound = check_address("From", outgoing->from_address, error) && check_address("To", outgoing->to_address, error) &&
                 (outgoing->reply_to == NULL || check_address("Reply-To", outgoing->reply_to, error)) &&
                 check_words("From", outgoing->from_name, error) && check_words("To", outgoing->to_name, error) &&
                 check_words("Subject", outgoing->subject, error) &&
                 check_words("Auto-Submitted", outgoing->auto_submitted, error) &&
                 check_id("Message-ID", outgoing->message_id, error) &&
                 (outgoing->in_reply_to == NULL || check_id("In-Reply-To", outgoing->in_reply_to, error)) &&
                 check_references(outgoing->references, error);
    for (guint i = 0; sound && outgoing->headers != NULL && i < outgoing->headers->len; i++)
        sound = check_header(outgoing->headers->pdata[i], error);
    return sound;
}

/* ---- bodies and files */

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
    return check_words("file name", file->filename, error) &&
           (file->content_id == NULL || check_id("Content-ID", file->content_id, error));
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

bool compose_check(const struct outgoing *outgoing, GError **error)
{
    return check_head(outgoing, error) && check_bodies(outgoing, error);
}
