/* Messages that wait to be read, and those that cannot be. Never looks at their bytes. */
#include "store/store_rows.h"

bool store_unread(struct store *store, gint64 after, struct unread *list, guint most, guint *count, GError **error)
{
    static const char sql[] = "SELECT id, size_bytes, is_quiet FROM message INDEXED BY message_unread"
                              " WHERE disposition IS NULL AND id > ? ORDER BY id LIMIT ?";
    AUTO_QUERY query = {0};
    *count = 0;
    if (!db_query(&query, store, sql, BIND(of_int(after), of_int(most)), error))
        return false;
    enum step step;
    while ((step = db_step(&query, error)) == STEP_ROW && *count < most)
        list[(*count)++] = (struct unread){.id = db_column_int(&query, 0),
                                           .size_bytes = (guint64)db_column_int(&query, 1),
                                           .is_quiet = db_column_int(&query, 2) != 0};
    return step != STEP_FAILED;
}

bool store_set_quiet(struct store *store, gint64 id, GError **error)
{
    return db_run(store, "UPDATE message SET is_quiet = 1 WHERE id = ?", BIND(of_int(id)), error);
}

bool message_hold(struct store *store, gint64 id, const char *reason, const char *what, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE message SET disposition = 'held', reason = ?, recorded_secs = ? WHERE id = ?",
                  BIND(of_text(reason), of_int(now_secs), of_int(id)), error) &&
           db_run(store, "INSERT INTO review (message, what, since_secs) VALUES (?, ?, ?)",
                  BIND(of_int(id), of_text(what), of_int(now_secs)), error);
}

bool store_hold_unread(struct store *store, gint64 id, const char *reason, const char *what, gint64 now_secs, GError **error)
{
    gint64 unread = 0;
    if (!db_begin(store, error))
        return false;
    bool ok = db_integer(store, "SELECT disposition IS NULL FROM message WHERE id = ?", BIND(of_int(id)), 0, &unread, error) &&
              (unread == 0 || message_hold(store, id, reason, what, now_secs, error));
    return db_end(store, ok, error);
}
