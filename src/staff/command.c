/* The table of commands, and what they share: who may, numbers, and saying what came of it. */
#include "staff/command.h"

#include <errno.h>
#include <string.h>

#include "answer/answer.h"
#include "base/error.h"

static const struct staff_command table[] = {
    {"status", "status", STAFF_READ, TAKES_WORDS, staff_status},
    {"report", "report [week, month, all, a date, a period, or outcome by fair]", STAFF_READ, TAKES_WORDS, staff_report},
    {"show", "show MESSAGE", STAFF_READ, TAKES_WORDS, staff_show},
    {"find", "find WORDS", STAFF_READ, TAKES_WORDS, staff_find},
    {"themes", "themes", STAFF_READ, TAKES_WORDS, staff_themes},
    {"tag", "tag MESSAGE THEME", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_tag},
    {"untag", "untag MESSAGE THEME", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_untag},
    {"pending", "pending", STAFF_READ, TAKES_WORDS, staff_pending},
    {"take", "take ITEM", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_take},
    {"answer", "ITEM: ANSWER", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_answer},
    {"skip", "ITEM: skip", STAFF_MODERATE, TAKES_NUMBER, staff_skip},
    {"done", "ITEM: done", STAFF_MODERATE, TAKES_NUMBER, staff_skip},
    {"approve", "approve ITEM", STAFF_MODERATE, TAKES_NUMBER, staff_approve},
    {"reject", "reject ITEM", STAFF_MODERATE, TAKES_NUMBER, staff_reject},
    {"quotes", "quotes [proposed, waiting, approved or all]", STAFF_MODERATE, TAKES_WORDS, staff_quotes},
    {"quote", "quote [approve, reject, redact, change, agreed or withdraw] ID", STAFF_MODERATE, TAKES_WORDS, staff_quote},
    {"correct", "correct MESSAGE QUESTION=VALUE", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_correct},
    {"hold", "hold MESSAGE", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_hold},
    {"release", "release MESSAGE", STAFF_MODERATE, TAKES_NUMBER, staff_release},
    {"note", "note MESSAGE WORDS", STAFF_MODERATE, TAKES_NUMBER_AND_WORDS, staff_note},
    {"merge", "merge PERSON into PERSON", STAFF_MODERATE, TAKES_WORDS, staff_merge},
    {"cases", "cases [take, done or false-alarm CASE]", STAFF_CARE, TAKES_WORDS, staff_cases},
    {"export", "export [FORMAT] [SURVEY]", STAFF_EXPORT, TAKES_WORDS, staff_export},
    {"pause", "pause", STAFF_ADMIN, TAKES_WORDS, staff_pause},
    {"resume", "resume", STAFF_ADMIN, TAKES_WORDS, staff_resume},
    {"help", "help", 0, TAKES_WORDS, staff_help},
};

const char *const *staff_verbs(void)
{
    static const char *verbs[G_N_ELEMENTS(table) + 1];
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        verbs[i] = table[i].name;
    return verbs;
}

