/* Data for the templates. What leaves here goes into a mail: the values of structured answers that are not private, and nothing
 * else that a person wrote. */
#include "talk/data.h"

#include <string.h>

#include "answer/answer.h"
#include "base/text.h"

#define LABEL_COLUMNS 60u
#define ASKED_AT_ONCE 3u /* unclear questions in one mail */

void talk_set_text(json_t *data, const char *name, const char *text)
{
    g_autofree char *sound = text_repair(text != NULL ? text : "", text != NULL ? strlen(text) : 0);
    json_object_set_new(data, name, json_string(sound));
}

static bool is_text_question(const struct question *question) { return strcmp(question->type, "text") == 0; }

static bool may_be_shown(const struct question *question) { return !question->is_private && !is_text_question(question); }

json_t *talk_common_data(const struct campaign *campaign, const struct survey *survey)
{
    json_t *data = json_object();
    talk_set_text(data, "campaign", campaign->name);
    talk_set_text(data, "address", campaign->address);
    talk_set_text(data, "contact", campaign->contact_address);
    talk_set_text(data, "language", campaign->language != NULL ? campaign->language : "en-GB");
    talk_set_text(data, "greeting", survey->greeting);
    talk_set_text(data, "title", survey->title);
    talk_set_text(data, "survey_subject", survey->subject != NULL ? survey->subject : survey->title);
    talk_set_text(data, "in_touch", campaign->care.in_touch);
    json_t *support = json_array();
    for (guint i = 0; campaign->support != NULL && i < campaign->support->len; i++)
        json_array_append_new(support, json_string(campaign->support->pdata[i]));
    json_object_set_new(data, "has_support", json_boolean(json_array_size(support) > 0));
    json_object_set_new(data, "support", support);
    return data;
}

/* Returns text cut at a word to at most LABEL_COLUMNS, with an ellipsis where something is gone. (transfer full) */
static char *cut_nicely(const char *text)
{
    if (text_columns(text) <= LABEL_COLUMNS)
        return g_strdup(text);
    const char *stop = text;
    guint taken = 0;
    for (const char *p = text; *p != '\0' && taken < LABEL_COLUMNS; p = g_utf8_next_char(p), taken++)
        if (*p == ' ')
            stop = p;
    g_autofree char *cut = stop > text ? g_strndup(text, (gsize)(stop - text)) : g_utf8_substring(text, 0, LABEL_COLUMNS);
    for (gsize end = strlen(cut); end > 0 && strchr(" ,;:", cut[end - 1]) != NULL; end--)
        cut[end - 1] = '\0';
    return g_strconcat(cut, "…", NULL);
}

/* Returns how a question is called before its value: "Outcome:" by its first other name, or its own words. (transfer full) */
static char *short_label(const struct question *question)
{
    if (question->also == NULL || question->also->len == 0)
        return cut_nicely(question->ask);
    const char *name = question->also->pdata[0];
    GString *label = g_string_new(NULL);
    if (*name != '\0') {
        g_string_append_unichar(label, g_unichar_toupper(g_utf8_get_char(name)));
        g_string_append(label, g_utf8_next_char(name));
    }
    g_string_append_c(label, ':');
    return g_string_free(label, FALSE);
}

static json_t *understood_entry(const struct question *question, const json_t *value)
{
    json_t *entry = json_object();
    g_autofree char *label = short_label(question), *shown = answer_show(question, value);
    json_object_set_new(entry, "number", json_integer(question->number));
    talk_set_text(entry, "label", label);
    talk_set_text(entry, "value", shown);
    return entry;
}

static json_t *unclear_entry(const struct question *question)
{
    json_t *entry = json_object();
    g_autofree char *options = question_options_line(question);
    g_autofree char *number = g_strdup_printf("%u. ", question->number), *indent = g_strnfill(strlen(number), ' ');
    json_object_set_new(entry, "number", json_integer(question->number));
    json_object_set_new(entry, "indent", json_string(indent));
    talk_set_text(entry, "ask", question->ask);
    talk_set_text(entry, "options", options);
    return entry;
}

/* Adds the example of a correction: an answer that stands. So where our mail comes back with the marks of quotation lost, it
 * tells nothing that was not told before. */
static void add_example(json_t *data, const json_t *understood, const json_t *unclear)
{
    const json_t *shown = json_array_get(json_array_size(understood) > 0 ? understood : unclear, 0);
    json_t *number = json_object_get(shown, "number"), *value = json_object_get(shown, "value");
    json_object_set_new(data, "example_number", number != NULL ? json_incref(number) : json_integer(1));
    json_object_set_new(data, "example_value", value != NULL ? json_incref(value) : json_string(""));
}

