/* hearback report: the answers of a period in figures, on the terminal, as JSON or as an HTML page. Changes nothing. */
#include "report/report_page.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "flow/invite.h"

struct given { /* on the command line; (nullable) */
    char *since, *until, *survey, *cross, *html;
    gboolean outside, as_json;
    gint64 since_secs, until_secs;
};

static void given_clear(struct given *given)
{
    g_free(given->since);
    g_free(given->until);
    g_free(given->survey);
    g_free(given->cross);
    g_free(given->html);
}

static bool understand_time(const char *option, const char *text, gint64 *secs, GError **error)
{
    if (text == NULL || clock_parse(text, secs))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s %s: expected a date as 2024-06-18 or 2024-06-18T22:14:30Z", option,
                text);
    return false;
}

/* --cross A B: the second question is the argument that remains. */
static bool understand(struct given *given, int argc, GError **error)
{
    if (argc != (given->cross != NULL ? 2 : 1)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "--cross needs two questions, and nothing else takes any");
        return false;
    }
    return understand_time("--since", given->since, &given->since_secs, error) &&
           understand_time("--until", given->until, &given->until_secs, error);
}

static bool write_out(const struct given *given, const struct reporting *reporting, const json_t *figures, GError **error)
{
    if (given->html != NULL) {
        g_autofree char *page = report_html(figures, reporting->office->campaign, error);
        return page != NULL && g_file_set_contents_full(given->html, page, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
    }
    if (given->as_json)
        reporting_print_json(figures);
    else
        report_print(figures, &reporting->request, stdout);
    return reporting_was_printed(error);
}

static bool report(const struct given *given, const char *column, struct reporting *reporting, GError **error)
{
    struct report_request *request = &reporting->request;
    struct report_options options = {.cross_row = given->cross,
                                     .cross_column = column,
                                     .least = given->outside ? reporting->office->campaign->small_cells : 0};
    if (given->survey != NULL && (options.survey = flow_survey(reporting->office, given->survey, error)) == NULL)
        return false;
    request->period = (struct store_period){given->since_secs, given->until_secs};
    request->with_intervals = true;
    AUTO(theme_rules) themes = themes_load_or_fail(reporting->office->campaign, error);
    options.themes = themes;
    if (themes == NULL || !store_snapshot(request->store, error))
        return false;
    AUTO_JSON figures = report_collect(request, &options, error);
    store_snapshot_end(request->store);
    return figures != NULL && write_out(given, reporting, figures, error);
}

static int run(int argc, char **argv)
{
    struct given given = {0};
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"since", 0, 0, G_OPTION_ARG_STRING, &given.since, NULL, NULL},
                                    {"until", 0, 0, G_OPTION_ARG_STRING, &given.until, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &given.survey, NULL, NULL},
                                    {"cross", 0, 0, G_OPTION_ARG_STRING, &given.cross, NULL, NULL},
                                    {"outside", 0, 0, G_OPTION_ARG_NONE, &given.outside, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &given.as_json, NULL, NULL},
                                    {"html", 0, 0, G_OPTION_ARG_FILENAME, &given.html, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    struct reporting reporting;
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || !understand(&given, argc, &error)) {
        given_clear(&given);
        return command_usage("report", error);
    }
    if (reporting_open(&reporting, dir, &error))
        report(&given, given.cross != NULL ? argv[1] : NULL, &reporting, &error);
    reporting_close(&reporting);
    given_clear(&given);
    return error != NULL ? command_fail("report", error) : 0;
}

const struct command command_report = {.name = "report",
                                       .usage = "report [--campaign DIR] [--since DATE] [--until DATE] [--survey ID] "
                                                "[--cross QUESTION QUESTION] [--outside] [--json] [--html FILE]",
                                       .summary = "the answers of a period in figures, as text or as an HTML page",
                                       .run = run};
