/* Cases of care: opened with the recording of a message, and what becomes of them. Never hands out a person's words. */
#include "store/store_care.h"

#include "base/error.h"
#include "base/fault.h"
#include "store/store_rows.h"

#define CASE_COLUMNS                                                                                                           \
    "SELECT c.id, coalesce(c.person, 0), coalesce((SELECT max(message) FROM care_message WHERE care_case = c.id), 0),"         \
    " c.level, (SELECT count(*) FROM care_message WHERE care_case = c.id), c.alerts, c.opened_secs, coalesce(c.due_secs, 0),"  \
    " coalesce(c.taken_secs, 0), coalesce(c.closed_secs, 0), p.pseudonym, c.taken_by, c.outcome, c.words"                      \
    " FROM care_case c LEFT JOIN person p ON p.id = c.person"
#define FIRST_OF_ALL_SECS 1 /* a mail that is due since then goes out before all others */

void care_case_free(struct care_case *care_case)
{
    if (care_case == NULL)
        return;
    g_free(care_case->pseudonym);
    g_free(care_case->taken_by);
    g_free(care_case->outcome);
    g_free(care_case->words);
    g_free(care_case);
}

/* ---- opening */

static bool find_open(struct store *store, gint64 person, gint64 *id, GError **error)
{
    return db_integer(store, "SELECT max(id) FROM care_case WHERE person = ? AND closed_secs IS NULL", BIND(of_int(person)), 0,
                      id, error);
}

bool care_open(struct store *store, const struct recording *recording, GError **error)
{
    gint64 known = 0, id = 0;
    if (recording->reading->care == CARE_NONE)
        return true;
    if (!db_integer(store, "SELECT care_case FROM care_message WHERE message = ?", BIND(of_int(recording->id)), 0, &known,
                    error))
        return false;
    if (known > 0)
        return true;
    if (recording->person > 0 && !find_open(store, recording->person, &id, error))
        return false;
    if (id == 0)
        id = db_insert(store, "INSERT INTO care_case (person, level, opened_secs) VALUES (?, ?, ?)",
                       BIND(recording->person > 0 ? of_int(recording->person) : of_null(), of_int(recording->reading->care),
                            of_int(recording->now_secs)),
                       error);
    return id > 0 &&
           db_run(store, "UPDATE care_case SET level = max(level, ?), due_secs = ? WHERE id = ?",
                  BIND(of_int(recording->reading->care), of_int(recording->now_secs), of_int(id)), error) &&
           db_run(store, "INSERT INTO care_message (message, care_case) VALUES (?, ?)", BIND(of_int(recording->id), of_int(id)),
                  error);
}

bool store_care_is_open(struct store *store, gint64 person, bool *is_open, GError **error)
{
    gint64 id = 0;
    bool ok = person == 0 || find_open(store, person, &id, error);
    *is_open = id > 0;
    return ok;
}

/* ---- looking */

static bool add_case(const struct query *row, void *data)
{
    struct care_case *found = g_new0(struct care_case, 1);
    found->id = db_column_int(row, 0);
    found->person = db_column_int(row, 1);
    found->message = db_column_int(row, 2);
    found->level = (guint)db_column_int(row, 3);
    found->messages = (guint)db_column_int(row, 4);
    found->alerts = (guint)db_column_int(row, 5);
    found->opened_secs = db_column_int(row, 6);
    found->due_secs = db_column_int(row, 7);
    found->taken_secs = db_column_int(row, 8);
    found->closed_secs = db_column_int(row, 9);
    found->pseudonym = db_column_text(row, 10);
    found->taken_by = db_column_text(row, 11);
    found->outcome = db_column_text(row, 12);
    found->words = db_column_text(row, 13);
    g_ptr_array_add(data, found);
    return true;
}

static void free_case(void *data) { care_case_free(data); }

static void set_no_case(gint64 id, GError **error)
{
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no case %" G_GINT64_FORMAT, id);
}

struct care_case *store_care_case(struct store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new();
    if (!db_each(store, CASE_COLUMNS " WHERE c.id = ?", BIND(of_int(id)), add_case, list, error))
        return NULL;
    if (list->len == 0)
        set_no_case(id, error);
    return list->len > 0 ? list->pdata[0] : NULL;
}

GPtrArray *store_care_cases(struct store *store, bool are_all, GError **error)
{
    static const char sql[] = CASE_COLUMNS " WHERE c.closed_secs IS NULL OR ? ORDER BY c.closed_secs IS NOT NULL, c.level DESC,"
                                           " c.opened_secs, c.id";
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(free_case);
    return db_each(store, sql, BIND(of_int(are_all)), add_case, list, error) ? g_steal_pointer(&list) : NULL;
}

static bool add_id(const struct query *row, void *data)
{
    gint64 id = db_column_int(row, 0);
    g_array_append_val((GArray *)data, id);
    return true;
}

