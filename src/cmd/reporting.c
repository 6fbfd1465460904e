/* Opening a campaign to look at it. Never changes it. */
#include "cmd/reporting.h"

#include <errno.h>
#include <locale.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"

bool reporting_open(struct reporting *reporting, const char *dir, GError **error)
{
    *reporting = (struct reporting){0};
    setlocale(LC_CTYPE, "");
    log_set_level(LOG_LEVEL_WARNING);
    reporting->office = office_open(command_campaign_dir(dir), error);
    if (reporting->office == NULL)
        return false;
    reporting->request = (struct report_request){.store = reporting->office->store,
                                                 .surveys = reporting->office->knowledge->surveys,
                                                 .campaign = reporting->office->campaign->name,
                                                 .now_secs = clock_now_secs(),
                                                 .is_utf8 = g_get_charset(NULL),
                                                 .items = REPORTING_ITEMS};
    return true;
}

void reporting_close(struct reporting *reporting) { office_free(reporting->office); }

void reporting_print_json(const json_t *figures)
{
    json_dumpf(figures, stdout, JSON_INDENT(2));
    putchar('\n');
}

bool reporting_was_printed(GError **error)
{
    if (fflush(stdout) == 0 && ferror(stdout) == 0)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot write the output: %s", g_strerror(errno));
    return false;
}
