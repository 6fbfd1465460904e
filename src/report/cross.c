/* Cross-tables. People count in them who have answered both questions. */
#include "report/cross.h"

#include <string.h>

#include "base/error.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/small_cells.h"

#define LABEL_COLUMNS 22u
#define CELL_COLUMNS 7
#define CELLS_MOST 60u /* rows or columns: a scale can be long */

struct crossing {
    const struct question *row, *column;
    guint rows, columns;
    gint64 *counts; /* row by row */
};

/* ---- counting */

/* Returns how many values question has; 0 where it cannot be crossed. */
static guint values_of(const struct question *question)
{
    if (strcmp(question->type, "choice") == 0)
        return question->options->len;
    gint64 steps = strcmp(question->type, "scale") == 0 ? question->to - question->from + 1 : 0;
    return steps > 0 && steps <= CELLS_MOST ? (guint)steps : 0;
}

/* Returns the place of value among those of question, G_MAXUINT where it is no longer one. */
static guint place_of(const struct question *question, const json_t *value)
{
    if (json_is_integer(value)) {
        gint64 number = json_integer_value(value);
        return number >= question->from && number <= question->to ? (guint)(number - question->from) : G_MAXUINT;
    }
    for (guint i = 0; json_is_string(value) && i < question->options->len; i++)
        if (strcmp(((const struct option *)question->options->pdata[i])->id, json_string_value(value)) == 0)
            return i;
    return G_MAXUINT;
}

static char *label_of(const struct question *question, guint place)
{
    if (strcmp(question->type, "choice") == 0)
        return g_strdup(((const struct option *)question->options->pdata[place])->label);
    return g_strdup_printf("%" G_GINT64_FORMAT, question->from + place);
}

static bool add_pair(const struct store_pair *pair, void *data)
{
    struct crossing *crossing = data;
    guint row = place_of(crossing->row, pair->row), column = place_of(crossing->column, pair->column);
    if (row < crossing->rows && column < crossing->columns)
        crossing->counts[row * crossing->columns + column] += pair->count;
    return true;
}

static const struct question *find(const struct survey *survey, const char *id, GError **error)
{
    const struct question *question = survey_question(survey, id);
    if (question != NULL && values_of(question) > 0)
        return question;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                question == NULL ? "the survey has no question called %s"
                                 : "%s cannot stand in a cross-table: only a choice of one, or a scale, can",
                id);
    return NULL;
}

/* ---- figures */

static json_t *shown(gint64 count, bool is_hidden) { return is_hidden ? json_null() : json_integer(count); }

static gint64 sum(const gint64 *counts, guint count, guint stride)
{
    gint64 total = 0;
    for (guint i = 0; i < count; i++)
        total += counts[i * stride];
    return total;
}

/* Returns the sums of rows or columns, the small ones hidden like cells. (transfer full) */
static json_t *sums(const struct crossing *crossing, bool of_rows, gint64 least)
{
    guint count = of_rows ? crossing->rows : crossing->columns;
    g_autofree gint64 *totals = g_new0(gint64, count);
    g_autofree bool *hidden = g_new0(bool, count);
    json_t *list = json_array();
    for (guint i = 0; i < count; i++)
        totals[i] = of_rows ? sum(crossing->counts + i * crossing->columns, crossing->columns, 1)
                            : sum(crossing->counts + i, crossing->rows, crossing->columns);
    small_cells_hide(totals, 1, count, least, hidden);
    for (guint i = 0; i < count; i++)
        json_array_append_new(list, shown(totals[i], hidden[i]));
    return list;
}

static json_t *lines_of(const struct crossing *crossing, gint64 least)
{
    g_autofree bool *hidden = g_new0(bool, crossing->rows * crossing->columns);
    AUTO_JSON totals = sums(crossing, true, least);
    json_t *lines = json_array();
    small_cells_hide(crossing->counts, crossing->rows, crossing->columns, least, hidden);
    for (guint row = 0; row < crossing->rows; row++) {
        g_autofree char *label = label_of(crossing->row, row);
        json_t *counts = json_array();
        for (guint i = row * crossing->columns; i < (row + 1) * crossing->columns; i++)
            json_array_append_new(counts, shown(crossing->counts[i], hidden[i]));
        json_array_append_new(
            lines, json_pack("{s:s, s:o, s:O}", "label", label, "counts", counts, "total", json_array_get(totals, row)));
    }
    return lines;
}

