/* What waits for a person, as one mail for each member who may decide about it: every item with its words, its question and how
 * to answer. Never shows the words of somebody in distress to a member without the right `care`. */
#include <string.h>

#include "report/page.h"
#include "staff/command.h"
#include "staff/mail.h"

#define ITEMS_MOST 20u
#define WORDS_LINES 12u
#define WORDS_INDENT 4u
#define WORDS_COLUMNS 72u
#define PURPOSE "review"
#define UNCLEAR "unclear: "
#define UNCLAIMED "unclaimed"
#define CARE "care:"

/* Returns the lines of reading that nothing has claimed. (transfer full) */
static char *unclaimed_words(const struct reading *reading)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < reading->lines->len; i++) {
        const struct read_line *line = reading->lines->pdata[i];
        if (line->label == LABEL_UNCLAIMED)
            g_string_append_printf(text, "%s\n", line->text);
    }
    return g_string_free(text, FALSE);
}

/* Returns the words that item is about. (transfer full) */
static char *words_of(const struct review_item *item, const struct reading *reading)
{
    const struct read_answer *answer =
        g_str_has_prefix(item->what, UNCLEAR) ? reading_answer(reading, item->what + strlen(UNCLEAR)) : NULL;
    if (answer != NULL && answer->words != NULL && *answer->words != '\0')
        return g_strdup(answer->words);
    g_autofree char *unclaimed = g_str_has_prefix(item->what, UNCLAIMED) ? unclaimed_words(reading) : NULL;
    return unclaimed != NULL && *unclaimed != '\0' ? g_steal_pointer(&unclaimed)
                                                   : g_strdup(reading->text != NULL ? reading->text : "");
}

static bool may_see(const struct staff_member *member, const struct review_item *item)
{
    return item->care == 0 || (member->rights & STAFF_CARE) != 0;
}

/* Adds to entry the question that item is about, if it is about one. */
static void add_question(json_t *entry, const struct staff_desk *desk, const struct review_item *item,
                         const struct reading *reading)
{
    const struct survey *survey = survey_find(desk->knowledge->surveys, reading->survey);
    const struct question *question =
        survey != NULL && g_str_has_prefix(item->what, UNCLEAR) ? survey_question(survey, item->what + strlen(UNCLEAR)) : NULL;
    g_autofree char *options = question != NULL ? question_options_line(question) : NULL;
    json_object_set_new(entry, "asks", json_boolean(question != NULL));
    json_object_set_new(entry, "ask", json_string(question != NULL ? question->ask : ""));
    json_object_set_new(entry, "options", json_string(options != NULL ? options : ""));
}

/* Returns item as the template shows it to member (transfer full), NULL and an error. */
static json_t *entry_of(const struct staff_desk *desk, const struct staff_member *member, const struct review_item *item,
                        GError **error)
{
    GError *trouble = NULL;
    AUTO_JSON json = store_reading(desk->store, item->message, &trouble);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return NULL;
    }
    g_autofree char *raw = reading != NULL && may_see(member, item) ? words_of(item, reading) : g_strdup("");
    g_autofree char *words = page_words(raw, WORDS_COLUMNS, WORDS_INDENT, WORDS_LINES, NULL);
    g_autofree char *age = page_age(MAX(desk->now_secs - item->since_secs, 0)), *what = page_clean(item->what);
    json_t *entry =
        json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:b}", "id", (json_int_t)item->id, "message", (json_int_t)item->message,
                  "person", item->pseudonym != NULL ? item->pseudonym : "", "age", age, "what", what, "taken_by",
                  item->taken_by != NULL ? item->taken_by : "", "words", *raw != '\0' ? g_strchomp(words) : "", "asks", 0);
    json_object_set_new(entry, "is_care", json_boolean(g_str_has_prefix(item->what, CARE)));
    if (reading != NULL)
        add_question(entry, desk, item, reading);
    else
        json_object_update_new(entry, json_pack("{s:s, s:s}", "ask", "", "options", ""));
    return entry;
}

/* Returns the number of the first item that a reply can settle. */
static gint64 example_of(const GPtrArray *items)
{
    for (guint i = 0; i < items->len; i++) {
        const struct review_item *item = items->pdata[i];
        if (!g_str_has_prefix(item->what, CARE))
            return item->id;
    }
    return ((const struct review_item *)items->pdata[0])->id;
}

static bool send_to(const struct staff_desk *desk, const struct staff_member *member, const GPtrArray *items, gint64 waiting,
                    GError **error)
{
    AUTO_JSON data = json_pack("{s:[], s:I, s:b, s:b}", "items", "waiting", (json_int_t)waiting, "has_more",
                               (int)(waiting > (gint64)items->len), "is_one", (int)(waiting == 1));
    json_object_set_new(data, "first_id", json_integer(example_of(items)));
    for (guint i = 0; i < items->len; i++) {
        json_t *entry = entry_of(desk, member, items->pdata[i], error);
        if (entry == NULL)
            return false;
        json_array_append_new(json_object_get(data, "items"), entry);
    }
    const struct staff_mail mail = {.member = member, .template_name = "staff_review", .purpose = PURPOSE, .data = data};
    AUTO(outbox_mail) composed = staff_compose(desk, &mail, error);
    return composed != NULL && store_queue_by_itself(desk->store, composed, desk->now_secs, error);
}

/* Whether something waits that the last such mail to member did not tell. */
static bool has_news(const struct staff_desk *desk, const struct staff_member *member, const GPtrArray *items, bool *is_new,
                     GError **error)
{
    gint64 last = 0;
    *is_new = false;
    if (!store_last_queued(desk->store, member->address, PURPOSE, &last, error))
        return false;
    for (guint i = 0; i < items->len; i++)
        *is_new |= ((const struct review_item *)items->pdata[i])->since_secs >= last;
    return true;
}

static bool send_all(const struct staff_desk *desk, bool is_forced, guint *count, GError **error)
{
    const GPtrArray *members = desk->campaign->staff.members;
    gint64 waiting = 0;
    g_autoptr(GPtrArray) items = store_review_items(desk->store, ITEMS_MOST, error);
    if (items == NULL || !store_review_count(desk->store, &waiting, error))
        return false;
    for (guint i = 0; items->len > 0 && i < members->len; i++) {
        const struct staff_member *member = members->pdata[i];
        bool is_new = false;
        if ((member->rights & STAFF_MODERATE) == 0)
            continue;
        if (!has_news(desk, member, items, &is_new, error) ||
            ((is_new || is_forced) && !send_to(desk, member, items, waiting, error)))
            return false;
        *count += is_new || is_forced;
    }
    return true;
}

bool staff_send_review(const struct staff_desk *desk, bool is_forced, guint *count, GError **error)
{
    *count = 0;
    if (!store_begin(desk->store, error))
        return false;
    if (send_all(desk, is_forced, count, error))
        return store_commit(desk->store, error);
    store_rollback(desk->store);
    return false;
}
