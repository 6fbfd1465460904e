/* Wishes, from the mail that states them until they are done. Never removes anything: store_withdraw.c does. */
#include "store/store_wish.h"

#include "base/clock.h"
#include "base/fault.h"
#include "store/store_rows.h"
#include "store/store_suppress.h"

static const char *const kind_names[] = {[WISH_WITHDRAW] = "withdraw", [WISH_ACCESS] = "access"};

bool store_is_wish_reason(const char *reason)
{
    static const char *const reasons[] = {REASON_WISH_CONFIRMED, REASON_WISH_DENIED,          REASON_WISH_NOT_CONFIRMED,
                                          REASON_WISH_DONE,      REASON_WITHDRAWN_BEFORE,     REASON_WISH_UNCLEAR,
                                          REASON_QUOTE_ANSWERED, REASON_QUOTE_ANSWER_UNCLEAR, NULL};
    return reason != NULL && g_strv_contains(reasons, reason);
}

/* ---- whose */

bool store_wish_writer(struct store *store, const struct reading *reading, gint64 *by_address, gint64 *by_token, GError **error)
{
    gint64 unproven = 0;
    bool is_written_at = false;
    *by_address = *by_token = 0;
    if (!db_integer(store, "SELECT person FROM person_address WHERE address = ? AND is_proven",
                    BIND(of_text(reading->from_address)), 0, by_address, error) ||
        (reading->token != NULL &&
         !db_integer(store, "SELECT person FROM person_token WHERE token = ? AND issued_secs IS NOT NULL",
                     BIND(of_text(reading->token)), 0, by_token, error)))
        return false;
    if (*by_token > 0) { /* who shares an address with others is told from them by the token */
        bool ok = person_is_written_at(store, *by_token, reading->from_address, &is_written_at, error);
        *by_address = is_written_at ? *by_token : *by_address;
        return ok;
    }
    if (*by_address > 0)
        return true;
    bool ok = db_integer(store, "SELECT person FROM person_address WHERE address = ?", BIND(of_text(reading->from_address)), 0,
                         &unproven, error);
    *by_token = unproven;
    return ok && (unproven > 0 || person_by_thread(store, reading, by_token, error));
}

char *store_wish_address(struct store *store, gint64 person, GError **error)
{
    static const char sql[] =
        "SELECT address FROM (SELECT address, (SELECT max(id) FROM outbox o WHERE o.envelope_to = a.address) AS last"
        " FROM person_address a WHERE person = ?1 AND is_proven"
        " UNION ALL SELECT envelope_to, id FROM outbox WHERE person = ?1) ORDER BY last DESC, address LIMIT 1";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(person)), error) || db_step(&query, error) != STEP_ROW)
        return NULL;
    return db_column_text(&query, 0);
}

/* ---- wishes */

void wish_row_clear(struct wish_row *row) { g_clear_pointer(&row->address, g_free); }

static bool read_row(struct query *query, struct wish_row *row, GError **error)
{
    enum step step = db_step(query, error);
    *row = (struct wish_row){0};
    if (step == STEP_ROW)
        *row = (struct wish_row){.id = db_column_int(query, 0),
                                 .kind = (enum wish_kind)db_column_int(query, 1),
                                 .person = db_column_int(query, 2),
                                 .message = db_column_int(query, 3),
                                 .address = db_column_text(query, 4),
                                 .is_done = db_column_int(query, 5) != 0};
    return step != STEP_FAILED;
}

#define ROW "SELECT id, kind = 'access', person, message, address, done_secs IS NOT NULL FROM wish w "

bool store_wish_find(struct store *store, const char *token, struct wish_row *row, GError **error)
{
    AUTO_QUERY query = {0};
    *row = (struct wish_row){0};
    return token == NULL ||
           (db_query(&query, store, ROW "WHERE token = ?", BIND(of_text(token)), error) && read_row(&query, row, error));
}

bool store_wish_waiting(struct store *store, struct wish_row *row, GError **error)
{
    static const char sql[] = ROW "WHERE token IS NULL AND done_secs IS NULL AND NOT EXISTS (SELECT 1 FROM care_case c"
                                  " WHERE c.person = w.person AND c.closed_secs IS NULL) ORDER BY id LIMIT 1";
    AUTO_QUERY query = {0};
    *row = (struct wish_row){0};
    return db_query(&query, store, sql, BIND_NONE, error) && read_row(&query, row, error);
}

