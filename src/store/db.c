/* Statements, transactions and errors of SQLite. Never knows a table. */
#include "store/db.h"

#include "base/error.h"
#include "base/fault.h"
#include "store/store_query.h"

static const struct {
    int code;
    enum error_code means;
    const char *words;
} troubles[] = {
    {SQLITE_FULL, ERROR_TEMPORARY, "the disk is full; free some space and try again"},
    {SQLITE_BUSY, ERROR_TEMPORARY, "another process kept it busy for too long; try again"},
    {SQLITE_LOCKED, ERROR_TEMPORARY, "another process kept it busy for too long; try again"},
    {SQLITE_IOERR, ERROR_TEMPORARY, "the disk reports an error; look at the system's log"},
    {SQLITE_READONLY, ERROR_TEMPORARY,
     "it cannot be written; look at the permissions of the file, its folder and its file system"},
    {SQLITE_CANTOPEN, ERROR_TEMPORARY, "it cannot be opened; look at the permissions of the file and its folder"},
    {SQLITE_PERM, ERROR_TEMPORARY, "it cannot be opened; look at the permissions of the file and its folder"},
    {SQLITE_NOMEM, ERROR_TEMPORARY, "there is not enough memory; try again"},
    {SQLITE_PROTOCOL, ERROR_TEMPORARY, "it cannot be locked; is it on a network file system?"},
    {SQLITE_NOTADB, ERROR_CONFIGURATION, "it is not a database of hearback; look at the path, or put back a copy"},
    {SQLITE_CORRUPT, ERROR_CONFIGURATION,
     "it is damaged; keep the file as it is and put back a copy, or try: sqlite3 FILE .recover"},
};

void db_set_error(struct store *store, int code, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(troubles); i++)
        if (troubles[i].code == (code & 0xff)) {
            g_set_error(error, ERROR_DOMAIN, troubles[i].means, "the database %s: %s (SQLite code %d)", store->path,
                        troubles[i].words, code);
            return;
        }
    g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the database %s: %s (SQLite code %d); please report this", store->path,
                sqlite3_errmsg(store->db), code);
}

/* Returns a prepared statement for sql: the cached one, or one for this use alone where that is in use. */
static int prepare(struct query *query, const char *sql)
{
    sqlite3_stmt *cached = g_hash_table_lookup(query->store->statements, sql);
    if (cached != NULL && !sqlite3_stmt_busy(cached)) {
        query->statement = cached;
        return SQLITE_OK;
    }
    query->is_own = cached != NULL;
    int code =
        sqlite3_prepare_v3(query->store->db, sql, -1, query->is_own ? 0 : SQLITE_PREPARE_PERSISTENT, &query->statement, NULL);
    if (code == SQLITE_OK && !query->is_own)
        g_hash_table_insert(query->store->statements, (gpointer)sql, query->statement);
    return code;
}

static int bind_value(sqlite3_stmt *statement, int place, const struct bound *value)
{
    switch (value->kind) {
    case BOUND_INTEGER:
        return sqlite3_bind_int64(statement, place, value->integer);
    case BOUND_TEXT:
        return sqlite3_bind_text(statement, place, value->data, -1, SQLITE_STATIC);
    case BOUND_BLOB:
        return sqlite3_bind_blob64(statement, place, value->length > 0 ? value->data : "", value->length, SQLITE_STATIC);
    case BOUND_NULL:
        break;
    }
    return sqlite3_bind_null(statement, place);
}

bool db_query(struct query *query, struct store *store, const char *sql, const struct bound *values, guint count,
              GError **error)
{
    *query = (struct query){.store = store};
    int code = prepare(query, sql);
    for (guint i = 0; code == SQLITE_OK && i < count; i++)
        code = bind_value(query->statement, (int)i + 1, &values[i]);
    if (code != SQLITE_OK)
        db_set_error(store, code, error);
    return code == SQLITE_OK;
}

enum step db_step(struct query *query, GError **error)
{
    int code = sqlite3_step(query->statement);
    if (code == SQLITE_ROW)
        return STEP_ROW;
    if (code == SQLITE_DONE)
        return STEP_END;
    db_set_error(query->store, code, error);
    return STEP_FAILED;
}

void db_done(struct query *query)
{
    if (query->statement == NULL)
        return;
    if (query->is_own) {
        sqlite3_finalize(query->statement);
    } else {
        sqlite3_reset(query->statement);
        sqlite3_clear_bindings(query->statement);
    }
    query->statement = NULL;
}

bool db_run(struct store *store, const char *sql, const struct bound *values, guint count, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, values, count, error))
        return false;
    enum step step;
    while ((step = db_step(&query, error)) == STEP_ROW)
        ;
    return step == STEP_END;
}

