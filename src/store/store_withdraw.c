/* Taking back all that somebody has told us. SQLite overwrites what is removed here (secure_delete); the caller empties the
 * write-ahead log afterwards (store_tidy). */
#include "base/clock.h"
#include "base/fault.h"
#include "store/store_rows.h"
#include "store/store_suppress.h"
#include "store/store_wish.h"

#define REASON_WITHDRAWN "withdrawn"
#define PURPOSE_LAST "withdrawn" /* of a mail that is removed once it has gone out */
#define MESSAGES "(SELECT id FROM message WHERE person = ?1)"
#define CASES "(SELECT id FROM care_case WHERE person = ?1)"
#define MAILS                                                                                                                  \
    "(SELECT id FROM outbox WHERE (person = ?1 OR message IN " MESSAGES                                                        \
    " OR id IN (SELECT outbox FROM care_mail WHERE care_case IN " CASES ")) AND state <> 'sending')"

/* ---- what had gone out */

struct recall {
    GString *words;
    const char *what;
};

static bool add_recall(const struct query *row, void *data)
{
    const struct recall *recall = data;
    g_autofree char *day = clock_format_utc(db_column_int(row, 0));
    g_string_append_printf(recall->words, "%s%s of %.10s", recall->words->len > 0 ? ", " : "", recall->what, day);
    return true;
}

static bool add_export(const struct query *row, void *data)
{
    GString *words = data;
    g_autofree char *day = clock_format_utc(db_column_int(row, 0));
    const char *format = db_column_borrowed(row, 2), *recipient = db_column_borrowed(row, 3);
    g_string_append_printf(words, "%sexport ", words->len > 0 ? ", " : "");
    if (format != NULL)
        g_string_append_printf(words, "%" G_GINT64_FORMAT " (%s%s%s) ", db_column_int(row, 1), format,
                               recipient != NULL ? ", for " : "", recipient != NULL ? recipient : "");
    g_string_append_printf(words, "of %.10s", day);
    return true;
}

static bool add_place(const struct query *row, void *data)
{
    GString *words = data;
    g_string_append_printf(words, "%spage in %s", words->len > 0 ? ", " : "", db_column_borrowed(row, 0));
    return true;
}

/* What a source let go of may still lie there. */
static bool add_mailbox(const struct query *row, void *data)
{
    g_string_append_printf(data, "%sthe mailbox of %s, if it keeps mail", ((GString *)data)->len > 0 ? ", " : "",
                           db_column_borrowed(row, 0));
    return true;
}

static bool find_recall(struct store *store, gint64 person, GString *words, GError **error)
{
    static const char digests[] = "SELECT made_secs FROM digest WHERE last_reading >= (SELECT min(id) FROM reading"
                                  " WHERE message IN " MESSAGES ") ORDER BY made_secs";
    /* of those that were made before it was recorded who is in them, all that may be meant */
    static const char exports[] = "SELECT made_secs, id, format, recipient FROM export e WHERE (format IS NOT NULL AND EXISTS"
                                  " (SELECT 1 FROM export_person p WHERE p.export = e.id AND p.person = ?1))"
                                  " OR (format IS NULL AND made_secs >= (SELECT min(made_secs) FROM reading"
                                  " WHERE message IN " MESSAGES ")) ORDER BY id";
    static const char pages[] = "SELECT DISTINCT place FROM publication WHERE removed_secs IS NULL AND quote IN"
                                " (SELECT id FROM quote WHERE person = ?1 OR message IN " MESSAGES ") ORDER BY place";
    static const char mailboxes[] = "SELECT DISTINCT source FROM source_key WHERE message IN " MESSAGES " ORDER BY source";
    struct recall digest = {words, "digest"};
    return db_each(store, digests, BIND(of_int(person)), add_recall, &digest, error) &&
           db_each(store, exports, BIND(of_int(person)), add_export, words, error) &&
           db_each(store, pages, BIND(of_int(person)), add_place, words, error) &&
           db_each(store, mailboxes, BIND(of_int(person)), add_mailbox, words, error);
}

/* ---- tombstones */

static bool add_name(const struct query *row, void *data)
{
    g_ptr_array_add(data, db_column_text(row, 0));
    return true;
}

