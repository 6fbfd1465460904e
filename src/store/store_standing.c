/* How the writer of a message stands to us: invited, confirmed, with something new to say; and what bounces say of addresses.
 */
#include "base/error.h"
#include "base/fault.h"
#include "store/store_ask.h"
#include "store/store_rows.h"

#define PASSING_DAYS_MOST 3 /* on which mail to an address failed for now: then it counts as failing for good */
#define DAY_SECS 86400

/* ---- who */

static bool find_person(struct store *store, const struct reading *reading, gint64 *person, GError **error)
{
    *person = 0;
    if (reading->token != NULL &&
        !db_integer(store, "SELECT person FROM person_token WHERE token = ?", BIND(of_text(reading->token)), 0, person, error))
        return false;
    if (*person == 0 && !db_integer(store, "SELECT person FROM person_address WHERE address = ?",
                                    BIND(of_text(reading->from_address)), 0, person, error))
        return false;
    return *person > 0 || person_by_thread(store, reading, person, error);
}

/* ---- news */

struct newly {
    const struct reading *reading;
    guint same; /* of its answers: how many stand so already */
};

static bool compare_answer(const struct query *row, void *data)
{
    struct newly *newly = data;
    const struct read_answer *answer = reading_answer(newly->reading, db_column_borrowed(row, 0));
    if (answer == NULL || answer->state == ANSWER_NONE)
        return true;
    AUTO_JSON value = db_column_json(row, 1);
    bool is_same = answer->state == ANSWER_RECORDED
                       ? value != NULL && json_equal(value, answer->value)
                       : value == NULL && g_strcmp0(db_column_borrowed(row, 2), answer->words) == 0;
    newly->same += is_same;
    return true;
}

static bool find_news(struct store *store, const struct reading *reading, struct standing *standing, GError **error)
{
    struct newly newly = {.reading = reading};
    guint said = 0;
    for (guint i = 0; i < reading->answers->len; i++)
        said += ((const struct read_answer *)reading->answers->pdata[i])->state != ANSWER_NONE;
    if (standing->person > 0 &&
        !db_each(store, "SELECT question, value, words FROM current_answer WHERE person = ? AND survey = ?",
                 BIND(of_int(standing->person), of_text(reading->survey)), compare_answer, &newly, error))
        return false;
    standing->has_news = said > newly.same;
    return true;
}

/* ---- standing */

static bool look_up(struct store *store, const struct reading *reading, struct standing *standing, GError **error)
{
    static const char sql[] =
        "SELECT EXISTS (SELECT 1 FROM asked WHERE person = ?1 AND survey = ?2),"
        " EXISTS (SELECT 1 FROM confirmation WHERE person = ?1 AND confirmed_secs IS NOT NULL),"
        " EXISTS (SELECT 1 FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading WHERE m.person = ?1"
        "  AND r.survey = ?2 AND m.disposition = 'recorded'),"
        " coalesce((SELECT max(asked_secs) FROM confirmation WHERE person = ?1 AND confirmed_secs IS NULL), 0),"
        " EXISTS (SELECT 1 FROM confirmation WHERE token = ?3)";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(standing->person), of_text(reading->survey), of_text(reading->token)),
                  error) ||
        db_step(&query, error) != STEP_ROW)
        return false;
    standing->is_invited = db_column_int(&query, 0) != 0;
    standing->is_confirmed = db_column_int(&query, 1) != 0;
    standing->has_answered = db_column_int(&query, 2) != 0;
    standing->pending = db_column_int(&query, 3);
    standing->by_confirmation = db_column_int(&query, 4) != 0;
    return true;
}

bool store_standing(struct store *store, const struct reading *reading, struct standing *standing, GError **error)
{
    *standing = (struct standing){0};
    return find_person(store, reading, &standing->person, error) && look_up(store, reading, standing, error) &&
           find_news(store, reading, standing, error);
}

/* ---- was this you? */