void talk_add_answers(json_t *data, const struct survey *survey, const struct reading *reading)
{
    json_t *understood = json_array(), *unclear = json_array();
    bool has_unrepeated = false, has_more = false;
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        const struct read_answer *answer = reading_answer(reading, question->id);
        if (answer == NULL || answer->state == ANSWER_NONE)
            continue;
        if (!may_be_shown(question))
            has_unrepeated = true;
        else if (answer->state == ANSWER_RECORDED)
            json_array_append_new(understood, understood_entry(question, answer->value));
        else if (json_array_size(unclear) < ASKED_AT_ONCE)
            json_array_append_new(unclear, unclear_entry(question));
        else
            has_more = true;
    }
    bool has_understood = json_array_size(understood) > 0, has_unclear = json_array_size(unclear) > 0;
    json_object_set_new(data, "understood", understood);
    json_object_set_new(data, "has_understood", json_boolean(has_understood));
    json_object_set_new(data, "unclear", unclear);
    json_object_set_new(data, "has_unclear", json_boolean(has_unclear));
    json_object_set_new(data, "has_more", json_boolean(has_more));
    json_object_set_new(data, "has_unrepeated", json_boolean(has_unrepeated));
    json_object_set_new(data, "is_bare", json_boolean(!has_understood && !has_unclear && !has_unrepeated));
    add_example(data, understood, unclear);
}

/* ---- questions */

/* Returns the lines of each paragraph: [{"lines": ["The campaign team", "HeadsUp4HTs"]}]. (transfer full) */
static json_t *paragraphs(const GPtrArray *texts)
{
    json_t *list = json_array();
    for (guint i = 0; i < texts->len; i++) {
        g_auto(GStrv) lines = g_strsplit(texts->pdata[i], "\n", -1);
        json_t *entries = json_array();
        for (guint n = 0; lines[n] != NULL; n++)
            json_array_append_new(entries, json_pack("{s:s, s:b}", "line", g_strchomp(lines[n]), "is_first", (int)(n == 0)));
        json_array_append_new(list, json_pack("{s:o}", "lines", entries));
    }
    return list;
}

static json_t *question_entry(const struct survey *survey, const struct question *question)
{
    json_t *entry = json_object();
    g_autofree char *number = survey_number(survey, question->number), *options = question_options_line(question);
    talk_set_text(entry, "number", number);
    talk_set_text(entry, "ask", question->ask);
    talk_set_text(entry, "options", options);
    g_autofree char *indent = g_strnfill(*number != '\0' ? text_columns(number) + 1 : 0, ' ');
    json_object_set_new(entry, "indent", json_string(indent)); /* below the first word of the question */
    return entry;
}

void talk_add_questions(json_t *data, const struct survey *survey, const GPtrArray *missing)
{
    const GPtrArray *asked = missing != NULL ? missing : survey->questions;
    json_t *questions = json_array();
    for (guint i = 0; i < asked->len; i++)
        json_array_append_new(questions, question_entry(survey, asked->pdata[i]));
    json_object_set_new(data, "questions", questions);
    json_object_set_new(data, "intro", paragraphs(survey->intro));
    json_object_set_new(data, "closing", paragraphs(survey->closing));
    struct survey ungreeted = *survey;
    ungreeted.greeting = "";
    g_autofree char *body = survey_invitation_text(&ungreeted);
    json_object_set_new(data, "body", json_string(g_strchomp(body)));
}

/* ---- a sample */

static void add_sample_lists(json_t *data)
{
    json_object_set_new(data, "support", json_pack("[s]", "support"));
    json_object_set_new(data, "understood", json_pack("[{s:i, s:s, s:s}]", "number", 1, "label", "label", "value", "value"));
    json_object_set_new(data, "unclear",
                        json_pack("[{s:i, s:s, s:s, s:s}]", "number", 1, "ask", "ask", "options", "options", "indent", "   "));
    json_object_set_new(
        data, "questions",
        json_pack("[{s:s, s:s, s:s, s:s}]", "number", "1.", "ask", "ask", "options", "options", "indent", "   "));
    json_object_set_new(data, "intro", json_pack("[{s:[{s:s, s:b}]}]", "lines", "line", "line", "is_first", 1));
    json_object_set_new(data, "closing", json_pack("[{s:[{s:s, s:b}]}]", "lines", "line", "line", "is_first", 1));
}

json_t *talk_sample_data(void)
{
    static const char *const texts[] = {"campaign",       "address",       "contact",       "language", "greeting",
                                        "title",          "subject",       "example_value", "body",     "name",
                                        "survey_subject", "leave_address", "in_touch"};
    static const char *const flags[] = {"has_support",    "has_understood", "has_unclear", "has_more",
                                        "has_unrepeated", "is_bare",        "is_last",     "is_elsewhere"};
    json_t *data = json_object();
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        talk_set_text(data, texts[i], texts[i]);
    for (guint i = 0; i < G_N_ELEMENTS(flags); i++)
        json_object_set_new(data, flags[i], json_true());
    json_object_set_new(data, "example_number", json_integer(1));
    add_sample_lists(data);
    return data;
}
