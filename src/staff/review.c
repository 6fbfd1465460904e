/* Commands about items of review. An item that somebody has settled stays as it is: the next one is told who did what. */
#include <string.h>

#include "base/text.h"
#include "report/page.h"
#include "staff/command.h"

#define UNCLEAR "unclear: " /* then the question, as reading says it */
#define CARE "care:"
#define SHOWN_ITEMS 50u
#define WHAT_COLUMNS 44u

/* ---- pending */

static void add_item(const struct staff_desk *desk, struct table *table, const struct review_item *item)
{
    g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, item->id),
                    *message = g_strdup_printf("message %" G_GINT64_FORMAT, item->message),
                    *age = page_age(MAX(desk->now_secs - item->since_secs, 0)),
                    *what = page_cut(item->what, WHAT_COLUMNS, desk->is_utf8),
                    *taken = item->taken_by != NULL ? g_strdup_printf("%s (%s has it)", what, item->taken_by) : g_strdup(what);
    table_add(table, id, message, age, taken);
}

bool staff_pending(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    (void)call;
    gint64 count = 0;
    g_autoptr(GPtrArray) items = store_review_items(desk->store, SHOWN_ITEMS, error);
    if (items == NULL || !store_review_count(desk->store, &count, error))
        return false;
    if (items->len == 0)
        return staff_say(result, "Nothing waits for a person.");
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    AUTO(table) table = table_new("rlll", 0);
    table_add(table, "item", "of", "for", "what");
    for (guint i = 0; i < items->len; i++)
        add_item(desk, table, items->pdata[i]);
    table_print(table, out);
    if (count > (gint64)items->len)
        fprintf(out, "... and %" G_GINT64_FORMAT " more\n", count - items->len);
    fclose(out);
    return staff_say(result, "%s", g_strchomp(text));
}

/* ---- finding one */

/* Says who settled item, and what may be done instead. */
static bool tell_settled(const struct review_item *item, struct staff_result *result)
{
    g_autofree char *when = page_time(item->done_secs);
    return staff_refuse(result,
                        "Not done: item %" G_GINT64_FORMAT " is settled: %s%s%s, %s. To change an answer all the same, write "
                        "\"correct %" G_GINT64_FORMAT " QUESTION=VALUE\".",
                        item->id, item->outcome, item->done_by != NULL ? ", by " : "",
                        item->done_by != NULL ? item->done_by : "", when, item->message);
}

/* Cases of care are settled by those who look after them, and there alone. */
static bool tell_care(const struct review_item *item, struct staff_result *result)
{
    return staff_refuse(result,
                        "Not done: item %" G_GINT64_FORMAT
                        " is a case of care. Please reply to the mail that its contacts have got, "
                        "or use \"hearback cases\" at the terminal.",
                        item->id);
}

/* Whether somebody else is at item. */
static bool is_taken(const struct staff_desk *desk, const struct review_item *item)
{
    return item->taken_by != NULL && strcmp(item->taken_by, desk->who) != 0;
}

/* Puts the open item of call into *item (transfer full); where there is none that may be settled, says so (then NULL). */
static bool find_open(const struct staff_desk *desk, const struct staff_call *call, struct review_item **item,
                      struct staff_result *result, GError **error)
{
    GError *trouble = NULL;
    AUTO(review_item) found = store_review_item(desk->store, call->number, &trouble);
    *item = NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    if (found == NULL)
        return staff_refuse(result, "Not done: there is no item %" G_GINT64_FORMAT ". \"pending\" shows those that wait.",
                            call->number);
    if (found->outcome != NULL)
        return tell_settled(found, result);
    if (g_str_has_prefix(found->what, CARE))
        return tell_care(found, result);
    if (is_taken(desk, found))
        return staff_refuse(result,
                            "Not done: %s has taken item %" G_GINT64_FORMAT
                            ". To do it yourself, write \"take %" G_GINT64_FORMAT " anyway\" first.",
                            found->taken_by, found->id, found->id);
    *item = g_steal_pointer(&found);
    return true;
}

