/* Mails to the contacts who look after people in distress. The subject holds no word and no name; what the person wrote stands
 * in a mail only where a contact has asked for it. */
#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

#define TEMPLATE "care_case"
#define PURPOSE "care"

static const char *const flags[] = {
    [TALK_CARE_ALERT] = "is_alert",   [TALK_CARE_MORE] = "is_more",   [TALK_CARE_TAKEN] = "is_taken",
    [TALK_CARE_CLOSED] = "is_closed", [TALK_CARE_WORDS] = "is_words", [TALK_CARE_NOT_UNDERSTOOD] = "is_not_understood",
    [TALK_CARE_USED] = "is_used"};

/* Returns secs as people say it: "Tuesday 5 March 2024, 19:48". (transfer full) */
static char *spoken_time(const struct campaign *campaign, gint64 secs)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(secs);
    g_autoptr(GDateTime) time = utc != NULL ? g_date_time_to_timezone(utc, campaign->care.calendar.zone) : NULL;
    return time != NULL ? g_date_time_format(time, "%A %-d %B %Y, %H:%M") : g_strdup("");
}

static json_t *texts(const GPtrArray *list, const char *name)
{
    json_t *entries = json_array();
    for (guint i = 0; list != NULL && i < list->len; i++) {
        json_t *entry = json_object();
        talk_set_text(entry, name, list->pdata[i]);
        json_array_append_new(entries, entry);
    }
    return entries;
}

static json_t *data_for(const struct campaign *campaign, const struct talk_care *care)
{
    json_t *data = json_object();
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, care->number),
                    *time = spoken_time(campaign, care->opened_secs), *next = spoken_time(campaign, care->next_secs);
    talk_set_text(data, "campaign", campaign->name);
    talk_set_text(data, "language", campaign->language);
    talk_set_text(data, "contact", campaign->contact_address);
    talk_set_text(data, "name", care->name);
    talk_set_text(data, "number", number);
    talk_set_text(data, "time", time);
    talk_set_text(data, "next_time", care->next_secs > 0 ? next : "");
    talk_set_text(data, "pseudonym", care->pseudonym);
    talk_set_text(data, "outcome", care->outcome);
    json_object_set_new(data, "is_urgent", json_boolean(care->is_urgent));
    json_object_set_new(data, "is_again", json_boolean(care->is_again));
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        json_object_set_new(data, flags[i], json_boolean(care->occasion == i));
    json_object_set_new(data, "can_reply", json_boolean(care->occasion != TALK_CARE_CLOSED));
    json_object_set_new(data, "addresses", texts(care->addresses, "address"));
    json_object_set_new(data, "has_addresses", json_boolean(care->addresses != NULL && care->addresses->len > 0));
    json_object_set_new(data, "passages", texts(care->passages, "passage"));
    return data;
}

static GPtrArray *urgent_headers(void)
{
    static const struct outgoing_header headers[] = {{"Importance", "high"}, {"X-Priority", "1"}, {"Priority", "urgent"}};
    GPtrArray *list = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(headers); i++)
        g_ptr_array_add(list, (gpointer)&headers[i]);
    return list;
}

struct outbox_mail *talk_care(const struct campaign *campaign, const struct talk_care *care, gint64 now_secs, GError **error)
{
    AUTO_JSON data = data_for(campaign, care);
    g_autofree char *message_id = mail_new_message_id(campaign->address),
                    *reply_to = tagged_address(campaign->address, care->token), *sender = tagged_sender(campaign, care->token);
    g_autoptr(GPtrArray) headers = care->is_urgent ? urgent_headers() : NULL;
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_name = care->name,
                                .to_address = care->address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .auto_submitted = "auto-generated",
                                .date_secs = now_secs,
                                .headers = headers};
    return words_mail(campaign, TEMPLATE, data, &outgoing, PURPOSE, sender, error);
}

void talk_check_care(const struct campaign *campaign, struct problems *problems)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    g_ptr_array_add(list, "words");
    struct talk_care care = {.name = "name",
                             .address = "address",
                             .number = 1,
                             .opened_secs = 1,
                             .next_secs = 1,
                             .pseudonym = "pseudonym",
                             .outcome = "outcome",
                             .is_urgent = true,
                             .is_again = true,
                             .addresses = list,
                             .passages = list};
    AUTO_JSON sample = data_for(campaign, &care);
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        json_object_set_new(sample, flags[i], json_true());
    json_object_set_new(sample, "can_reply", json_true());
    talk_set_text(sample, "subject", "subject");
    words_check(campaign, TEMPLATE, sample, problems);
}
