/* Did a machine write this mail? Goes by structure and headers first, then by subject and wording where both agree. A person
 * who speaks of being away, or has a long tale to tell, is a person. */
#include <string.h>

#include "base/text.h"
#include "reply/classify_rules.h"

#define TEXT_BYTES_SEEN 6000u /* of the mail's own text */
#define AWAY_WORDS_MAX 130u   /* of a text that is an automatic reply by its wording */
#define AUTO_WORDS_MAX 260u   /* of one that says itself that it is */
#define RECEIPT_WORDS_MAX 60u /* of the text of a receipt */
#define NUMBERED_MAX 3u       /* numbered lines that only a person's answers have */
#define SPAM_SIGNS_BULK 2u    /* phrases of spam where a header says that it is bulk mail */
#define SPAM_SIGNS 3u         /* and where none does */

/* ---- headers */

/* Returns whether value begins with start as a whole word: "yes" in "Yes, score=9". */
static bool begins_with(const char *value, const char *start)
{
    while (*value == ' ' || *value == '"')
        value++;
    gsize length = strlen(start);
    return strcmp(start, "any") == 0 || (g_ascii_strncasecmp(value, start, length) == 0 && !g_ascii_isalnum(value[length]));
}

static bool has_sign(const struct kind_rules *rules, const struct mail *mail, enum sign which)
{
    for (guint i = 0; i < rules->signs[which]->len; i++) {
        const struct header_sign *sign = rules->signs[which]->pdata[i];
        const char *value = mail_header(mail, sign->name);
        if (value != NULL && begins_with(value, sign->value))
            return true;
    }
    return false;
}

static bool is_from_daemon(const struct kind_rules *rules, const struct mail *mail)
{
    if (mail->from->len == 0)
        return false;
    const struct mail_address *from = mail->from->pdata[0];
    for (guint i = 0; i < rules->daemons->len; i++) {
        const char *daemon = rules->daemons->pdata[i];
        gsize length = strlen(daemon);
        if (g_ascii_strncasecmp(from->address, daemon, length) == 0 || g_ascii_strncasecmp(from->name, daemon, length) == 0)
            return true;
    }
    return false;
}

/* Returns whether the envelope's sender is the null address, as automatic mail should have it. */
static bool has_null_sender(const struct mail *mail)
{
    const char *path = mail_header(mail, "Return-Path");
    if (path == NULL)
        return false;
    g_autofree char *copy = g_strdup(path);
    return strcmp(g_strstrip(copy), "<>") == 0;
}

static bool is_reply(const struct mail *mail) { return *mail->in_reply_to != '\0' || mail->references->len > 0; }

/* ---- reports (RFC 3464, RFC 8098) */

static const char *part_text(const struct mail_part *part, gsize *length)
{
    if (part->text != NULL) {
        *length = strlen(part->text);
        return part->text;
    }
    *length = 0;
    return part->bytes == NULL ? NULL : g_bytes_get_data(part->bytes, length);
}

/* Returns whether the delivery report says that all went well: "Action: delivered", "relayed", "expanded". */
static bool is_success(const struct mail_part *report)
{
    gsize length;
    const char *bytes = part_text(report, &length);
    if (bytes == NULL)
        return false;
    g_autofree char *text = text_repair(bytes, MIN(length, TEXT_BYTES_SEEN));
    g_autofree char *folded = text_fold(text);
    bool bad = strstr(folded, "action: failed") != NULL || strstr(folded, "action: delayed") != NULL;
    return !bad && (strstr(folded, "action: delivered") != NULL || strstr(folded, "action: relayed") != NULL ||
                    strstr(folded, "action: expanded") != NULL);
}

static bool is_report(const struct mail *mail, enum mail_kind *kind, const char **reason)
{
    const struct mail_part *report = mail_part_of_type(mail, "message/delivery-status");
    report = report != NULL ? report : mail_part_of_type(mail, "message/global-delivery-status");
    if (report != NULL) {
        *kind = is_success(report) ? KIND_AUTO_REPLY : KIND_BOUNCE;
        *reason = *kind == KIND_BOUNCE ? "a delivery report" : "a report that the mail was delivered";
        return true;
    }
    if (mail_part_of_type(mail, "message/feedback-report") != NULL) {
        *kind = KIND_BOUNCE;
        *reason = "a report that somebody did not want our mail";
        return true;
    }
    if (mail_part_of_type(mail, "message/disposition-notification") == NULL &&
        mail_part_of_type(mail, "message/global-disposition-notification") == NULL)
        return false;
    *kind = KIND_AUTO_REPLY;
    *reason = "a receipt";
    return true;
}

/* ---- wording */

struct wording {
    guint subject[SAYINGS], text[SAYINGS]; /* how often each is said */
    guint words;                           /* of the text; marks do not count */
    guint numbered;                        /* lines of it that begin with a number */
};

