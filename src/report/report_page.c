/* The report of a period. Holds figures alone: never the words of a person. */
#include "report/report_page.h"

#include "base/clock.h"
#include "render/chart.h"
#include "render/template.h"
#include "report/cross.h"
#include "report/digest_data.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/small_cells.h"

/* ---- figures */

static bool add_survey(const struct report_request *request, const struct report_options *options, const struct survey *survey,
                       json_t *figures, GError **error)
{
    json_t *answers = figures_answers(request, survey, error);
    if (answers == NULL)
        return false;
    json_object_del(answers, "new_people"); /* since a digest: nothing of this report */
    if (options->least > 0)
        small_cells_apply(answers, options->least);
    json_array_append_new(json_object_get(figures, "surveys"), answers);
    return options->cross_row == NULL ||
           figure_add(figures, "cross",
                      cross_collect(request, survey, options->cross_row, options->cross_column, options->least, error));
}

static bool add_themes(const struct report_request *request, const struct report_options *options, const struct survey *one,
                       json_t *figures, GError **error)
{
    if (options->themes == NULL)
        return true;
    json_t *themes = themes_figures(request, options->themes, one, error);
    if (themes != NULL && options->least > 0)
        themes_suppress(themes, options->least);
    return figure_add(figures, "themes", themes);
}

json_t *report_collect(const struct report_request *request, const struct report_options *options, GError **error)
{
    AUTO_JSON figures =
        json_pack("{s:s, s:o, s:o, s:o, s:[], s:n, s:b}", "campaign", request->campaign, "time", figure_time(request->now_secs),
                  "since", figure_time_or_null(request->period.since_secs), "until",
                  figure_time_or_null(request->period.until_secs), "surveys", "cross", "outside", options->least > 0);
    const struct survey *one = options->survey;
    if (one == NULL && options->cross_row != NULL)
        one = request->surveys->pdata[0];
    for (guint i = 0; i < request->surveys->len; i++)
        if ((one == NULL || one == request->surveys->pdata[i]) &&
            !add_survey(request, options, request->surveys->pdata[i], figures, error))
            return NULL;
    return add_themes(request, options, one, figures, error) ? json_incref(figures) : NULL;
}

/* ---- words */

/* Returns "from 1 June 2024 to 30 June 2024", "so far". (transfer full) */
static char *period_words(const json_t *figures)
{
    gint64 since = 0, until = 0;
    bool has_since = clock_parse(figure_text(figures, "since"), &since);
    bool has_until = clock_parse(figure_text(figures, "until"), &until);
    g_autofree char *from = page_day(since), *to = page_day(until - 1);
    if (has_since && has_until)
        return g_strdup_printf("answers from %s to %s", from, to);
    if (has_since)
        return g_strdup_printf("answers since %s", from);
    return has_until ? g_strdup_printf("answers up to %s", to) : g_strdup("all answers so far");
}

void report_print(const json_t *figures, const struct report_request *request, FILE *out)
{
    g_autofree char *period = period_words(figures),
                    *campaign = page_cut(figure_text(figures, "campaign"), 32, request->is_utf8);
    const json_t *survey;
    size_t i;
    fprintf(out, "%s: %s\n\n", campaign, period);
    json_array_foreach(json_object_get(figures, "surveys"), i, survey) figures_print_answers(survey, request, out);
    if (json_array_size(json_object_get(figures, "themes")) > 0) {
        fprintf(out, "\nPeople whose words are about\n");
        themes_print(json_object_get(figures, "themes"), out);
    }
    if (json_is_object(json_object_get(figures, "cross")))
        cross_print(json_object_get(figures, "cross"), request, out);
    if (json_is_true(json_object_get(figures, "outside")))
        fprintf(out, "\nFigures of few people, and those that would tell them, are withheld (*).\n");
    fprintf(out, "\nIn brackets: where the share would likely lie among all (95%%, Wilson).\n");
}

/* ---- the page */

