/* Quotes. Never changes what a person wrote. */
#include "store/store_quote.h"

#include "base/error.h"
#include "base/fault.h"
#include "store/store_rows.h"
#include "store/store_staff.h"

/* ?1: survey, ?2: its question about consent. What the person (SQL) says there now, as JSON; NULL: nothing. A consent from
 * where it is not sure that the person wrote waits for that; a refusal does not. */
#define CONSENT_OF(person)                                                                                                     \
    "(SELECT c.value FROM counted_answer c WHERE c.person = " person                                                           \
    " AND c.survey = ?1 AND c.question = ?2 AND (c.value NOT " IS_CONSENT " OR NOT EXISTS (SELECT 1 FROM review v"             \
    " WHERE v.message = c.message AND v.done_secs IS NULL AND v.what LIKE 'person: %')) ORDER BY " ANSWER_ORDER " LIMIT 1)"
#define IS_CONSENT "IN ('\"" CONSENT_YES "\"', '\"" CONSENT_ASK_FIRST "\"')"
#define IS_YES "= '\"" CONSENT_YES "\"'"
#define IS_ASK_FIRST "= '\"" CONSENT_ASK_FIRST "\"'"

/* Nothing of the person is to be published that was written before a withdrawal, nor while somebody should look after them. */
#define IS_FREE(person, message)                                                                                               \
    " coalesce(" CARE_OF(person) ", 0) = 0 AND NOT EXISTS (SELECT 1 FROM message w JOIN reading x ON x.message = w.id"         \
                                 " AND x.number = w.reading WHERE w.person = " person                                          \
                                 " AND x.kind = 'withdraw' AND w.id >= " message ") "

struct visiting {
    bool (*quotable)(const struct store_quotable *quotable, void *data);
    bool (*quote)(const struct store_quote *quote, void *data);
    bool (*publication)(const struct store_publication *publication, void *data);
    void *data;
};

/* ---- what may be quoted */

static bool visit_quotable(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_quotable quotable = {.person = db_column_int(row, 0),
                                            .message = db_column_int(row, 1),
                                            .question = db_column_borrowed(row, 2),
                                            .text = db_column_borrowed(row, 3),
                                            .asks_first = db_column_int(row, 4) != 0};
    return visiting->quotable(&quotable, visiting->data);
}

bool store_each_quotable(struct store *store, const struct quotable_question *where,
                         bool (*visit)(const struct store_quotable *quotable, void *data), void *data, GError **error)
{
    static const char sql[] = "SELECT p.id, a.message, a.question, json_extract(a.value, '$'), " CONSENT_OF(
        "p.id") " " IS_ASK_FIRST " FROM person p JOIN current_answer a ON a.person = p.id AND a.survey = ?1 JOIN json_each(?3) "
                "t ON t.value = a.question"
                " WHERE a.author = 'reader' AND json_type(a.value) = 'text' AND (" CONSENT_OF(
                    "p.id") " " IS_YES " OR " CONSENT_OF("p.id") " " IS_ASK_FIRST
                                                                 ") AND" IS_FREE("p.id", "a.message") "ORDER BY p.id, t.key";
    g_autofree char *texts = names_as_json(where->texts);
    struct visiting visiting = {.quotable = visit, .data = data};
    return db_each(store, sql, BIND(of_text(where->survey), of_text(where->consent), of_text(texts)), visit_quotable, &visiting,
                   error);
}

/* ---- quotes */

bool store_quote_propose(struct store *store, const struct store_quote *quote, const char *who, gint64 now_secs, bool *is_new,
                         GError **error)
{
    static const char known[] =
        "SELECT count(*) FROM quote WHERE message = ? AND question = ? AND first_byte < ? AND end_byte > ?";
    static const char sql[] =
        "INSERT INTO quote (message, person, survey, question, first_byte, end_byte, original, words, asks_first, state, who,"
        " made_secs, at_secs) SELECT id, person, ?, ?, ?, ?, ?, ?, ?, 'proposed', ?, ?, ? FROM message WHERE id = ?";
    gint64 count = 0;
    if (!db_integer(store, known,
                    BIND(of_int(quote->message), of_text(quote->question), of_int(quote->end_byte), of_int(quote->first_byte)),
                    0, &count, error))
        return false;
    *is_new = count == 0;
    return count > 0 ||
           db_run(store, sql,
                  BIND(of_text(quote->survey), of_text(quote->question), of_int(quote->first_byte), of_int(quote->end_byte),
                       of_text(quote->original), of_text(quote->words), of_int(quote->asks_first), of_text(who),
                       of_int(now_secs), of_int(now_secs), of_int(quote->message)),
                  error);
}