static bool ask_confirmation(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                             GError **error)
{
    gint64 person = 0;
    if (!db_integer(store, "SELECT person FROM message WHERE id = ?", BIND(of_int(id)), 0, &person, error))
        return false;
    if (person == 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "message %" G_GINT64_FORMAT " is nobody's: nobody can confirm it", id);
        return false;
    }
    return db_run(store, "INSERT INTO person_token (token, person, issued_secs) VALUES (?, ?, ?)",
                  BIND(of_text(token), of_int(person), of_int(now_secs)), error) &&
           db_run(store, "INSERT INTO confirmation (token, person, asked_secs) VALUES (?, ?, ?)",
                  BIND(of_text(token), of_int(person), of_int(now_secs)), error) &&
           outbox_insert(store, id, mail, now_secs, error);
}

bool store_ask_confirmation(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                            GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = ask_confirmation(store, id, token, mail, now_secs, error);
    fault_point("confirm.asked");
    return db_end(store, ok, error);
}

bool store_confirm(struct store *store, const char *token, gint64 *person, gint64 now_secs, GError **error)
{
    return db_integer(store, "SELECT person FROM confirmation WHERE token = ?", BIND(of_text(token)), 0, person, error) &&
           db_run(store, "UPDATE confirmation SET confirmed_secs = ?1 WHERE token = ?2 AND confirmed_secs IS NULL",
                  BIND(of_int(now_secs), of_text(token)), error) &&
           db_run(store, "UPDATE person_address SET is_proven = 1 WHERE person = ?", BIND(of_int(*person)), error) &&
           db_run(store,
                  "UPDATE review SET done_secs = ?1, outcome = 'confirmed' WHERE done_secs IS NULL AND what LIKE 'person: %'"
                  " AND message IN (SELECT id FROM message WHERE person = ?2)",
                  BIND(of_int(now_secs), of_int(*person)), error);
}

/* ---- kept apart, and settled later */

static bool add_id(const struct query *row, void *data)
{
    gint64 id = db_column_int(row, 0);
    g_array_append_val((GArray *)data, id);
    return true;
}

bool store_each_kept_apart(struct store *store, const char *reason, gint64 person, const char *survey,
                           bool (*visit)(gint64 id, void *data), void *data, GError **error)
{
    static const char sql[] = "SELECT m.id FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading"
                              " WHERE m.disposition IN ('held', 'set_aside') AND m.reason = ?1 AND (?2 = 0 OR m.person = ?2)"
                              " AND (?3 IS NULL OR r.survey = ?3) ORDER BY m.id";
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    if (!db_each(store, sql, BIND(of_text(reason), of_int(person), of_text(survey)), add_id, ids, error))
        return false;
    for (guint i = 0; i < ids->len; i++)
        if (!visit(g_array_index(ids, gint64, i), data))
            break;
    return true;
}

static bool settle_anew(struct store *store, gint64 id, enum disposition disposition, const char *reason, gint64 now_secs,
                        GError **error)
{
    return db_run(store,
                  "UPDATE review SET done_secs = ?1, outcome = 'settled' WHERE message = ?2 AND done_secs IS NULL"
                  " AND what = (SELECT reason FROM message WHERE id = ?2)",
                  BIND(of_int(now_secs), of_int(id)), error) &&
           db_run(store, "UPDATE message SET disposition = ?, reason = ? WHERE id = ?",
                  BIND(of_text(disposition_name(disposition)), of_text(reason), of_int(id)), error) &&
           (disposition != DISPOSITION_HELD ||
            db_run(store,
                   "INSERT OR IGNORE INTO review (message, what, since_secs) SELECT ?1, ?2, ?3 WHERE NOT EXISTS"
                   " (SELECT 1 FROM review WHERE message = ?1 AND done_secs IS NULL)",
                   BIND(of_int(id), of_text(reason), of_int(now_secs)), error));
}

bool store_settle_anew(struct store *store, gint64 id, enum disposition disposition, const char *reason, gint64 now_secs,
                       GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = settle_anew(store, id, disposition, reason, now_secs, error);
    fault_point("settle.before_commit");
    return db_end(store, ok, error);
}

