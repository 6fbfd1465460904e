/* hearback run: the daemon. Stays in the foreground; SIGTERM ends it, SIGHUP has it load the files of the campaign anew. */
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("run", error);
    return daemon_run(command_campaign_dir(dir), &error) ? 0 : command_fail("run", error);
}

const struct command command_run = {.name = "run",
                                    .usage = "run [--campaign DIR]",
                                    .summary = "run the campaign: sources, reader and sender, until told to stop",
                                    .run = run};
