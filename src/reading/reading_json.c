/* The JSON form of a reading: what `hearback read --json` prints, what the store keeps, and what crosses the sandbox. */
#include "base/error.h"
#include "base/json.h"
#include "reading/gather.h"

static json_t *texts(const GPtrArray *list)
{
    json_t *array = json_array();
    for (guint i = 0; i < list->len; i++)
        json_array_append_new(array, json_string(list->pdata[i]));
    return array;
}

static const char *state_name(enum answer_state state)
{
    return state == ANSWER_RECORDED ? "recorded" : state == ANSWER_UNCLEAR ? "unclear" : "none";
}

/* ---- out */

static json_t *answer_json(const struct read_answer *answer)
{
    json_t *value = answer->value != NULL ? json_incref(answer->value) : json_null();
    return json_pack("{s:o, s:s, s:s?, s:i, s:s, s:s, s:[i, i]}", "value", value, "words", answer->words, "comment",
                     answer->comment, "certainty", (int)answer->certainty, "state", state_name(answer->state), "reason",
                     answer->reason, "lines", (int)answer->line_first, (int)answer->line_last);
}

static void add_answers(json_t *json, const struct reading *reading)
{
    json_t *answers = json_object(), *unclear = json_array();
    for (guint i = 0; i < reading->answers->len; i++) {
        const struct read_answer *answer = reading->answers->pdata[i];
        json_object_set_new(answers, answer->question, answer_json(answer));
        if (answer->state == ANSWER_UNCLEAR)
            json_array_append_new(unclear, json_string(answer->question));
    }
    json_object_set_new(json, "answers", answers);
    json_object_set_new(json, "unclear", unclear);
}

static void add_lines(json_t *json, const struct reading *reading)
{
    json_t *lines = json_array();
    for (guint i = 0; i < reading->lines->len; i++) {
        const struct read_line *line = reading->lines->pdata[i];
        json_array_append_new(lines,
                              json_pack("{s:s, s:s, s:s?, s:s?, s:i}", "text", line->text, "label", label_name(line->label),
                                        "why", line->reason, "question", line->question, "depth", (int)line->quote_depth));
    }
    json_object_set_new(json, "lines", lines);
}

static json_t *care_json(const struct reading *reading)
{
    static const char *const levels[] = {[CARE_NONE] = "none", [CARE_CARE] = "care", [CARE_URGENT] = "urgent"};
    return json_pack("{s:b, s:s, s:s?}", "flag", (int)(reading->care != CARE_NONE), "level", levels[reading->care], "why",
                     reading->care_reason);
}

static json_t *mail_json(const struct reading *reading)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:b, s:s?, s:s?, s:s?, s:b, s:s, s:s?, s:s?, s:I, s:b, s:b}", "from",
                     reading->from_address, "name", reading->from_name, "subject", reading->subject, "message_id",
                     reading->message_id, "in_reply_to", reading->in_reply_to, "references", texts(reading->references), "date",
                     reading->has_date ? json_integer(reading->date_secs) : json_null(), "may_acknowledge",
                     (int)reading->may_acknowledge, "no_acknowledge_reason", reading->no_acknowledge_reason, "reply_address",
                     reading->reply_address, "token", reading->token, "others_see", (int)reading->others_see, "bounce",
                     bounce_name(reading->bounce), "reported_id", reading->reported_id, "reported_address",
                     reading->reported_address, "away_until", (json_int_t)reading->away_until_secs, "ambiguous",
                     (int)reading->is_ambiguous, "forged", (int)reading->is_forged);
}

json_t *reading_to_json(const struct reading *reading)
{
    json_t *json = json_object();
    json_object_set_new(json, "kind", json_string(kind_name(reading->kind)));
    json_object_set_new(json, "kind_reason", json_string_or_null(reading->kind_reason));
    json_object_set_new(json, "survey", json_string_or_null(reading->survey));
    add_answers(json, reading);
    json_object_set_new(json, "care", care_json(reading));
    json_object_set_new(json, "text", json_string(reading->text));
    json_object_set_new(json, "review", texts(reading->review));
    json_object_set_new(json, "notes", texts(reading->notes));
    json_object_set_new(json, "mail", mail_json(reading));
    json_object_set_new(json, "rules", json_string(reading->version));
    add_lines(json, reading);
    return json;
}

/* ---- in */

static char *text_of(const json_t *json, const char *name) { return g_strdup(json_string_value(json_object_get(json, name))); }

static char *text_or_empty(const json_t *json, const char *name)
{
    const char *text = json_string_value(json_object_get(json, name));
    return g_strdup(text != NULL ? text : "");
}

static void read_texts(GPtrArray *list, const json_t *array)
{
    gsize i;
    const json_t *entry;
    json_array_foreach(array, i, entry)
    {
        if (json_is_string(entry))
            g_ptr_array_add(list, g_strdup(json_string_value(entry)));
    }
}

