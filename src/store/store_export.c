/* Exports: what is recorded of them, and who is in them. Never hands out an address. */
#include "store/store_export.h"

#include "base/fault.h"
#include "store/store_rows.h"

/* ---- making one */

static bool add_people(struct store *store, gint64 id, const char *survey, const char *share, GError **error)
{
    return db_run(store,
                  "INSERT INTO export_person (export, person) SELECT ?1, w.person FROM (SELECT DISTINCT person"
                  " FROM counted_answer WHERE survey = ?2) w WHERE ?3 IS NULL OR EXISTS (SELECT 1 FROM current_answer c"
                  " WHERE c.person = w.person AND c.survey = ?2 AND c.question = ?3 AND c.value = '\"" SHARE_YES "\"')",
                  BIND(of_int(id), of_text(survey), of_text(share)), error);
}

static bool count_people(struct store *store, gint64 id, const char *survey, gint64 *people, gint64 *left_out, GError **error)
{
    if (!db_integer(store, "SELECT count(*) FROM export_person WHERE export = ?", BIND(of_int(id)), 0, people, error) ||
        !db_integer(store, "SELECT count(DISTINCT person) FROM counted_answer WHERE survey = ?", BIND(of_text(survey)), 0,
                    left_out, error))
        return false;
    *left_out -= *people;
    return true;
}

gint64 store_export_begin(struct store *store, const struct store_export *row, const char *share, gint64 *people,
                          gint64 *left_out, GError **error)
{
    if (!db_begin(store, error))
        return 0;
    gint64 id =
        db_insert(store, "INSERT INTO export (survey, made_secs, format, who, recipient, words) VALUES (?, ?, ?, ?, ?, ?)",
                  BIND(of_text(row->survey), of_int(row->made_secs), of_text(row->format), of_text(row->who),
                       of_text(row->recipient), of_text(row->words)),
                  error);
    bool ok = id > 0 && add_people(store, id, row->survey, share, error) &&
              count_people(store, id, row->survey, people, left_out, error);
    fault_point("export.begun");
    return db_end(store, ok, error) ? id : 0;
}

bool store_export_done(struct store *store, gint64 id, gint64 size_bytes, const char *sha256, GError **error)
{
    bool done = db_run(store, "UPDATE export SET size_bytes = ?, sha256 = ? WHERE id = ?",
                       BIND(of_int(size_bytes), of_text(sha256), of_int(id)), error);
    fault_point("export.done");
    return done;
}

bool store_export_forget(struct store *store, gint64 id, GError **error)
{
    return db_run(store, "DELETE FROM export WHERE id = ?", BIND(of_int(id)), error);
}

/* ---- looking */

struct visiting {
    union {
        bool (*export)(const struct store_export *row, void *data);
        bool (*gone)(const char *pseudonym, void *data);
    } visit;
    void *data;
};

static bool visit_export(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_export export = {.id = db_column_int(row, 0),
                                        .survey = db_column_borrowed(row, 1),
                                        .made_secs = db_column_int(row, 2),
                                        .format = db_column_borrowed(row, 3),
                                        .who = db_column_borrowed(row, 4),
                                        .recipient = db_column_borrowed(row, 5),
                                        .words = db_column_borrowed(row, 6),
                                        .size_bytes = db_column_int(row, 7),
                                        .sha256 = db_column_borrowed(row, 8),
                                        .people = db_column_int(row, 9)};
    return visiting->visit.export(&export, visiting->data);
}

bool store_each_export(struct store *store, bool (*visit)(const struct store_export *row, void *data), void *data,
                       GError **error)
{
    static const char sql[] = "SELECT id, survey, made_secs, coalesce(format, '?'), coalesce(who, '?'), recipient,"
                              " coalesce(words, 'as written'), coalesce(size_bytes, 0), sha256,"
                              " (SELECT count(*) FROM export_person p WHERE p.export = e.id) FROM export e ORDER BY id";
    struct visiting visiting = {.visit.export = visit, .data = data};
    return db_each(store, sql, BIND_NONE, visit_export, &visiting, error);
}

static bool visit_gone(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    return visiting->visit.gone(db_column_borrowed(row, 0), visiting->data);
}

bool store_each_gone(struct store *store, gint64 id, const char *survey, bool (*visit)(const char *pseudonym, void *data),
                     void *data, GError **error)
{
    static const char sql[] =
        "SELECT DISTINCT w.pseudonym FROM withdrawal w WHERE EXISTS (SELECT 1 FROM export_person p JOIN export e"
        " ON e.id = p.export WHERE p.person = CAST(substr(w.pseudonym, 3) AS INTEGER) AND p.export < ?1 AND e.survey = ?2)"
        " ORDER BY CAST(substr(w.pseudonym, 3) AS INTEGER)";
    struct visiting visiting = {.visit.gone = visit, .data = data};
    return db_each(store, sql, BIND(of_int(id), of_text(survey)), visit_gone, &visiting, error);
}

/* ---- why an answer is missing */

static bool add_question(const struct query *row, void *data)
{
    g_hash_table_add(data, db_column_text(row, 0));
    return true;
}

bool store_passed_over(struct store *store, gint64 person, const char *survey, GHashTable *set, GError **error)
{
    return db_each(store,
                   "SELECT question FROM passed_over p JOIN message m ON m.id = p.message AND m.reading = p.reading"
                   " WHERE p.person = ? AND p.survey = ? AND m.disposition = 'recorded'",
                   BIND(of_int(person), of_text(survey)), add_question, set, error);
}

bool store_know_questions(struct store *store, const char *survey, const char *const *questions, GError **error)
{
#define UNKNOWN                                                                                                                \
    " FROM json_each(?2) q WHERE NOT EXISTS (SELECT 1 FROM known_question k WHERE k.survey = ?1 AND k.question = q.value)"
    g_autofree char *list = names_as_json(questions);
    gint64 unknown = 0;
    return db_integer(store, "SELECT count(*)" UNKNOWN, BIND(of_text(survey), of_text(list)), 0, &unknown, error) &&
           (unknown == 0 || db_run(store,
                                   "INSERT OR IGNORE INTO known_question (survey, question, since_secs) SELECT ?1, q.value,"
                                   " CASE WHEN EXISTS (SELECT 1 FROM known_question WHERE survey = ?1)"
                                   " THEN coalesce((SELECT max(at_secs) + 1 FROM answer WHERE survey = ?1 AND author = "
                                   "'reader'), 0) ELSE 0 END" UNKNOWN,
                                   BIND(of_text(survey), of_text(list)), error));
}

bool store_question_since(struct store *store, const char *survey, const char *question, gint64 *since_secs, GError **error)
{
    return db_integer(store, "SELECT since_secs FROM known_question WHERE survey = ? AND question = ?",
                      BIND(of_text(survey), of_text(question)), 0, since_secs, error);
}
