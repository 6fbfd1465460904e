/* Mails to members of the staff: the token stands in Reply-To and in the Message-ID, since some mail programs lose the one and
 * some the other. */
#include "staff/mail.h"

#include <string.h>

#include "base/token.h"
#include "mail/compose.h"
#include "render/template.h"
#include "store/store_staff.h"
#include "talk/data.h"
#include "talk/words.h"

#define ID_PREFIX "staff."
#define REFERENCES_MOST 20u

static const char *const template_names[] = {"staff_answer", "staff_refused", "staff_review"};

static GPtrArray *references_of(const struct reading *reading)
{
    GPtrArray *references = g_ptr_array_new();
    guint count = reading->references->len, first = count > REFERENCES_MOST ? count - REFERENCES_MOST : 0;
    for (guint i = first; i < count; i++)
        g_ptr_array_add(references, reading->references->pdata[i]);
    g_ptr_array_add(references, reading->message_id);
    return references;
}

static struct outbox_mail *compose(const struct staff_desk *desk, const struct staff_mail *mail, const char *token,
                                   GError **error)
{
    const struct campaign *campaign = desk->campaign;
    bool is_answer = mail->to != NULL && *mail->to->message_id != '\0';
    g_autoptr(GPtrArray) references = is_answer ? references_of(mail->to) : NULL;
    g_autofree char *reply_to = tagged_address(campaign->staff.address, token),
                    *message_id = g_strdup_printf(ID_PREFIX "%s%s", token, strrchr(campaign->staff.address, '@'));
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->staff.address,
                                .to_name = mail->member->name,
                                .to_address = mail->member->address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .in_reply_to = is_answer ? mail->to->message_id : NULL,
                                .references = references,
                                .auto_submitted = mail->to != NULL ? "auto-replied" : "auto-generated",
                                .date_secs = desk->now_secs,
                                .files = mail->files};
    return words_mail(campaign, mail->template_name, mail->data, &outgoing, mail->purpose, campaign->bounce_address, error);
}

struct outbox_mail *staff_compose(const struct staff_desk *desk, const struct staff_mail *mail, GError **error)
{
    g_autofree char *token = token_new();
    AUTO_JSON common = talk_common_data(desk->campaign, desk->knowledge->surveys->pdata[0]);
    json_object_update_missing(mail->data, common);
    json_object_set_new(mail->data, "name", json_string(mail->member->name));
    struct outbox_mail *composed = compose(desk, mail, token, error);
    if (composed != NULL && !store_staff_token_issue(desk->store, token, mail->member->address, desk->now_secs, error))
        g_clear_pointer(&composed, outbox_mail_free);
    return composed;
}

/* ---- tokens that come back */

static void add_token(GPtrArray *tokens, const char *text, const char *end)
{
    g_autofree char *raw = g_strndup(text, (gsize)(end - text));
    char *token = token_read(raw);
    if (token != NULL)
        g_ptr_array_add(tokens, token);
}

static void add_of_address(GPtrArray *tokens, const struct campaign *campaign, const char *address)
{
    const char *plus = strchr(address, '+'), *at = strchr(address, '@');
    if (plus != NULL && at != NULL && plus < at && campaign_is_same_address(campaign->staff.address, address))
        add_token(tokens, plus + 1, at);
}

static void add_of_id(GPtrArray *tokens, const char *id)
{
    const char *at = strchr(id, '@');
    if (g_str_has_prefix(id, ID_PREFIX) && at != NULL)
        add_token(tokens, id + strlen(ID_PREFIX), at);
}

GPtrArray *staff_tokens_of(const struct campaign *campaign, const struct mail *mail)
{
    GPtrArray *tokens = g_ptr_array_new_with_free_func(g_free);
    const GPtrArray *const lists[] = {mail->to, mail->cc};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        for (guint n = 0; n < lists[i]->len; n++)
            add_of_address(tokens, campaign, ((const struct mail_address *)lists[i]->pdata[n])->address);
    add_of_id(tokens, mail->in_reply_to);
    if (mail->references->len > 0)
        add_of_id(tokens, mail->references->pdata[mail->references->len - 1]);
    return tokens;
}

/* ---- checking */

/* Returns data with every name that our templates may use, each list with an entry. (transfer full) */
static json_t *sample_data(const struct campaign *campaign)
{
    json_t *data = talk_sample_data();
    AUTO_JSON item = json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:b}", "id", 1, "message", 1, "person", "P-0001",
                               "age", "1 day", "what", "unclear", "taken_by", "Sam", "ask", "Question?", "options",
                               "(yes / no)", "words", "words", "asks", 1);
    AUTO_JSON ours = json_pack("{s:s, s:s, s:b, s:b, s:b, s:i, s:i, s:s, s:[{s:s, s:s, s:b}], s:[O]}", "name", "Sam",
                               "their_subject", "status", "is_empty", 1, "has_more", 1, "is_one", 1, "waiting", 2, "first_id",
                               1, "why", "why", "entries", "line", "status", "words", "Done.", "is_done", 1, "items", item);
    json_object_set_new(item, "is_care", json_true());
    json_object_update(data, ours);
    json_object_set_new(data, "campaign", json_string(campaign->name));
    return data;
}

void staff_check(const struct campaign *campaign, struct problems *problems)
{
    if (campaign->staff.members->len == 0)
        return;
    AUTO_JSON sample = sample_data(campaign);
    g_autofree char *help = campaign_path(campaign, "templates/staff_help.txt");
    for (guint i = 0; i < G_N_ELEMENTS(template_names); i++)
        words_check(campaign, template_names[i], sample, problems);
    template_check_names(help, TEMPLATE_TEXT, sample, problems);
}