/* The answer that quote q is from is the current one still, and holds its words. */
#define STANDS                                                                                                                 \
    "(SELECT a.message = q.message AND instr(json_extract(a.value, '$'), q.original) > 0 FROM counted_answer a"                \
    " WHERE a.person = q.person AND a.survey = q.survey AND a.question = q.question ORDER BY " ANSWER_ORDER " LIMIT 1)"

/* Consent that has become "ask first" needs a yes to the words as well. */
#define CONSENT_STANDS                                                                                                         \
    "(" CONSENT_OF("q.person") " " IS_YES " AND q.asks_first = 0 OR q.agreed_secs IS NOT NULL AND " CONSENT_OF(                \
        "q.person") " IN ('\"" CONSENT_YES "\"', '\"" CONSENT_ASK_FIRST "\"'))"

/* The accessor's condition; every reader of quotes goes by it. */
#define MAY_BE_PUBLISHED                                                                                                       \
    "(q.state = 'approved' AND q.survey = ?1 AND " CONSENT_STANDS " AND " STANDS " AND" IS_FREE("q.person", "q.message") ")"

#define QUOTE_COLUMNS                                                                                                          \
    "SELECT q.id, q.message, q.person, p.pseudonym, q.survey, q.question, q.original, q.words, q.state, q.who, q.first_byte,"  \
    " q.end_byte, q.asks_first, coalesce(q.agreed_secs, 0), q.made_secs, q.at_secs, " MAY_BE_PUBLISHED ","                     \
    " EXISTS (SELECT 1 FROM publication s WHERE s.quote = q.id AND s.removed_secs IS NULL),"                                   \
    " (SELECT c.comment FROM counted_answer c WHERE c.person = q.person AND c.survey = ?1 AND c.question = ?2"                 \
    " ORDER BY " ANSWER_ORDER " LIMIT 1)"                                                                                      \
    " FROM quote q JOIN person p ON p.id = q.person "

static bool visit_quote(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_quote quote = {.id = db_column_int(row, 0),
                                      .message = db_column_int(row, 1),
                                      .person = db_column_int(row, 2),
                                      .pseudonym = db_column_borrowed(row, 3),
                                      .survey = db_column_borrowed(row, 4),
                                      .question = db_column_borrowed(row, 5),
                                      .original = db_column_borrowed(row, 6),
                                      .words = db_column_borrowed(row, 7),
                                      .state = db_column_borrowed(row, 8),
                                      .who = db_column_borrowed(row, 9),
                                      .first_byte = (guint)db_column_int(row, 10),
                                      .end_byte = (guint)db_column_int(row, 11),
                                      .asks_first = db_column_int(row, 12) != 0,
                                      .agreed_secs = db_column_int(row, 13),
                                      .made_secs = db_column_int(row, 14),
                                      .at_secs = db_column_int(row, 15),
                                      .may_be_published = db_column_int(row, 16) != 0,
                                      .is_published = db_column_int(row, 17) != 0,
                                      .consent_comment = db_column_borrowed(row, 18)};
    return visiting->quote(&quote, visiting->data);
}

bool store_each_quote(struct store *store, const struct quotable_question *where, gint64 id, const char *state,
                      bool (*visit)(const struct store_quote *quote, void *data), void *data, GError **error)
{
    struct visiting visiting = {.quote = visit, .data = data};
    return db_each(
        store, QUOTE_COLUMNS "WHERE q.survey = ?1 AND (?3 = 0 OR q.id = ?3) AND (?4 IS NULL OR q.state = ?4) ORDER BY q.id",
        BIND(of_text(where->survey), of_text(where->consent), of_int(id), of_text(state)), visit_quote, &visiting, error);
}