bool staff_take(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    GError *trouble = NULL;
    g_autofree char *folded = text_fold(call->words);
    bool anyway = g_str_has_prefix(folded, "anyway");
    AUTO(review_item) item = NULL;
    if (anyway)
        item = store_review_item(desk->store, call->number, &trouble);
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    if (item != NULL && item->outcome != NULL)
        return tell_settled(item, result);
    if (item != NULL && g_str_has_prefix(item->what, CARE))
        return tell_care(item, result);
    if (item == NULL && !find_open(desk, call, &item, result, error))
        return false;
    if (item == NULL)
        return true;
    return store_review_take(desk->store, item->id, desk->who, desk->now_secs, error) &&
           staff_record(desk, call, item->message, item->id, NULL, error) &&
           staff_say(result, "Done: item %" G_GINT64_FORMAT " is yours; the others see that.", item->id);
}

/* ---- settling one */

static bool settle(const struct staff_desk *desk, const struct staff_call *call, const struct review_item *item,
                   const char *outcome, const char *detail, GError **error)
{
    return store_review_close(desk->store, item->id, outcome, desk->who, desk->now_secs, error) &&
           staff_record(desk, call, item->message, item->id, detail, error);
}

bool staff_skip(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    AUTO(review_item) item = NULL;
    if (!find_open(desk, call, &item, result, error))
        return false;
    if (item == NULL)
        return true;
    bool is_skip = strcmp(call->command->name, "skip") == 0;
    return settle(desk, call, item, is_skip ? "skipped" : "seen to", NULL, error) &&
           staff_say(result, "Done: item %" G_GINT64_FORMAT " is %s.", item->id,
                     is_skip ? "skipped; nothing was recorded" : "seen to");
}

bool staff_answer(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    AUTO(review_item) item = NULL;
    if (!find_open(desk, call, &item, result, error))
        return false;
    if (item == NULL)
        return true;
    const struct survey *survey = staff_survey_of(desk, item->message, error);
    if (survey == NULL)
        return false;
    bool is_recorded = false, is_unclear = g_str_has_prefix(item->what, UNCLEAR);
    const struct question *question = is_unclear ? survey_question(survey, item->what + strlen(UNCLEAR)) : NULL;
    if (question == NULL)
        return staff_refuse(result,
                            "Not done: item %" G_GINT64_FORMAT " (%s) asks no question. Write \"%" G_GINT64_FORMAT
                            ": done\" once it is seen to, or \"correct %" G_GINT64_FORMAT " QUESTION=VALUE\" for an answer.",
                            item->id, item->what, item->id, item->message);
    if (*call->words == '\0')
        return staff_refuse(result, "Not done: expected \"%s\".", call->command->usage);
    return staff_record_answer(desk, item->message, survey, question, call->words, &is_recorded, result, error) &&
           (!is_recorded || settle(desk, call, item, "answered", question->id, error));
}

/* ---- approve, reject */

/* Settles item by deciding about its message. */
static bool decide(const struct staff_desk *desk, const struct staff_call *call, enum disposition disposition,
                   const char *reason, const char *outcome, struct staff_result *result, GError **error)
{
    AUTO(review_item) item = NULL;
    AUTO(store_message) message = NULL;
    if (!find_open(desk, call, &item, result, error))
        return false;
    if (item == NULL)
        return true;
    message = store_message(desk->store, item->message, error);
    if (message == NULL)
        return false;
    if (disposition == DISPOSITION_RECORDED && (message->readings == 0 || message->pseudonym == NULL))
        return staff_refuse(result,
                            "Not done: message %" G_GINT64_FORMAT
                            " has no answers that could count (%s). Write \"%" G_GINT64_FORMAT ": done\" once it is seen to.",
                            item->message, message->reason, item->id);
    bool is_so = g_strcmp0(message->disposition, disposition_name(disposition)) == 0;
    if (!settle(desk, call, item, outcome, message->reason, error) ||
        (!is_so && !store_settle_anew(desk->store, item->message, disposition, reason, desk->now_secs, error)))
        return false;
    return staff_say(result, "Done: message %" G_GINT64_FORMAT " %s.", item->message,
                     disposition == DISPOSITION_RECORDED ? "counts" : "is set aside and does not count");
}

bool staff_approve(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    return decide(desk, call, DISPOSITION_RECORDED, REASON_APPROVED_BY_STAFF, "approved", result, error);
}

bool staff_reject(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    return decide(desk, call, DISPOSITION_SET_ASIDE, REASON_REJECTED_BY_STAFF, "rejected", result, error);
}
