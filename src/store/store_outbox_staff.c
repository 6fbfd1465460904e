/* The outbox between two attempts: what is due, what waits for room, and what staff say about a mail. */
#include "base/error.h"
#include "store/store_query.h"
#include "store/store_rows.h"

#define DROPPED "dropped" /* why a mail was cancelled: a human said so */
#define DOMAIN "lower(substr(envelope_to, instr(envelope_to, '@') + 1))"

bool store_outbox_due(struct store *store, gint64 now_secs, struct outbox_due *due, GError **error)
{
    static const char sql[] = "SELECT id, " DOMAIN " FROM outbox INDEXED BY outbox_due WHERE state IN ('queued', 'deferred')"
                              " AND next_secs <= ? ORDER BY next_secs, id LIMIT 1";
    AUTO_QUERY query = {0};
    *due = (struct outbox_due){0};
    if (!db_query(&query, store, sql, BIND(of_int(now_secs)), error))
        return false;
    enum step step = db_step(&query, error);
    if (step != STEP_ROW)
        return step == STEP_END;
    *due = (struct outbox_due){.id = db_column_int(&query, 0), .domain = db_column_text(&query, 1)};
    return true;
}

bool store_outbox_put_off(struct store *store, gint64 id, gint64 next_secs, GError **error)
{
    return db_run(store, "UPDATE outbox SET next_secs = ? WHERE id = ? AND state IN ('queued', 'deferred')",
                  BIND(of_int(next_secs), of_int(id)), error);
}

bool store_outbox_advance(struct store *store, gint64 latest_secs, gint64 now_secs, GError **error)
{
    static const char some[] =
        "SELECT count(*) FROM (SELECT 1 FROM outbox INDEXED BY outbox_due WHERE state IN ('queued', 'deferred')"
        " AND attempts > 0 AND next_secs > ? LIMIT 1)";
    static const char all[] = "UPDATE outbox SET next_secs = ? WHERE state IN ('queued', 'deferred') AND attempts > 0"
                              " AND next_secs > ?";
    gint64 count = 0;
    return db_integer(store, some, BIND(of_int(latest_secs)), 0, &count, error) &&
           (count == 0 || db_run(store, all, BIND(of_int(now_secs), of_int(latest_secs)), error));
}

struct visit {
    bool (*visit)(gint64 began_secs, const char *domain, void *data);
    void *data;
};

static bool visit_attempt(const struct query *row, void *data)
{
    const struct visit *visit = data;
    return visit->visit(db_column_int(row, 0), db_column_borrowed(row, 1), visit->data);
}

bool store_each_attempt_since(struct store *store, gint64 since_secs,
                              bool (*visit)(gint64 began_secs, const char *domain, void *data), void *data, GError **error)
{
    struct visit all = {visit, data};
    return db_each(store,
                   "SELECT began_secs, " DOMAIN " FROM attempt JOIN outbox ON outbox.id = attempt.outbox"
                   " WHERE began_secs > ? ORDER BY began_secs",
                   BIND(of_int(since_secs)), visit_attempt, &all, error);
}

/* ---- what staff say */

/* Runs sql, which changes mail id where its state allows it. */
static bool change(struct store *store, gint64 id, const char *sql, const struct bound *values, guint count, const char *doing,
                   GError **error)
{
    gint64 is_there = 0;
    if (!db_integer(store, "SELECT count(*) FROM outbox WHERE id = ?", BIND(of_int(id)), 0, &is_there, error) ||
        !db_run(store, sql, values, count, error))
        return false;
    if (is_there > 0 && sqlite3_changes(store->db) == 1)
        return true;
    g_autofree char *state = NULL;
    AUTO_QUERY query = {0};
    if (db_query(&query, store, "SELECT coalesce('cancelled: ' || cancelled, state) FROM outbox WHERE id = ?", BIND(of_int(id)),
                 NULL) &&
        db_step(&query, NULL) == STEP_ROW)
        state = db_column_text(&query, 0);
    if (state == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no mail %" G_GINT64_FORMAT " in the outbox", id);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "mail %" G_GINT64_FORMAT " is %s: it cannot be %s", id, state, doing);
    return false;
}

/* Notes in the history of the mail that it was a human. */
static bool note(struct store *store, gint64 id, const char *outcome, const char *words, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO attempt (outbox, began_secs, ended_secs, outcome, words) VALUES (?1, ?2, ?2, ?3, ?4)",
                  BIND(of_int(id), of_int(now_secs), of_text(outcome), of_text(words)), error);
}

bool store_outbox_retry(struct store *store, gint64 id, gint64 now_secs, GError **error)
{
    static const char sql[] =
        "UPDATE outbox SET state = 'queued', handed_over = 0, next_secs = ?1, retried_secs = ?1, cancelled = NULL,"
        " told_secs = NULL WHERE id = ?2 AND state IN ('deferred', 'failed', 'uncertain') AND (cancelled IS NULL OR cancelled"
        " = '" DROPPED "')"; /* who asked for no more mail gets none, whoever says so */
    if (!db_begin(store, error))
        return false;
    bool ok = change(store, id, sql, BIND(of_int(now_secs), of_int(id)), "sent anew", error) &&
              note(store, id, "queued", "somebody had it sent anew", now_secs, error);
    return db_end(store, ok, error);
}

bool store_outbox_drop(struct store *store, gint64 id, gint64 now_secs, GError **error)
{
    static const char sql[] = "UPDATE outbox SET state = 'failed', cancelled = '" DROPPED "' WHERE id = ? AND cancelled IS NULL"
                              " AND state IN ('queued', 'deferred', 'failed', 'uncertain')";
    if (!db_begin(store, error))
        return false;
    bool ok = change(store, id, sql, BIND(of_int(id)), "dropped", error) &&
              note(store, id, "dropped", "somebody said that it shall not go out", now_secs, error);
    return db_end(store, ok, error);
}

bool store_outbox_told(struct store *store, gint64 id, const char *what, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok =
        db_run(store,
               "INSERT OR IGNORE INTO review (message, what, since_secs) SELECT message, ?, ? FROM outbox WHERE id = ? AND"
               " message IS NOT NULL",
               BIND(of_text(what), of_int(now_secs), of_int(id)), error) &&
        db_run(store, "UPDATE outbox SET told_secs = ?, told_what = ? WHERE id = ?",
               BIND(of_int(now_secs), of_text(what), of_int(id)), error);
    return db_end(store, ok, error);
}

char *store_outbox_recipient(struct store *store, gint64 id, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, "SELECT envelope_to FROM outbox WHERE id = ?", BIND(of_int(id)), error) ||
        db_step(&query, error) != STEP_ROW)
        return NULL;
    return db_column_text(&query, 0);
}
