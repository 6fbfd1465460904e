/* Counts for reports. Never hands out a person's words. */
#include "store/db.h"
#include "store/store_query.h"

/* ---- marks */

bool store_mark_now(struct store *store, struct store_mark *mark, GError **error)
{
    return db_integer(store, "SELECT max(id) FROM message", BIND_NONE, 0, &mark->message, error) &&
           db_integer(store, "SELECT max(id) FROM reading", BIND_NONE, 0, &mark->reading, error);
}

bool store_mark_at(struct store *store, gint64 secs, struct store_mark *mark, GError **error)
{
    return db_integer(store, "SELECT max(id) FROM message WHERE received_secs < ?", BIND(of_int(secs)), 0, &mark->message,
                      error) &&
           db_integer(store, "SELECT max(id) FROM reading WHERE made_secs < ?", BIND(of_int(secs)), 0, &mark->reading, error);
}

bool store_digest_last(struct store *store, struct store_mark *mark, gint64 *made_secs, GError **error)
{
    static const char sql[] = "SELECT last_message, last_reading, made_secs FROM digest ORDER BY id DESC LIMIT 1";
    AUTO_QUERY query = {0};
    *mark = (struct store_mark){0};
    *made_secs = 0;
    if (!db_query(&query, store, sql, BIND_NONE, error))
        return false;
    enum step step = db_step(&query, error);
    if (step == STEP_ROW) {
        *mark = (struct store_mark){.message = db_column_int(&query, 0), .reading = db_column_int(&query, 1)};
        *made_secs = db_column_int(&query, 2);
    }
    return step != STEP_FAILED;
}

bool store_digest_made(struct store *store, const struct store_mark *mark, gint64 now_secs, GError **error)
{
    return db_run(store, "INSERT INTO digest (made_secs, last_message, last_reading) VALUES (?, ?, ?)",
                  BIND(of_int(now_secs), of_int(mark->message), of_int(mark->reading)), error);
}

/* ---- messages */

bool store_received(struct store *store, const struct store_mark *mark, gint64 *received, GError **error)
{
    return db_integer(store, "SELECT count(*) FROM message WHERE id > ?", BIND(of_int(mark->message)), 0, received, error);
}

struct visiting {
    union {
        bool (*total)(const struct store_total *total, void *data);
        bool (*outbox)(const struct store_outbox_count *count, void *data);
        bool (*tally)(const struct store_tally *tally, void *data);
        bool (*pair)(const struct store_pair *pair, void *data);
    } visit;
    void *data;
};

static bool visit_total(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_total total = {
        .disposition = db_column_borrowed(row, 0), .reason = db_column_borrowed(row, 1), .count = db_column_int(row, 2)};
    return visiting->visit.total(&total, visiting->data);
}

bool store_each_total(struct store *store, const struct store_mark *mark,
                      bool (*visit)(const struct store_total *total, void *data), void *data, GError **error)
{
    static const char sql[] =
        "SELECT coalesce(disposition, 'unread'), coalesce(reason, 'waiting to be read'), count(*) FROM message WHERE id > ?"
        " GROUP BY disposition, reason"
        " ORDER BY CASE disposition WHEN 'recorded' THEN 1 WHEN 'held' THEN 2 WHEN 'set_aside' THEN 3 ELSE 4 END,"
        " count(*) DESC, reason";
    struct visiting visiting = {.visit.total = visit, .data = data};
    return db_each(store, sql, BIND(of_int(mark->message)), visit_total, &visiting, error);
}

/* ---- outbox */

static bool visit_outbox(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    struct store_outbox_count count = {
        .state = db_column_borrowed(row, 0), .count = db_column_int(row, 1), .oldest_secs = db_column_int(row, 2)};
    return visiting->visit.outbox(&count, visiting->data);
}

bool store_each_outbox_state(struct store *store, bool (*visit)(const struct store_outbox_count *count, void *data), void *data,
                             GError **error)
{
    static const char sql[] = "SELECT CASE WHEN cancelled IS NULL THEN state ELSE 'cancelled' END AS became,"
                              " count(*), min(queued_secs) FROM outbox GROUP BY became"
                              " ORDER BY CASE became WHEN 'queued' THEN 1 WHEN 'sending' THEN 2 WHEN 'deferred' THEN 3"
                              " WHEN 'sent' THEN 4 WHEN 'failed' THEN 5 ELSE 6 END";
    struct visiting visiting = {.visit.outbox = visit, .data = data};
    return db_each(store, sql, BIND_NONE, visit_outbox, &visiting, error);
}

