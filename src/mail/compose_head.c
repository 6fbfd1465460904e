/* The header of a mail that goes out. Refuses whatever would become more than the field it was meant for. */
#include "mail/compose_head.h"

#include <gio/gio.h>
#include <string.h>

#include "base/error.h"
#include "mail/compose_encode.h"

#define LINE_COLUMNS 76u
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-"

bool head_check_words(const char *name, const char *value, GError **error)
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

bool head_check_id(const char *name, const char *id, GError **error)
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
        if (!head_check_id("References", references->pdata[i], error))
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
        return head_check_words(header->name, header->value, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "a further header field cannot be called so");
    return false;
}

bool head_check(const struct outgoing *outgoing, GError **error)
{
    bool sound = check_address("From", outgoing->from_address, error) && check_address("To", outgoing->to_address, error) &&
                 (outgoing->reply_to == NULL || check_address("Reply-To", outgoing->reply_to, error)) &&
                 head_check_words("From", outgoing->from_name, error) && head_check_words("To", outgoing->to_name, error) &&
                 head_check_words("Subject", outgoing->subject, error) &&
                 head_check_words("Auto-Submitted", outgoing->auto_submitted, error) &&
                 head_check_id("Message-ID", outgoing->message_id, error) &&
                 (outgoing->in_reply_to == NULL || head_check_id("In-Reply-To", outgoing->in_reply_to, error)) &&
                 check_references(outgoing->references, error);
    for (guint i = 0; sound && outgoing->headers != NULL && i < outgoing->headers->len; i++)
        sound = check_header(outgoing->headers->pdata[i], error);
    return sound;
}

/* ---- writing; everything was checked before */

/* Appends a display name: as it is, in quotes, or encoded. */
static void append_name(GString *out, const char *name, guint *column)
{
    bool is_ascii = true, is_plain = true;
    for (const char *p = name; *p != '\0'; p++) {
        is_ascii = is_ascii && (guchar)*p < 0x80;
        is_plain = is_plain && (g_ascii_isalnum(*p) || strchr(" !#$%&'*+-/^_`{|}~", *p) != NULL);
    }
    if (!is_ascii || strstr(name, "=?") != NULL || strlen(name) > 200) {
        encode_words(out, name, column);
        return;
    }
    gsize before = out->len;
    if (!is_plain)
        g_string_append_c(out, '"');
    for (const char *p = name; *p != '\0'; p++) {
        if (*p == '"' || *p == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *p);
    }
    if (!is_plain)
        g_string_append_c(out, '"');
    *column += (guint)(out->len - before);
}

/* Returns address with its domain in ASCII. (transfer full) */
static char *ascii_domain(const char *address)
{
    const char *at = strchr(address, '@');
    g_autofree char *domain = g_hostname_to_ascii(at + 1);
    if (domain == NULL)
        return g_strdup(address);
    return g_strdup_printf("%.*s@%s", (int)(at - address), address, domain);
}

static void append_address(GString *out, const char *field, const char *name, const char *address)
{
    g_autofree char *spec = ascii_domain(address);
    guint column = (guint)strlen(field) + 2;
    g_string_append_printf(out, "%s: ", field);
    if (name == NULL || *name == '\0') {
        g_string_append_printf(out, "%s\r\n", spec);
        return;
    }
    append_name(out, name, &column);
    bool fits = column + strlen(spec) + 3 <= LINE_COLUMNS;
    g_string_append_printf(out, "%s<%s>\r\n", fits ? " " : "\r\n ", spec);
}

static void append_date(GString *out, gint64 secs)
{
    static const char *const days[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(secs);
    if (when == NULL)
        return;
    g_string_append_printf(out, "Date: %s, %d %s %04d %02d:%02d:%02d +0000\r\n", days[g_date_time_get_day_of_week(when) - 1],
                           g_date_time_get_day_of_month(when), months[g_date_time_get_month(when) - 1],
                           g_date_time_get_year(when), g_date_time_get_hour(when), g_date_time_get_minute(when),
                           g_date_time_get_second(when));
}

static void append_references(GString *out, const GPtrArray *references)
{
    if (references == NULL || references->len == 0)
        return;
    g_string_append(out, "References:");
    for (guint i = 0; i < references->len; i++)
        g_string_append_printf(out, "%s<%s>", i == 0 ? " " : "\r\n ", (const char *)references->pdata[i]);
    g_string_append(out, "\r\n");
}

void head_append(GString *out, const struct outgoing *outgoing)
{
    append_address(out, "From", outgoing->from_name, outgoing->from_address);
    append_address(out, "To", outgoing->to_name, outgoing->to_address);
    if (outgoing->reply_to != NULL)
        append_address(out, "Reply-To", NULL, outgoing->reply_to);
    encode_header(out, "Subject", outgoing->subject);
    append_date(out, outgoing->date_secs);
    g_string_append_printf(out, "Message-ID: <%s>\r\n", outgoing->message_id);
    if (outgoing->in_reply_to != NULL)
        g_string_append_printf(out, "In-Reply-To: <%s>\r\n", outgoing->in_reply_to);
    append_references(out, outgoing->references);
    if (outgoing->auto_submitted != NULL)
        encode_header(out, "Auto-Submitted", outgoing->auto_submitted);
    for (guint i = 0; outgoing->headers != NULL && i < outgoing->headers->len; i++) {
        const struct outgoing_header *header = outgoing->headers->pdata[i];
        encode_header(out, header->name, header->value);
    }
    g_string_append(out, "MIME-Version: 1.0\r\n");
}
