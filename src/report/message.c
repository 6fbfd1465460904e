/* One message as figures: what came, each line with its label, answers, what a human was asked, mails. Never tells the sender's
 * address unless it is asked to. */
#include "report/message.h"

#include "answer/answer.h"
#include "base/json.h"
#include "report/figures.h"

struct collecting {
    const struct report_request *request;
    json_t *list;
};

static json_t *time_or_null(bool is_known, gint64 secs) { return is_known ? figure_time(secs) : json_null(); }

/* ---- its parts */

static json_t *facts_of(const struct store_message *message)
{
    return json_pack("{s:I, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:I, s:b, s:s, s:i, s:o, s:i}", "id", (json_int_t)message->id,
                     "person", json_string_or_null(message->pseudonym), "kind", json_string_or_null(message->kind),
                     "disposition", json_string_or_null(message->disposition), "reason", json_string_or_null(message->reason),
                     "received", figure_time(message->received_secs), "date",
                     time_or_null(message->has_date, message->date_secs), "recorded",
                     figure_time_or_null(message->recorded_secs), "size_bytes", (json_int_t)message->size_bytes, "whole",
                     (int)message->is_whole, "sources", message->sources, "readings", (int)message->readings, "rules",
                     json_string_or_null(message->rules), "care", (int)message->care);
}

static json_t *lines_of(const struct reading *reading)
{
    json_t *lines = json_array();
    for (guint i = 0; i < reading->lines->len; i++) {
        const struct read_line *line = reading->lines->pdata[i];
        json_array_append_new(lines,
                              json_pack("{s:s, s:s, s:i, s:s?, s:s?}", "text", line->text, "label", label_name(line->label),
                                        "depth", (int)line->quote_depth, "question", line->question, "why", line->reason));
    }
    return lines;
}

static bool add_answer(const struct store_answer *answer, void *data)
{
    const struct collecting *collecting = data;
    const struct survey *survey = survey_find(collecting->request->surveys, answer->survey);
    const struct question *question = survey != NULL ? survey_question(survey, answer->question) : NULL;
    g_autofree char *shown = question != NULL && answer->value != NULL ? answer_show(question, answer->value) : NULL;
    json_t *entry =
        json_pack("{s:s, s:s, s:i, s:O?, s:s?, s:s, s:s?, s:s, s:i, s:s, s:b}", "survey", answer->survey, "question",
                  answer->question, "number", question != NULL ? (int)question->number : 0, "value", answer->value, "shown",
                  shown, "words", answer->words, "comment", answer->comment, "why", answer->reason, "certainty",
                  (int)answer->certainty, "author", answer->author, "counts", (int)answer->is_current);
    json_array_append_new(collecting->list, entry);
    return true;
}

static bool add_item(const struct store_item *item, void *data)
{
    const struct collecting *collecting = data;
    json_array_append_new(collecting->list,
                          json_pack("{s:s, s:o, s:o, s:s?}", "what", item->what, "since", figure_time(item->since_secs), "done",
                                    time_or_null(item->outcome != NULL, item->done_secs), "outcome", item->outcome));
    return true;
}

static bool add_mail(const struct store_mail *mail, void *data)
{
    const struct collecting *collecting = data;
    json_array_append_new(collecting->list, json_pack("{s:I, s:s, s:s, s:i, s:o, s:o, s:s?}", "mail", (json_int_t)mail->id,
                                                      "purpose", mail->purpose, "state", mail->state, "attempts",
                                                      (int)mail->attempts, "queued", figure_time(mail->queued_secs), "next",
                                                      figure_time(mail->next_secs), "words", mail->words));
    return true;
}

static bool add_lists(const struct report_request *request, gint64 id, json_t *message, GError **error)
{
    struct collecting answers = {.request = request, .list = json_array()};
    struct collecting items = {.request = request, .list = json_array()};
    struct collecting mails = {.request = request, .list = json_array()};
    figure_add(message, "answers", answers.list);
    figure_add(message, "review", items.list);
    figure_add(message, "mails", mails.list);
    return store_each_answer(request->store, id, add_answer, &answers, error) &&
           store_each_item(request->store, id, add_item, &items, error) &&
           store_each_mail(request->store, id, add_mail, &mails, error);
}

static bool add_reading(const struct report_request *request, gint64 id, bool with_contact, json_t *message, GError **error)
{
    GError *trouble = NULL;
    AUTO_JSON json = store_reading(request->store, id, &trouble);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, &trouble) : NULL;
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    if (reading == NULL)
        return trouble == NULL;
    figure_add(message, "kind_reason", json_string_or_null(reading->kind_reason));
    figure_add(message, "lines", lines_of(reading));
    if (with_contact)
        figure_add(message, "contact", json_pack("{s:s?, s:s?}", "name", reading->from_name, "address", reading->from_address));
    return true;
}

json_t *message_collect(const struct report_request *request, gint64 id, bool with_contact, GError **error)
{
    AUTO(store_message) facts = store_message(request->store, id, error);
    if (facts == NULL)
        return NULL;
    AUTO_JSON message = facts_of(facts);
    if (!add_reading(request, id, with_contact, message, error) || !add_lists(request, id, message, error))
        return NULL;
    return json_incref(message);
}
