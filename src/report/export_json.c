/* The answers as JSON, written person by person:
 *
 *   {"survey": "ID", "title": "...", "made": "2024-06-18T22:14:30Z",
 *    "questions": [{"id", "number", "type", "ask", "options": [{"id", "label"}]}],
 *    "people": [{"person": "P-0001", "last_answer": "2024-06-18",
 *                "answers": {"QUESTION": {"state": "recorded", "value": ..., "comment": "..."}}}]}
 *
 * A question that somebody did not answer is missing from "answers"; state is "recorded", "unclear" (without a value), or,
 * outside of the team, "withheld". "options" and "comment" are there where there are any, "last_answer" within the team alone.
 */
#include <string.h>

#include "report/export_rows.h"
#include "report/figures.h"
#include "report/withheld.h"
#include "store/store_export.h"

struct writing {
    const struct survey *survey;
    const struct export_options *options;
    const struct withheld *withheld; /* (nullable) */
    bool is_in_care;                 /* the person who is written needs somebody to look after */
    FILE *out;
    bool begun;
};

static json_t *question_entry(const struct question *question)
{
    json_t *entry = json_pack("{s:s, s:i, s:s, s:s}", "id", question->id, "number", (int)question->number, "type",
                              question->type, "ask", question->ask);
    json_t *options = json_array();
    for (guint i = 0; question->options != NULL && i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        json_array_append_new(options, json_pack("{s:s, s:s}", "id", option->id, "label", option->label));
    }
    if (json_array_size(options) > 0)
        json_object_set(entry, "options", options);
    json_decref(options);
    return entry;
}

/* Returns value without the options of a question that few have chosen; *is_withheld: something is missing. (transfer full) */
static json_t *value_shown(const struct writing *writing, const struct question *question, const json_t *value,
                           bool *is_withheld)
{
    size_t i;
    const json_t *entry;
    if (json_is_string(value) && strcmp(question->type, "text") == 0) {
        g_autofree char *words = export_words(json_string_value(value), writing->options);
        return json_string(words);
    }
    if (!json_is_array(value)) {
        *is_withheld = withheld_has(writing->withheld, question, value);
        return *is_withheld ? NULL : json_deep_copy(value);
    }
    for (guint o = 0; o < question->options->len; o++) {
        AUTO_JSON id = json_string(((const struct option *)question->options->pdata[o])->id);
        *is_withheld = *is_withheld || withheld_has(writing->withheld, question, id);
    }
    json_t *shown = json_array();
    json_array_foreach(value, i, entry) if (!withheld_has(writing->withheld, question, entry))
        json_array_append_new(shown, json_deep_copy(entry));
    return shown;
}

static void add_answer(const struct writing *writing, json_t *answers, const struct question *question,
                       const struct store_answer *answer)
{
    bool is_withheld = false;
    if (answer == NULL || (writing->options->outside && !answer->is_recorded))
        return;
    json_t *entry = json_object(), *value = NULL;
    if (answer->value != NULL)
        value = value_shown(writing, question, answer->value, &is_withheld);
    json_object_set_new(entry, "state", json_string(is_withheld ? "withheld" : answer->is_recorded ? "recorded" : "unclear"));
    if (value != NULL)
        json_object_set_new(entry, "value", value);
    if (answer->comment != NULL && question->is_consent && !writing->options->outside && !writing->is_in_care) {
        g_autofree char *comment = export_words(answer->comment, writing->options);
        json_object_set_new(entry, "comment", json_string(comment));
    }
    json_object_set_new(answers, question->id, entry);
}

/* Returns what is exported of person. (transfer full) */
static json_t *person_entry(struct writing *writing, const struct store_person *person)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(person->last_secs);
    g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("");
    json_t *entry = json_pack("{s:s}", "person", person->pseudonym), *answers = json_object();
    writing->is_in_care = person->care > 0;
    if (!writing->options->outside)
        json_object_set_new(entry, "last_answer", json_string(day));
    for (guint i = 0; i < writing->survey->questions->len; i++) {
        const struct question *question = writing->survey->questions->pdata[i];
        if (!export_leaves_out(question, writing->options))
            add_answer(writing, answers, question, export_answer(person, question));
    }
    json_object_set_new(entry, "answers", answers);
    return entry;
}

static bool put_person(const struct store_person *person, void *data)
{
    struct writing *writing = data;
    AUTO_JSON entry = person_entry(writing, person);
    fputs(writing->begun ? ",\n  " : "\n  ", writing->out);
    json_dumpf(entry, writing->out, JSON_COMPACT);
    writing->begun = true;
    return ferror(writing->out) == 0;
}

/* Writes all that comes before the people, and leaves their list open. */
static void put_head(const struct writing *writing, const struct report_request *request)
{
    AUTO_JSON head = json_pack("{s:s, s:s, s:o, s:[]}", "survey", writing->survey->id, "title", writing->survey->title, "made",
                               figure_time(request->now_secs), "questions");
    for (guint i = 0; i < writing->survey->questions->len; i++)
        if (!export_leaves_out(writing->survey->questions->pdata[i], writing->options))
            json_array_append_new(json_object_get(head, "questions"), question_entry(writing->survey->questions->pdata[i]));
    g_autofree char *text = json_dumps(head, JSON_COMPACT);
    fprintf(writing->out, "%.*s,\n \"people\": [", (int)strlen(text) - 1, text);
}

static bool json_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                       FILE *out, GError **error)
{
    AUTO(withheld) withheld = options->outside ? withheld_new(request, survey, options, error) : NULL;
    struct writing writing = {.survey = survey, .options = options, .withheld = withheld, .out = out};
    if (options->outside && withheld == NULL)
        return false;
    put_head(&writing, request);
    bool ok = store_each_exported(request->store, options->id, survey->id, put_person, &writing, error);
    fputs(writing.begun ? "\n ]}\n" : "]}\n", out);
    return ok;
}

/* ---- JSON Lines: one such person a line, and those who have withdrawn as {"person": "P-0007", "state": "withdrawn"} */

static bool put_line(const struct store_person *person, void *data)
{
    struct writing *writing = data;
    AUTO_JSON entry = person_entry(writing, person);
    json_object_set_new(entry, "survey", json_string(writing->survey->id));
    json_dumpf(entry, writing->out, JSON_COMPACT);
    putc('\n', writing->out);
    return ferror(writing->out) == 0;
}

static bool put_gone(const char *pseudonym, void *data)
{
    struct writing *writing = data;
    AUTO_JSON entry = json_pack("{s:s, s:s, s:s}", "person", pseudonym, "state", "withdrawn", "survey", writing->survey->id);
    json_dumpf(entry, writing->out, JSON_COMPACT);
    putc('\n', writing->out);
    return ferror(writing->out) == 0;
}

static bool jsonl_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                        FILE *out, GError **error)
{
    AUTO(withheld) withheld = options->outside ? withheld_new(request, survey, options, error) : NULL;
    struct writing writing = {.survey = survey, .options = options, .withheld = withheld, .out = out};
    if (options->outside && withheld == NULL)
        return false;
    return store_each_exported(request->store, options->id, survey->id, put_line, &writing, error) &&
           store_each_gone(request->store, options->id, survey->id, put_gone, &writing, error);
}

const struct export_format export_jsonl = {
    .name = "jsonl", .type = "application/jsonl", .summary = "JSON Lines: one object a person", .write = jsonl_write};

const struct export_format export_json = {.name = "json",
                                          .type = "application/json",
                                          .summary = "one object: the questions, and the answers of each person",
                                          .write = json_write};