bool db_integer(struct store *store, const char *sql, const struct bound *values, guint count, gint64 otherwise, gint64 *result,
                GError **error)
{
    AUTO_QUERY query = {0};
    *result = otherwise;
    if (!db_query(&query, store, sql, values, count, error))
        return false;
    enum step step = db_step(&query, error);
    if (step == STEP_ROW && sqlite3_column_type(query.statement, 0) != SQLITE_NULL)
        *result = db_column_int(&query, 0);
    return step != STEP_FAILED;
}

gint64 db_insert(struct store *store, const char *sql, const struct bound *values, guint count, GError **error)
{
    return db_run(store, sql, values, count, error) ? sqlite3_last_insert_rowid(store->db) : 0;
}

gint64 db_column_int(const struct query *query, int column) { return sqlite3_column_int64(query->statement, column); }

char *db_column_text(const struct query *query, int column)
{
    return g_strdup((const char *)sqlite3_column_text(query->statement, column));
}

GBytes *db_column_bytes(const struct query *query, int column)
{
    const void *data = sqlite3_column_blob(query->statement, column);
    return g_bytes_new(data, (gsize)sqlite3_column_bytes(query->statement, column));
}

const char *db_column_borrowed(const struct query *query, int column)
{
    return (const char *)sqlite3_column_text(query->statement, column);
}

json_t *db_column_json(const struct query *query, int column)
{
    const char *text = db_column_borrowed(query, column);
    return text != NULL ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

bool db_each(struct store *store, const char *sql, const struct bound *values, guint count,
             bool (*visit)(const struct query *row, void *data), void *data, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, values, count, error))
        return false;
    enum step step;
    while ((step = db_step(&query, error)) == STEP_ROW)
        if (!visit(&query, data))
            return true;
    return step == STEP_END;
}

/* A full disk or an I/O error makes SQLite undo the whole transaction by itself. */
static bool transaction_is_lost(struct store *store, GError **error)
{
    if (store->depth == 0 || sqlite3_get_autocommit(store->db) == 0)
        return false;
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY,
                "the database %s: an earlier error undid the whole group of changes; nothing of it is kept", store->path);
    return true;
}

/* From here on transactions wait for the disk again. */
static void end_light(struct store *store)
{
    if (store->is_light && store->depth == 0) {
        store->is_light = false;
        db_run(store, "PRAGMA synchronous = FULL", BIND_NONE, NULL);
    }
}

bool db_begin(struct store *store, GError **error)
{
    if (transaction_is_lost(store, error))
        return false;
    if (!db_run(store, store->depth == 0 ? "BEGIN IMMEDIATE" : "SAVEPOINT inner", BIND_NONE, error))
        return false;
    store->depth++;
    return true;
}

bool db_begin_light(struct store *store, GError **error)
{
    bool is_outermost = store->depth == 0;
    if (is_outermost && !db_run(store, "PRAGMA synchronous = NORMAL", BIND_NONE, error))
        return false;
    store->is_light = is_outermost;
    if (db_begin(store, error))
        return true;
    end_light(store);
    return false;
}

bool store_snapshot(struct store *store, GError **error)
{
    if (store->depth == 0 && !db_run(store, "BEGIN", BIND_NONE, error))
        return false;
    store->depth++;
    return true;
}

void store_snapshot_end(struct store *store)
{
    if (--store->depth == 0)
        db_run(store, "COMMIT", BIND_NONE, NULL);
}

static void undo(struct store *store)
{
    if (sqlite3_get_autocommit(store->db) != 0)
        return;
    if (store->depth == 0) {
        db_run(store, "ROLLBACK", BIND_NONE, NULL);
    } else {
        db_run(store, "ROLLBACK TO inner", BIND_NONE, NULL);
        db_run(store, "RELEASE inner", BIND_NONE, NULL);
    }
}

bool db_end(struct store *store, bool ok, GError **error)
{
    g_assert(store->depth > 0);
    bool kept = ok && !transaction_is_lost(store, error);
    store->depth--;
    if (kept)
        kept = db_run(store, store->depth == 0 ? "COMMIT" : "RELEASE inner", BIND_NONE, error);
    if (!kept)
        undo(store);
    end_light(store);
    return kept;
}

bool store_begin(struct store *store, GError **error) { return db_begin(store, error); }

bool store_commit(struct store *store, GError **error)
{
    fault_point("group.before_commit");
    bool kept = db_end(store, true, error);
    fault_point("group.after_commit");
    return kept;
}

void store_rollback(struct store *store) { db_end(store, false, NULL); }
