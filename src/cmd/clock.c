/* hearback clock: does what is due by the clock, once. For cron, where no daemon runs; says nothing where all is well. */
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("clock", error);
    log_set_level(LOG_LEVEL_WARNING);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    return office != NULL && flow_do_duties(office, &error) ? 0 : command_fail("clock", error);
}

const struct command command_clock = {
    .name = "clock", .usage = "clock [--campaign DIR]", .summary = "do what is due by the clock, once", .run = run};