static guint count_numbered(const char *text)
{
    guint count = 0;
    for (const char *p = text; p != NULL && *p != '\0'; p = strchr(p, '\n'), p += p != NULL) {
        const char *q = p + strspn(p, " \t");
        q += *q == 'Q' || *q == 'q';
        gsize digits = strspn(q, "0123456789");
        count += digits > 0 && digits <= 2 && strchr(".):-= ", q[digits]) != NULL;
    }
    return count;
}

static void look_at_wording(const struct kind_rules *rules, const struct mail *mail, const char *own_text,
                            struct wording *wording)
{
    memset(wording, 0, sizeof *wording);
    AUTO(words) subject = words_new(mail->subject, true);
    count_sayings(rules, subject, wording->subject);
    if (own_text == NULL)
        return;
    gsize length = strlen(own_text);
    g_autofree char *start = text_repair(own_text, MIN(length, TEXT_BYTES_SEEN));
    AUTO(words) words = words_new(start, true);
    count_sayings(rules, words, wording->text);
    for (guint i = 0; i < words->count; i++)
        wording->words += !words->list[i].is_mark;
    wording->words += (guint)((length - MIN(length, TEXT_BYTES_SEEN)) / 8);
    wording->numbered = count_numbered(start);
}

static bool is_bounce(const struct kind_rules *rules, const struct mail *mail, const struct wording *wording,
                      const char **reason)
{
    bool subject = wording->subject[SUBJECT_BOUNCE] > 0, text = wording->text[TEXT_BOUNCE] > 0;
    bool daemon = is_from_daemon(rules, mail);
    *reason = "reports a mail that was not delivered";
    if (has_sign(rules, mail, SIGN_BOUNCE))
        return true;
    if (daemon && (subject || text))
        return true;
    bool automatic = has_null_sender(mail) || has_sign(rules, mail, SIGN_AUTO_REPLY);
    return (subject && text) || (subject && automatic) || (automatic && wording->text[TEXT_BOUNCE] > 1);
}

/* Returns whether the wording alone is that of an automatic reply. */
static bool sounds_automatic(const struct wording *wording)
{
    const guint *text = wording->text;
    if (wording->numbered >= NUMBERED_MAX || text[TEXT_PERSON] > 0)
        return false;
    if (text[TEXT_AUTO_REPLY] > 0 && wording->words <= AUTO_WORDS_MAX)
        return true;
    return text[TEXT_AWAY] > 0 && text[TEXT_AWAY_MORE] > 0 && wording->words <= AWAY_WORDS_MAX;
}

static const char challenge[] = "it wants to be shown that no machine has written to it";

bool classify_is_challenge(const char *reason) { return g_strcmp0(reason, challenge) == 0; }

static bool is_auto_reply(const struct kind_rules *rules, const struct mail *mail, const struct wording *wording,
                          const char **reason)
{
    *reason = "a header says that a machine wrote it";
    if (has_sign(rules, mail, SIGN_AUTO_REPLY))
        return true;
    const guint *text = wording->text;
    bool has_answers = wording->numbered >= NUMBERED_MAX;
    *reason = "its subject is that of an automatic reply";
    if (wording->subject[SUBJECT_AUTO_REPLY] > 0 && !has_answers)
        return true;
    *reason = "a receipt";
    if (wording->subject[SUBJECT_RECEIPT] > 0 && !has_answers && wording->words <= RECEIPT_WORDS_MAX)
        return true;
    *reason = "its sender and its words are those of an automatic reply";
    bool perhaps = has_null_sender(mail) || has_sign(rules, mail, SIGN_PERHAPS);
    if (perhaps && !has_answers && (text[TEXT_AUTO_REPLY] > 0 || text[TEXT_AWAY] > 0 || text[TEXT_AWAY_MORE] > 1))
        return true;
    *reason = "worded as an automatic reply";
    return sounds_automatic(wording);
}

static bool is_spam(const struct kind_rules *rules, const struct mail *mail, const struct wording *wording, const char **reason)
{
    *reason = "a filter's header says so";
    if (has_sign(rules, mail, SIGN_SPAM))
        return true;
    *reason = "an advertisement that answers nothing";
    guint signs = wording->text[TEXT_SPAM] + wording->subject[TEXT_SPAM];
    return !is_reply(mail) && signs >= (has_sign(rules, mail, SIGN_BULK) ? SPAM_SIGNS_BULK : SPAM_SIGNS);
}

bool classify_machine(const struct kind_rules *rules, const struct mail *mail, const char *own_text, enum mail_kind *kind,
                      const char **reason)
{
    if (is_report(mail, kind, reason))
        return true;
    struct wording wording;
    look_at_wording(rules, mail, own_text, &wording);
    if (is_bounce(rules, mail, &wording, reason)) {
        *kind = KIND_BOUNCE;
        return true;
    }
    if (is_auto_reply(rules, mail, &wording, reason)) {
        *kind = KIND_AUTO_REPLY;
        if (wording.subject[TEXT_CHALLENGE] + wording.text[TEXT_CHALLENGE] > 0)
            *reason = challenge;
        return true;
    }
    if (!is_spam(rules, mail, &wording, reason))
        return false;
    *kind = KIND_SPAM;
    return true;
}
