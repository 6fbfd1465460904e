/* Invitations and reminders: what was sent to whom, when. Never asks anybody who must be left alone. */
#include "store/store_ask.h"

#include "base/fault.h"
#include "store/store_rows.h"

/* ---- inviting */

static bool person_at(struct store *store, const char *address, gint64 *person, GError **error)
{
    return db_integer(store, "SELECT person FROM person_address WHERE address = ?", BIND(of_text(address)), 0, person, error);
}

/* Puts into *is whether sql, a SELECT of a person and a survey, has a row. */
static bool holds(struct store *store, const char *sql, gint64 person, const char *survey, bool *is, GError **error)
{
    gint64 found = 0;
    bool ok = db_integer(store, sql, BIND(of_int(person), of_text(survey)), 0, &found, error);
    *is = found != 0;
    return ok;
}

/* Should somebody look after the person before any more mail goes there? */
static bool needs_care(struct store *store, gint64 person, bool *is, GError **error)
{
    static const char sql[] = "SELECT " CARE_OF("?");
    gint64 level = 0;
    bool ok = db_integer(store, sql, BIND(of_int(person)), 0, &level, error);
    *is = level > 0;
    return ok;
}

/* Those who were invited at an address, by their names. */
struct namesakes {
    const char *name;
    guint invited, same; /* same: of them, with this name, or where one has none */
};

static bool compare_name(const struct query *row, void *data)
{
    struct namesakes *namesakes = data;
    g_autofree char *name = db_column_text(row, 0), *folded = name != NULL ? g_utf8_casefold(name, -1) : NULL;
    g_autofree char *ours = namesakes->name != NULL ? g_utf8_casefold(namesakes->name, -1) : NULL;
    namesakes->invited++;
    namesakes->same += folded == NULL || ours == NULL || g_strcmp0(folded, ours) == 0;
    return true;
}

static bool find_namesakes(struct store *store, const char *survey, const char *address, struct namesakes *namesakes,
                           GError **error)
{
    return db_each(store,
                   "SELECT json_extract(a.fields, '$.name') FROM outbox o CROSS JOIN asked a ON a.outbox = o.id"
                   " WHERE o.envelope_to = ? AND a.survey = ? AND a.number = 0",
                   BIND(of_text(address), of_text(survey)), compare_name, namesakes, error);
}

bool store_may_invite(struct store *store, const char *survey, const char *address, const char *name, bool *is_another,
                      enum ask_outcome *outcome, GError **error)
{
    struct namesakes namesakes = {.name = name};
    static const char invited[] = "SELECT 1 FROM asked WHERE person = ? AND survey = ? LIMIT 1";
    static const char answered[] =
        "SELECT 1 FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading"
        " WHERE m.person = ?1 AND r.survey = ?2 AND r.kind = 'reply' AND m.disposition <> 'set_aside' LIMIT 1";
    enum suppression why = SUPPRESSED_NOT;
    gint64 person = 0;
    bool is_invited = false, has_answered = false, is_in_care = false;
    if (!store_suppressed(store, address, &why, error) || !person_at(store, address, &person, error) ||
        !holds(store, invited, person, survey, &is_invited, error) ||
        !holds(store, answered, person, survey, &has_answered, error) || !needs_care(store, person, &is_in_care, error) ||
        !find_namesakes(store, survey, address, &namesakes, error))
        return false;
    *is_another = namesakes.invited > 0 && namesakes.same == 0;
    if (*is_another)
        is_invited = has_answered = false;
    *outcome = is_invited              ? ASK_KNOWN
               : why != SUPPRESSED_NOT ? ASK_SUPPRESSED
               : is_in_care            ? ASK_CARE
               : has_answered          ? ASK_ANSWERED
                                       : ASK_QUEUED;
    return true;
}

/* Finds or makes the person at address, where is_another makes one more, and issues token. Returns the person, 0 and an error.
 */