static bool add_picture(json_t *question, GError **error)
{
    guint height = 0;
    gsize length = 0;
    json_object_set_new(question, "width", json_integer(CHART_WIDTH));
    json_object_set_new(question, "height", json_integer(0));
    if (!json_is_true(json_object_get(question, "has_picture")))
        return true;
    g_autoptr(GBytes) png = chart_bars(json_object_get(question, "figures"), figure(question, "answered"), &height, error);
    if (png == NULL)
        return false;
    const guchar *bytes = g_bytes_get_data(png, &length);
    g_autofree char *base64 = g_base64_encode(bytes, length), *source = g_strconcat("data:image/png;base64,", base64, NULL);
    json_object_set_new(question, "source", json_string(source));
    json_object_set_new(question, "height", json_integer(height));
    return true;
}

static json_t *count_data(const json_t *count)
{
    g_autofree char *text =
        json_is_integer(count) ? g_strdup_printf("%" G_GINT64_FORMAT, (gint64)json_integer_value(count)) : g_strdup("withheld");
    return json_pack("{s:s}", "count", text);
}

static json_t *line_data(const char *label, const json_t *counts, const json_t *total)
{
    json_t *cells = json_array();
    size_t i;
    const json_t *count;
    json_array_foreach(counts, i, count) json_array_append_new(cells, count_data(count));
    json_array_append_new(cells, count_data(total));
    return json_pack("{s:s, s:o}", "label", label, "cells", cells);
}

static void add_cross(json_t *data, const json_t *cross)
{
    json_t *columns = json_array(), *lines = json_array(), *list = json_array();
    const json_t *entry;
    size_t i;
    json_array_foreach(json_object_get(cross, "columns"), i, entry)
        json_array_append_new(columns, json_pack("{s:s}", "label", json_string_value(entry)));
    json_array_foreach(json_object_get(cross, "lines"), i, entry) json_array_append_new(
        lines, line_data(figure_text(entry, "label"), json_object_get(entry, "counts"), json_object_get(entry, "total")));
    json_array_append_new(lines, line_data("all", json_object_get(cross, "totals"), json_object_get(cross, "people")));
    json_t *table = json_pack("{s:s, s:s, s:o, s:o}", "row_ask", figure_text(cross, "row_ask"), "column_ask",
                              figure_text(cross, "column_ask"), "columns", columns, "lines", lines);
    if (json_is_object(cross))
        json_array_append(list, table);
    json_decref(table);
    json_object_set_new(data, "cross", list);
}

static void add_theme_data(json_t *data, const json_t *themes)
{
    json_t *list = json_array();
    const json_t *entry;
    size_t i;
    json_array_foreach(themes, i, entry)
    {
        json_t *people = count_data(json_object_get(entry, "people")),
               *proposed = count_data(json_object_get(entry, "proposed"));
        json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "label", figure_text(entry, "label"), "people",
                                              figure_text(people, "count"), "proposed", figure_text(proposed, "count")));
        json_decref(people);
        json_decref(proposed);
    }
    json_object_set_new(data, "has_themes", json_boolean(json_array_size(list) > 0));
    json_object_set_new(data, "themes", list);
}

static json_t *page_data(const json_t *figures, const struct campaign *campaign)
{
    g_autofree char *period = period_words(figures), *day = page_day(0);
    gint64 made = 0;
    if (clock_parse(figure_text(figures, "time"), &made)) {
        g_free(day);
        day = page_day(made);
    }
    g_autofree char *title = g_strconcat(campaign->name, ": ", period, NULL);
    json_t *data =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "campaign", campaign->name, "language", campaign->language, "subject",
                  title, "period", period, "day", day, "is_outside", json_is_true(json_object_get(figures, "outside")));
    add_cross(data, json_object_get(figures, "cross"));
    add_theme_data(data, json_object_get(figures, "themes"));
    return data;
}

char *report_html(const json_t *figures, const struct campaign *campaign, GError **error)
{
    AUTO_JSON data = page_data(figures, campaign);
    json_t *surveys = json_array(), *question;
    const json_t *answers;
    size_t i, j;
    json_object_set_new(data, "surveys", surveys);
    json_array_foreach(json_object_get(figures, "surveys"), i, answers)
    {
        json_t *survey = digest_survey_data(answers);
        json_object_set_new(survey, "rate", json_string(""));
        json_array_append_new(surveys, survey);
        json_array_foreach(json_object_get(survey, "questions"), j, question) if (!add_picture(question, error)) return NULL;
    }
    g_autofree char *path = campaign_path(campaign, "templates/report.html");
    return template_render(path, TEMPLATE_HTML, data, error);
}
