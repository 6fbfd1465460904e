/* Answers and what waits for a human. Never decides which answer counts: the view current_answer does. */
#include <string.h>

#include "base/error.h"
#include "store/store_rows.h"

static const char *const care_items[] = {
    [CARE_CARE] = "care: look after the writer", [CARE_URGENT] = "care: look after the writer at once"};

static const char insert_answer[] =
    "INSERT INTO answer (person, message, reading, survey, question, at_secs, author, state, value, words, comment, certainty,"
    " reason, line_first, line_last, made_secs) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

/* Returns value as JSON text, NULL for NULL. (transfer full) */
static char *value_text(const json_t *value)
{
    return value != NULL ? json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
}

static const char *or_empty(const char *text) { return text != NULL ? text : ""; }

static bool insert_one(struct store *store, const struct recording *recording, const struct read_answer *answer, GError **error)
{
    bool recorded = answer->state == ANSWER_RECORDED;
    g_autofree char *value = recorded ? value_text(answer->value) : NULL;
    return db_run(store, insert_answer,
                  BIND(of_int(recording->person), of_int(recording->id), of_int(recording->number),
                       of_text(or_empty(recording->reading->survey)), of_text(answer->question), of_int(recording->at_secs),
                       of_text("reader"), of_text(recorded ? "recorded" : "unclear"), of_text(value),
                       of_text(or_empty(answer->words)), of_text(answer->comment), of_int(MIN(answer->certainty, 100)),
                       of_text(or_empty(answer->reason)), of_int(answer->line_first), of_int(answer->line_last),
                       of_int(recording->now_secs)),
                  error);
}

/* Whether the words of line were meant for a question and came to nothing there: "rather not say". */
static bool is_passed_over(const struct reading *reading, const struct read_line *line)
{
    if (line->question == NULL || line->label != LABEL_WRITER)
        return false;
    const struct read_answer *answer = reading_answer(reading, line->question);
    return answer == NULL || answer->state == ANSWER_NONE;
}

static bool note_passed_over(struct store *store, const struct recording *recording, GError **error)
{
    const GPtrArray *lines = recording->reading->lines;
    for (guint i = 0; lines != NULL && i < lines->len; i++) {
        const struct read_line *line = lines->pdata[i];
        if (is_passed_over(recording->reading, line) &&
            !db_run(store,
                    "INSERT OR IGNORE INTO passed_over (message, reading, person, survey, question) VALUES (?, ?, ?, ?, ?)",
                    BIND(of_int(recording->id), of_int(recording->number), of_int(recording->person),
                         of_text(or_empty(recording->reading->survey)), of_text(line->question)),
                    error))
            return false;
    }
    return true;
}

bool answers_insert(struct store *store, const struct recording *recording, GError **error)
{
    const GPtrArray *answers = recording->reading->answers;
    if (recording->person == 0)
        return true;
    for (guint i = 0; answers != NULL && i < answers->len; i++) {
        const struct read_answer *answer = answers->pdata[i];
        if (answer->state != ANSWER_NONE && !insert_one(store, recording, answer, error))
            return false;
    }
    return note_passed_over(store, recording, error);
}

static bool find_person(struct store *store, gint64 id, gint64 *person, GError **error)
{
    if (!db_integer(store, "SELECT person FROM message WHERE id = ?", BIND(of_int(id)), 0, person, error))
        return false;
    if (*person == 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "message %" G_GINT64_FORMAT " is not there, or is nobody's", id);
    return *person > 0;
}

static bool correct(struct store *store, gint64 id, const char *survey, const char *question, const json_t *value,
                    const char *words, gint64 now_secs, GError **error)
{
    gint64 person = 0;
    g_autofree char *text = value_text(value);
    return find_person(store, id, &person, error) &&
           db_run(store, insert_answer,
                  BIND(of_int(person), of_int(id), of_null(), of_text(survey), of_text(question), of_int(now_secs),
                       of_text("staff"), of_text(text != NULL ? "recorded" : "unclear"), of_text(text), of_text(words),
                       of_null(), of_int(100), of_text("said by a human"), of_null(), of_null(), of_int(now_secs)),
                  error);
}

bool store_correct(struct store *store, gint64 id, const char *survey, const char *question, const json_t *value,
                   const char *words, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    return db_end(store, correct(store, id, survey, question, value, words, now_secs, error), error);
}

/* ---- what waits for a human */

static void add_once(GPtrArray *items, const char *item)
{
    if (item != NULL && !g_ptr_array_find_with_equal_func(items, item, g_str_equal, NULL))
        g_ptr_array_add(items, (gpointer)item);
}

/* Returns the items of recording, each once, borrowed from it. */
static GPtrArray *items_of(const struct recording *recording, enum disposition disposition, const char *reason,
                           const char *doubt)
{
    const struct reading *reading = recording->reading;
    GPtrArray *items = g_ptr_array_new();
    if (reading->care != CARE_NONE)
        add_once(items, care_items[reading->care]);
    for (guint i = 0; reading->review != NULL && i < reading->review->len; i++)
        add_once(items, reading->review->pdata[i]);
    add_once(items, doubt);
    if (items->len == 0 && disposition == DISPOSITION_HELD)
        add_once(items, reason);
    return items;
}

static bool close_former(struct store *store, const struct recording *recording, const GPtrArray *items, GError **error)
{
    AUTO_JSON list = json_array();
    for (guint i = 0; i < items->len; i++)
        json_array_append_new(list, json_string(items->pdata[i]));
    g_autofree char *text = json_dumps(list, JSON_COMPACT);
    return db_run(store,
                  "UPDATE review SET done_secs = ?, outcome = 'read anew' WHERE message = ? AND done_secs IS NULL"
                  " AND what NOT LIKE 'person: %' AND what NOT IN (SELECT value FROM json_each(?))",
                  BIND(of_int(recording->now_secs), of_int(recording->id), of_text(text)), error);
}

bool review_update(struct store *store, const struct recording *recording, enum disposition disposition, const char *reason,
                   const char *doubt, GError **error)
{
    static const char open_item[] =
        "INSERT INTO review (message, what, since_secs) VALUES (?, ?, ?) ON CONFLICT (message, what) DO UPDATE"
        " SET done_secs = NULL, outcome = NULL, since_secs = excluded.since_secs WHERE outcome = 'read anew'";
    g_autoptr(GPtrArray) items = items_of(recording, disposition, reason, doubt);
    if (recording->number > 1 && !close_former(store, recording, items, error))
        return false;
    for (guint i = 0; i < items->len; i++)
        if (!db_run(store, open_item, BIND(of_int(recording->id), of_text(items->pdata[i]), of_int(recording->now_secs)),
                    error))
            return false;
    return true;
}