static gint64 issue_token(struct store *store, const char *address, bool is_another, const char *token, gint64 now_secs,
                          GError **error)
{
    gint64 person = 0;
    if (!is_another && !person_at(store, address, &person, error))
        return 0;
    if (person == 0) {
        person = db_insert(store, "INSERT INTO person (first_secs) VALUES (?)", BIND(of_int(now_secs)), error);
        if (person == 0 || !db_run(store, "INSERT OR IGNORE INTO person_address (address, person) VALUES (?, ?)",
                                   BIND(of_text(address), of_int(person)), error))
            return 0;
    }
    fault_point("ask.after_person");
    return db_run(store, "INSERT INTO person_token (token, person, issued_secs) VALUES (?, ?, ?)",
                  BIND(of_text(token), of_int(person), of_int(now_secs)), error)
               ? person
               : 0;
}

static bool ask(struct store *store, const struct ask *ask, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    gint64 person =
        ask->person > 0 ? ask->person : issue_token(store, mail->envelope_to, ask->is_another, ask->token, now_secs, error);
    const struct queueing queueing = {.person = person, .queued_secs = ask->at_secs, .next_secs = ask->at_secs};
    gint64 outbox = person > 0 ? outbox_add(store, &queueing, mail, error) : 0;
    fault_point("ask.after_outbox");
    g_autofree char *fields = ask->fields != NULL ? json_dumps(ask->fields, JSON_COMPACT) : NULL;
    return outbox > 0 && db_run(store,
                                "INSERT INTO asked (person, survey, number, what, outbox, at_secs, fields) VALUES (?1, ?2,"
                                " (SELECT count(*) FROM asked WHERE person = ?1 AND survey = ?2), ?3, ?4, ?5, ?6)",
                                BIND(of_int(person), of_text(ask->survey), of_text(ask->what), of_int(outbox),
                                     of_int(ask->at_secs), of_text(fields)),
                                error);
}

bool store_ask(struct store *store, const struct ask *one, const struct outbox_mail *mail, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = ask(store, one, mail, now_secs, error);
    fault_point("ask.before_commit");
    return db_end(store, ok, error);
}

bool store_last_asked(struct store *store, gint64 *at_secs, GError **error)
{
    return db_integer(store, "SELECT max(at_secs) FROM asked", BIND_NONE, 0, at_secs, error);
}

/* ---- reminding */

static void reminded_free(void *data)
{
    struct reminded *reminded = data;
    g_free(reminded->address);
    g_free(reminded->token);
    g_free(reminded->invitation_id);
    json_decref(reminded->fields);
    g_free(reminded);
}

static bool add_reminded(const struct query *row, void *data)
{
    struct reminded *reminded = g_new0(struct reminded, 1);
    reminded->person = db_column_int(row, 0);
    reminded->address = db_column_text(row, 1);
    reminded->token = db_column_text(row, 2);
    reminded->invitation_id = db_column_text(row, 3);
    reminded->fields = db_column_json(row, 4);
    reminded->number = (guint)db_column_int(row, 5);
    reminded->has_answered = db_column_int(row, 6) != 0;
    reminded->was_asked_for_missing = db_column_int(row, 7) != 0;
    g_ptr_array_add(data, reminded);
    return true;
}

/* Takes those out whose address must not be written to. */
static bool leave_out_suppressed(struct store *store, GPtrArray *list, GError **error)
{
    for (guint i = list->len; i > 0; i--) {
        enum suppression why = SUPPRESSED_NOT;
        if (!store_suppressed(store, ((const struct reminded *)list->pdata[i - 1])->address, &why, error))
            return false;
        if (why != SUPPRESSED_NOT)
            g_ptr_array_remove_index(list, i - 1);
    }
    return true;
}