static bool add(struct store *store, const struct wish_row *row, const char *token, const struct outbox_mail *mail,
                gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO wish (kind, person, message, token, address, asked_secs) VALUES (?, ?, ?, ?, ?, ?)",
                  BIND(of_text(kind_names[row->kind]), of_int(row->person), of_int(row->message), of_text(token),
                       of_text(mail != NULL ? mail->envelope_to : NULL), of_int(now_secs)),
                  error) &&
           (mail == NULL || outbox_insert(store, row->message, mail, now_secs, error));
}

bool store_wish_add(struct store *store, const struct wish_row *row, const char *token, const struct outbox_mail *mail,
                    gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = add(store, row, token, mail, now_secs, error);
    fault_point("wish.asked");
    return db_end(store, ok, error);
}

static bool done(struct store *store, const struct wish_row *row, const char *outcome, gint64 now_secs, GError **error)
{
    return db_run(store, "UPDATE wish SET done_secs = ? WHERE id = ?", BIND(of_int(now_secs), of_int(row->id)), error) &&
           (outcome == NULL ||
            (db_run(store,
                    "UPDATE review SET done_secs = ?, outcome = ? WHERE message = ? AND done_secs IS NULL"
                    " AND what NOT LIKE 'care: %'",
                    BIND(of_int(now_secs), of_text(outcome), of_int(row->message)), error) &&
             db_run(store,
                    "UPDATE message SET disposition = 'set_aside', reason = '" REASON_WISH_DONE
                    "' WHERE id = ? AND disposition = 'held'"
                    " AND NOT EXISTS (SELECT 1 FROM review WHERE message = message.id AND done_secs IS NULL)",
                    BIND(of_int(row->message)), error)));
}

bool store_wish_done(struct store *store, const struct wish_row *row, const char *outcome, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = done(store, row, outcome, now_secs, error);
    fault_point("wish.done");
    return db_end(store, ok, error);
}

bool store_wish_is_asked(struct store *store, gint64 person, enum wish_kind kind, gint64 since_secs, bool *is_asked,
                         GError **error)
{
    gint64 count = 0;
    bool ok = db_integer(store, "SELECT count(*) FROM wish WHERE person = ? AND kind = ? AND asked_secs >= ?",
                         BIND(of_int(person), of_text(kind_names[kind]), of_int(since_secs)), 0, &count, error);
    *is_asked = count > 0;
    return ok;
}

bool store_keep_apart(struct store *store, gint64 person, guint *count, GError **error)
{
    bool ok = db_run(store,
                     "UPDATE message SET disposition = 'held', reason = '" REASON_WISH_UNCLEAR
                     "' WHERE person = ? AND disposition = 'recorded'",
                     BIND(of_int(person)), error);
    *count = ok ? (guint)sqlite3_changes(store->db) : 0;
    return ok;
}

static bool add_id(const struct query *row, void *data)
{
    gint64 id = db_column_int(row, 0);
    g_array_append_val((GArray *)data, id);
    return true;
}

GArray *store_wish_messages(struct store *store, gint64 person, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    return db_each(store, "SELECT id FROM message WHERE person = ? ORDER BY id", BIND(of_int(person)), add_id, ids, error)
               ? g_steal_pointer(&ids)
               : NULL;
}

static bool add_address(const struct query *row, void *data)
{
    g_string_append_printf(data, "Your address: %s\n", db_column_borrowed(row, 0));
    return true;
}

static bool add_mail(const struct query *row, void *data)
{
    g_autofree char *time = clock_format_utc(db_column_int(row, 1));
    g_string_append_printf(data, "An email of ours: %s, %s\n", db_column_borrowed(row, 0), time);
    return true;
}

static bool add_fields(const struct query *row, void *data)
{
    g_string_append_printf(data, "From the list by which you were invited: %s\n", db_column_borrowed(row, 0));
    return true;
}

bool store_wish_describe(struct store *store, gint64 person, GString *text, GError **error)
{
    return db_each(store, "SELECT address FROM person_address WHERE person = ? ORDER BY address", BIND(of_int(person)),
                   add_address, text, error) &&
           db_each(store, "SELECT DISTINCT fields FROM asked WHERE person = ? AND fields IS NOT NULL", BIND(of_int(person)),
                   add_fields, text, error) &&
           db_each(store,
                   "SELECT purpose, queued_secs FROM outbox WHERE person = ?1 OR message IN (SELECT id FROM message"
                   " WHERE person = ?1) ORDER BY id",
                   BIND(of_int(person)), add_mail, text, error);
}