bool store_published_each(struct store *store, const struct quotable_question *where,
                          bool (*visit)(const struct store_quote *quote, void *data), void *data, GError **error)
{
    struct visiting visiting = {.quote = visit, .data = data};
    return db_each(store, QUOTE_COLUMNS "WHERE " MAY_BE_PUBLISHED " ORDER BY q.message DESC, q.id",
                   BIND(of_text(where->survey), of_text(where->consent)), visit_quote, &visiting, error);
}

/* ---- decisions */

static const char approve[] =
    "UPDATE quote SET state = CASE WHEN asks_first AND agreed_secs IS NULL THEN 'waiting'"
    " ELSE 'approved' END, who = ?2, at_secs = ?3 WHERE id = ?1 AND state IN ('proposed', 'rejected')";
static const char reject[] =
    "UPDATE quote SET state = 'rejected', who = ?2, at_secs = ?3 WHERE id = ?1 AND state IN ('proposed', 'waiting')";
static const char withdraw[] =
    "UPDATE quote SET state = 'withdrawn', who = ?2, at_secs = ?3 WHERE id = ?1 AND state IN ('approved', 'waiting')";
static const char agree[] =
    "UPDATE quote SET state = 'approved', agreed_secs = ?3, who = ?2, at_secs = ?3 WHERE id = ?1 AND state = 'waiting'";

static const struct {
    const char *action, *sql, *states;
} decisions[] = {[QUOTE_APPROVE] = {"approve quote", approve, "proposed or rejected"},
                 [QUOTE_REJECT] = {"reject quote", reject, "proposed or waiting"},
                 [QUOTE_WITHDRAW] = {"withdraw quote", withdraw, "approved or waiting"},
                 [QUOTE_AGREE] = {"agree to quote", agree, "waiting for the person's yes"}};

/* Whether quote id is in one of the states in which sql changes it: an error in words else. */
static bool expect_changed(struct store *store, gint64 id, const char *states, GError **error)
{
    gint64 changed = 0;
    if (!db_integer(store, "SELECT changes()", BIND_NONE, 0, &changed, error))
        return false;
    if (changed == 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "quote %" G_GINT64_FORMAT ": there is none that is %s", id, states);
    return changed > 0;
}

/* Events hold no words of a person: which quote it was is enough. */
static bool add_event(struct store *store, gint64 id, const char *action, const char *who, gint64 now_secs, GError **error)
{
    g_autofree char *detail = g_strdup_printf("quote %" G_GINT64_FORMAT, id);
    gint64 message = 0;
    if (!db_integer(store, "SELECT message FROM quote WHERE id = ?", BIND(of_int(id)), 0, &message, error))
        return false;
    const struct store_event event = {.who = who, .action = action, .message = message, .detail = detail, .at_secs = now_secs};
    return store_event_add(store, &event, error);
}

bool store_quote_decide(struct store *store, gint64 id, enum quote_decision decision, const char *who, gint64 now_secs,
                        GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok = db_run(store, decisions[decision].sql, BIND(of_int(id), of_text(who), of_int(now_secs)), error) &&
              expect_changed(store, id, decisions[decision].states, error) &&
              add_event(store, id, decisions[decision].action, who, now_secs, error);
    fault_point("quote.decided");
    return db_end(store, ok, error);
}

bool store_quote_ask(struct store *store, gint64 id, const struct outbox_mail *mail, const char *token, const char *who,
                     gint64 now_secs, GError **error)
{
    static const char ask[] = "INSERT INTO quote_ask (quote, token, address, words, asked_secs)"
                              " SELECT id, ?2, ?3, words, ?4 FROM quote WHERE id = ?1 AND state = 'waiting'";
    gint64 message = 0;
    if (!db_begin(store, error))
        return false;
    bool ok = store_quote_decide(store, id, QUOTE_APPROVE, who, now_secs, error) &&
              db_run(store, ask, BIND(of_int(id), of_text(token), of_text(mail->envelope_to), of_int(now_secs)), error) &&
              db_integer(store, "SELECT message FROM quote WHERE id = ? AND state = 'waiting'", BIND(of_int(id)), 0, &message,
                         error) &&
              (message == 0 || outbox_insert(store, message, mail, now_secs, error));
    fault_point("quote.asked");
    return db_end(store, ok, error);
}

