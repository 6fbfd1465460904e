/* Delivery reports: by their fields (RFC 3464), else by the status codes (RFC 3463) in their words. What is not plainly lasting
 * is taken to pass. */
#include "reply/bounce.h"

#include <string.h>

#include "base/text.h"

#define BYTES_SEEN 20000u

static const char *const names[] = {
    [BOUNCE_NONE] = "none", [BOUNCE_DELAYED] = "delayed", [BOUNCE_PASSING] = "passing", [BOUNCE_LASTING] = "lasting"};

const char *bounce_name(enum bounce bounce) { return names[bounce]; }

enum bounce bounce_from_name(const char *name)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(names[i], name) == 0)
            return (enum bounce)i;
    return BOUNCE_NONE;
}

/* Returns the beginning of what part says in lower case. (transfer full) */
static char *words_of(const struct mail_part *part)
{
    gsize length = part->text != NULL ? strlen(part->text) : part->bytes != NULL ? g_bytes_get_size(part->bytes) : 0;
    const char *bytes = part->text != NULL ? part->text : length > 0 ? g_bytes_get_data(part->bytes, NULL) : "";
    g_autofree char *text = text_repair(bytes, MIN(length, BYTES_SEEN));
    return g_utf8_strdown(text, -1);
}

/* A status 5.x.x means that the address is wrong or gone only for some subjects and details: 5.1.x (but 5.1.7 and 5.1.8, which
 * are about the sender), 5.2.1 (mailbox disabled), 5.4.4 (no such host) and 5.0.0, which says nothing but that it failed. */
static enum bounce of_status(const char *status)
{
    if (!g_str_has_prefix(status, "5."))
        return BOUNCE_PASSING;
    bool is_sender = g_str_has_prefix(status, "5.1.7") || g_str_has_prefix(status, "5.1.8");
    bool is_lasting = g_str_has_prefix(status, "5.1.") || g_str_has_prefix(status, "5.2.1") ||
                      g_str_has_prefix(status, "5.4.4") || g_str_has_prefix(status, "5.0.0");
    return is_lasting && !is_sender ? BOUNCE_LASTING : BOUNCE_PASSING;
}

/* Returns the value of the field called name ("status:") in report, or NULL. Lines are apart by '\n'. (transfer none) */
static const char *field_in(const char *report, const char *name)
{
    for (const char *line = report; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (g_str_has_prefix(line, name))
            return line + strlen(name) + strspn(line + strlen(name), " \t");
    }
    return NULL;
}

static enum bounce of_report(const struct mail_part *part)
{
    g_autofree char *report = words_of(part);
    const char *action = field_in(report, "action:"), *status = field_in(report, "status:");
    if (action != NULL && g_str_has_prefix(action, "delayed"))
        return BOUNCE_DELAYED;
    if (action != NULL && !g_str_has_prefix(action, "failed"))
        return BOUNCE_NONE;
    return status != NULL ? of_status(status) : BOUNCE_PASSING;
}

/* Returns the first status code with the first digit 4 or 5 in words, or NULL. (transfer none) */
static const char *status_in(const char *words)
{
    for (const char *p = words; *p != '\0'; p++) {
        bool begins = (*p == '4' || *p == '5') && (p == words || !g_ascii_isalnum(p[-1])) && p[1] == '.';
        if (begins && g_ascii_isdigit(p[2]) && p[3] == '.' && g_ascii_isdigit(p[4]) && (p == words || p[-1] != '.'))
            return p;
    }
    return NULL;
}

static enum bounce of_words(const struct mail *mail)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        const struct mail_part *part = mail->parts->pdata[i];
        if (part->text == NULL || !g_str_has_prefix(part->type, "text/") || strcmp(part->type, "text/rfc822-headers") == 0)
            continue;
        g_autofree char *words = words_of(part);
        const char *status = status_in(words);
        if (status != NULL)
            return of_status(status);
    }
    return BOUNCE_PASSING;
}

enum bounce bounce_read(const struct mail *mail)
{
    const struct mail_part *report = mail_part_of_type(mail, "message/delivery-status");
    report = report != NULL ? report : mail_part_of_type(mail, "message/global-delivery-status");
    return report != NULL ? of_report(report) : of_words(mail);
}
