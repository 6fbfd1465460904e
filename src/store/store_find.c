/* Words and themes. Finds nothing that does not count, or whose writer has withdrawn. */
#include "store/store_find.h"

#include <string.h>

#include "base/text.h"
#include "store/store_rows.h"

#define PASSAGE_WORDS "48"

/* ---- words, as FTS5 takes them */

static void add_term(GString *query, const char *start, const char *end, bool is_prefix)
{
    g_autofree char *raw = g_strndup(start, (gsize)(end - start)), *folded = text_fold(raw);
    g_autoptr(GPtrArray) words = text_words(folded);
    if (words->len == 0)
        return;
    g_string_append(query, query->len > 0 ? " AND \"" : "\"");
    for (const char *p = raw; *p != '\0'; p++)
        g_string_append_c(query, *p == '"' ? ' ' : *p);
    g_string_append(query, is_prefix ? "\"*" : "\"");
}

/* Returns words as a query in which nothing is an operator: all of them, and phrases. (transfer full), "" where there are none
 */
static char *query_of(const char *words)
{
    GString *query = g_string_new(NULL);
    for (const char *p = words; *p != '\0';) {
        const char *end = *p == '"' ? strchr(p + 1, '"') : NULL;
        if (end != NULL) {
            add_term(query, p + 1, end, false);
            p = end + 1;
            continue;
        }
        size_t length = strcspn(p, " \t\n");
        bool is_prefix = length > 1 && p[length - 1] == '*';
        add_term(query, p, p + length - is_prefix, is_prefix);
        p += length + strspn(p + length, " \t\n");
    }
    return g_string_free(query, FALSE);
}

struct visiting {
    union {
        bool (*found)(const struct store_found *found, void *data);
        bool (*story)(const struct store_story *story, void *data);
        bool (*theme)(const struct store_theme *theme, void *data);
        bool (*name)(const char *theme, void *data);
    } visit;
    void *data;
    gint64 last;
    guint count;
};

static bool visit_found(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_found found = {.message = db_column_int(row, 0),
                                      .pseudonym = db_column_borrowed(row, 1),
                                      .survey = db_column_borrowed(row, 2),
                                      .question = db_column_borrowed(row, 3),
                                      .words = db_column_borrowed(row, 4)};
    return visiting->visit.found(&found, visiting->data);
}

/* ?1: the query, NULL for none; ?2: the theme, NULL for none; ?3: hidden questions; ?4: with care. What counts and may match.
 */
#define IN_CARE "coalesce(r.care, 0) > 0"
#define CANDIDATES                                                                                                             \
    " JOIN message m ON m.id = a.message LEFT JOIN reading r ON r.message = m.id AND r.number = m.reading"                     \
    " WHERE a.survey || ' ' || a.question NOT IN (SELECT value FROM json_each(?3)) AND (?2 IS NULL OR EXISTS"                  \
    " (SELECT 1 FROM theme t WHERE t.message = a.message AND t.theme = ?2 AND t.state <> 'removed'))"
#define BY_WORDS "FROM answer_index JOIN counted_answer a ON a.id = answer_index.rowid" CANDIDATES " AND answer_index MATCH ?1"
#define BY_THEME                                                                                                               \
    "FROM counted_answer a JOIN answer_words w ON w.id = a.id AND w.words <> ''" CANDIDATES                                    \
    " AND a.state = 'recorded' AND ?1 IS NULL"
#define COUNTS "SELECT coalesce(sum(?4 OR NOT " IN_CARE "), 0), coalesce(sum(NOT ?4 AND " IN_CARE "), 0) "
#define NEWEST " AND (?4 OR NOT " IN_CARE ") ORDER BY a.message DESC, a.id LIMIT ?5"
#define SHOWN "SELECT a.message, p.pseudonym, a.survey, a.question, "

/* Passages are made for those alone that are shown. */
static const char count_by_words[] = COUNTS BY_WORDS, count_by_theme[] = COUNTS BY_THEME;
static const char show_by_words[] =
    SHOWN "snippet(answer_index, 0, '', '', ' ... ', " PASSAGE_WORDS ") FROM answer_index JOIN answer a"
          " ON a.id = answer_index.rowid JOIN person p ON p.id = a.person WHERE answer_index MATCH ?1 AND answer_index.rowid IN"
          " (SELECT a.id " BY_WORDS NEWEST ") ORDER BY a.message DESC, a.id";
static const char show_by_theme[] =
    SHOWN "w.words FROM answer a JOIN answer_words w ON w.id = a.id JOIN person p ON p.id = a.person WHERE a.id IN"
          " (SELECT a.id " BY_THEME NEWEST ") ORDER BY a.message DESC, a.id";

static bool count_found(struct store *store, const char *sql, const struct bound *values, guint count,
                        struct store_search_counts *counts, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, values, count, error) || db_step(&query, error) != STEP_ROW)
        return false;
    counts->found = db_column_int(&query, 0);
    counts->withheld = db_column_int(&query, 1);
    return true;
}

bool store_find(struct store *store, const struct store_search *search,
                bool (*visit)(const struct store_found *found, void *data), void *data, struct store_search_counts *counts,
                GError **error)
{
    g_autofree char *words = query_of(search->words), *hidden = names_as_json(search->hidden);
    bool by_words = *words != '\0';
    struct visiting visiting = {.visit.found = visit, .data = data};
    *counts = (struct store_search_counts){.is_empty = !by_words && search->theme == NULL};
    if (counts->is_empty)
        return true;
    const struct bound values[] = {of_text(by_words ? words : NULL), of_text(search->theme), of_text(hidden),
                                   of_int(search->with_care), of_int(search->most)};
    return count_found(store, by_words ? count_by_words : count_by_theme, values, G_N_ELEMENTS(values) - 1, counts, error) &&
           db_each(store, by_words ? show_by_words : show_by_theme, values, G_N_ELEMENTS(values), visit_found, &visiting,
                   error);
}