bool store_is_doubted(struct store *store, gint64 id, bool *is_doubted, GError **error)
{
    gint64 found = 0;
    bool ok = db_integer(store, "SELECT count(*) FROM review WHERE message = ? AND done_secs IS NULL AND what LIKE 'person: %'",
                         BIND(of_int(id)), 0, &found, error);
    *is_doubted = found > 0;
    return ok;
}

/* ---- bounces */

/* Returns the address of the mail of ours that a report speaks of: by the token, by the Message-ID that came back, by the
 * address that it names, if we have ever written there. (transfer full), NULL where it is none of ours, or with an error */
static char *reported_address(struct store *store, const struct reading *reading, GError **error)
{
    static const char sql[] =
        "SELECT address FROM ("
        "SELECT 1 AS rank, o.id AS id, o.envelope_to AS address FROM person_token t JOIN outbox o ON o.person = t.person"
        "  WHERE t.token = ?1 AND t.issued_secs IS NOT NULL"
        " UNION ALL SELECT 2, id, envelope_to FROM outbox WHERE message_id = ?2"
        " UNION ALL SELECT 3, id, envelope_to FROM outbox WHERE envelope_to = ?3"
        ") ORDER BY rank, id DESC LIMIT 1";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql,
                  BIND(of_text(reading->token), of_text(reading->reported_id), of_text(reading->reported_address)), error) ||
        db_step(&query, error) != STEP_ROW)
        return NULL;
    return db_column_text(&query, 0);
}

bool store_is_reported(struct store *store, const struct reading *reading, bool *is_ours, GError **error)
{
    GError *trouble = NULL;
    g_autofree char *address = reported_address(store, reading, &trouble);
    *is_ours = address != NULL;
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return trouble == NULL;
}

/* Counts one more failure that may pass. *days: on how many days there were some. */
static bool count_passing(struct store *store, gint64 id, const char *address, gint64 now_secs, gint64 *days, GError **error)
{
    guint8 hash[SUPPRESSION_HASH_BYTES];
    return suppression_hash(store, address, hash, error) &&
           db_run(store, "INSERT OR IGNORE INTO bounce (address, message, at_secs) VALUES (?, ?, ?)",
                  BIND(of_blob(hash, sizeof hash), of_int(id), of_int(now_secs)), error) &&
           db_integer(store, "SELECT count(DISTINCT at_secs / " G_STRINGIFY(DAY_SECS) ") FROM bounce WHERE address = ?",
                      BIND(of_blob(hash, sizeof hash)), 0, days, error);
}

bool store_note_absence(struct store *store, gint64 id, gint64 until_secs, GError **error)
{
    return db_run(store,
                  "INSERT INTO absence (person, until_secs) SELECT person, ?2 FROM message WHERE id = ?1 AND person IS NOT NULL"
                  " ON CONFLICT (person) DO UPDATE SET until_secs = excluded.until_secs",
                  BIND(of_int(id), of_int(until_secs)), error);
}

bool store_note_bounce(struct store *store, gint64 id, const struct reading *reading, gint64 now_secs, GError **error)
{
    bool is_complaint = reading->bounce == BOUNCE_COMPLAINT, is_lasting = is_complaint || reading->bounce == BOUNCE_LASTING;
    GError *trouble = NULL;
    g_autofree char *address = reported_address(store, reading, &trouble);
    gint64 days = 0;
    if (address == NULL) {
        if (trouble != NULL)
            g_propagate_error(error, trouble);
        return trouble == NULL;
    }
    if (!is_lasting && !count_passing(store, id, address, now_secs, &days, error))
        return false;
    bool done = (!is_lasting && days < PASSING_DAYS_MOST) ||
                store_suppress(store, address, is_complaint ? SUPPRESSED_COMPLAINT : SUPPRESSED_BOUNCED, now_secs, error);
    fault_point("bounce.noted");
    return done;
}