static const struct staff_command *command_named(const char *name)
{
    for (guint i = 0; name != NULL && i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

void staff_result_clear(struct staff_result *result)
{
    if (result->words != NULL)
        g_string_free(result->words, TRUE);
    g_clear_pointer(&result->files, g_ptr_array_unref);
}

bool staff_say(struct staff_result *result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(result->words, format, arguments);
    va_end(arguments);
    result->is_done = true;
    return true;
}

bool staff_refuse(struct staff_result *result, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_vprintf(result->words, format, arguments);
    va_end(arguments);
    result->is_done = false;
    return true;
}

bool staff_refuse_for(struct staff_result *result, GError *trouble, GError **error)
{
    if (!g_error_matches(trouble, ERROR_DOMAIN, ERROR_PERMANENT)) {
        g_propagate_error(error, trouble);
        return false;
    }
    g_autoptr(GError) why = trouble;
    return staff_refuse(result, "Not done: %s.", why->message);
}

/* ---- doing one */

static bool refuse_unknown(const struct staff_line *line, struct staff_result *result)
{
    const struct staff_command *nearest = command_named(line->nearest);
    if (nearest != NULL)
        return staff_refuse(result, "Not done: there is no such command. Did you mean \"%s\"?", nearest->usage);
    return staff_refuse(result, "Not done: there is no such command. \"help\" gets you a list of them.");
}

/* "approve all" would settle what nobody has looked at. */
static bool refuse_all(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result,
                       GError **error)
{
    gint64 count = 0;
    if (!store_review_count(desk->store, &count, error))
        return false;
    return staff_refuse(result,
                        "Not done: that would be everything that waits, %" G_GINT64_FORMAT
                        " in all. Please name one number a line: \"%s\".",
                        count, call->command->usage);
}

/* Takes the number off the words of call. Returns whether there is one. */
static bool take_number(struct staff_call *call)
{
    const char *p = call->words + (*call->words == '#');
    char *end = NULL;
    errno = 0;
    call->number = g_ascii_isdigit(*p) ? g_ascii_strtoll(p, &end, 10) : 0;
    if (call->number <= 0 || errno != 0 || (*end != '\0' && strchr(" .,:", *end) == NULL))
        return false;
    call->words = end + strspn(end, " .,:");
    return true;
}

static bool is_sound(const struct staff_desk *desk, struct staff_call *call, struct staff_result *result, bool *ok,
                     GError **error)
{
    *ok = false;
    if ((desk->rights & call->command->right) != call->command->right)
        return staff_refuse(result, "Not done: this needs the right \"%s\", which you do not have.",
                            staff_right_name((enum staff_right)call->command->right));
    if (call->command->takes == TAKES_WORDS) {
        *ok = true;
        return true;
    }
    if (g_ascii_strncasecmp(call->words, "all", strlen("all")) == 0)
        return refuse_all(desk, call, result, error);
    if (!take_number(call) || (call->command->takes == TAKES_NUMBER && *call->words != '\0'))
        return staff_refuse(result, "Not done: please name one number: \"%s\".", call->command->usage);
    *ok = true;
    return true;
}

bool staff_do(const struct staff_desk *desk, const struct staff_line *line, struct staff_result *result, GError **error)
{
    bool ok = false;
    *result = (struct staff_result){.words = g_string_new(NULL)};
    struct staff_call call = {.command = command_named(line->verb), .words = line->rest};
    if (call.command == NULL)
        return refuse_unknown(line, result);
    if (!is_sound(desk, &call, result, &ok, error))
        return false;
    return !ok || call.command->run(desk, &call, result, error);
}

/* ---- shared */

bool staff_record(const struct staff_desk *desk, const struct staff_call *call, gint64 message, gint64 item, const char *detail,
                  GError **error)
{
    const struct store_event event = {.who = desk->who,
                                      .is_by_mail = desk->mail > 0,
                                      .mail = desk->mail,
                                      .action = call->command->name,
                                      .message = message,
                                      .item = item,
                                      .detail = detail,
                                      .at_secs = desk->now_secs};
    return store_event_add(desk->store, &event, error);
}

const struct survey *staff_survey_of(const struct staff_desk *desk, gint64 id, GError **error)
{
    const GPtrArray *surveys = desk->knowledge->surveys;
    GError *trouble = NULL;
    AUTO_JSON json = store_reading(desk->store, id, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return NULL;
    }
    return survey_find_or_first(surveys, json_string_value(json_object_get(json, "survey")));
}

bool staff_find_message(const struct staff_desk *desk, gint64 id, struct store_message **message, struct staff_result *result,
                        GError **error)
{
    GError *trouble = NULL;
    *message = store_message(desk->store, id, &trouble);
    if (*message != NULL)
        return true;
    if (!g_error_matches(trouble, ERROR_DOMAIN, ERROR_PERMANENT)) {
        g_propagate_error(error, trouble);
        return false;
    }
    g_error_free(trouble);
    return staff_refuse(result, "Not done: there is no message %" G_GINT64_FORMAT ".", id);
}

static bool refuse_answer(const struct question *question, const struct value *value, struct staff_result *result)
{
    g_autofree char *options = question_options_line(question);
    return staff_refuse(result, "Not done: that is no clear answer to \"%s\" (%s).%s%s", question->ask,
                        value->reason != NULL ? value->reason : "no value in it", options != NULL ? " Expected: " : "",
                        options != NULL ? options : "");
}

bool staff_record_answer(const struct staff_desk *desk, gint64 id, const struct survey *survey, const struct question *question,
                         const char *words, bool *is_recorded, struct staff_result *result, GError **error)
{
    struct value value = {0};
    AUTO(store_message) message = store_message(desk->store, id, error);
    *is_recorded = false;
    if (message == NULL)
        return false;
    const struct answer_context context = {.rules = desk->knowledge->answers,
                                           .question = question,
                                           .has_date = message->has_date,
                                           .date_secs = message->date_secs};
    answer_read(&context, words, &value);
    bool is_unclear = strcmp(words, "unclear") == 0, ok = true;
    g_autofree char *shown = value.json != NULL ? answer_show(question, value.json) : NULL;
    if (value.state != ANSWER_RECORDED && !is_unclear) {
        ok = refuse_answer(question, &value, result);
    } else if (message->pseudonym == NULL) {
        ok = staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " is nobody's whom we know.", id);
    } else if (store_correct(desk->store, id, survey->id, question->id, is_unclear ? NULL : value.json, words, desk->now_secs,
                             error)) {
        *is_recorded = staff_say(result, "Done: \"%s\" is now \"%s\" for %s.", question->id, is_unclear ? "unclear" : shown,
                                 message->pseudonym);
    } else {
        ok = false;
    }
    value_clear(&value);
    return ok;
}
