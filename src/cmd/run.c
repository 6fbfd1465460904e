/* hearback run: the daemon. Stays in the foreground; SIGTERM ends it, SIGHUP has it load the files of the campaign anew,
 * SIGUSR1 has it tell the log how it is. */
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL, *level_name = NULL;
    enum log_level level = LOG_LEVEL_INFO;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"log", 0, 0, G_OPTION_ARG_STRING, &level_name, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1 ||
        (level_name != NULL && !log_level_from_name(level_name, &level)))
        return command_usage("run", error);
    log_set_level(level);
    return daemon_run(command_campaign_dir(dir), &error) ? 0 : command_fail("run", error);
}

const struct command command_run = {.name = "run",
                                    .usage = "run [--campaign DIR] [--log error|warning|info|debug]",
                                    .summary = "run the campaign: sources, reader and sender, until told to stop",
                                    .run = run};
