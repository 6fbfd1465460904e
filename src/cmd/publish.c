/* hearback publish: the page of quotes that were approved, for a web server. */
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/page.h"
#include "report/publish.h"

static bool publish(const struct reporting *reporting, const char *dir, const char *url, GError **error)
{
    const struct report_request *request = &reporting->request;
    g_autofree char *base = url == NULL || g_str_has_suffix(url, "/") ? g_strdup(url) : g_strconcat(url, "/", NULL);
    AUTO(publication) publication = publication_new(request, reporting->office->campaign, base, error);
    if (publication == NULL || !publication_write(publication, request, dir, error))
        return false;
    g_autofree char *counted = page_count(publication->ids->len, "quote", "quotes"),
                    *small = page_count(publication->small, "quote", "quotes");
    if (publication->small > 0)
        fprintf(stderr,
                "hearback publish: warning: %s of people whom fewer than %d are like; to see which: hearback quote list\n",
                small, SMALL_CELL);
    printf("%s published in %s.\n", counted, dir);
    return reporting_was_printed(error);
}

static int run(int argc, char **argv)
{
    struct reporting reporting;
    g_autofree char *dir = NULL, *url = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"url", 0, 0, G_OPTION_ARG_STRING, &url, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc != 2)
        return command_usage("publish", error);
    if (reporting_open(&reporting, dir, &error))
        publish(&reporting, argv[1], url, &error);
    reporting_close(&reporting);
    return error != NULL ? command_fail("publish", error) : EX_OK;
}

const struct command command_publish = {.name = "publish",
                                        .usage = "publish [--campaign DIR] [--url URL] FOLDER",
                                        .summary = "the page of approved quotes, with a feed and data",
                                        .run = run};
