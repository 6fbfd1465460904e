/* One message and what belongs to it, and what waits for a human. Never hands out an address. */
#include "base/error.h"
#include "store/store_query.h"
#include "store/store_rows.h"

void store_message_free(struct store_message *message)
{
    if (message == NULL)
        return;
    g_free(message->pseudonym);
    g_free(message->disposition);
    g_free(message->reason);
    g_free(message->kind);
    g_free(message->rules);
    g_free(message->sources);
    g_free(message);
}

static struct store_message *message_of_row(const struct query *row)
{
    struct store_message *message = g_new0(struct store_message, 1);
    message->id = db_column_int(row, 0);
    message->received_secs = db_column_int(row, 1);
    message->size_bytes = db_column_int(row, 2);
    message->is_whole = db_column_int(row, 3) != 0;
    message->has_date = db_column_borrowed(row, 4) != NULL;
    message->date_secs = db_column_int(row, 4);
    message->pseudonym = db_column_text(row, 5);
    message->disposition = db_column_text(row, 6);
    message->reason = db_column_text(row, 7);
    message->recorded_secs = db_column_int(row, 8);
    message->kind = db_column_text(row, 9);
    message->rules = db_column_text(row, 10);
    message->care = (guint)db_column_int(row, 11);
    message->readings = (guint)db_column_int(row, 12);
    message->sources = db_column_text(row, 13);
    return message;
}

struct store_message *store_message(struct store *store, gint64 id, GError **error)
{
    static const char sql[] =
        "SELECT m.id, m.received_secs, m.size_bytes, m.is_whole, m.date_secs, p.pseudonym, m.disposition, m.reason,"
        " m.recorded_secs, r.kind, r.rules, r.care, m.reading,"
        " coalesce((SELECT group_concat(source, ', ') FROM (SELECT DISTINCT source FROM source_key WHERE message = m.id)), '')"
        " FROM message m LEFT JOIN person p ON p.id = m.person"
        " LEFT JOIN reading r ON r.message = m.id AND r.number = m.reading WHERE m.id = ?";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(id)), error))
        return NULL;
    enum step step = db_step(&query, error);
    if (step == STEP_END)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no message %" G_GINT64_FORMAT, id);
    return step == STEP_ROW ? message_of_row(&query) : NULL;
}

struct visiting {
    union {
        bool (*review)(const struct store_review *review, void *data);
        bool (*item)(const struct store_item *item, void *data);
        bool (*mail)(const struct store_mail *mail, void *data);
        bool (*attempt)(const struct store_attempt *attempt, void *data);
        bool (*id)(gint64 id, void *data);
    } visit;
    void *data;
};

/* ---- for a human */

static bool visit_review(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_review review = {.message = db_column_int(row, 0),
                                  .pseudonym = db_column_borrowed(row, 1),
                                  .what = db_column_borrowed(row, 2),
                                  .since_secs = db_column_int(row, 3),
                                  .care = (guint)db_column_int(row, 4)};
    return visiting->visit.review(&review, visiting->data);
}

bool store_each_review(struct store *store, bool (*visit)(const struct store_review *review, void *data), void *data,
                       GError **error)
{
    static const char sql[] =
        "SELECT v.message, p.pseudonym, v.what, v.since_secs, CASE WHEN v.what LIKE 'care: %' THEN r.care ELSE 0 END AS care"
        " FROM review v JOIN message m ON m.id = v.message LEFT JOIN person p ON p.id = m.person"
        " LEFT JOIN reading r ON r.message = m.id AND r.number = m.reading"
        " WHERE v.done_secs IS NULL ORDER BY care DESC, v.since_secs, v.id";
    struct visiting visiting = {.visit.review = visit, .data = data};
    return db_each(store, sql, BIND_NONE, visit_review, &visiting, error);
}

static bool visit_item(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_item item = {.what = db_column_borrowed(row, 0),
                              .outcome = db_column_borrowed(row, 1),
                              .since_secs = db_column_int(row, 2),
                              .done_secs = db_column_int(row, 3)};
    return visiting->visit.item(&item, visiting->data);
}

bool store_each_item(struct store *store, gint64 id, bool (*visit)(const struct store_item *item, void *data), void *data,
                     GError **error)
{
    struct visiting visiting = {.visit.item = visit, .data = data};
    return db_each(store, "SELECT what, outcome, since_secs, done_secs FROM review WHERE message = ? ORDER BY id",
                   BIND(of_int(id)), visit_item, &visiting, error);
}

/* ---- mails that go out */

