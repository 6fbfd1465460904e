/* hearback export: the answers for other programs, with a manifest that says what the file is. What it makes is readable by its
 * owner only. */
#include "report/export.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/redaction.h"
#include "report/themes.h"

#define MANIFEST_SUFFIX ".manifest.json"

struct exporting {
    gboolean excel, private, outside, redact, as_json;
    char *survey, *output, *recipient; /* (nullable) as given */
};

static void exporting_clear(struct exporting *exporting)
{
    g_free(exporting->survey);
    g_free(exporting->output);
    g_free(exporting->recipient);
}

static const struct survey *choose_survey(const struct report_request *request, const char *id, GError **error)
{
    const struct survey *survey = id != NULL ? survey_find(request->surveys, id) : request->surveys->pdata[0];
    if (survey == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "the campaign has no survey called %s", id);
    return survey;
}

static bool set_output_error(const char *path, GError **error)
{
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot write %s: %s", path, g_strerror(errno));
    return false;
}

/* ---- the file and its manifest */

static bool write_manifest(const json_t *manifest, const char *path, GError **error)
{
    g_autofree char *own = g_strconcat(path, MANIFEST_SUFFIX, NULL), *name = g_path_get_basename(path);
    AUTO_JSON whole = json_pack("{s:s}", "file", name);
    json_object_update(whole, (json_t *)manifest);
    g_autofree char *text = json_dumps(whole, JSON_INDENT(2)), *line = g_strconcat(text, "\n", NULL);
    return g_file_set_contents_full(own, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* Writes to a file beside path that takes its place only when it is whole. */
static bool write_file(struct export_order *order, const struct report_request *request, const char *path, GError **error)
{
    g_autofree char *draft = g_strdup_printf("%s.%d.part", path, (int)getpid());
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL)
        return set_output_error(path, error);
    order->is_draft = true;
    AUTO_JSON manifest = export_make(request, order, out, error);
    bool flushed = fsync(fd) == 0;
    if (fclose(out) == 0 && flushed && manifest != NULL && rename(draft, path) == 0)
        return write_manifest(manifest, path, error);
    if (manifest != NULL)
        set_output_error(path, error);
    unlink(draft);
    return false;
}

static bool write_out(const struct exporting *exporting, const struct reporting *reporting, struct export_order *order,
                      GError **error)
{
    const struct report_request *request = &reporting->request;
    order->survey = choose_survey(request, exporting->survey, error);
    if (order->survey == NULL)
        return false;
    if (exporting->output != NULL)
        return write_file(order, request, exporting->output, error);
    AUTO_JSON manifest = export_make(request, order, stdout, error);
    return manifest != NULL && reporting_was_printed(error);
}

static bool make(const struct exporting *exporting, const struct reporting *reporting, const struct export_format *format,
                 GError **error)
{
    struct export_order order = {
        .format = format,
        .who = g_get_user_name(),
        .recipient = exporting->recipient,
        .options = {.excel = exporting->excel, .private = exporting->private, .outside = exporting->outside}};
    AUTO(redact_rules) rules = exporting->redact ? redaction_load(reporting->office->campaign, error) : NULL;
    AUTO(theme_rules) themes = themes_load_or_fail(reporting->office->campaign, error);
    if (themes == NULL || (exporting->redact && rules == NULL))
        return false;
    order.options.redaction = rules;
    order.options.themes = themes;
    order.options.small_cells = reporting->office->campaign->small_cells;
    return write_out(exporting, reporting, &order, error);
}

/* ---- the list */

static bool show_list(const struct exporting *exporting, const struct reporting *reporting, GError **error)
{
    AUTO_JSON list = export_list(&reporting->request, error);
    if (list == NULL)
        return false;
    if (exporting->as_json)
        reporting_print_json(list);
    else
        export_print_list(list, stdout);
    return reporting_was_printed(error);
}

static int run(int argc, char **argv)
{
    struct exporting exporting = {0};
    struct reporting reporting;
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"excel", 0, 0, G_OPTION_ARG_NONE, &exporting.excel, NULL, NULL},
                                    {"private", 0, 0, G_OPTION_ARG_NONE, &exporting.private, NULL, NULL},
                                    {"outside", 0, 0, G_OPTION_ARG_NONE, &exporting.outside, NULL, NULL},
                                    {"redact", 0, 0, G_OPTION_ARG_NONE, &exporting.redact, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &exporting.as_json, NULL, NULL},
                                    {"for", 0, 0, G_OPTION_ARG_STRING, &exporting.recipient, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &exporting.survey, NULL, NULL},
                                    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &exporting.output, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    bool understood = command_options(&argc, &argv, entries, &error) && argc == 2;
    const struct export_format *format = understood ? export_format(argv[1]) : NULL;
    bool is_list = understood && strcmp(argv[1], "list") == 0;
    if (format == NULL && !is_list) {
        exporting_clear(&exporting);
        return command_usage("export", error);
    }
    if (reporting_open(&reporting, dir, &error)) {
        if (is_list)
            show_list(&exporting, &reporting, &error);
        else
            make(&exporting, &reporting, format, &error);
    }
    reporting_close(&reporting);
    exporting_clear(&exporting);
    return error != NULL ? command_fail("export", error) : 0;
}

const struct command command_export = {
    .name = "export",
    .usage =
        "export csv|xlsx|json|jsonl|sav|dta|ddi|qdpx|list [--campaign DIR] [--survey ID] [--for NAME] [--redact] [--excel] "
        "[--private] [--outside] [--json] [--output FILE]",
    .summary = "the answers as a file for a spreadsheet, SPSS, Stata, NVivo and others",
    .run = run};