GArray *store_care_messages(struct store *store, gint64 id, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    return db_each(store, "SELECT message FROM care_message WHERE care_case = ? ORDER BY message", BIND(of_int(id)), add_id,
                   ids, error)
               ? g_steal_pointer(&ids)
               : NULL;
}

static bool add_text(const struct query *row, void *data)
{
    g_ptr_array_add(data, db_column_text(row, 0));
    return true;
}

GPtrArray *store_care_addresses(struct store *store, const struct care_case *care_case, GError **error)
{
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
    return db_each(store, "SELECT address FROM person_address WHERE person = ? ORDER BY address",
                   BIND(of_int(care_case->person)), add_text, list, error)
               ? g_steal_pointer(&list)
               : NULL;
}

/* ---- telling contacts */

bool store_care_due(struct store *store, gint64 now_secs, gint64 *id, GError **error)
{
    return db_integer(store, "SELECT id FROM care_case WHERE due_secs <= ? ORDER BY level DESC, due_secs, id LIMIT 1",
                      BIND(of_int(now_secs)), 0, id, error);
}

static bool queue_mail(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                       GError **error)
{
    const struct queueing queueing = {.queued_secs = now_secs, .next_secs = FIRST_OF_ALL_SECS};
    gint64 outbox = outbox_add(store, &queueing, mail, error);
    return outbox > 0 &&
           db_run(store, "INSERT INTO care_mail (token, care_case, contact, sent_secs, outbox) VALUES (?, ?, ?, ?, ?)",
                  BIND(of_text(token), of_int(id), of_text(mail->envelope_to), of_int(now_secs), of_int(outbox)), error);
}

bool store_care_mail(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                     GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = queue_mail(store, id, token, mail, now_secs, error);
    fault_point("care.mail_queued");
    return db_end(store, ok, error);
}

bool store_care_alerted(struct store *store, gint64 id, gint64 due_secs, GError **error)
{
    return db_run(store, "UPDATE care_case SET alerts = alerts + 1, due_secs = ? WHERE id = ?",
                  BIND(due_secs > 0 ? of_int(due_secs) : of_null(), of_int(id)), error);
}

bool store_care_hurry(struct store *store, gint64 id, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE care_case SET due_secs = ? WHERE id = ? AND taken_secs IS NULL AND closed_secs IS NULL",
                  BIND(of_int(now_secs), of_int(id)), error);
}

/* ---- what contacts say */

bool store_care_token(struct store *store, const char *token, struct care_token *found, GError **error)
{
    AUTO_QUERY query = {0};
    *found = (struct care_token){0};
    if (token == NULL)
        return true;
    if (!db_query(&query, store, "SELECT care_case, used_secs IS NOT NULL, contact FROM care_mail WHERE token = ?",
                  BIND(of_text(token)), error))
        return false;
    enum step step = db_step(&query, error);
    if (step == STEP_ROW)
        *found = (struct care_token){db_column_int(&query, 0), db_column_int(&query, 1) != 0, db_column_text(&query, 2)};
    return step != STEP_FAILED;
}

bool store_care_use(struct store *store, const char *token, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE care_mail SET used_secs = ? WHERE token = ? AND used_secs IS NULL",
                  BIND(of_int(now_secs), of_text(token)), error);
}

/* Returns whether the last statement changed a case; an error else. */
static bool has_changed(struct store *store, gint64 id, GError **error)
{
    if (sqlite3_changes(store->db) == 1)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no open case %" G_GINT64_FORMAT, id);
    return false;
}

bool store_care_take(struct store *store, gint64 id, const char *by, gint64 now_secs, GError **error)
{
    return db_run(store,
                  "UPDATE care_case SET taken_secs = coalesce(taken_secs, ?), taken_by = ?, due_secs = NULL"
                  " WHERE id = ? AND closed_secs IS NULL",
                  BIND(of_int(now_secs), of_text(by), of_int(id)), error) &&
           has_changed(store, id, error);
}

static bool close_case(struct store *store, gint64 id, const char *by, const char *outcome, const char *words, gint64 now_secs,
                       GError **error)
{
    return db_run(store,
                  "UPDATE care_case SET taken_secs = coalesce(taken_secs, ?1), taken_by = coalesce(taken_by, ?2),"
                  " due_secs = NULL, closed_secs = ?1, outcome = ?3, words = ?4 WHERE id = ?5 AND closed_secs IS NULL",
                  BIND(of_int(now_secs), of_text(by), of_text(outcome), of_text(words), of_int(id)), error) &&
           has_changed(store, id, error) &&
           db_run(store,
                  "UPDATE review SET done_secs = ?, outcome = ? WHERE done_secs IS NULL AND what LIKE 'care: %'"
                  " AND message IN (SELECT message FROM care_message WHERE care_case = ?)",
                  BIND(of_int(now_secs), of_text(outcome), of_int(id)), error);
}

bool store_care_close(struct store *store, gint64 id, const char *by, const char *outcome, const char *words, gint64 now_secs,
                      GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = close_case(store, id, by, outcome, words, now_secs, error);
    fault_point("care.closed");
    return db_end(store, ok, error);
}
