/* Mails about what people wish for themselves. Nothing that they wrote is in them, but for the files of what we hold, which go
 * to somebody who has shown that the address is his. */
#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

static const char *const names[] = {[TALK_WISH_WITHDRAW_ASK] = "withdraw_ask", [TALK_WISH_WITHDRAWN] = "withdrawn",
                                    [TALK_WISH_ACCESS_ASK] = "access_ask",     [TALK_WISH_ACCESS] = "access",
                                    [TALK_WISH_UNSUBSCRIBED] = "unsubscribed", [TALK_WISH_STOPPED] = "stopped"};

struct outbox_mail *talk_wish(const struct campaign *campaign, const struct survey *survey, const struct reading *reading,
                              const struct talk_wish *wish, gint64 now_secs, GError **error)
{
    AUTO_JSON data = talk_common_data(campaign, survey);
    bool is_answer = g_ascii_strcasecmp(reading->from_address, wish->address) == 0;
    g_autofree char *message_id = mail_new_message_id(campaign->address),
                    *reply_to = tagged_address(campaign->address, wish->token);
    g_autoptr(GPtrArray) references = is_answer ? talk_references(reading) : NULL;
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = wish->address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .in_reply_to =
                                    is_answer && talk_is_message_id(reading->message_id) ? reading->message_id : NULL,
                                .references = references,
                                .auto_submitted = "auto-replied",
                                .date_secs = now_secs,
                                .files = (GPtrArray *)wish->files};
    return words_mail(campaign, names[wish->occasion], data, &outgoing, "wish", campaign->bounce_address, error);
}

struct outbox_mail *talk_recall(const struct campaign *campaign, const char *address, const char *recall, gint64 now_secs,
                                GError **error)
{
    AUTO_JSON data = json_pack("{s:s, s:s, s:s}", "campaign", campaign->name, "language", campaign->language, "recall", recall);
    g_autofree char *message_id = mail_new_message_id(campaign->address);
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = address,
                                .message_id = message_id,
                                .auto_submitted = "auto-generated",
                                .date_secs = now_secs};
    return words_mail(campaign, "recall", data, &outgoing, "recall", campaign->bounce_address, error);
}

void talk_check_wishes(const struct campaign *campaign, json_t *sample, struct problems *problems)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        words_check(campaign, names[i], sample, problems);
    json_object_set_new(sample, "recall", json_string("recall"));
    words_check(campaign, "recall", sample, problems);
}
