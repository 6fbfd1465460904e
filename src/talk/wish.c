/* Mails about what people wish for themselves. Nothing that they wrote is in them, but for the files of what we hold, which go
 * to somebody who has shown that the address is his. */
#include <string.h>

#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

static const char *const names[] = {[TALK_WISH_WITHDRAW_ASK] = "withdraw_ask",
                                    [TALK_WISH_WITHDRAWN] = "withdrawn",
                                    [TALK_WISH_ACCESS_ASK] = "access_ask",
                                    [TALK_WISH_ACCESS] = "access",
                                    [TALK_WISH_UNSUBSCRIBED] = "unsubscribed"};

static struct outbox_mail *compose(const struct campaign *campaign, const struct reading *reading, const struct talk_wish *wish,
                                   const struct words *words, gint64 now_secs, GError **error)
{
    bool is_answer = g_ascii_strcasecmp(reading->from_address, wish->address) == 0;
    g_autofree char *message_id = mail_new_message_id(campaign->address),
                    *reply_to = tagged_address(campaign->address, wish->token);
    g_autoptr(GPtrArray) references = is_answer ? talk_references(reading) : NULL;
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = wish->address,
                                .reply_to = reply_to,
                                .subject = words->subject,
                                .message_id = message_id,
                                .in_reply_to =
                                    is_answer && talk_is_message_id(reading->message_id) ? reading->message_id : NULL,
                                .references = references,
                                .auto_submitted = "auto-replied",
                                .date_secs = now_secs,
                                .text = words->text,
                                .html = words->html,
                                .files = (GPtrArray *)wish->files};
    return words_compose(&outgoing, "wish", campaign->bounce_address, error);
}

struct outbox_mail *talk_wish(const struct campaign *campaign, const struct survey *survey, const struct reading *reading,
                              const struct talk_wish *wish, gint64 now_secs, GError **error)
{
    AUTO_JSON data = talk_common_data(campaign, survey);
    struct words words = {0};
    struct outbox_mail *mail = NULL;
    if (words_render(campaign, names[wish->occasion], data, &words, error))
        mail = compose(campaign, reading, wish, &words, now_secs, error);
    words_clear(&words);
    return mail;
}

struct outbox_mail *talk_recall(const struct campaign *campaign, const char *address, const char *recall, gint64 now_secs,
                                GError **error)
{
    AUTO_JSON data = json_pack("{s:s, s:s, s:s}", "campaign", campaign->name, "language", campaign->language, "recall", recall);
    struct words words = {0};
    struct outbox_mail *mail = NULL;
    g_autofree char *message_id = mail_new_message_id(campaign->address);
    if (words_render(campaign, "recall", data, &words, error)) {
        struct outgoing outgoing = {.from_name = campaign->name,
                                    .from_address = campaign->address,
                                    .to_address = address,
                                    .subject = words.subject,
                                    .message_id = message_id,
                                    .auto_submitted = "auto-generated",
                                    .date_secs = now_secs,
                                    .text = words.text,
                                    .html = words.html};
        mail = words_compose(&outgoing, "recall", campaign->bounce_address, error);
    }
    words_clear(&words);
    return mail;
}

void talk_check_wishes(const struct campaign *campaign, json_t *sample, struct problems *problems)
{
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        words_check(campaign, names[i], sample, problems);
    json_object_set_new(sample, "recall", json_string("recall"));
    words_check(campaign, "recall", sample, problems);
}