/* Addresses and tokens stay as hashes, with the time up to which nothing counts that carries them. */
static bool leave_hashes(struct store *store, gint64 person, gint64 at_secs, GError **error)
{
    static const char sql[] = "SELECT address FROM person_address WHERE person = ?1 UNION"
                              " SELECT token FROM person_token WHERE person = ?1";
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (!db_each(store, sql, BIND(of_int(person)), add_name, names, error))
        return false;
    for (guint i = 0; i < names->len; i++)
        if (!store_unsuppress(store, names->pdata[i], SUPPRESSED_WITHDRAWN, error) ||
            !store_suppress(store, names->pdata[i], SUPPRESSED_WITHDRAWN, at_secs, error))
            return false;
    return true;
}

bool store_withdrawn_since(struct store *store, const struct reading *reading, gint64 *since_secs, GError **error)
{
    gint64 by_token = 0;
    bool ok = store_suppressed_since(store, reading->from_address, SUPPRESSED_WITHDRAWN, since_secs, error) &&
              (reading->token == NULL || store_suppressed_since(store, reading->token, SUPPRESSED_WITHDRAWN, &by_token, error));
    *since_secs = MAX(*since_secs, by_token);
    return ok;
}

/* ---- removing */

/* Runs each of the NULL-terminated statements with person. */
static bool run_all(struct store *store, const char *const *statements, gint64 person, GError **error)
{
    for (guint i = 0; statements[i] != NULL; i++)
        if (!db_run(store, statements[i], BIND(of_int(person)), error))
            return false;
    return true;
}

/* What is being sent just now is left to be removed afterwards. */
static bool remove_mails(struct store *store, gint64 person, GError **error)
{
    static const char *const statements[] = {
        "DELETE FROM asked WHERE person = ?1",
        "DELETE FROM confirmation WHERE person = ?1",
        "DELETE FROM absence WHERE person = ?1",
        "UPDATE care_mail SET outbox = NULL, used_secs = coalesce(used_secs, sent_secs) WHERE outbox IN " MAILS,
        "DELETE FROM attempt WHERE outbox IN " MAILS,
        "DELETE FROM outbox WHERE id IN " MAILS,
        "UPDATE care_mail SET outbox = NULL WHERE care_case IN " CASES,
        "UPDATE outbox SET person = NULL, message = NULL, purpose = '" PURPOSE_LAST
        "' WHERE person = ?1 OR message IN " MESSAGES,
        NULL};
    return run_all(store, statements, person, error);
}

static bool remove_messages(struct store *store, gint64 person, GError **error)
{
    static const char *const statements[] = {
        "DELETE FROM wish WHERE person = ?1 OR message IN " MESSAGES, "DELETE FROM care_message WHERE message IN " MESSAGES,
        "UPDATE care_case SET person = NULL, words = NULL WHERE person = ?1", "DELETE FROM bounce WHERE message IN " MESSAGES,
        "DELETE FROM note WHERE message IN " MESSAGES, "DELETE FROM quote WHERE person = ?1 OR message IN " MESSAGES,
        "DELETE FROM review WHERE message IN " MESSAGES, "DELETE FROM answer WHERE person = ?1 OR message IN " MESSAGES,
        /* words that were taken out of the index stay in its pages until it is merged */
        "INSERT INTO answer_index (answer_index) SELECT 'optimize' WHERE ?1 > 0",
        "DELETE FROM theme WHERE message IN " MESSAGES, "DELETE FROM passed_over WHERE person = ?1 OR message IN " MESSAGES,
        "UPDATE message SET reading = NULL WHERE person = ?1", "DELETE FROM reading WHERE message IN " MESSAGES,
        "DELETE FROM raw WHERE message IN " MESSAGES, "DELETE FROM person_token WHERE person = ?1",
        "DELETE FROM person_address WHERE person = ?1", NULL};
    return run_all(store, statements, person, error);
}

/* What stays of the messages is that they came. */
static bool bury(struct store *store, gint64 person, gint64 now_secs, GError **error)
{
    return db_run(store,
                  "UPDATE message SET person = NULL, date_secs = NULL, is_whole = 0, disposition = 'set_aside',"
                  " reason = '" REASON_WITHDRAWN "', recorded_secs = coalesce(recorded_secs, ?2) WHERE person = ?1",
                  BIND(of_int(person), of_int(now_secs)), error) &&
           db_run(store, "DELETE FROM person WHERE id = ?1", BIND(of_int(person)), error);
}

/* Under all the names that the person had. */
static bool note_withdrawal(struct store *store, gint64 person, gint64 at_secs, GError **error)
{
    return db_run(store,
                  "INSERT INTO withdrawal (pseudonym, at_secs, messages) SELECT pseudonym, ?2,"
                  " (SELECT count(*) FROM message WHERE person = ?1) FROM person WHERE id = ?1"
                  " UNION ALL SELECT pseudonym, ?2, 0 FROM merged WHERE person = ?1",
                  BIND(of_int(person), of_int(at_secs)), error);
}