#define MAIL_COLUMNS                                                                                                           \
    "SELECT o.id, o.message, o.purpose, o.state, p.pseudonym, o.attempts, o.queued_secs, o.next_secs,"                         \
    " (SELECT t.words FROM attempt t WHERE t.outbox = o.id ORDER BY t.id DESC LIMIT 1), o.cancelled"                           \
    " FROM outbox o LEFT JOIN message m ON m.id = o.message LEFT JOIN person p ON p.id = coalesce(o.person, m.person) "

static bool visit_mail(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_mail mail = {.id = db_column_int(row, 0),
                              .message = db_column_int(row, 1),
                              .purpose = db_column_borrowed(row, 2),
                              .state = db_column_borrowed(row, 3),
                              .pseudonym = db_column_borrowed(row, 4),
                              .attempts = (guint)db_column_int(row, 5),
                              .queued_secs = db_column_int(row, 6),
                              .next_secs = db_column_int(row, 7),
                              .words = db_column_borrowed(row, 8),
                              .cancelled = db_column_borrowed(row, 9)};
    return visiting->visit.mail(&mail, visiting->data);
}

bool store_each_mail(struct store *store, gint64 id, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                     GError **error)
{
    struct visiting visiting = {.visit.mail = visit, .data = data};
    return db_each(store, MAIL_COLUMNS "WHERE o.message = ? ORDER BY o.id", BIND(of_int(id)), visit_mail, &visiting, error);
}

bool store_each_trouble(struct store *store, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                        GError **error)
{
    struct visiting visiting = {.visit.mail = visit, .data = data};
    return db_each(store,
                   MAIL_COLUMNS "WHERE o.state IN ('deferred', 'failed', 'uncertain') AND o.cancelled IS NULL ORDER BY o.id",
                   BIND_NONE, visit_mail, &visiting, error);
}

bool store_each_outbox_mail(struct store *store, bool all, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                            GError **error)
{
    struct visiting visiting = {.visit.mail = visit, .data = data};
    return db_each(store,
                   MAIL_COLUMNS "WHERE ?1 OR o.state IN ('queued', 'sending', 'deferred', 'failed', 'uncertain') ORDER BY o.id",
                   BIND(of_int(all)), visit_mail, &visiting, error);
}

bool store_each_outbox_mail_with(struct store *store, gint64 id, bool (*visit)(const struct store_mail *mail, void *data),
                                 void *data, GError **error)
{
    struct visiting visiting = {.visit.mail = visit, .data = data};
    return db_each(store, MAIL_COLUMNS "WHERE o.id = ?", BIND(of_int(id)), visit_mail, &visiting, error);
}

bool store_each_lasting(struct store *store, gint64 before_secs, bool (*visit)(const struct store_mail *mail, void *data),
                        void *data, GError **error)
{
    struct visiting visiting = {.visit.mail = visit, .data = data};
    return db_each(store,
                   MAIL_COLUMNS "WHERE o.state = 'deferred' AND o.told_secs IS NULL"
                                " AND coalesce(o.retried_secs, o.queued_secs) < ? ORDER BY o.id",
                   BIND(of_int(before_secs)), visit_mail, &visiting, error);
}

static bool visit_attempt(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_attempt attempt = {.began_secs = db_column_int(row, 0),
                                    .ended_secs = db_column_int(row, 1),
                                    .outcome = db_column_borrowed(row, 2),
                                    .words = db_column_borrowed(row, 3)};
    return visiting->visit.attempt(&attempt, visiting->data);
}

bool store_each_attempt(struct store *store, gint64 id, bool (*visit)(const struct store_attempt *attempt, void *data),
                        void *data, GError **error)
{
    struct visiting visiting = {.visit.attempt = visit, .data = data};
    return db_each(store, "SELECT began_secs, ended_secs, outcome, words FROM attempt WHERE outbox = ? ORDER BY id",
                   BIND(of_int(id)), visit_attempt, &visiting, error);
}

/* ---- the messages of one person */

static bool visit_id(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    return visiting->visit.id(db_column_int(row, 0), visiting->data);
}

bool store_each_message_of(struct store *store, const char *pseudonym, bool (*visit)(gint64 id, void *data), void *data,
                           bool *found, GError **error)
{
    gint64 person = 0;
    struct visiting visiting = {.visit.id = visit, .data = data};
    if (!person_by_pseudonym(store, pseudonym, &person, error))
        return false;
    *found = person > 0;
    return db_each(store, "SELECT id FROM message WHERE person = ? ORDER BY id", BIND(of_int(person)), visit_id, &visiting,
                   error);
}