/* ---- answers */

bool store_people(struct store *store, const char *survey, const struct store_mark *mark, gint64 *people, gint64 *new_people,
                  GError **error)
{
    static const char sql[] =
        "WITH people AS (SELECT DISTINCT person FROM current_answer WHERE survey = ?1)"
        " SELECT count(*), coalesce(sum((SELECT min(first.id) FROM answer a JOIN reading first ON first.message = a.message"
        " AND first.number = 1 WHERE a.person = people.person AND a.survey = ?1) > ?2), 0) FROM people";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_text(survey), of_int(mark->reading)), error) ||
        db_step(&query, error) != STEP_ROW)
        return false;
    *people = db_column_int(&query, 0);
    *new_people = db_column_int(&query, 1);
    return true;
}

static bool visit_tally(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    AUTO_JSON value = db_column_json(row, 2);
    struct store_tally tally = {.question = db_column_borrowed(row, 0),
                                .is_recorded = db_column_int(row, 1) != 0,
                                .value = value,
                                .count = db_column_int(row, 3)};
    return visiting->visit.tally(&tally, visiting->data);
}

char *names_as_json(const char *const *names)
{
    AUTO_JSON list = json_array();
    for (guint i = 0; names[i] != NULL; i++)
        json_array_append_new(list, json_string(names[i]));
    return json_dumps(list, JSON_COMPACT);
}

static gint64 start_of(const struct store_period *period) { return period->since_secs != 0 ? period->since_secs : G_MININT64; }

static gint64 end_of(const struct store_period *period) { return period->until_secs > 0 ? period->until_secs : G_MAXINT64; }

bool store_each_tally_in(struct store *store, const char *survey, const char *const *texts, const struct store_period *period,
                         bool (*visit)(const struct store_tally *tally, void *data), void *data, GError **error)
{
    static const char sql[] =
        "SELECT question, state = 'recorded' AS is_recorded,"
        " CASE WHEN question IN (SELECT value FROM json_each(?2)) THEN NULL ELSE value END AS counted, count(*)"
        " FROM current_answer WHERE survey = ?1 AND at_secs >= ?3 AND at_secs < ?4"
        " GROUP BY question, is_recorded, counted ORDER BY question, is_recorded DESC, counted";
    g_autofree char *list = names_as_json(texts);
    struct visiting visiting = {.visit.tally = visit, .data = data};
    return db_each(store, sql, BIND(of_text(survey), of_text(list), of_int(start_of(period)), of_int(end_of(period))),
                   visit_tally, &visiting, error);
}

bool store_people_in(struct store *store, const char *survey, const struct store_period *period, gint64 *people, GError **error)
{
    return db_integer(store,
                      "SELECT count(DISTINCT person) FROM current_answer WHERE survey = ? AND at_secs >= ? AND at_secs < ?",
                      BIND(of_text(survey), of_int(start_of(period)), of_int(end_of(period))), 0, people, error);
}

static bool visit_pair(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    AUTO_JSON first = db_column_json(row, 0);
    AUTO_JSON second = db_column_json(row, 1);
    struct store_pair pair = {.row = first, .column = second, .count = db_column_int(row, 2)};
    return visiting->visit.pair(&pair, visiting->data);
}

bool store_each_pair(struct store *store, const char *survey, const char *row, const char *column,
                     const struct store_period *period, bool (*visit)(const struct store_pair *pair, void *data), void *data,
                     GError **error)
{
    static const char sql[] =
        "SELECT a.value, b.value, count(*) FROM current_answer a JOIN current_answer b ON b.person = a.person"
        " AND b.survey = a.survey WHERE a.survey = ?1 AND a.question = ?2 AND b.question = ?3"
        " AND a.state = 'recorded' AND b.state = 'recorded' AND a.at_secs >= ?4 AND a.at_secs < ?5 AND b.at_secs >= ?4"
        " AND b.at_secs < ?5 GROUP BY a.value, b.value";
    struct visiting visiting = {.visit.pair = visit, .data = data};
    return db_each(store, sql,
                   BIND(of_text(survey), of_text(row), of_text(column), of_int(start_of(period)), of_int(end_of(period))),
                   visit_pair, &visiting, error);
}
