/* The answers to a survey in figures, and as bars. Never holds the words of a text question. */
#include <string.h>

#include "base/text.h"
#include "report/distribution.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/wilson.h"

#define LABEL_COLUMNS 26
#define BAR_COLUMNS 28
#define INTERVAL_COLUMNS 12 /* "  (12-34%)" */

/* ---- collecting */

struct counts { /* of one question */
    gint64 recorded, unclear;
    GArray *values; /* struct counted */
};

static void counted_clear(gpointer data) { json_decref(((struct counted *)data)->value); }

static void counts_free(gpointer data)
{
    struct counts *counts = data;
    g_array_unref(counts->values);
    g_free(counts);
}

static struct counts *counts_of(GHashTable *questions, const char *id)
{
    struct counts *counts = g_hash_table_lookup(questions, id);
    if (counts == NULL) {
        counts = g_new0(struct counts, 1);
        counts->values = g_array_new(FALSE, FALSE, sizeof(struct counted));
        g_array_set_clear_func(counts->values, counted_clear);
        g_hash_table_insert(questions, g_strdup(id), counts);
    }
    return counts;
}

static bool add_tally(const struct store_tally *tally, void *data)
{
    struct counts *counts = counts_of(data, tally->question);
    *(tally->is_recorded ? &counts->recorded : &counts->unclear) += tally->count;
    if (tally->is_recorded && tally->value != NULL) {
        struct counted counted = {.value = json_deep_copy(tally->value), .count = tally->count};
        g_array_append_val(counts->values, counted);
    }
    return true;
}

static json_t *question_figures(const struct question *question, GHashTable *questions)
{
    const struct counts *counts = counts_of(questions, question->id);
    json_t *entry =
        json_pack("{s:s, s:i, s:s, s:s, s:I, s:I}", "id", question->id, "number", (int)question->number, "ask", question->ask,
                  "type", question->type, "answered", (json_int_t)counts->recorded, "unclear", (json_int_t)counts->unclear);
    json_t *bars = distribution_bars(question, counts->values), *mean = distribution_mean(question, counts->values);
    if (bars != NULL)
        json_object_set_new(entry, "bars", bars);
    if (mean != NULL)
        json_object_set_new(entry, "mean", mean);
    return entry;
}

/* Answers to questions that the survey has no longer are counted too, so that none is forgotten. */
static gint64 count_former(const struct survey *survey, GHashTable *questions)
{
    GHashTableIter at;
    gpointer id, counts;
    gint64 former = 0;
    for (g_hash_table_iter_init(&at, questions); g_hash_table_iter_next(&at, &id, &counts);)
        if (survey_question(survey, id) == NULL)
            former += ((struct counts *)counts)->recorded + ((struct counts *)counts)->unclear;
    return former;
}

static GPtrArray *text_questions(const struct survey *survey)
{
    GPtrArray *texts = g_ptr_array_new();
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (strcmp(question->type, "text") == 0)
            g_ptr_array_add(texts, question->id);
    }
    g_ptr_array_add(texts, NULL);
    return texts;
}

json_t *figures_answers(const struct report_request *request, const struct survey *survey, GError **error)
{
    gint64 people = 0, new_people = 0;
    g_autoptr(GPtrArray) texts = text_questions(survey);
    g_autoptr(GHashTable) questions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, counts_free);
    if (!store_people(request->store, survey->id, &request->since, &people, &new_people, error) ||
        !store_each_tally_in(request->store, survey->id, (const char *const *)texts->pdata, &request->period, add_tally,
                             questions, error))
        return NULL;
    if ((request->period.since_secs > 0 || request->period.until_secs > 0) &&
        !store_people_in(request->store, survey->id, &request->period, &people, error))
        return NULL;
    json_t *list = json_array();
    for (guint i = 0; i < survey->questions->len; i++)
        json_array_append_new(list, question_figures(survey->questions->pdata[i], questions));
    return json_pack("{s:s, s:s, s:I, s:I, s:o, s:I}", "survey", survey->id, "title", survey->title, "people",
                     (json_int_t)people, "new_people", (json_int_t)new_people, "questions", list, "former_questions",
                     (json_int_t)count_former(survey, questions));
}

