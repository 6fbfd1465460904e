/* What is done now and then: when it was last done. */
#include "store/db.h"
#include "store/store_query.h"

bool store_duty_last(struct store *store, const char *name, gint64 *last_secs, GError **error)
{
    return db_integer(store, "SELECT last_secs FROM duty WHERE name = ?", BIND(of_text(name)), 0, last_secs, error);
}

bool store_duty_done(struct store *store, const char *name, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO duty (name, last_secs) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last_secs = ?2",
                  BIND(of_text(name), of_int(now_secs)), error);
}

bool store_tidy(struct store *store, GError **error)
{
    return db_run(store, "PRAGMA optimize", BIND_NONE, error) &&
           db_run(store, "PRAGMA wal_checkpoint(TRUNCATE)", BIND_NONE, error);
}
