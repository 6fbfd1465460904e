/* The automatic answer to one message: whether there may be one (RFC 3834), which, and its threading (RFC 5322). Never answers
 * a machine, and never repeats a person's own words. */
#include <string.h>

#include "mail/compose.h"
#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

#define REFERENCES_FIRST 1u /* of a long thread the start and the end are kept, as RFC 5322 readers expect */
#define REFERENCES_LAST 20u
#define MESSAGE_ID_BYTES 250u

/* ---- whether */

static bool is_answered_kind(enum mail_kind kind)
{
    return kind == KIND_REPLY || kind == KIND_WITHDRAW || kind == KIND_UNSUBSCRIBE || kind == KIND_ACCESS ||
           kind == KIND_QUESTION;
}

/* Returns the local part of address in lower case without its +tag. (transfer full) */
static char *local_part(const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *local = g_ascii_strdown(address, at != NULL ? at - address : -1);
    char *tag = strchr(local, '+');
    if (tag != NULL && tag > local)
        *tag = '\0';
    return g_steal_pointer(&local);
}

/* Whether nobody reads what is sent to address: RFC 3834, section 2 and RFC 2142. */
static bool is_machine_address(const char *address)
{
    static const char *const whole[] = {"postmaster", "bounce", "bounces", "daemon", "nobody", "listserv", "majordomo"};
    static const char *const inside[] = {"mailerdaemon", "noreply", "donotreply", "autoreply", "autoresponder"};
    static const char *const starts[] = {"owner-", "bounce-", "bounces-"}, *const ends[] = {"-owner", "-request", "-bounces"};
    g_autofree char *local = local_part(address);
    for (guint i = 0; i < G_N_ELEMENTS(whole); i++)
        if (strcmp(local, whole[i]) == 0)
            return true;
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(local, starts[i]) || g_str_has_suffix(local, ends[i]))
            return true;
    GString *letters = g_string_new(NULL);
    for (const char *p = local; *p != '\0'; p++)
        if (strchr("-_.", *p) == NULL)
            g_string_append_c(letters, *p);
    g_autofree char *plain = g_string_free(letters, FALSE);
    for (guint i = 0; i < G_N_ELEMENTS(inside); i++)
        if (strstr(plain, inside[i]) != NULL)
            return true;
    return false;
}

/* Returns why neither address of reading may be written to, or NULL. (static) */
static const char *address_obstacle(const struct campaign *campaign, const struct reading *reading)
{
    const char *to = reading->reply_address;
    if (to == NULL || *to == '\0')
        return "there is no address to answer to";
    if (!mail_address_is_sendable(to))
        return "the address to answer to is not a plain one";
    if (campaign_is_own_address(campaign, to) || campaign_is_own_address(campaign, reading->from_address))
        return "it comes from one of our own addresses";
    if (is_machine_address(to) || is_machine_address(reading->from_address))
        return "nobody reads mail to this address (postmaster, no-reply and the like)";
    return NULL;
}

bool talk_may_acknowledge(const struct campaign *campaign, const struct reading *reading, const char **reason)
{
    *reason = NULL;
    if (!campaign->acknowledge)
        *reason = "acknowledgements are switched off";
    else if (!is_answered_kind(reading->kind))
        *reason = "this kind of mail is never answered automatically";
    else if (!reading->may_acknowledge)
        *reason =
            reading->no_acknowledge_reason != NULL ? reading->no_acknowledge_reason : "its headers forbid an automatic answer";
    else
        *reason = address_obstacle(campaign, reading);
    return *reason == NULL;
}

/* ---- threading */

bool talk_is_message_id(const char *id)
{
    gsize length = id != NULL ? strlen(id) : 0;
    if (length == 0 || length > MESSAGE_ID_BYTES)
        return false;
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isgraph(id[i]) || id[i] == '<' || id[i] == '>')
            return false;
    return true;
}

/* Returns the References of an answer: those of the mail it answers, or its In-Reply-To, then its Message-ID (RFC 5322, section
 * 3.6.4). NULL where there are none. (transfer full): GPtrArray of char *, borrowed from reading */
