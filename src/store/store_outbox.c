/* The outbox: mail that goes out, and every attempt to send it. Never sends anything itself. */
#include <string.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "store/store_rows.h"
#include "store/store_suppress.h"

/* Where a member of the staff has paused the campaign, mail goes to its own people alone. */
#define OWN_PURPOSES "'staff', 'review', 'refusal', 'digest', 'care', 'recall'"
#define NOT_PAUSED                                                                                                             \
    " AND (purpose IN (" OWN_PURPOSES ") OR coalesce((SELECT action FROM staff_event WHERE action IN ('pause', 'resume')"      \
    " ORDER BY id DESC LIMIT 1), 'resume') = 'resume') "
#define DAY_SECS 86400
#define UNASKED_PURPOSES "'invitation', 'reminder', 'confirmation', 'quote'" /* mails that answer none that has just come */

static const char *const state_names[] = {
    [SEND_QUEUED] = "queued",     [SEND_SENDING] = "sending", [SEND_SENT] = "sent",
    [SEND_DEFERRED] = "deferred", [SEND_FAILED] = "failed",   [SEND_UNCERTAIN] = "uncertain"};

const char *send_state_name(enum send_state state) { return state_names[state]; }

static void mail_clear(struct outbox_mail *mail)
{
    g_free(mail->message_id);
    g_free(mail->purpose);
    g_free(mail->envelope_from);
    g_free(mail->envelope_to);
    g_clear_pointer(&mail->bytes, g_bytes_unref);
}

void outbox_mail_free(struct outbox_mail *mail)
{
    if (mail == NULL)
        return;
    mail_clear(mail);
    g_free(mail);
}

void outbox_entry_free(struct outbox_entry *entry)
{
    if (entry == NULL)
        return;
    mail_clear(&entry->mail);
    g_free(entry);
}

gint64 outbox_add(struct store *store, const struct queueing *queueing, const struct outbox_mail *mail, GError **error)
{
    gsize length = 0;
    const void *data = g_bytes_get_data(mail->bytes, &length);
    return db_insert(store,
                     "INSERT INTO outbox (message, person, message_id, purpose, envelope_from, envelope_to, state, queued_secs,"
                     " next_secs, bytes) VALUES (nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, 'queued', ?, ?, ?)",
                     BIND(of_int(queueing->message), of_int(queueing->person), of_text(mail->message_id),
                          of_text(mail->purpose), of_text(mail->envelope_from), of_text(mail->envelope_to),
                          of_int(queueing->queued_secs), of_int(queueing->next_secs), of_blob(data, length)),
                     error);
}

bool outbox_insert(struct store *store, gint64 id, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    const struct queueing queueing = {.message = id, .queued_secs = now_secs, .next_secs = now_secs};
    return outbox_add(store, &queueing, mail, error) > 0;
}

gint64 store_last_acknowledged(struct store *store, const char *address)
{
    gint64 secs = 0;
    g_autoptr(GError) error = NULL;
    if (!db_integer(store, "SELECT max(queued_secs) FROM outbox WHERE envelope_to = ? AND purpose = 'acknowledgement'",
                    BIND(of_text(address)), 0, &secs, &error))
        log_error("store", 0, "%s", error->message);
    return secs;
}

gint64 store_mails_since(struct store *store, const char *address, gint64 since_secs)
{
    gint64 count = 0;
    g_autoptr(GError) error = NULL;
    if (!db_integer(store,
                    "SELECT count(*) FROM outbox WHERE envelope_to = ? AND purpose NOT IN (" OWN_PURPOSES
                    ") AND queued_secs >= ?"
                    " AND cancelled IS NULL",
                    BIND(of_text(address), of_int(since_secs)), 0, &count, &error))
        log_error("store", 0, "%s", error->message);
    return count;
}

bool store_queue(struct store *store, gint64 id, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    return outbox_insert(store, id, mail, now_secs, error);
}

gint64 store_outbox_next_due(struct store *store)
{
    static const char sql[] =
        "SELECT next_secs FROM outbox INDEXED BY outbox_due WHERE state IN ('queued', 'deferred')" NOT_PAUSED "ORDER "
        "BY next_secs, id LIMIT 1";
    gint64 secs = 0;
    g_autoptr(GError) error = NULL;
    if (!db_integer(store, sql, BIND_NONE, 0, &secs, &error))
        log_error("store", 0, "%s", error->message);
    return secs;
}

/* ---- one attempt */

static bool find_due(struct store *store, gint64 now_secs, gint64 *id, GError **error)
{
    return db_integer(
        store,
        "SELECT id FROM outbox INDEXED BY outbox_due WHERE state IN ('queued', 'deferred') AND next_secs <= ? " NOT_PAUSED
        "ORDER BY next_secs, id LIMIT 1",
        BIND(of_int(now_secs)), 0, id, error);
}

