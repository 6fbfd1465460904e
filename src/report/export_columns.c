/* Columns and their cells. A value is there, or it is said why not; nothing is ever put in its place. */
#include "report/export_columns.h"

#include <string.h>

#include "report/export_rows.h"
#include "report/withheld.h"
#include "store/store_export.h"

#define DAY_SECS 86400
#define MISSING_FIRST (-90) /* codes are below that, and below the least value that may be answered */
#define NAME_ROOM 28u       /* of a name, where a number must go behind it */

const char *missing_words(enum missing missing)
{
    static const char *const words[MISSING_COUNT] = {"answered", "not asked", "skipped", "refused",
                                                     "unclear",  "withdrawn", "withheld"};
    return words[missing];
}

bool column_is_text(enum column_kind kind) { return kind == COLUMN_PERSON || kind == COLUMN_WORDS || kind == COLUMN_COMMENT; }

gint64 column_missing_code(const struct export_column *column, enum missing missing)
{
    gint64 least = column->kind == COLUMN_NUMBER ? MIN(0, column->question->from) : 0;
    return least + MISSING_FIRST - (gint64)missing;
}

/* ---- columns */

static void column_free(void *data)
{
    struct export_column *column = data;
    g_free(column->name);
    g_free(column->label);
    g_free(column);
}

/* Words that neither SPSS nor Stata allow as a name. */
static bool is_reserved(const char *name)
{
    static const char *const words[] = {"all", "and",  "by",    "eq",   "ge",    "gt",     "le",    "lt",    "ne",
                                        "not", "or",   "to",    "with", "byte",  "double", "float", "if",    "in",
                                        "int", "long", "using", "strl", "str",   "_all",   "_b",    "_coef", "_cons",
                                        "_n",  "_pi",  "_pred", "_rc",  "_skip", "alias",  NULL};
    bool is_string_type =
        g_str_has_prefix(name, "str") && name[3] != '\0' && strspn(name + 3, "0123456789") == strlen(name + 3);
    return is_string_type || g_strv_contains(words, name);
}

static bool is_taken(const struct export_columns *columns, const char *name)
{
    for (guint i = 0; i < columns->list->len; i++)
        if (g_ascii_strcasecmp(((const struct export_column *)columns->list->pdata[i])->name, name) == 0)
            return true;
    return false;
}

/* Returns wanted as a name that no other column has. (transfer full) */
static char *name_for(const struct export_columns *columns, const char *wanted)
{
    g_autofree char *base = g_strdup_printf("%s%.*s%s", g_ascii_isalpha(*wanted) ? "" : "q_", (int)COLUMN_NAME_BYTES, wanted,
                                            is_reserved(wanted) ? "_" : "");
    if (strlen(base) <= COLUMN_NAME_BYTES && strlen(wanted) <= COLUMN_NAME_BYTES && !is_taken(columns, base))
        return g_steal_pointer(&base);
    for (guint number = 2;; number++) {
        g_autofree char *name = g_strdup_printf("%.*s_%u", (int)NAME_ROOM, base, number);
        if (!is_taken(columns, name))
            return g_steal_pointer(&name);
    }
}

static struct export_column *add(struct export_columns *columns, enum column_kind kind, const char *name, const char *label)
{
    struct export_column *column = g_new0(struct export_column, 1);
    column->kind = kind;
    column->name = name_for(columns, name);
    column->label = g_strdup(label);
    g_ptr_array_add(columns->list, column);
    return column;
}

static void add_options(struct export_columns *columns, const struct question *question, gint64 since_secs)
{
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        g_autofree char *name = g_strdup_printf("%s_%s", question->id, option->id),
                        *label = g_strdup_printf("%s: %s", option->label, question->ask);
        struct export_column *column = add(columns, COLUMN_OPTION, name, label);
        column->question = question;
        column->option = option;
        column->since_secs = since_secs;
    }
}

static enum column_kind kind_of(const struct question *question)
{
    if (strcmp(question->type, "choice") == 0)
        return COLUMN_CHOICE;
    return strcmp(question->type, "scale") == 0 || strcmp(question->type, "number") == 0 ? COLUMN_NUMBER : COLUMN_WORDS;
}