void quote_ask_clear(struct quote_ask *ask) { g_clear_pointer(&ask->address, g_free); }

bool store_quote_asked(struct store *store, const char *token, struct quote_ask *ask, GError **error)
{
    static const char sql[] =
        "SELECT a.id, a.quote, a.address, a.words = q.words AND a.id = (SELECT max(id) FROM quote_ask WHERE quote = q.id),"
        " q.state = 'waiting', q.state = 'approved' FROM quote_ask a JOIN quote q ON q.id = a.quote WHERE a.token = ?";
    AUTO_QUERY query = {0};
    *ask = (struct quote_ask){0};
    if (token == NULL)
        return true;
    if (!db_query(&query, store, sql, BIND(of_text(token)), error))
        return false;
    enum step step = db_step(&query, error);
    if (step == STEP_ROW)
        *ask = (struct quote_ask){.id = db_column_int(&query, 0),
                                  .quote = db_column_int(&query, 1),
                                  .address = db_column_text(&query, 2),
                                  .is_current = db_column_int(&query, 3) != 0,
                                  .is_waiting = db_column_int(&query, 4) != 0,
                                  .is_approved = db_column_int(&query, 5) != 0};
    return step != STEP_FAILED;
}

bool store_quote_answered(struct store *store, const struct quote_ask *ask, enum quote_decision decision, gint64 message,
                          gint64 now_secs, GError **error)
{
    g_autofree char *who = g_strdup_printf("the writer, in message %" G_GINT64_FORMAT, message);
    if (!db_begin(store, error))
        return false;
    bool ok =
        store_quote_decide(store, ask->quote, decision, who, now_secs, error) &&
        db_run(store, "UPDATE quote_ask SET answered_secs = ? WHERE id = ?", BIND(of_int(now_secs), of_int(ask->id)), error);
    fault_point("quote.answered");
    return db_end(store, ok, error);
}

bool store_quote_redact(struct store *store, gint64 id, const char *words, const char *who, gint64 now_secs, GError **error)
{
    if (!db_begin(store, error))
        return false;
    bool ok =
        db_run(store,
               "UPDATE quote SET words = ?2, state = 'proposed', agreed_secs = NULL, who = ?3, at_secs = ?4 WHERE id = ?1",
               BIND(of_int(id), of_text(words), of_text(who), of_int(now_secs)), error) &&
        expect_changed(store, id, "known", error) && add_event(store, id, "redact quote", who, now_secs, error);
    return db_end(store, ok, error);
}

/* ---- where they are */

bool store_publication_add(struct store *store, gint64 id, const char *place, gint64 now_secs, GError **error)
{
    return db_run(store,
                  "INSERT INTO publication (quote, place, since_secs) VALUES (?, ?, ?)"
                  " ON CONFLICT (quote, place) WHERE removed_secs IS NULL DO NOTHING",
                  BIND(of_int(id), of_text(place), of_int(now_secs)), error);
}

bool store_publication_end(struct store *store, const char *place, const GArray *ids, gint64 now_secs, GError **error)
{
    AUTO_JSON list = json_array();
    for (guint i = 0; i < ids->len; i++)
        json_array_append_new(list, json_integer(g_array_index(ids, gint64, i)));
    g_autofree char *text = json_dumps(list, JSON_COMPACT);
    return db_run(store,
                  "UPDATE publication SET removed_secs = ? WHERE place = ? AND removed_secs IS NULL"
                  " AND quote NOT IN (SELECT value FROM json_each(?))",
                  BIND(of_int(now_secs), of_text(place), of_text(text)), error);
}

static bool visit_publication(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_publication publication = {
        .place = db_column_borrowed(row, 0), .since_secs = db_column_int(row, 1), .removed_secs = db_column_int(row, 2)};
    return visiting->publication(&publication, visiting->data);
}

bool store_each_publication(struct store *store, gint64 id,
                            bool (*visit)(const struct store_publication *publication, void *data), void *data, GError **error)
{
    struct visiting visiting = {.publication = visit, .data = data};
    return db_each(store, "SELECT place, since_secs, coalesce(removed_secs, 0) FROM publication WHERE quote = ? ORDER BY id",
                   BIND(of_int(id)), visit_publication, &visiting, error);
}
