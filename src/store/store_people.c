/* Persons with their answers, for exports and digests. Never hands out an address. */
#include "store/db.h"
#include "store/store_export.h"

#define ANSWER_COLUMNS                                                                                                         \
    " a.message, a.survey, a.question, a.state = 'recorded', a.value, a.words, a.comment, a.reason, a.author, a.certainty,"    \
    " a.at_secs "
#define IS_CURRENT                                                                                                             \
    " a.id = (SELECT b.id FROM counted_answer b WHERE b.person = a.person AND b.survey = a.survey AND b.question = a.question" \
    " ORDER BY " ANSWER_ORDER " LIMIT 1) "

static void answer_free(gpointer data)
{
    struct store_answer *answer = data;
    json_decref(answer->value);
    g_free(answer->survey);
    g_free(answer->question);
    g_free(answer->words);
    g_free(answer->comment);
    g_free(answer->reason);
    g_free(answer->author);
    g_free(answer);
}

/* Returns the answer of a row with ANSWER_COLUMNS. (transfer full) */
static struct store_answer *answer_of_row(const struct query *row)
{
    struct store_answer *answer = g_new0(struct store_answer, 1);
    answer->message = db_column_int(row, 0);
    answer->survey = db_column_text(row, 1);
    answer->question = db_column_text(row, 2);
    answer->is_recorded = db_column_int(row, 3) != 0;
    answer->value = db_column_json(row, 4);
    answer->words = db_column_text(row, 5);
    answer->comment = db_column_text(row, 6);
    answer->reason = db_column_text(row, 7);
    answer->author = db_column_text(row, 8);
    answer->certainty = (guint)db_column_int(row, 9);
    answer->at_secs = db_column_int(row, 10);
    answer->is_current = true;
    return answer;
}

/* ---- every person */

struct people {
    struct store *store;
    const char *survey;
    bool (*visit)(const struct store_person *person, void *data);
    void *data;
    GError *error;
};

static bool add_answer(const struct query *row, void *data)
{
    struct store_person *person = data;
    struct store_answer *answer = answer_of_row(row);
    g_ptr_array_add(person->answers, answer);
    person->last_secs = MAX(person->last_secs, answer->at_secs);
    return true;
}

static bool visit_person(const struct query *row, void *data)
{
    static const char sql[] = "SELECT" ANSWER_COLUMNS "FROM current_answer a WHERE a.person = ? AND a.survey = ? ORDER BY a.id";
    struct people *people = data;
    g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(answer_free);
    struct store_person person = {.id = db_column_int(row, 0),
                                  .pseudonym = db_column_borrowed(row, 1),
                                  .care = (guint)db_column_int(row, 2),
                                  .answers = answers};
    if (!db_each(people->store, sql, BIND(of_int(db_column_int(row, 0)), of_text(people->survey)), add_answer, &person,
                 &people->error))
        return false;
    return answers->len == 0 || people->visit(&person, people->data);
}

#define PERSONS "SELECT p.id, p.pseudonym, " CARE_OF("p.id") " FROM person p "

bool store_each_person(struct store *store, const char *survey, bool (*visit)(const struct store_person *person, void *data),
                       void *data, GError **error)
{
    struct people people = {.store = store, .survey = survey, .visit = visit, .data = data};
    if (!db_each(store, PERSONS "ORDER BY p.id", BIND_NONE, visit_person, &people, error))
        return false;
    if (people.error != NULL)
        g_propagate_error(error, people.error);
    return people.error == NULL;
}

bool store_each_exported(struct store *store, gint64 id, const char *survey,
                         bool (*visit)(const struct store_person *person, void *data), void *data, GError **error)
{
    struct people people = {.store = store, .survey = survey, .visit = visit, .data = data};
    if (!db_each(store,
                 PERSONS "WHERE EXISTS (SELECT 1 FROM export_person e WHERE e.person = p.id AND e.export = ?) ORDER BY p.id",
                 BIND(of_int(id)), visit_person, &people, error))
        return false;
    if (people.error != NULL)
        g_propagate_error(error, people.error);
    return people.error == NULL;
}

/* ---- new texts */

struct texts {
    bool (*visit)(const struct store_text *text, void *data);
    void *data;
    gint64 withheld;
};

static bool visit_text(const struct query *row, void *data)
{
    struct texts *texts = data;
    if (db_column_int(row, 4) > 0) {
        texts->withheld++;
        return true;
    }
    AUTO_JSON value = db_column_json(row, 3);
    struct store_text text = {.pseudonym = db_column_borrowed(row, 0),
                              .message = db_column_int(row, 1),
                              .question = db_column_borrowed(row, 2),
                              .words = json_is_string(value) ? json_string_value(value) : ""};
    return texts->visit(&text, texts->data);
}

bool store_each_text(struct store *store, const char *survey, const char *const *questions, const struct store_mark *mark,
                     bool (*visit)(const struct store_text *text, void *data), void *data, gint64 *withheld, GError **error)
{
    static const char sql[] =
        "SELECT p.pseudonym, a.message, a.question, a.value,"
        " " CARE_OF(
            "a.person") " FROM reading first CROSS JOIN answer a ON a.message = first.message JOIN person p ON p.id = a.person"
                        " WHERE first.id > ?1 AND first.number = 1 AND a.survey = ?2 AND a.state = 'recorded'"
                        " AND a.question IN (SELECT value FROM json_each(?3)) AND" IS_CURRENT "ORDER BY first.id, a.id";
    g_autofree char *list = names_as_json(questions);
    struct texts texts = {.visit = visit, .data = data};
    bool ok = db_each(store, sql, BIND(of_int(mark->reading), of_text(survey), of_text(list)), visit_text, &texts, error);
    *withheld = texts.withheld;
    return ok;
}

/* ---- the answers of one message */

struct answers {
    bool (*visit)(const struct store_answer *answer, void *data);
    void *data;
};

static bool visit_answer(const struct query *row, void *data)
{
    const struct answers *answers = data;
    struct store_answer *answer = answer_of_row(row);
    answer->is_current = db_column_int(row, 11) != 0;
    bool more = answers->visit(answer, answers->data);
    answer_free(answer);
    return more;
}

bool store_each_answer(struct store *store, gint64 id, bool (*visit)(const struct store_answer *answer, void *data), void *data,
                       GError **error)
{
    static const char sql[] = "SELECT" ANSWER_COLUMNS ", coalesce(" IS_CURRENT ", 0) FROM message m JOIN answer a"
                              " ON a.message = m.id WHERE m.id = ? AND (a.author = 'staff' OR a.reading = m.reading)"
                              " ORDER BY a.author, a.line_first, a.id";
    struct answers answers = {.visit = visit, .data = data};
    return db_each(store, sql, BIND(of_int(id)), visit_answer, &answers, error);
}