/* Adds a column that goes with question: NAME_SUFFIX. */
static void add_beside(struct export_columns *columns, const struct question *question, enum column_kind kind,
                       const char *suffix, const char *words, gint64 since_secs)
{
    g_autofree char *name = g_strconcat(question->id, suffix, NULL), *label = g_strconcat(words, question->ask, NULL);
    struct export_column *column = add(columns, kind, name, label);
    column->question = question;
    column->since_secs = since_secs;
}

static bool add_question(struct export_columns *columns, const struct question *question, GError **error)
{
    gint64 since_secs = 0;
    if (!store_question_since(columns->request->store, columns->survey->id, question->id, &since_secs, error))
        return false;
    if (strcmp(question->type, "multi") == 0) {
        add_options(columns, question, since_secs);
        return true;
    }
    add_beside(columns, question, kind_of(question), "", "", since_secs);
    if (kind_of(question) == COLUMN_WORDS)
        add_beside(columns, question, COLUMN_WHY, "_why", "Why there is no answer: ", since_secs);
    if (question->is_consent && !columns->options->outside)
        add_beside(columns, question, COLUMN_COMMENT, "_comment", "Written beside the answer: ", since_secs);
    return true;
}

static bool add_questions(struct export_columns *columns, GError **error)
{
    for (guint i = 0; i < columns->survey->questions->len; i++) {
        const struct question *question = columns->survey->questions->pdata[i];
        if (!export_leaves_out(question, columns->options) && !add_question(columns, question, error))
            return false;
    }
    return true;
}

struct export_columns *export_columns_new(const struct report_request *request, const struct survey *survey,
                                          const struct export_options *options, GError **error)
{
    AUTO(export_columns) columns = g_new0(struct export_columns, 1);
    *columns = (struct export_columns){
        .list = g_ptr_array_new_with_free_func(column_free), .request = request, .survey = survey, .options = options};
    if (options->outside && (columns->withheld = withheld_new(request, survey, options, error)) == NULL)
        return NULL;
    add(columns, COLUMN_PERSON, "person", "Person");
    if (!options->outside)
        add(columns, COLUMN_DAY, "last_answer", "Day of the last answer");
    return add_questions(columns, error) ? g_steal_pointer(&columns) : NULL;
}

void export_columns_free(struct export_columns *columns)
{
    if (columns == NULL)
        return;
    g_ptr_array_unref(columns->list);
    withheld_free(columns->withheld);
    g_free(columns);
}

/* ---- cells */

struct visiting {
    const struct export_columns *columns;
    bool (*visit)(const struct export_cell *cells, void *data);
    void *data;
    struct export_cell *cells;
    GHashTable *passed_over; /* of the person */
    bool is_ended;
    GError *error;
};

/* Returns why person gave no answer to the question of column. */
static enum missing no_answer(const struct visiting *visiting, const struct export_column *column,
                              const struct store_person *person)
{
    if (g_hash_table_contains(visiting->passed_over, column->question->id))
        return visiting->columns->options->outside ? MISSING_WITHHELD : MISSING_REFUSED;
    return column->since_secs > person->last_secs ? MISSING_NOT_ASKED : MISSING_SKIPPED;
}

static gint64 place_of(const struct question *question, const char *id)
{
    for (guint i = 0; i < question->options->len; i++)
        if (g_strcmp0(((const struct option *)question->options->pdata[i])->id, id) == 0)
            return (gint64)i + 1;
    return 0;
}

static bool is_withheld(const struct visiting *visiting, const struct export_column *column, const json_t *value)
{
    if (column->option == NULL)
        return withheld_has(visiting->columns->withheld, column->question, value);
    AUTO_JSON id = json_string(column->option->id);
    return withheld_has(visiting->columns->withheld, column->question, id);
}

static bool has_option(const json_t *list, const char *id)
{
    size_t i;
    const json_t *entry;
    json_array_foreach(list, i, entry) if (g_strcmp0(json_string_value(entry), id) == 0) return true;
    return false;
}

/* Puts a recorded value into cell; one that the question does not have any more is unclear. */
static void set_value(const struct visiting *visiting, const struct export_column *column, const json_t *value,
                      struct export_cell *cell)
{
    const char *text = json_string_value(value);
    if (column->kind == COLUMN_OPTION) {
        cell->number = has_option(value, column->option->id);
    } else if (column->kind == COLUMN_CHOICE) {
        cell->number = place_of(column->question, text);
        cell->missing = cell->number == 0 ? MISSING_UNCLEAR : MISSING_NOT;
    } else if (column->kind == COLUMN_NUMBER) {
        cell->number = json_integer_value(value);
        cell->missing = json_is_integer(value) ? MISSING_NOT : MISSING_UNCLEAR;
    } else if (column->kind == COLUMN_WORDS) {
        bool is_text = strcmp(column->question->type, "text") == 0;
        cell->text =
            is_text ? export_words(text != NULL ? text : "", visiting->columns->options) : g_strdup(text != NULL ? text : "");
    }
}

