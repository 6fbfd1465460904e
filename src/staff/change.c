/* Commands that change what counts, or what goes out. Each is recorded as an event. */
#include <string.h>

#include "base/text.h"
#include "staff/command.h"

/* ---- correct 12 outcome=Good */

const struct question *staff_question(const struct survey *survey, const char *name)
{
    const struct question *found = survey_question(survey, name);
    char *end = NULL;
    guint64 number = g_ascii_isdigit(*name) ? g_ascii_strtoull(name, &end, 10) : 0;
    if (found == NULL && number > 0 && number <= G_MAXUINT && *end == '\0')
        found = survey_question_number(survey, (guint)number);
    for (guint i = 0; found == NULL && i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        for (guint n = 0; n < question->also->len; n++)
            if (g_ascii_strcasecmp(question->also->pdata[n], name) == 0)
                found = question;
    }
    return found;
}

static const char *nearest_question(const struct survey *survey, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < survey->questions->len; i++)
        g_ptr_array_add(names, ((const struct question *)survey->questions->pdata[i])->id);
    g_ptr_array_add(names, NULL);
    return text_nearest(name, (const char *const *)names->pdata);
}

static bool refuse_question(const struct survey *survey, const char *name, struct staff_result *result)
{
    const char *nearest = nearest_question(survey, name);
    if (nearest != NULL)
        return staff_refuse(result, "Not done: there is no question \"%s\". Did you mean \"%s\"?", name, nearest);
    return staff_refuse(result, "Not done: there is no question \"%s\". Expected its number, from 1 to %u.", name,
                        survey->questions->len);
}

bool staff_correct(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    const char *equals = strchr(call->words, '=');
    AUTO(store_message) message = NULL;
    if (equals == NULL || equals == call->words || equals[1] == '\0')
        return staff_refuse(result, "Not done: expected \"%s\".", call->command->usage);
    if (!staff_find_message(desk, call->number, &message, result, error))
        return false;
    const struct survey *survey = message != NULL ? staff_survey_of(desk, call->number, error) : NULL;
    if (survey == NULL)
        return message == NULL;
    g_autofree char *raw_name = g_strndup(call->words, (gsize)(equals - call->words)), *name = text_fold(g_strstrip(raw_name));
    g_autofree char *value = g_strstrip(g_strdup(equals + 1));
    const struct question *question = staff_question(survey, name);
    bool is_recorded = false;
    if (question == NULL)
        return refuse_question(survey, name, result);
    return staff_record_answer(desk, call->number, survey, question, value, &is_recorded, result, error) &&
           (!is_recorded || staff_record(desk, call, call->number, 0, question->id, error));
}

/* ---- hold, release */

static bool is_disposition(const struct store_message *message, enum disposition disposition)
{
    return g_strcmp0(message->disposition, disposition_name(disposition)) == 0;
}

bool staff_hold(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    AUTO(store_message) message = NULL;
    if (!staff_find_message(desk, call->number, &message, result, error))
        return false;
    if (message == NULL)
        return true;
    if (message->disposition == NULL)
        return staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " is not read yet.", call->number);
    if (is_disposition(message, DISPOSITION_HELD))
        return staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " is held already (%s).", call->number,
                            message->reason);
    if (!store_settle_anew(desk->store, call->number, DISPOSITION_HELD, REASON_HELD_BY_STAFF, desk->now_secs, error) ||
        (*call->words != '\0' && !store_note_add(desk->store, call->number, desk->who, call->words, desk->now_secs, error)) ||
        !staff_record(desk, call, call->number, 0, message->disposition, error))
        return false;
    return staff_say(result,
                     "Done: message %" G_GINT64_FORMAT
                     " is held. Its answers do not count until somebody writes \"release %" G_GINT64_FORMAT "\".",
                     call->number, call->number);
}

bool staff_release(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    AUTO(store_message) message = NULL;
    if (!staff_find_message(desk, call->number, &message, result, error))
        return false;
    if (message == NULL)
        return true;
    if (message->disposition == NULL || message->readings == 0)
        return staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " could not be read, so nothing in it can count.",
                            call->number);
    if (is_disposition(message, DISPOSITION_RECORDED))
        return staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " is not held; it counts.", call->number);
    if (message->pseudonym == NULL)
        return staff_refuse(result, "Not done: message %" G_GINT64_FORMAT " (%s) is nobody's whom we know.", call->number,
                            message->reason);
    if (!store_settle_anew(desk->store, call->number, DISPOSITION_RECORDED, REASON_APPROVED_BY_STAFF, desk->now_secs, error) ||
        !staff_record(desk, call, call->number, 0, message->reason, error))
        return false;
    return staff_say(result, "Done: message %" G_GINT64_FORMAT " counts.", call->number);
}

bool staff_note(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    AUTO(store_message) message = NULL;
    if (*call->words == '\0')
        return staff_refuse(result, "Not done: expected \"%s\".", call->command->usage);
    if (!staff_find_message(desk, call->number, &message, result, error))
        return false;
    if (message == NULL)
        return true;
    return store_note_add(desk->store, call->number, desk->who, call->words, desk->now_secs, error) &&
           staff_record(desk, call, call->number, 0, NULL, error) &&
           staff_say(result, "Done: noted at message %" G_GINT64_FORMAT ".", call->number);
}

/* ---- pause, resume */

bool staff_pause(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    bool is_paused = false;
    if (!store_is_paused(desk->store, &is_paused, error))
        return false;
    if (is_paused)
        return staff_refuse(result, "Not done: it is paused already.");
    return staff_record(desk, call, 0, 0, NULL, error) &&
           staff_say(result,
                     "Done: replies are still taken and read, but no mail goes out, except to members of the staff, until "
                     "somebody writes \"resume\".");
}

bool staff_resume(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    bool is_paused = false;
    if (!store_is_paused(desk->store, &is_paused, error))
        return false;
    if (!is_paused)
        return staff_refuse(result, "Not done: nothing is paused.");
    return staff_record(desk, call, 0, 0, NULL, error) && staff_say(result, "Done: mail goes out again.");
}