/* ---- printing */

static gint64 highest(const json_t *bars)
{
    size_t i;
    const json_t *bar;
    gint64 most = 0;
    json_array_foreach(bars, i, bar) most = MAX(most, figure(bar, "count"));
    return most;
}

static void print_padded(FILE *out, const char *text, guint columns)
{
    fprintf(out, "%s%*s", text, (int)(columns - MIN(columns, text_columns(text))), "");
}

static void print_interval(gint64 count, gint64 answered, FILE *out)
{
    double low = 0, high = 1;
    wilson_interval(count, answered, &low, &high);
    fprintf(out, "  (%.0f-%.0f%%)", low * 100, high * 100);
}

static void print_bar(const json_t *bar, gint64 most, gint64 answered, const struct report_request *request, FILE *out)
{
    gint64 count = figure(bar, "count");
    guint bar_columns = request->with_intervals ? BAR_COLUMNS - INTERVAL_COLUMNS : BAR_COLUMNS;
    g_autofree char *label = page_cut(figure_text(bar, "label"), LABEL_COLUMNS, request->is_utf8);
    bool is_hidden = json_is_true(json_object_get(bar, "suppressed"));
    g_autofree char *drawn = page_bar(count, most, bar_columns, request->is_utf8);
    fprintf(out, "   ");
    print_padded(out, label, LABEL_COLUMNS + 1);
    print_padded(out, is_hidden ? "withheld" : drawn, is_hidden ? 0 : bar_columns);
    if (is_hidden) {
        fprintf(out, "\n");
        return;
    }
    fprintf(out, "%6" G_GINT64_FORMAT "%5" G_GINT64_FORMAT "%%", count,
            answered > 0 ? (count * 100 + answered / 2) / answered : 0);
    if (request->with_intervals)
        print_interval(count, answered, out);
    fprintf(out, "\n");
}

char *figures_answers_line(const json_t *question)
{
    bool is_text = json_object_get(question, "bars") == NULL;
    gint64 unclear = figure(question, "unclear");
    const json_t *mean = json_object_get(question, "mean");
    g_autofree char *count = figure_counted(question, "answered", is_text ? "text" : "answer", is_text ? "texts" : "answers");
    GString *line = g_string_new(count);
    if (mean != NULL)
        g_string_append_printf(line, ", mean %.1f", json_real_value(mean));
    if (unclear > 0)
        g_string_append_printf(line, "; %" G_GINT64_FORMAT " unclear", unclear);
    return g_string_free(line, FALSE);
}

static void print_question(const json_t *question, const struct report_request *request, FILE *out)
{
    const json_t *bars = json_object_get(question, "bars"), *bar;
    gint64 answered = figure(question, "answered"), most = highest(bars);
    size_t i;
    g_autofree char *ask =
        g_strdup_printf("%" G_GINT64_FORMAT ". %s", figure(question, "number"), figure_text(question, "ask"));
    g_autofree char *words = page_words(ask, REPORT_COLUMNS, 0, 0, NULL), *line = figures_answers_line(question);
    fprintf(out, "\n%s   %s\n", words, line);
    if (answered > 0)
        json_array_foreach(bars, i, bar) print_bar(bar, most, answered, request, out);
}

void figures_print_answers(const json_t *answers, const struct report_request *request, FILE *out)
{
    const json_t *questions = json_object_get(answers, "questions"), *question;
    size_t i;
    g_autofree char *people = figure_counted(answers, "people", "person", "people"),
                    *new_people = figure_counted(answers, "new_people", "new", "new");
    bool has_new = json_object_get(answers, "new_people") != NULL;
    g_autofree char *title = page_cut(figure_text(answers, "title"), REPORT_COLUMNS, request->is_utf8);
    fprintf(out, "%s\n%s%s%s\n", title, people, has_new ? " so far, " : "", has_new ? new_people : "");
    json_array_foreach(questions, i, question) print_question(question, request, out);
    if (figure(answers, "former_questions") > 0)
        fprintf(out, "\n(and %" G_GINT64_FORMAT " answers to questions that are no longer in the survey)\n",
                figure(answers, "former_questions"));
}