static bool is_words_of(const struct store_person *person, const struct question *question)
{
    return person->care > 0 && strcmp(question->type, "text") == 0;
}

static void set_cell(const struct visiting *visiting, const struct export_column *column, const struct store_person *person,
                     struct export_cell *cell)
{
    const struct store_answer *answer = export_answer(person, column->question);
    if (is_words_of(person, column->question))
        cell->missing = MISSING_WITHHELD;
    else if (answer == NULL)
        cell->missing = no_answer(visiting, column, person);
    else if (!answer->is_recorded)
        cell->missing = visiting->columns->options->outside ? MISSING_WITHHELD : MISSING_UNCLEAR;
    else if (is_withheld(visiting, column, answer->value))
        cell->missing = MISSING_WITHHELD;
    else
        set_value(visiting, column, answer->value, cell);
    if (column->kind == COLUMN_COMMENT && answer != NULL && answer->comment != NULL && person->care == 0)
        cell->text = export_words(answer->comment, visiting->columns->options);
}

static void begin_row(struct visiting *visiting, const char *pseudonym)
{
    for (guint i = 0; i < visiting->columns->list->len; i++) {
        const struct export_column *column = visiting->columns->list->pdata[i];
        struct export_cell *cell = &visiting->cells[i];
        g_free(cell->text);
        *cell = (struct export_cell){.text = column->kind == COLUMN_PERSON ? g_strdup(pseudonym) : NULL};
    }
}

static bool end_row(struct visiting *visiting)
{
    for (guint i = 0; i < visiting->columns->list->len; i++)
        if (column_is_text(((const struct export_column *)visiting->columns->list->pdata[i])->kind) &&
            visiting->cells[i].text == NULL)
            visiting->cells[i].text = g_strdup("");
    visiting->is_ended = !visiting->visit(visiting->cells, visiting->data);
    return !visiting->is_ended;
}

static bool visit_person(const struct store_person *person, void *data)
{
    struct visiting *visiting = data;
    const struct export_columns *columns = visiting->columns;
    g_hash_table_remove_all(visiting->passed_over);
    if (!store_passed_over(columns->request->store, person->id, columns->survey->id, visiting->passed_over, &visiting->error))
        return false;
    begin_row(visiting, person->pseudonym);
    for (guint i = 0; i < columns->list->len; i++) {
        const struct export_column *column = columns->list->pdata[i];
        if (column->kind == COLUMN_DAY)
            visiting->cells[i].number = person->last_secs / DAY_SECS - (person->last_secs % DAY_SECS < 0);
        else if (column->question != NULL)
            set_cell(visiting, column, person, &visiting->cells[i]);
    }
    return end_row(visiting);
}

static bool visit_gone(const char *pseudonym, void *data)
{
    struct visiting *visiting = data;
    begin_row(visiting, pseudonym);
    for (guint i = 1; i < visiting->columns->list->len; i++)
        visiting->cells[i].missing = MISSING_WITHDRAWN;
    return end_row(visiting);
}

bool export_columns_each(const struct export_columns *columns, bool (*visit)(const struct export_cell *cells, void *data),
                         void *data, GError **error)
{
    g_autofree struct export_cell *cells = g_new0(struct export_cell, columns->list->len);
    g_autoptr(GHashTable) passed_over = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct visiting visiting = {.columns = columns, .visit = visit, .data = data, .cells = cells, .passed_over = passed_over};
    struct store *store = columns->request->store;
    const char *survey = columns->survey->id;
    bool ok = store_each_exported(store, columns->options->id, survey, visit_person, &visiting, error) &&
              visiting.error == NULL &&
              (visiting.is_ended || store_each_gone(store, columns->options->id, survey, visit_gone, &visiting, error));
    if (visiting.error != NULL)
        g_propagate_error(error, visiting.error);
    begin_row(&visiting, NULL); /* frees what is in the last one */
    return ok;
}