static bool add_name_before(const struct query *row, void *data)
{
    g_string_append_printf(data, " (%s before)", db_column_borrowed(row, 0));
    return true;
}

/* Says in *recall (transfer full) what the person has to be taken out of, and has it wait for a human. */
static bool ask_for_recall(struct store *store, gint64 person, gint64 id, const char *gone_out, char **recall, gint64 now_secs,
                           GError **error)
{
    g_autoptr(GString) before = g_string_new(NULL);
    *recall = NULL;
    if (*gone_out == '\0')
        return true;
    if (!db_each(store, "SELECT pseudonym FROM merged WHERE person = ? ORDER BY pseudonym", BIND(of_int(person)),
                 add_name_before, before, error))
        return false;
    g_autofree char *what =
        g_strdup_printf("P-%04" G_GINT64_FORMAT "%s has withdrawn, take out of: %s", person, before->str, gone_out);
    *recall = g_steal_pointer(&what);
    return db_run(store, "INSERT INTO review (message, what, since_secs) VALUES (?, ?, ?)",
                  BIND(of_int(id), of_text(*recall), of_int(now_secs)), error);
}

static bool withdraw(struct store *store, gint64 person, gint64 id, gint64 at_secs, char **recall, gint64 now_secs,
                     GError **error)
{
    g_autoptr(GString) gone_out = g_string_new(NULL);
    if (!db_run(store, "UPDATE message SET person = ? WHERE id = ?", BIND(of_int(person), of_int(id)), error) ||
        !find_recall(store, person, gone_out, error) || !note_withdrawal(store, person, at_secs, error) ||
        !leave_hashes(store, person, at_secs, error))
        return false;
    fault_point("withdraw.hashed");
    if (!remove_mails(store, person, error) || !remove_messages(store, person, error))
        return false;
    fault_point("withdraw.removed");
    return bury(store, person, now_secs, error) && ask_for_recall(store, person, id, gone_out->str, recall, now_secs, error);
}

bool store_withdraw(struct store *store, gint64 person, gint64 id, gint64 at_secs, char **recall, gint64 now_secs,
                    GError **error)
{
    *recall = NULL;
    if (!db_begin(store, error))
        return false;
    bool ok = withdraw(store, person, id, at_secs, recall, now_secs, error);
    fault_point("withdraw.before_commit");
    return db_end(store, ok, error);
}

bool store_erase(struct store *store, gint64 id, gint64 now_secs, GError **error)
{
    return db_run(store, "DELETE FROM raw WHERE message = ?", BIND(of_int(id)), error) &&
           db_run(store,
                  "UPDATE message SET date_secs = NULL, is_whole = 0, disposition = 'set_aside',"
                  " reason = '" REASON_WITHDRAWN "', recorded_secs = ?2 WHERE id = ?1 AND disposition IS NULL",
                  BIND(of_int(id), of_int(now_secs)), error);
}

bool store_has_later(struct store *store, gint64 person, gint64 id, gint64 at_secs, bool *has, GError **error)
{
    gint64 count = 0;
    bool ok = db_integer(store,
                         "SELECT count(*) FROM message WHERE person = ? AND id <> ?"
                         " AND min(coalesce(date_secs, received_secs), received_secs) > ?",
                         BIND(of_int(person), of_int(id), of_int(at_secs)), 0, &count, error);
    *has = count > 0;
    return ok;
}

/* ---- the last mail */

bool store_queue_last(struct store *store, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    struct outbox_mail last = *mail;
    last.purpose = (char *)PURPOSE_LAST;
    return outbox_insert(store, 0, &last, now_secs, error);
}

static bool forget_sent(struct store *store, guint *count, GError **error)
{
#define GONE "(SELECT id FROM outbox WHERE purpose = '" PURPOSE_LAST "' AND state IN ('sent', 'failed', 'uncertain'))"
    if (!db_run(store, "DELETE FROM attempt WHERE outbox IN " GONE, BIND_NONE, error) ||
        !db_run(store, "DELETE FROM outbox WHERE id IN " GONE, BIND_NONE, error))
        return false;
    *count = (guint)sqlite3_changes(store->db);
    return true;
}

bool store_forget_sent(struct store *store, guint *count, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = forget_sent(store, count, error);
    fault_point("withdraw.forgotten");
    return db_end(store, ok, error);
}
