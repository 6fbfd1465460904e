/* Two people who turn out to be one. What was called by the former pseudonym is known as such, so that a withdrawal later finds
 * it in files that were given out. */
#include "store/store_merge.h"
#include "base/error.h"
#include "base/fault.h"
#include "store/store_rows.h"

static bool find(struct store *store, const char *pseudonym, gint64 *person, GError **error)
{
    if (!person_by_pseudonym(store, pseudonym, person, error))
        return false;
    if (*person == 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no person %s", pseudonym);
    return *person > 0;
}

static bool move_all(struct store *store, gint64 from, gint64 into, GError **error)
{
    static const char *const statements[] = {
        "UPDATE person_token SET person = ?2 WHERE person = ?1",
        "UPDATE person_address SET person = ?2 WHERE person = ?1",
        "UPDATE message SET person = ?2 WHERE person = ?1",
        "UPDATE answer SET person = ?2 WHERE person = ?1",
        "UPDATE outbox SET person = ?2 WHERE person = ?1",
        "UPDATE asked SET number = number + 1 + (SELECT coalesce(max(number), -1) FROM asked b WHERE b.person = ?2"
        " AND b.survey = asked.survey), person = ?2 WHERE person = ?1",
        "UPDATE confirmation SET person = ?2 WHERE person = ?1",
        "INSERT INTO absence (person, until_secs) SELECT ?2, until_secs FROM absence WHERE person = ?1"
        " ON CONFLICT (person) DO UPDATE SET until_secs = max(until_secs, excluded.until_secs)",
        "DELETE FROM absence WHERE person = ?1 AND ?2 > 0",
        "UPDATE care_case SET person = ?2 WHERE person = ?1",
        "UPDATE wish SET person = ?2 WHERE person = ?1",
        "UPDATE quote SET person = ?2 WHERE person = ?1",
        "UPDATE passed_over SET person = ?2 WHERE person = ?1",
        "INSERT OR IGNORE INTO export_person (export, person) SELECT export, ?2 FROM export_person WHERE person = ?1",
        "UPDATE merged SET person = ?2 WHERE person = ?1",
        "UPDATE person SET first_secs = min(first_secs, (SELECT first_secs FROM person WHERE id = ?1)) WHERE id = ?2",
        "DELETE FROM person WHERE id = ?1 AND ?2 > 0",
    };
    for (guint i = 0; i < G_N_ELEMENTS(statements); i++)
        if (!db_run(store, statements[i], BIND(of_int(from), of_int(into)), error))
            return false;
    return true;
}

static bool merge(struct store *store, const char *former, const char *pseudonym, const char *who, gint64 *messages,
                  gint64 now_secs, GError **error)
{
    gint64 from = 0, into = 0;
    if (!find(store, former, &from, error) || !find(store, pseudonym, &into, error))
        return false;
    if (from == into) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "that is one person already");
        return false;
    }
    return db_integer(store, "SELECT count(*) FROM message WHERE person = ?", BIND(of_int(from)), 0, messages, error) &&
           move_all(store, from, into, error) &&
           db_run(store, "INSERT INTO merged (pseudonym, person, who, at_secs) VALUES (?, ?, ?, ?)",
                  BIND(of_text(former), of_int(into), of_text(who), of_int(now_secs)), error);
}

bool store_merge(struct store *store, const char *former, const char *pseudonym, const char *who, gint64 *messages,
                 gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = merge(store, former, pseudonym, who, messages, now_secs, error);
    fault_point("merge.before_commit");
    return db_end(store, ok, error);
}
