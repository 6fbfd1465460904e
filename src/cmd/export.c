/* hearback export: the answers for other programs. A file that it makes is readable by its owner only. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "store/store_wish.h"

struct exporting {
    const struct export_format *format;
    struct export_options options;
    char *survey, *output; /* (nullable) as given */
};

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

static bool write_survey(const struct exporting *exporting, const struct report_request *request, FILE *out, GError **error)
{
    const struct survey *survey = choose_survey(request, exporting->survey, error);
    if (survey == NULL || !store_snapshot(request->store, error))
        return false;
    bool ok = exporting->format->write(request, survey, &exporting->options, out, error);
    store_snapshot_end(request->store);
    return ok && store_export_made(request->store, survey->id, request->now_secs, error);
}

/* Writes to a file beside path that takes its place only when it is whole. */
static bool write_file(const struct exporting *exporting, const struct report_request *request, const char *path,
                       GError **error)
{
    g_autofree char *draft = g_strdup_printf("%s.%d.part", path, (int)getpid());
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (out == NULL)
        return set_output_error(path, error);
    bool written = write_survey(exporting, request, out, error);
    bool flushed = fflush(out) == 0 && ferror(out) == 0 && fsync(fd) == 0;
    if (fclose(out) == 0 && written && flushed && rename(draft, path) == 0)
        return true;
    if (written)
        set_output_error(path, error);
    unlink(draft);
    return false;
}

static bool write_out(const struct exporting *exporting, const struct report_request *request, GError **error)
{
    if (exporting->output != NULL)
        return write_file(exporting, request, exporting->output, error);
    return write_survey(exporting, request, stdout, error) && reporting_was_printed(error);
}

static int run(int argc, char **argv)
{
    struct exporting exporting = {0};
    struct reporting reporting;
    g_autofree char *dir = NULL;
    gboolean excel = FALSE, private = FALSE, outside = FALSE;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"excel", 0, 0, G_OPTION_ARG_NONE, &excel, NULL, NULL},
                                    {"private", 0, 0, G_OPTION_ARG_NONE, &private, NULL, NULL},
                                    {"outside", 0, 0, G_OPTION_ARG_NONE, &outside, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &exporting.survey, NULL, NULL},
                                    {"output", 'o', 0, G_OPTION_ARG_FILENAME, &exporting.output, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    bool understood = command_options(&argc, &argv, entries, &error) && argc == 2;
    exporting.format = understood ? export_format(argv[1]) : NULL;
    exporting.options = (struct export_options){.excel = excel, .private = private, .outside = outside};
    if (exporting.format == NULL) {
        g_free(exporting.survey);
        g_free(exporting.output);
        return command_usage("export", error);
    }
    if (reporting_open(&reporting, dir, &error)) {
        exporting.options.small_cells = reporting.office->campaign->small_cells;
        write_out(&exporting, &reporting.request, &error);
    }
    reporting_close(&reporting);
    g_free(exporting.survey);
    g_free(exporting.output);
    return error != NULL ? command_fail("export", error) : 0;
}

const struct command command_export = {
    .name = "export",
    .usage = "export csv|json|xlsx [--campaign DIR] [--survey ID] [--excel] [--private] [--outside] [--output FILE]",
    .summary = "the answers as CSV, JSON or a workbook",
    .run = run};
