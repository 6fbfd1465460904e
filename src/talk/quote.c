/* The mail that asks somebody for a yes to the exact words that are to be published. It carries a token, by which a plain yes
 * or no comes back to these words, and to no question of the survey. */
#include "talk/data.h"
#include "talk/talk.h"
#include "talk/words.h"

#define TEMPLATE "quote"

static void add_words(json_t *data, gint64 number, const char *words)
{
    json_t *paragraphs = json_array();
    g_auto(GStrv) lines = g_strsplit(words, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        if (*g_strstrip(lines[i]) != '\0')
            json_array_append_new(paragraphs, json_pack("{s:s}", "paragraph", lines[i]));
    json_object_set_new(data, "number", json_integer(number));
    json_object_set_new(data, "paragraphs", paragraphs);
}

struct outbox_mail *talk_ask_to_quote(const struct campaign *campaign, const struct survey *survey, const char *address,
                                      gint64 number, const char *quoted, const char *token, gint64 now_secs, GError **error)
{
    AUTO_JSON data = talk_common_data(campaign, survey);
    g_autofree char *message_id = mail_new_message_id(campaign->address), *reply_to = tagged_address(campaign->address, token);
    add_words(data, number, quoted);
    struct outgoing outgoing = {.from_name = campaign->name,
                                .from_address = campaign->address,
                                .to_address = address,
                                .reply_to = reply_to,
                                .message_id = message_id,
                                .auto_submitted = "auto-generated",
                                .date_secs = now_secs};
    return words_mail(campaign, TEMPLATE, data, &outgoing, PURPOSE_QUOTE, campaign->bounce_address, error);
}

void talk_check_quotes(const struct campaign *campaign, json_t *sample, struct problems *problems)
{
    add_words(sample, 1, "words");
    words_check(campaign, TEMPLATE, sample, problems);
}
