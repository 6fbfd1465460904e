/* The connection to the database, private to store/: bound statements, nested transactions, errors in plain words. */
#pragma once
#include <glib.h>
#include <sqlite3.h>
#include <stdbool.h>

#include "store/store.h"

struct store {
    sqlite3 *db;
    char *path;
    GHashTable *statements; /* SQL text (by address) → sqlite3_stmt, prepared once */
    guint depth;            /* of nested transactions; 0: none */
    bool is_light;          /* the transaction does not wait for the disk */
};

/* A value to bind; texts and blobs are borrowed until the statement is done. */
struct bound {
    enum { BOUND_NULL, BOUND_INTEGER, BOUND_TEXT, BOUND_BLOB } kind;
    gint64 integer;
    const void *data;
    gsize length;
};

/* NULL, a number. */
static inline struct bound of_null(void) { return (struct bound){.kind = BOUND_NULL}; }
static inline struct bound of_int(gint64 integer) { return (struct bound){.kind = BOUND_INTEGER, .integer = integer}; }

/* text (nullable) */
static inline struct bound of_text(const char *text)
{
    return (struct bound){.kind = text != NULL ? BOUND_TEXT : BOUND_NULL, .data = text};
}

/* length bytes at data */
static inline struct bound of_blob(const void *data, gsize length)
{
    return (struct bound){.kind = BOUND_BLOB, .data = data, .length = length};
}

/* BIND(of_int(1), of_text("a")): a list of bound values and its length, as the functions below take it. */
#define BIND(...) (const struct bound[]){__VA_ARGS__}, G_N_ELEMENTS(((const struct bound[]){__VA_ARGS__}))
#define BIND_NONE NULL, 0

/* A statement that is being stepped through; released with db_done. */
struct query {
    struct store *store;
    sqlite3_stmt *statement;
    bool is_own; /* prepared for this use only, since the cached one was in use */
};

enum step { STEP_ROW, STEP_END, STEP_FAILED };

/* Prepares sql (a string literal: its address is the key of the cache) with its values. False and an error where it cannot. */
bool db_query(struct query *query, struct store *store, const char *sql, const struct bound *values, guint count,
              GError **error);

/* Goes on to the next row. Sets error where STEP_FAILED. */
enum step db_step(struct query *query, GError **error);

/* Releases query; one that was never made or failed is allowed if it is zeroed. */
void db_done(struct query *query);
#define AUTO_QUERY __attribute__((cleanup(db_done))) struct query

/* Runs sql to its end. */
bool db_run(struct store *store, const char *sql, const struct bound *values, guint count, GError **error);

/* Runs sql and puts the integer of its first row into *result, otherwise where there is no row or NULL. */
bool db_integer(struct store *store, const char *sql, const struct bound *values, guint count, gint64 otherwise, gint64 *result,
                GError **error);

/* Runs an INSERT and returns the id of its row, 0 and an error where it fails. */
gint64 db_insert(struct store *store, const char *sql, const struct bound *values, guint count, GError **error);

/* Columns of the current row. Texts: (transfer full), NULL where NULL; "" for db_text_or_empty. */
gint64 db_column_int(const struct query *query, int column);
char *db_column_text(const struct query *query, int column);
GBytes *db_column_bytes(const struct query *query, int column);

/* Opens a transaction, nested where there is one already. */
bool db_begin(struct store *store, GError **error);

/* The same for what may be undone where the machine loses its power, since it is only a note for the case that this process
 * dies: it does not wait for the disk. Whatever is committed after it in earnest brings it there, too. */
bool db_begin_light(struct store *store, GError **error);

/* Ends the innermost transaction: commits it where ok, else undoes it. Returns whether it was committed; error is set only
 * where ok was true and it was not. */
bool db_end(struct store *store, bool ok, GError **error);

/* Sets error from the result code of SQLite. doing: "read", "write", "open". */
void db_set_error(struct store *store, int code, GError **error);

#define SCHEMA_APPLICATION_ID 1212304177 /* "HBK1" in the header of the file */

/* Of the counted answers of a person to a question, the first in this order is the current one. */
#define ANSWER_ORDER "at_secs DESC, author DESC, message DESC, id DESC"

/* The level of care that person (SQL) needs, but for what was a false alarm; NULL or 0: none. */
#define CARE_OF(person)                                                                                                        \
    "(SELECT max(r.care) FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading WHERE m.person = " person  \
    " AND NOT EXISTS (SELECT 1 FROM care_message cm JOIN care_case c ON c.id = cm.care_case WHERE cm.message = m.id"           \
    " AND c.outcome = 'false alarm'))"

/* Steps of the schema that have a file of their own. */
extern const char schema_exports[], schema_words[], schema_themes[], schema_merged[];

/* Brings the schema up to date. Refuses a newer one. */
bool schema_bring_up_to_date(struct store *store, GError **error);

/* Returns length bytes compressed, or NULL where that is not smaller. (transfer full) */
GBytes *pack_bytes(const void *data, gsize length);

/* Appends the unpacked form of length packed bytes to into. Returns false where they are damaged or larger than max_bytes. */
bool unpack_bytes(const void *data, gsize length, gsize max_bytes, GByteArray *into);

/* Calls visit for each row of sql until it returns false. */
bool db_each(struct store *store, const char *sql, const struct bound *values, guint count,
             bool (*visit)(const struct query *row, void *data), void *data, GError **error);

/* Columns of the current row, borrowed until the next step: text (NULL where NULL). */
const char *db_column_borrowed(const struct query *query, int column);

/* Returns the JSON in a column (transfer full), NULL where NULL. */
json_t *db_column_json(const struct query *query, int column);

/* Returns the NULL-terminated names as a JSON list, for json_each. (transfer full) */
char *names_as_json(const char *const *names);