/* ---- themes */

bool store_theme_set(struct store *store, gint64 id, const char *theme, bool is_off, const char *who, gint64 now_secs,
                     bool *is_changed, GError **error)
{
    const char *state = is_off ? "removed" : "set";
    if (!db_run(store,
                "INSERT INTO theme (message, theme, state, who, at_secs) VALUES (?, ?, ?, ?, ?) ON CONFLICT (message, theme)"
                " DO UPDATE SET state = excluded.state, who = excluded.who, at_secs = excluded.at_secs"
                " WHERE state <> excluded.state",
                BIND(of_int(id), of_text(theme), of_text(state), of_text(who), of_int(now_secs)), error))
        return false;
    *is_changed = sqlite3_changes(store->db) > 0;
    return true;
}

bool store_theme_propose(struct store *store, gint64 id, const char *theme, gint64 now_secs, GError **error)
{
    return db_run(store,
                  "INSERT OR IGNORE INTO theme (message, theme, state, who, at_secs) VALUES (?, ?, 'proposed', 'rules', ?)",
                  BIND(of_int(id), of_text(theme), of_int(now_secs)), error);
}

bool store_theme_begin(struct store *store, const char *rules, GError **error)
{
    gint64 is_same = 0;
    if (!db_integer(store, "SELECT rules = ? FROM theme_mark", BIND(of_text(rules)), 0, &is_same, error))
        return false;
    if (is_same != 0)
        return true;
    return db_run(store, "DELETE FROM theme WHERE state = 'proposed'", BIND_NONE, error) &&
           db_run(store, "INSERT OR REPLACE INTO theme_mark (id, rules, answer) VALUES (1, ?, 0)", BIND(of_text(rules)), error);
}

static bool visit_story(const struct query *row, void *data)
{
    struct visiting *visiting = data;
    const struct store_story story = {.answer = db_column_int(row, 0),
                                      .message = db_column_int(row, 1),
                                      .survey = db_column_borrowed(row, 2),
                                      .question = db_column_borrowed(row, 3),
                                      .words = db_column_borrowed(row, 4)};
    visiting->last = story.answer;
    visiting->count++;
    return visiting->visit.story(&story, visiting->data);
}

bool store_theme_next(struct store *store, guint most, bool (*visit)(const struct store_story *story, void *data), void *data,
                      guint *count, GError **error)
{
    struct visiting visiting = {.visit.story = visit, .data = data};
    bool ok = db_each(store,
                      "SELECT a.id, a.message, a.survey, a.question, a.words FROM answer a WHERE a.id > (SELECT answer FROM"
                      " theme_mark) AND a.author = 'reader' AND a.state = 'recorded' AND json_extract(a.value, '$') = a.words"
                      " ORDER BY a.id LIMIT ?",
                      BIND(of_int(most)), visit_story, &visiting, error);
    *count = visiting.count;
    return ok && (visiting.count == 0 || db_run(store, "UPDATE theme_mark SET answer = ?", BIND(of_int(visiting.last)), error));
}

static bool visit_theme(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    const struct store_theme theme = {
        .theme = db_column_borrowed(row, 0), .state = db_column_borrowed(row, 1), .people = db_column_int(row, 2)};
    return visiting->visit.theme(&theme, visiting->data);
}

bool store_each_theme(struct store *store, const char *survey, gint64 since_secs, gint64 until_secs, gint64 id,
                      bool (*visit)(const struct store_theme *theme, void *data), void *data, GError **error)
{
    /* whoever has it set once and proposed once counts where a human said so */
    static const char sql[] =
        "SELECT theme, CASE best WHEN 1 THEN 'set' ELSE 'proposed' END, count(*) FROM (SELECT t.theme, a.person,"
        " max(t.state = 'set') AS best FROM theme t JOIN counted_answer a ON a.message = t.message WHERE t.state <> 'removed'"
        " AND (?1 IS NULL OR a.survey = ?1) AND (?2 = 0 OR a.at_secs >= ?2) AND (?3 = 0 OR a.at_secs < ?3)"
        " AND (?4 = 0 OR t.message = ?4) GROUP BY t.theme, a.person) GROUP BY theme, best ORDER BY theme, best DESC";
    struct visiting visiting = {.visit.theme = visit, .data = data};
    return db_each(store, sql, BIND(of_text(survey), of_int(since_secs), of_int(until_secs), of_int(id)), visit_theme,
                   &visiting, error);
}

static bool visit_name(const struct query *row, void *data)
{
    const struct visiting *visiting = data;
    return visiting->visit.name(db_column_borrowed(row, 0), visiting->data);
}

bool store_each_theme_of(struct store *store, const char *pseudonym, const char *survey,
                         bool (*visit)(const char *theme, void *data), void *data, GError **error)
{
    static const char sql[] = "SELECT DISTINCT t.theme FROM message m JOIN theme t ON t.message = m.id AND t.state = 'set'"
                              " WHERE m.person = ?1 AND EXISTS (SELECT 1 FROM counted_answer a WHERE a.message = m.id AND"
                              " a.survey = ?2) ORDER BY t.theme";
    struct visiting visiting = {.visit.name = visit, .data = data};
    return db_each(store, sql, BIND(of_int(person_number(pseudonym)), of_text(survey)), visit_name, &visiting, error);
}