static struct read_answer *answer_from_json(const char *question, const json_t *json)
{
    struct read_answer *answer = g_new0(struct read_answer, 1);
    const char *state = json_string_value(json_object_get(json, "state"));
    json_t *value = json_object_get(json, "value");
    const json_t *lines = json_object_get(json, "lines");
    answer->question = g_strdup(question);
    answer->value = json_is_null(value) ? NULL : json_incref(value);
    answer->state = answer->value != NULL ? ANSWER_RECORDED : g_strcmp0(state, "none") == 0 ? ANSWER_NONE : ANSWER_UNCLEAR;
    answer->words = text_or_empty(json, "words");
    answer->comment = text_of(json, "comment");
    answer->certainty = (guint)CLAMP(json_integer_value(json_object_get(json, "certainty")), 0, 100);
    answer->reason = text_or_empty(json, "reason");
    answer->line_first = (guint)MAX(json_integer_value(json_array_get(lines, 0)), 0);
    answer->line_last = (guint)MAX(json_integer_value(json_array_get(lines, 1)), 0);
    return answer;
}

static enum label label_from_name(const char *name)
{
    for (guint i = LABEL_NONE; i <= LABEL_COVER; i++)
        if (g_strcmp0(label_name(i), name) == 0)
            return i;
    return LABEL_NONE;
}

static void read_lines(struct reading *reading, const json_t *lines)
{
    gsize i;
    const json_t *entry;
    json_array_foreach(lines, i, entry)
    {
        struct read_line *line = g_new0(struct read_line, 1);
        line->text = text_or_empty(entry, "text");
        line->label = label_from_name(json_string_value(json_object_get(entry, "label")));
        line->reason = text_of(entry, "why");
        line->question = text_of(entry, "question");
        line->quote_depth = (guint)MAX(json_integer_value(json_object_get(entry, "depth")), 0);
        g_ptr_array_add(reading->lines, line);
    }
}

static void read_mail(struct reading *reading, const json_t *mail)
{
    const json_t *date = json_object_get(mail, "date");
    reading->from_address = text_or_empty(mail, "from");
    reading->from_name = text_or_empty(mail, "name");
    reading->subject = text_or_empty(mail, "subject");
    reading->message_id = text_or_empty(mail, "message_id");
    reading->in_reply_to = text_or_empty(mail, "in_reply_to");
    read_texts(reading->references, json_object_get(mail, "references"));
    reading->has_date = json_is_integer(date);
    reading->date_secs = json_integer_value(date);
    reading->may_acknowledge = json_is_true(json_object_get(mail, "may_acknowledge"));
    reading->no_acknowledge_reason = text_of(mail, "no_acknowledge_reason");
    reading->reply_address = text_of(mail, "reply_address");
    reading->token = text_of(mail, "token");
    reading->others_see = json_is_true(json_object_get(mail, "others_see"));
    reading->bounce = bounce_from_name(json_string_value(json_object_get(mail, "bounce")));
    reading->reported_id = text_of(mail, "reported_id");
    reading->reported_address = text_of(mail, "reported_address");
    reading->away_until_secs = json_integer_value(json_object_get(mail, "away_until"));
    reading->is_ambiguous = json_is_true(json_object_get(mail, "ambiguous"));
    reading->is_forged = json_is_true(json_object_get(mail, "forged"));
}

struct reading *reading_from_json(const json_t *json, GError **error)
{
    enum mail_kind kind;
    const char *name = json_string_value(json_object_get(json, "kind"));
    if (name == NULL || !kind_from_name(name, &kind)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "what was read of a message is not in the form that this hearback knows");
        return NULL;
    }
    struct reading *reading = reading_new();
    const char *level = json_string_value(json_object_get(json_object_get(json, "care"), "level")), *question;
    json_t *answer;
    reading->kind = kind;
    reading->kind_reason = text_of(json, "kind_reason");
    reading->survey = text_of(json, "survey");
    json_object_foreach(json_object_get(json, "answers"), question, answer)
        g_ptr_array_add(reading->answers, answer_from_json(question, answer));
    reading->care = g_strcmp0(level, "urgent") == 0 ? CARE_URGENT : g_strcmp0(level, "care") == 0 ? CARE_CARE : CARE_NONE;
    reading->care_reason = text_of(json_object_get(json, "care"), "why");
    reading->text = text_or_empty(json, "text");
    read_texts(reading->review, json_object_get(json, "review"));
    read_texts(reading->notes, json_object_get(json, "notes"));
    read_mail(reading, json_object_get(json, "mail"));
    reading->version = text_or_empty(json, "rules");
    read_lines(reading, json_object_get(json, "lines"));
    return reading;
}
