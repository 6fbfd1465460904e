/* Mail of members: is it one, is it really theirs, and what does it say? A sender's name alone never gives any command: our own
 * server must vouch for the domain, or the mail must carry the token that we sent to that very member, which works once. Mail
 * of machines is left to others. */
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "mail/authres.h"
#include "mail/compose.h"
#include "staff/mail.h"
#include "store/store_staff.h"

#define TOKEN_LASTS_SECS (30 * 24 * 3600)
#define REFUSAL_EVERY_SECS 3600 /* at most one a member: anybody can write in a member's name */
#define PURPOSE_ANSWER "staff"
#define PURPOSE_REFUSAL "refusal"
#define WORDS_MOST_BYTES ((gsize)64 * 1024) /* of what one command has to say */
#define REVIEW_PREFIX "staff not proven: "

struct receiving {
    struct staff_desk *desk;
    gint64 id;
    struct reading *reading;
    struct mail *mail;
    const struct staff_member *member; /* NULL: the sender is none */
    char *token;                       /* (nullable) of ours, which came back */
    struct staff_token issued;         /* to whom */
    const char *doubt;                 /* why it is not proven; static */
};

static void receiving_clear(struct receiving *receiving)
{
    mail_free(receiving->mail);
    g_free(receiving->token);
    g_free(receiving->issued.member);
}

/* ---- whose is it */

static bool is_machines(const struct receiving *receiving)
{
    enum mail_kind kind = receiving->reading->kind;
    if (kind == KIND_AUTO_REPLY || kind == KIND_BOUNCE || kind == KIND_SPAM)
        return true;
    for (guint i = 0; i < receiving->mail->headers->len; i++) {
        const struct mail_header *header = receiving->mail->headers->pdata[i];
        if (g_ascii_strcasecmp(header->name, "Auto-Submitted") == 0 &&
            g_ascii_strncasecmp(g_strstrip(header->value), "no", strlen("no")) != 0)
            return true;
    }
    return false;
}

static bool is_to_staff(const struct receiving *receiving)
{
    static const char *const envelopes[] = {"Delivered-To", "X-Original-To", "Envelope-To", NULL};
    const char *ours = receiving->desk->campaign->staff.address;
    const GPtrArray *const lists[] = {receiving->mail->to, receiving->mail->cc};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint n = 0; n < lists[i]->len; n++)
            if (campaign_is_same_address(ours, ((const struct mail_address *)lists[i]->pdata[n])->address))
                return true;
    for (guint i = 0; i < receiving->mail->headers->len; i++) {
        const struct mail_header *header = receiving->mail->headers->pdata[i];
        for (guint n = 0; envelopes[n] != NULL; n++)
            if (g_ascii_strcasecmp(header->name, envelopes[n]) == 0 && campaign_is_same_address(ours, header->value))
                return true;
    }
    return false;
}

static bool find_token(struct receiving *receiving, GError **error)
{
    g_autoptr(GPtrArray) tokens = staff_tokens_of(receiving->desk->campaign, receiving->mail);
    for (guint i = 0; i < tokens->len && receiving->token == NULL; i++) {
        if (!store_staff_token(receiving->desk->store, tokens->pdata[i], &receiving->issued, error))
            return false;
        if (receiving->issued.member != NULL)
            receiving->token = g_strdup(tokens->pdata[i]);
    }
    return true;
}

/* Returns why the token proves nothing, NULL where it does. (static) */
static const char *doubt_of_token(const struct receiving *receiving)
{
    if (receiving->token == NULL)
        return "the mail answers none of ours, and our mail server does not vouch for its sender";
    if (receiving->member == NULL || g_ascii_strcasecmp(receiving->issued.member, receiving->member->address) != 0)
        return "the mail of ours that it answers went to somebody else";
    if (receiving->issued.used_by > 0)
        return "the mail of ours that it answers was answered before: each may be answered once";
    if (receiving->desk->now_secs - receiving->issued.issued_secs > TOKEN_LASTS_SECS)
        return "the mail of ours that it answers is older than 30 days";
    return NULL;
}

static bool is_vouched_for(const struct receiving *receiving)
{
    const struct staff_config *staff = &receiving->desk->campaign->staff;
    if (staff->authserv_id == NULL || receiving->member == NULL || receiving->mail->from->len != 1)
        return false;
    AUTO(authres) authres = authres_read(receiving->mail, staff->authserv_id, staff->hops);
    return authres != NULL && authres_vouches_for(authres, receiving->member->address);
}

