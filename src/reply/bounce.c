/* Reports on our mail. Of delivery: by their fields (RFC 3464), else by the status codes (RFC 3463) in their words. What is not
 * plainly lasting is taken to pass. */
#include "reply/bounce.h"

#include <string.h>

#include "base/text.h"

#define BYTES_SEEN 20000u

static const char *const names[] = {[BOUNCE_NONE] = "none",
                                    [BOUNCE_DELAYED] = "delayed",
                                    [BOUNCE_PASSING] = "passing",
                                    [BOUNCE_LASTING] = "lasting",
                                    [BOUNCE_COMPLAINT] = "complaint"};

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

/* ---- reports of abuse (RFC 5965) */

/* Feedback of some types is none about unwanted mail: that it was wanted, or that a check failed. */
static enum bounce of_feedback(const struct mail_part *part)
{
    g_autofree char *report = words_of(part);
    const char *type = field_in(report, "feedback-type:");
    bool is_other = type != NULL && (g_str_has_prefix(type, "not-spam") || g_str_has_prefix(type, "auth-failure"));
    return is_other ? BOUNCE_NONE : BOUNCE_COMPLAINT;
}

enum bounce bounce_read(const struct mail *mail)
{
    const struct mail_part *feedback = mail_part_of_type(mail, "message/feedback-report");
    if (feedback != NULL)
        return of_feedback(feedback);
    const struct mail_part *report = mail_part_of_type(mail, "message/delivery-status");
    report = report != NULL ? report : mail_part_of_type(mail, "message/global-delivery-status");
    return report != NULL ? of_report(report) : of_words(mail);
}

/* ---- what it speaks of */

/* Returns the header field called name ("message-id:") of the mail that part brings back, in lower case. (transfer full), NULL
 * where there is none */
static char *returned_field(const struct mail_part *part, const char *name)
{
    if (part->message != NULL) {
        g_autofree char *plain = g_strndup(name, strlen(name) - 1);
        const char *value = mail_header(part->message, plain);
        return value != NULL ? g_utf8_strdown(value, -1) : NULL;
    }
    if (strcmp(part->type, "text/rfc822-headers") != 0)
        return NULL;
    g_autofree char *headers = words_of(part);
    const char *value = field_in(headers, name);
    return value != NULL ? g_strndup(value, strcspn(value, "\n")) : NULL;
}

static char *any_returned_field(const struct mail *mail, const char *name)
{
    for (guint i = 0; i < mail->parts->len; i++) {
        char *value = returned_field(mail->parts->pdata[i], name);
        if (value != NULL)
            return value;
    }
    return NULL;
}

/* Returns what stands between < and > in value, or behind its last ";" where there are none. (transfer full) */
static char *inner_of(const char *value)
{
    const char *open = strrchr(value, '<'), *semicolon = strrchr(value, ';');
    const char *start = open != NULL ? open + 1 : semicolon != NULL ? semicolon + 1 : value;
    char *inner = g_strndup(start, strcspn(start, ">\n"));
    return g_strstrip(inner);
}

char *bounce_returned_id(const struct mail *mail)
{
    g_autofree char *value = any_returned_field(mail, "message-id:");
    return value != NULL ? inner_of(value) : NULL;
}

char *bounce_recipient(const struct mail *mail)
{
    static const char *const types[] = {"message/delivery-status", "message/global-delivery-status", "message/feedback-report"};
    static const char *const fields[] = {"original-recipient:", "final-recipient:", "original-rcpt-to:"};
    for (guint i = 0; i < G_N_ELEMENTS(types); i++) {
        const struct mail_part *part = mail_part_of_type(mail, types[i]);
        g_autofree char *report = part != NULL ? words_of(part) : NULL;
        for (guint n = 0; report != NULL && n < G_N_ELEMENTS(fields); n++) {
            const char *value = field_in(report, fields[n]);
            if (value == NULL)
                continue;
            g_autofree char *line = g_strndup(value, strcspn(value, "\n"));
            return inner_of(line);
        }
    }
    g_autofree char *to = any_returned_field(mail, "to:");
    return to != NULL ? inner_of(to) : NULL;
}