static struct outbox_entry *load_entry(struct store *store, gint64 id, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(
            &query, store,
            "SELECT message_id, purpose, envelope_from, envelope_to, bytes, attempts, coalesce(retried_secs, queued_secs),"
            " next_secs FROM outbox WHERE id = ?",
            BIND(of_int(id)), error) ||
        db_step(&query, error) != STEP_ROW)
        return NULL;
    struct outbox_entry *entry = g_new0(struct outbox_entry, 1);
    entry->id = id;
    entry->mail.message_id = db_column_text(&query, 0);
    entry->mail.purpose = db_column_text(&query, 1);
    entry->mail.envelope_from = db_column_text(&query, 2);
    entry->mail.envelope_to = db_column_text(&query, 3);
    entry->mail.bytes = db_column_bytes(&query, 4);
    entry->state = SEND_SENDING;
    entry->attempts = (guint)db_column_int(&query, 5);
    entry->queued_secs = db_column_int(&query, 6);
    entry->next_secs = db_column_int(&query, 7);
    return entry;
}

/* ---- the gate: what nobody asked for goes to nobody who must be left alone */

/* Puts into *why (transfer full) why mail id shall not go out any more, NULL where it may. */
static bool find_bar(struct store *store, gint64 id, char **why, GError **error)
{
    static const char sql[] = "SELECT envelope_to, CASE"
                              " WHEN " CARE_OF("o.person") " > 0 THEN 'care'"
                                                           " WHEN EXISTS (SELECT 1 FROM asked a JOIN closed_survey c ON "
                                                           "c.survey = a.survey WHERE a.outbox = o.id) THEN 'closed'"
                                                           " WHEN EXISTS (SELECT 1 FROM asked a JOIN message m ON m.person = "
                                                           "a.person JOIN reading r ON r.message = m.id"
                                                           "  AND r.number = m.reading WHERE a.outbox = o.id AND a.what <> "
                                                           "'missing' AND r.survey = a.survey AND r.kind = 'reply')"
                                                           " THEN 'answered' END"
                                                           " FROM outbox o WHERE id = ? AND purpose IN (" UNASKED_PURPOSES ")";
    AUTO_QUERY query = {0};
    *why = NULL;
    if (!db_query(&query, store, sql, BIND(of_int(id)), error))
        return false;
    enum step step = db_step(&query, error);
    if (step != STEP_ROW)
        return step == STEP_END;
    g_autofree char *address = db_column_text(&query, 0);
    *why = db_column_text(&query, 1);
    db_done(&query);
    enum suppression suppression = SUPPRESSED_NOT;
    if (!store_suppressed(store, address, &suppression, error))
        return false;
    if (suppression != SUPPRESSED_NOT) {
        g_free(*why);
        *why = g_strdup(suppression_name(suppression));
    }
    return true;
}

bool store_outbox_is_too_much(struct store *store, gint64 id, guint most, gint64 now_secs, gint64 *until_secs, GError **error)
{
    static const char sql[] = "SELECT CASE WHEN count(*) >= ?2 THEN min(p.queued_secs) + " G_STRINGIFY(
        DAY_SECS) " ELSE 0 END FROM outbox o JOIN outbox p ON p.envelope_to = o.envelope_to WHERE o.id = ?1 AND o.purpose IN "
                  "(" UNASKED_PURPOSES ") AND p.purpose NOT IN (" OWN_PURPOSES ") AND p.id <> o.id"
                  " AND p.state IN ('sent', 'uncertain') AND p.queued_secs > ?3 - " G_STRINGIFY(DAY_SECS);
    return db_integer(store, sql, BIND(of_int(id), of_int(most), of_int(now_secs)), 0, until_secs, error);
}

/* Finds the next mail that is due and may go out; cancels those before it that may not. *id: 0 where there is none. */
static bool find_allowed(struct store *store, gint64 now_secs, gint64 *id, GError **error)
{
    for (;;) {
        g_autofree char *why = NULL;
        if (!find_due(store, now_secs, id, error) || (*id != 0 && !find_bar(store, *id, &why, error)))
            return false;
        if (why == NULL)
            return true;
        if (!db_run(store, "UPDATE outbox SET state = 'failed', cancelled = ? WHERE id = ?", BIND(of_text(why), of_int(*id)),
                    error))
            return false;
    }
}

/* Puts the next mail that is due into *entry, NULL where there is none. */
static bool take(struct store *store, gint64 now_secs, struct outbox_entry **entry, GError **error)
{
    gint64 id = 0;
    *entry = NULL;
    if (!find_allowed(store, now_secs, &id, error))
        return false;
    if (id == 0)
        return true;
    if (!db_run(store, "UPDATE outbox SET state = 'sending', handed_over = 0, attempts = attempts + 1 WHERE id = ?",
                BIND(of_int(id)), error) ||
        !db_run(store, "INSERT INTO attempt (outbox, began_secs) VALUES (?, ?)", BIND(of_int(id), of_int(now_secs)), error))
        return false;
    *entry = load_entry(store, id, error);
    return *entry != NULL;
}