/* Whether the mail is really its sender's; else says why not in receiving->doubt. */
static bool weigh(struct receiving *receiving, bool *is_proven, GError **error)
{
    bool is_first = true;
    receiving->doubt = doubt_of_token(receiving);
    *is_proven = receiving->doubt == NULL || is_vouched_for(receiving);
    if (*is_proven && *receiving->mail->message_id != '\0' &&
        !store_staff_mail(receiving->desk->store, receiving->mail->message_id, receiving->id, &is_first, error))
        return false;
    if (!is_first) {
        *is_proven = false;
        receiving->doubt = "a mail with the same Message-ID was obeyed before";
    }
    return true;
}

/* ---- what is in it */

/* It answers no survey, whatever reading has found there. */
static void make_staff(struct reading *reading, const char *why)
{
    reading->kind = KIND_STAFF;
    g_free(reading->kind_reason);
    reading->kind_reason = g_strdup(why);
    g_ptr_array_set_size(reading->answers, 0);
    g_ptr_array_set_size(reading->review, 0);
    g_clear_pointer(&reading->token, g_free);
}

/* Returns the subject of reading without "Re:". (transfer none) */
static const char *subject_of(const struct reading *reading)
{
    const char *subject = reading->subject;
    while (g_ascii_strncasecmp(subject, "re:", strlen("re:")) == 0) {
        subject += strlen("re:");
        subject += strspn(subject, " ");
    }
    return subject;
}

/* Cuts words that no mail should hold, between two characters. */
static void cut_words(GString *words)
{
    if (words->len <= WORDS_MOST_BYTES)
        return;
    const char *end = g_utf8_find_prev_char(words->str, words->str + WORDS_MOST_BYTES);
    g_string_truncate(words, end != NULL ? (gsize)(end - words->str) : 0);
    g_string_append(words, "\n...");
}

struct answering {
    json_t *entries;
    GPtrArray *files; /* struct outgoing_file *, in it what keeps owns */
    GPtrArray *keeps; /* struct staff_result *, owned */
};

static void free_result(void *data)
{
    staff_result_clear(data);
    g_free(data);
}

static bool do_line(const struct receiving *receiving, const struct staff_line *line, struct answering *answering,
                    GError **error)
{
    struct staff_result *result = g_new0(struct staff_result, 1);
    bool ok = staff_do(receiving->desk, line, result, error);
    g_ptr_array_add(answering->keeps, result);
    if (!ok)
        return false;
    cut_words(result->words);
    json_array_append_new(answering->entries, json_pack("{s:s, s:s, s:b}", "line", line->text, "words", result->words->str,
                                                        "is_done", (int)result->is_done));
    for (guint i = 0; result->files != NULL && i < result->files->len; i++) {
        const struct staff_file *kept = result->files->pdata[i];
        struct outgoing_file *file = g_new0(struct outgoing_file, 1);
        *file = (struct outgoing_file){.filename = kept->name, .type = kept->type, .bytes = kept->bytes};
        g_ptr_array_add(answering->files, file);
    }
    log_info("staff", receiving->id, "%s: %s", line->verb != NULL ? line->verb : "no command",
             result->is_done ? "done" : "not done");
    return true;
}

static bool answer(const struct receiving *receiving, struct answering *answering, const struct staff_lines *lines,
                   struct staff_outcome *outcome, GError **error)
{
    AUTO_JSON data = json_pack("{s:O, s:b, s:b, s:s}", "entries", answering->entries, "is_empty", (int)(lines->list->len == 0),
                               "has_more", (int)lines->has_more, "their_subject", subject_of(receiving->reading));
    const struct staff_mail mail = {.member = receiving->member,
                                    .template_name = "staff_answer",
                                    .purpose = PURPOSE_ANSWER,
                                    .data = data,
                                    .to = receiving->reading,
                                    .files = answering->files};
    outcome->mail = staff_compose(receiving->desk, &mail, error);
    return outcome->mail != NULL;
}