static json_t *figures_of(const struct crossing *crossing, gint64 least)
{
    json_t *labels = json_array();
    gint64 people = sum(crossing->counts, crossing->rows * crossing->columns, 1);
    for (guint i = 0; i < crossing->columns; i++) {
        g_autofree char *label = label_of(crossing->column, i);
        json_array_append_new(labels, json_string(label));
    }
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "row", crossing->row->id, "row_ask", crossing->row->ask,
                     "column", crossing->column->id, "column_ask", crossing->column->ask, "columns", labels, "lines",
                     lines_of(crossing, least), "totals", sums(crossing, false, least), "people",
                     shown(people, people > 0 && people < least));
}

json_t *cross_collect(const struct report_request *request, const struct survey *survey, const char *row, const char *column,
                      gint64 least, GError **error)
{
    struct crossing crossing = {.row = find(survey, row, error)};
    crossing.column = crossing.row != NULL ? find(survey, column, error) : NULL;
    if (crossing.column == NULL)
        return NULL;
    crossing.rows = values_of(crossing.row);
    crossing.columns = values_of(crossing.column);
    crossing.counts = g_new0(gint64, crossing.rows * crossing.columns);
    bool ok = store_each_pair(request->store, survey->id, row, column, &request->period, add_pair, &crossing, error);
    json_t *figures = ok ? figures_of(&crossing, least) : NULL;
    g_free(crossing.counts);
    return figures;
}

/* ---- printing: columns by letters, as labels are long */

static void print_count(const json_t *count, FILE *out)
{
    if (json_is_null(count))
        fprintf(out, "%*s", CELL_COLUMNS, "*");
    else
        fprintf(out, "%*" G_GINT64_FORMAT, CELL_COLUMNS, (gint64)json_integer_value(count));
}

static void print_line(const char *label, const json_t *counts, const json_t *total, bool is_utf8, FILE *out)
{
    size_t i;
    const json_t *count;
    g_autofree char *cut = page_cut(label, LABEL_COLUMNS, is_utf8);
    fprintf(out, "  %s%*s", cut, (int)(LABEL_COLUMNS - MIN(LABEL_COLUMNS, (guint)g_utf8_strlen(cut, -1))), "");
    json_array_foreach(counts, i, count) print_count(count, out);
    print_count(total, out);
    fprintf(out, "\n");
}

void cross_print(const json_t *cross, const struct report_request *request, FILE *out)
{
    size_t i;
    const json_t *line, *columns = json_object_get(cross, "columns");
    g_autofree char *title = g_strdup_printf("%s\nby: %s", figure_text(cross, "row_ask"), figure_text(cross, "column_ask")),
                    *words = page_words(title, REPORT_COLUMNS, 0, 0, NULL);
    fprintf(out, "\n%s\n", words);
    json_array_foreach(columns, i, line) fprintf(out, "  (%c) %s\n", (int)('a' + i % 26), json_string_value(line));
    fprintf(out, "  %*s", (int)LABEL_COLUMNS, "");
    for (i = 0; i < json_array_size(columns); i++)
        fprintf(out, "%*s(%c)", CELL_COLUMNS - 3, "", (int)('a' + i % 26));
    fprintf(out, "%*s\n", CELL_COLUMNS, "all");
    json_array_foreach(json_object_get(cross, "lines"), i, line) print_line(
        figure_text(line, "label"), json_object_get(line, "counts"), json_object_get(line, "total"), request->is_utf8, out);
    print_line("all", json_object_get(cross, "totals"), json_object_get(cross, "people"), request->is_utf8, out);
}