GPtrArray *store_to_remind(struct store *store, const char *survey, gint64 before_secs, guint most, gint64 now_secs,
                           GError **error)
{
    static const char sql[] =
        "SELECT a.person, o.envelope_to,"
        " (SELECT t.token FROM person_token t WHERE t.person = a.person AND t.issued_secs IS NOT NULL ORDER BY t.issued_secs"
        "  LIMIT 1) AS token,"
        " o.message_id, a.fields, (SELECT count(*) FROM asked b WHERE b.person = a.person AND b.survey = ?1) AS mails,"
        " EXISTS (SELECT 1 FROM counted_answer c WHERE c.person = a.person AND c.survey = ?1 AND c.state = 'recorded'),"
        " EXISTS (SELECT 1 FROM asked b WHERE b.person = a.person AND b.survey = ?1 AND b.what = 'missing')"
        " FROM asked a JOIN outbox o ON o.id = a.outbox"
        " WHERE a.survey = ?1 AND a.number = 0 AND token IS NOT NULL AND mails <= ?3"
        " AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.envelope_to = o.envelope_to AND p.queued_secs > ?2)"
        " AND NOT EXISTS (SELECT 1 FROM asked b JOIN outbox p ON p.id = b.outbox WHERE b.person = a.person"
        "  AND p.state NOT IN ('sent', 'uncertain'))"
        " AND NOT EXISTS (SELECT 1 FROM message m JOIN reading r ON r.message = m.id AND r.number = m.reading"
        "  WHERE m.person = a.person AND (r.kind IN ('unsubscribe', 'withdraw') OR m.disposition = 'held'))"
        " AND NOT EXISTS (SELECT 1 FROM message m WHERE m.person = a.person AND m.disposition IS NULL)"
        " AND NOT EXISTS (SELECT 1 FROM absence b WHERE b.person = a.person AND b.until_secs + 86400 > ?4)"
        " AND coalesce(" CARE_OF("a.person") ", 0) = 0"
                                             " ORDER BY a.id";
    g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(reminded_free);
    if (!db_each(store, sql, BIND(of_text(survey), of_int(before_secs), of_int(most), of_int(now_secs)), add_reminded, list,
                 error) ||
        !leave_out_suppressed(store, list, error))
        return NULL;
    return g_steal_pointer(&list);
}

struct answered_visit {
    void (*visit)(const char *question, void *data);
    void *data;
};

static bool visit_answered(const struct query *row, void *data)
{
    const struct answered_visit *visit = data;
    visit->visit(db_column_borrowed(row, 0), visit->data);
    return true;
}

bool store_each_answered(struct store *store, gint64 person, const char *survey,
                         void (*visit)(const char *question, void *data), void *data, GError **error)
{
    struct answered_visit answered = {visit, data};
    return db_each(store, "SELECT question FROM current_answer WHERE person = ? AND survey = ? AND state = 'recorded'",
                   BIND(of_int(person), of_text(survey)), visit_answered, &answered, error);
}

/* ---- the end of a survey */

bool store_close_survey(struct store *store, const char *survey, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT OR IGNORE INTO closed_survey (survey, closed_secs) VALUES (?, ?)",
                  BIND(of_text(survey), of_int(now_secs)), error);
}

bool store_reopen_survey(struct store *store, const char *survey, GError **error)
{
    return db_run(store, "DELETE FROM closed_survey WHERE survey = ?", BIND(of_text(survey)), error);
}

bool store_closed(struct store *store, const char *survey, gint64 *closed_secs, GError **error)
{
    return db_integer(store, "SELECT closed_secs FROM closed_survey WHERE survey = ?", BIND(of_text(survey)), 0, closed_secs,
                      error);
}

bool store_received_at(struct store *store, gint64 id, gint64 *received_secs, GError **error)
{
    return db_integer(store, "SELECT received_secs FROM message WHERE id = ?", BIND(of_int(id)), 0, received_secs, error);
}

/* ---- figures */

bool store_ask_counts(struct store *store, const char *survey, struct ask_counts *counts, GError **error)
{
    static const char sql[] =
        "SELECT count(*), coalesce(sum(o.state IN ('queued', 'deferred', 'sending')), 0),"
        " coalesce(sum(EXISTS (SELECT 1 FROM asked b WHERE b.person = a.person AND b.survey = ?1 AND b.number > 0)), 0),"
        " coalesce(sum(EXISTS (SELECT 1 FROM counted_answer c WHERE c.person = a.person AND c.survey = ?1"
        "  AND c.state = 'recorded')), 0)"
        " FROM asked a JOIN outbox o ON o.id = a.outbox WHERE a.survey = ?1 AND a.number = 0";
    AUTO_QUERY query = {0};
    *counts = (struct ask_counts){0};
    if (!db_query(&query, store, sql, BIND(of_text(survey)), error) || db_step(&query, error) != STEP_ROW)
        return false;
    *counts = (struct ask_counts){.invited = db_column_int(&query, 0),
                                  .waiting = db_column_int(&query, 1),
                                  .reminded = db_column_int(&query, 2),
                                  .answered = db_column_int(&query, 3)};
    return true;
}
