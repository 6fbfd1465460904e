/* The mails that go out first: invitations, reminders, and questions that are still open. Each carries the token of its
 * receiver in Reply-To, Message-ID and envelope sender. Never written to anybody but the one it is addressed to. */
#include <string.h>

#include "base/error.h"
#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

static const char *const template_names[] = {"invitation", "reminder", "missing"};
enum { TEMPLATE_INVITATION, TEMPLATE_REMINDER, TEMPLATE_MISSING };

/* The columns of the list that the configuration names, for the templates; empty where the list has none. */
static void add_fields(json_t *data, const struct campaign *campaign, const json_t *fields)
{
    const GPtrArray *columns = campaign->asking.columns;
    const char *name = json_string_value(json_object_get(fields, "name"));
    json_object_set_new(data, "name", json_string(name != NULL ? name : ""));
    for (guint i = 0; i < columns->len; i++) {
        const char *value = json_string_value(json_object_get(fields, columns->pdata[i]));
        if (value != NULL && *value != '\0')
            json_object_set_new(data, columns->pdata[i], json_string(value));
        else if (json_object_get(data, columns->pdata[i]) == NULL)
            json_object_set_new(data, columns->pdata[i], json_string(""));
    }
}

/* Returns the Message-ID, from which a reply can be traced to the person: invite.TOKEN@domain, later invite.TOKEN.1@domain.
 * (transfer full) */
static char *message_id_for(const struct campaign *campaign, const struct talk_asking *asking)
{
    const char *domain = strrchr(campaign->address, '@');
    if (asking->number == 0)
        return g_strdup_printf("invite.%s%s", asking->token, domain);
    return g_strdup_printf("invite.%s.%u%s", asking->token, asking->number, domain);
}

static struct outgoing_header *new_header(const char *name, char *value)
{
    struct outgoing_header *header = g_new0(struct outgoing_header, 1);
    *header = (struct outgoing_header){name, value};
    return header;
}

static void header_free(void *data)
{
    struct outgoing_header *header = data;
    g_free((char *)header->value);
    g_free(header);
}

/* RFC 2369 and 2919: how to leave, and which list this is. */
static GPtrArray *list_headers(const struct campaign *campaign, const struct survey *survey, const char *reply_to)
{
    GPtrArray *headers = g_ptr_array_new_with_free_func(header_free);
    const char *domain = strrchr(campaign->address, '@') + 1;
    g_ptr_array_add(headers, new_header("List-Unsubscribe", g_strdup_printf("<mailto:%s?subject=unsubscribe>", reply_to)));
    g_ptr_array_add(headers, new_header("List-Id", g_strdup_printf("<%s.%s>", survey->id, domain)));
    return headers;
}

static json_t *data_for(const struct campaign *campaign, const struct survey *survey, const struct talk_asking *asking)
{
    g_autofree char *leave = tagged_address(campaign->address, asking->token);
    json_t *data = talk_common_data(campaign, survey);
    add_fields(data, campaign, asking->fields);
    talk_add_questions(data, survey, asking->missing);
    json_object_set_new(data, "is_last", json_boolean(asking->is_last));
    json_object_set_new(data, "leave_address", json_string(leave != NULL ? leave : ""));
    return data;
}

struct outbox_mail *talk_ask(const struct campaign *campaign, const struct survey *survey, const struct talk_asking *asking,
                             GError **error)
{
    AUTO_JSON data = data_for(campaign, survey, asking);
    guint which = asking->missing != NULL ? TEMPLATE_MISSING : asking->number > 0 ? TEMPLATE_REMINDER : TEMPLATE_INVITATION;
    g_autofree char *message_id = message_id_for(campaign, asking),
                    *reply_to = tagged_address(campaign->address, asking->token),
                    *sender = tagged_sender(campaign, asking->token);
    g_autoptr(GPtrArray) headers = list_headers(campaign, survey, reply_to), references = g_ptr_array_new();
    if (asking->invitation_id != NULL)
        g_ptr_array_add(references, (char *)asking->invitation_id);
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = asking->address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .in_reply_to = asking->invitation_id,
                                .references = asking->invitation_id != NULL ? references : NULL,
                                .auto_submitted = "auto-generated",
                                .date_secs = asking->at_secs,
                                .headers = headers};
    const char *purpose = asking->number == 0 ? "invitation" : "reminder";
    return words_mail(campaign, template_names[which], data, &outgoing, purpose, sender, error);
}

void talk_check_asking(const struct campaign *campaign, json_t *sample, struct problems *problems)
{
    for (guint i = 0; i < campaign->asking.columns->len; i++) {
        const char *column = campaign->asking.columns->pdata[i];
        if (json_object_get(sample, column) == NULL)
            json_object_set_new(sample, column, json_string("column"));
        else if (strcmp(column, "greeting") != 0 && strcmp(column, "name") != 0)
            problems_add(problems, campaign->file, 0, 0,
                         "`columns`: the templates use the name `%s` for something else; call the column otherwise", column);
    }
    for (guint i = 0; i < G_N_ELEMENTS(template_names); i++)
        words_check(campaign, template_names[i], sample, problems);
}