struct outbox_entry *store_outbox_take(struct store *store, gint64 now_secs, GError **error)
{
    AUTO(outbox_entry) entry = NULL;
    if (!db_begin_light(store, error)) /* nothing has been said to anybody yet */
        return NULL;
    bool ok = take(store, now_secs, &entry, error);
    fault_point("outbox.before_taken");
    ok = db_end(store, ok, error);
    fault_point("outbox.taken");
    return ok ? g_steal_pointer(&entry) : NULL;
}

/* Runs sql, which must change exactly one mail in SEND_SENDING. */
static bool change_taken(struct store *store, const char *sql, const struct bound *values, guint count, gint64 id,
                         GError **error)
{
    if (!db_run(store, sql, values, count, error))
        return false;
    if (sqlite3_changes(store->db) == 1)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "mail %" G_GINT64_FORMAT " of the outbox was not taken before", id);
    return false;
}

bool store_outbox_handing_over(struct store *store, gint64 id, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = change_taken(store, "UPDATE outbox SET handed_over = 1 WHERE id = ? AND state = 'sending'", BIND(of_int(id)), id,
                           error);
    fault_point("outbox.before_handing_over");
    ok = db_end(store, ok, error);
    fault_point("outbox.handing_over");
    return ok;
}

static bool end_attempts(struct store *store, gint64 id, enum send_state state, const char *words, gint64 now_secs,
                         GError **error)
{
    return db_run(store, "UPDATE attempt SET ended_secs = ?, outcome = ?, words = ? WHERE outbox = ? AND ended_secs IS NULL",
                  BIND(of_int(now_secs), of_text(send_state_name(state)), of_text(words), of_int(id)), error);
}

/* What waited for a person because the mail did not go out waits no longer. */
static bool close_waiting(struct store *store, gint64 id, gint64 now_secs, GError **error)
{
    return db_run(store,
                  "UPDATE review SET done_secs = ?, outcome = 'the mail has gone out' WHERE done_secs IS NULL AND what = "
                  "(SELECT told_what FROM outbox WHERE id = ?2) AND message = (SELECT message FROM outbox WHERE id = ?2)",
                  BIND(of_int(now_secs), of_int(id)), error);
}

/* What staff have asked to see holds words of other people, who may take them back: no copy of it stays here. */
static bool settle(struct store *store, gint64 id, enum send_state state, gint64 next_secs, const char *words, gint64 now_secs,
                   GError **error)
{
    return (state != SEND_SENT || close_waiting(store, id, now_secs, error)) &&
           change_taken(store,
                        "UPDATE outbox SET state = ?1, next_secs = ?2, bytes = CASE WHEN ?1 = 'sent' AND purpose IN ('staff', "
                        "'review') THEN x'' ELSE bytes END WHERE id = ?3 AND state = 'sending'",
                        BIND(of_text(send_state_name(state)), of_int(next_secs), of_int(id)), id, error) &&
           end_attempts(store, id, state, words, now_secs, error);
}

bool store_outbox_result(struct store *store, gint64 id, enum send_state state, gint64 next_secs, const char *words,
                         gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = settle(store, id, state, state == SEND_DEFERRED ? next_secs : now_secs, words, now_secs, error);
    fault_point("outbox.before_result");
    ok = db_end(store, ok, error);
    fault_point("outbox.result");
    return ok;
}

/* ---- after a crash */

static bool recover_next(struct store *store, bool sure, gint64 now_secs, bool *more, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store,
                  "SELECT id, handed_over FROM outbox INDEXED BY outbox_sending WHERE state = 'sending' ORDER BY id LIMIT 1",
                  BIND_NONE, error))
        return false;
    enum step step = db_step(&query, error);
    *more = step == STEP_ROW;
    if (step != STEP_ROW)
        return step == STEP_END;
    gint64 id = db_column_int(&query, 0);
    bool may_have_left = db_column_int(&query, 1) != 0 && !sure;
    db_done(&query);
    return settle(store, id, may_have_left ? SEND_UNCERTAIN : SEND_QUEUED, now_secs,
                  may_have_left ? "the sender was ended while the mail was on its way: it may have arrived"
                                : "the sender was ended before the mail was sent",
                  now_secs, error);
}

bool store_outbox_recover(struct store *store, bool sure, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = true, more = true;
    while (ok && more)
        ok = recover_next(store, sure, now_secs, &more, error);
    fault_point("outbox.before_recovered");
    ok = db_end(store, ok, error);
    fault_point("outbox.recovered");
    return ok;
}
