/* hearback status: is every message accounted for, does mail go out, what waits for a person? */
#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/prometheus.h"

static json_t *collect(const struct report *report, const struct report_request *request, GError **error)
{
    if (!store_snapshot(request->store, error))
        return NULL;
    json_t *figures = report->collect(request, error);
    store_snapshot_end(request->store);
    return figures;
}

static int show(const struct reporting *reporting, bool as_json, GError **error)
{
    const struct report *report = report_named("status");
    AUTO_JSON figures = collect(report, &reporting->request, error);
    if (figures == NULL)
        return EX_SOFTWARE;
    if (as_json)
        reporting_print_json(figures);
    else
        report->print(figures, &reporting->request, stdout);
    reporting_was_printed(error);
    return json_is_true(json_object_get(json_object_get(figures, "messages"), "adds_up")) ? EX_OK : EX_SOFTWARE;
}

/* Writes the figures for Prometheus. path: "-" is standard output. */
static int write_metrics(const struct report_request *request, const char *path, GError **error)
{
    if (strcmp(path, "-") != 0)
        return prometheus_write(request, path, error) ? EX_OK : EX_SOFTWARE;
    g_autofree char *text = prometheus_text(request, error);
    if (text == NULL)
        return EX_SOFTWARE;
    fputs(text, stdout);
    reporting_was_printed(error);
    return EX_OK;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL, *metrics = NULL;
    gboolean as_json = FALSE, all = FALSE;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL},
                                    {"all", 0, 0, G_OPTION_ARG_NONE, &all, NULL, NULL},
                                    {"prometheus", 0, 0, G_OPTION_ARG_FILENAME, &metrics, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    struct reporting reporting;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("status", error);
    int status = EX_OK;
    AUTO_JSON daemon = NULL;
    if (reporting_open(&reporting, dir, &error)) {
        reporting.request.daemon = daemon = daemon_state(reporting.office->campaign);
        if (all || as_json)
            reporting.request.items = 0;
        status = metrics != NULL ? write_metrics(&reporting.request, metrics, &error) : show(&reporting, as_json, &error);
    }
    reporting_close(&reporting);
    return error != NULL ? command_fail("status", error) : status;
}

const struct command command_status = {.name = "status",
                                       .usage = "status [--campaign DIR] [--json] [--all] [--prometheus FILE]",
                                       .summary = "is every message accounted for, what goes out, what waits for a person",
                                       .run = run};