GPtrArray *talk_references(const struct reading *reading)
{
    GPtrArray *ids = g_ptr_array_new();
    guint count = reading->references != NULL ? reading->references->len : 0;
    for (guint i = 0; i < count; i++) {
        bool kept = i < REFERENCES_FIRST || i + REFERENCES_LAST >= count;
        if (kept && talk_is_message_id(reading->references->pdata[i]))
            g_ptr_array_add(ids, reading->references->pdata[i]);
    }
    if (count == 0 && talk_is_message_id(reading->in_reply_to))
        g_ptr_array_add(ids, reading->in_reply_to);
    if (talk_is_message_id(reading->message_id))
        g_ptr_array_add(ids, reading->message_id);
    if (ids->len > 0)
        return ids;
    g_ptr_array_unref(ids);
    return NULL;
}

/* ---- the mail */

/* Returns which template answers reading. (static) */
static const char *template_for(const struct reading *reading, enum talk_occasion occasion)
{
    static const char *const names[] = {[TALK_FIRST] = "acknowledgement",
                                        [TALK_CORRECTION] = "corrected",
                                        [TALK_IN_CARE] = "received",
                                        [TALK_CLOSED] = "closed",
                                        [TALK_CONFIRM] = "confirm"};
    if (reading->care != CARE_NONE)
        return "care";
    if (occasion == TALK_IN_CARE || occasion == TALK_CLOSED || occasion == TALK_CONFIRM)
        return names[occasion];
    if (reading->kind != KIND_REPLY || occasion == TALK_HELD)
        return "received";
    return reading->others_see ? "shared" : names[occasion];
}

static struct outbox_mail *answer(const struct campaign *campaign, const struct survey *survey, const struct reading *reading,
                                  enum talk_occasion occasion, const char *address, const char *token, gint64 now_secs,
                                  GError **error)
{
    const char *name = template_for(reading, occasion);
    const char *purpose = strcmp(name, "confirm") == 0 ? "confirmation" : "acknowledgement";
    AUTO_JSON data = talk_common_data(campaign, survey);
    if (strcmp(name, "acknowledgement") == 0 || strcmp(name, "corrected") == 0)
        talk_add_answers(data, survey, reading);
    json_object_set_new(data, "is_elsewhere", json_boolean(address != NULL));
    g_autofree char *message_id = mail_new_message_id(campaign->address), *reply_to = tagged_address(campaign->address, token);
    g_autoptr(GPtrArray) references = address == NULL ? talk_references(reading) : NULL;
    bool is_answer = address == NULL && talk_is_message_id(reading->message_id);
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = address != NULL ? address : reading->reply_address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .in_reply_to = is_answer ? reading->message_id : NULL,
                                .references = references,
                                .auto_submitted = "auto-replied",
                                .date_secs = now_secs};
    return words_mail(campaign, name, data, &outgoing, purpose, campaign->bounce_address, error);
}

struct outbox_mail *talk_acknowledge(const struct campaign *campaign, const struct survey *survey,
                                     const struct reading *reading, enum talk_occasion occasion, gint64 now_secs,
                                     GError **error)
{
    return answer(campaign, survey, reading, occasion, NULL, reading->token, now_secs, error);
}

struct outbox_mail *talk_ask_confirmation(const struct campaign *campaign, const struct survey *survey,
                                          const struct reading *reading, const char *address, const char *token,
                                          gint64 now_secs, GError **error)
{
    return answer(campaign, survey, reading, TALK_CONFIRM, address, token, now_secs, error);
}

void talk_check(const struct campaign *campaign, struct problems *problems)
{
    static const char *const names[] = {"acknowledgement", "corrected", "shared", "received", "care", "closed", "confirm"};
    AUTO_JSON sample = talk_sample_data();
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        words_check(campaign, names[i], sample, problems);
    talk_check_asking(campaign, sample, problems);
    talk_check_care(campaign, problems);
    talk_check_wishes(campaign, sample, problems);
    talk_check_quotes(campaign, sample, problems);
}