static bool obey(struct receiving *receiving, struct staff_outcome *outcome, GError **error)
{
    struct staff_desk *desk = receiving->desk;
    desk->who = receiving->member->name;
    desk->rights = receiving->member->rights;
    desk->mail = receiving->id;
    AUTO(staff_lines) lines = staff_parse(receiving->reading->lines, receiving->reading->subject, staff_verbs());
    struct answering answering = {.entries = json_array(),
                                  .files = g_ptr_array_new_with_free_func(g_free),
                                  .keeps = g_ptr_array_new_with_free_func(free_result)};
    bool ok = receiving->token == NULL || receiving->issued.used_by > 0 ||
              store_staff_token_use(desk->store, receiving->token, receiving->id, error);
    for (guint i = 0; ok && i < lines->list->len; i++)
        ok = do_line(receiving, lines->list->pdata[i], &answering, error);
    ok = ok && answer(receiving, &answering, lines, outcome, error);
    g_ptr_array_unref(answering.files);
    g_ptr_array_unref(answering.keeps);
    json_decref(answering.entries);
    make_staff(receiving->reading, "a member's commands");
    receiving->reading->care = CARE_NONE;
    outcome->is_proven = true;
    outcome->reason = REASON_STAFF;
    return ok;
}

/* The member is told that somebody has written in his name, and gets a token to do so himself. */
static bool refuse(struct receiving *receiving, struct staff_outcome *outcome, GError **error)
{
    gint64 last = 0;
    g_autofree char *what = g_strconcat(REVIEW_PREFIX, receiving->doubt, NULL);
    make_staff(receiving->reading, what);
    g_ptr_array_add(receiving->reading->review, g_steal_pointer(&what));
    outcome->reason = REASON_STAFF_NOT_PROVEN;
    log_warning("staff", receiving->id, "is not obeyed: %s", receiving->doubt);
    if (receiving->member == NULL)
        return true;
    if (!store_last_queued(receiving->desk->store, receiving->member->address, PURPOSE_REFUSAL, &last, error))
        return false;
    if (last > 0 && receiving->desk->now_secs - last < REFUSAL_EVERY_SECS)
        return true;
    AUTO_JSON data = json_pack("{s:s, s:s}", "why", receiving->doubt, "their_subject", subject_of(receiving->reading));
    const struct staff_mail mail = {.member = receiving->member,
                                    .template_name = "staff_refused",
                                    .purpose = PURPOSE_REFUSAL,
                                    .data = data,
                                    .to = receiving->reading};
    outcome->mail = staff_compose(receiving->desk, &mail, error);
    return outcome->mail != NULL;
}

static bool receive(struct receiving *receiving, struct staff_outcome *outcome, GError **error)
{
    bool is_proven = false;
    if (is_machines(receiving) || !find_token(receiving, error))
        return *error == NULL;
    if (receiving->token == NULL && (receiving->member == NULL || !is_to_staff(receiving)))
        return true;
    outcome->is_staff = true;
    if (!weigh(receiving, &is_proven, error))
        return false;
    return is_proven ? obey(receiving, outcome, error) : refuse(receiving, outcome, error);
}

/* Whether a mail with this reading needs a closer look: its sender is a member, or it carries a token that a member got. */
static bool may_be_staff(const struct staff_desk *desk, const struct reading *reading, bool *may_be, GError **error)
{
    struct staff_token issued = {0};
    *may_be = desk->campaign->staff.members->len > 0 && campaign_staff_member(desk->campaign, reading->from_address) != NULL;
    if (*may_be || desk->campaign->staff.members->len == 0 || reading->token == NULL)
        return true;
    bool ok = store_staff_token(desk->store, reading->token, &issued, error);
    *may_be = issued.member != NULL;
    g_free(issued.member);
    return ok;
}

bool staff_receive(struct staff_desk *desk, gint64 id, struct reading *reading, struct staff_outcome *outcome, GError **error)
{
    bool may_be = false;
    *outcome = (struct staff_outcome){0};
    if (!may_be_staff(desk, reading, &may_be, error))
        return false;
    if (!may_be)
        return true;
    struct receiving receiving = {
        .desk = desk, .id = id, .reading = reading, .member = campaign_staff_member(desk->campaign, reading->from_address)};
    GError *trouble = NULL;
    g_autoptr(GBytes) bytes = store_raw(desk->store, id, &trouble);
    receiving.mail = bytes != NULL ? mail_parse(bytes, NULL) : NULL;
    bool ok = trouble == NULL && (receiving.mail == NULL || receive(&receiving, outcome, &trouble));
    if (receiving.mail != NULL)
        receiving_clear(&receiving);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return ok;
}
