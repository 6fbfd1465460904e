/* How the sources of the campaign are: a row each, written by whoever looks into them. */
#include "store/store_query.h"
#include "store/store_rows.h"

#define FRESH_SECS 60 /* a state that has not changed is written again only after so long */

bool store_source_well(struct store *store, const char *source_name, gint64 now_secs, GError **error)
{
    static const char fresh[] = "SELECT count(*) FROM source_state WHERE source = ? AND trouble IS NULL AND looked_secs > ?";
    static const char sql[] = "INSERT INTO source_state (source, since_secs, looked_secs) VALUES (?1, ?2, ?2)"
                              " ON CONFLICT (source) DO UPDATE SET looked_secs = ?2, next_secs = NULL,"
                              " since_secs = CASE WHEN trouble IS NULL THEN since_secs ELSE ?2 END, trouble = NULL";
    gint64 is_fresh = 0;
    return db_integer(store, fresh, BIND(of_text(source_name), of_int(now_secs - FRESH_SECS)), 0, &is_fresh, error) &&
           (is_fresh > 0 || db_run(store, sql, BIND(of_text(source_name), of_int(now_secs)), error));
}

bool store_source_trouble(struct store *store, const char *source_name, const char *words, gint64 next_secs, gint64 now_secs,
                          GError **error)
{
    static const char sql[] = "INSERT INTO source_state (source, trouble, next_secs, since_secs, looked_secs)"
                              " VALUES (?1, ?2, ?3, ?4, ?4)"
                              " ON CONFLICT (source) DO UPDATE SET looked_secs = ?4, next_secs = ?3,"
                              " since_secs = CASE WHEN trouble IS NULL THEN ?4 ELSE since_secs END, trouble = ?2";
    return db_run(store, sql, BIND(of_text(source_name), of_text(words), of_int(next_secs), of_int(now_secs)), error);
}

bool store_forget_sources(struct store *store, const char *const *names, GError **error)
{
    static const char sql[] = "DELETE FROM source_state WHERE source NOT IN (SELECT value FROM json_each(?))";
    g_autofree char *list = names_as_json(names);
    return db_run(store, sql, BIND(of_text(list)), error);
}

struct visit {
    bool (*visit)(const struct store_source_state *state, void *data);
    void *data;
};

static bool visit_row(const struct query *row, void *data)
{
    const struct visit *visit = data;
    const struct store_source_state state = {.source = db_column_borrowed(row, 0),
                                             .trouble = db_column_borrowed(row, 1),
                                             .since_secs = db_column_int(row, 2),
                                             .looked_secs = db_column_int(row, 3),
                                             .next_secs = db_column_int(row, 4)};
    return visit->visit(&state, visit->data);
}

bool store_each_source_state(struct store *store, bool (*visit)(const struct store_source_state *state, void *data), void *data,
                             GError **error)
{
    struct visit all = {visit, data};
    return db_each(store, "SELECT source, trouble, since_secs, looked_secs, next_secs FROM source_state ORDER BY source",
                   BIND_NONE, visit_row, &all, error);
}
