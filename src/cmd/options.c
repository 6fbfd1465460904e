/* Command lines and the errors that end a command. Never prints anything but to standard error. */
#include "cmd/options.h"

#include <stdio.h>
#include <sysexits.h>

#include "base/error.h"
#include "cmd/cmd.h"

bool command_options(int *argc, char ***argv, const GOptionEntry *entries, GError **error)
{
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_option_context_set_help_enabled(context, FALSE);
    g_option_context_add_main_entries(context, entries, NULL);
    return g_option_context_parse(context, argc, argv, error);
}

int command_usage(const char *name, const GError *error)
{
    if (error != NULL)
        fprintf(stderr, "hearback %s: %s\n", name, error->message);
    for (const struct command *const *command = commands(); *command != NULL; command++)
        if (g_strcmp0((*command)->name, name) == 0)
            fprintf(stderr, "usage: hearback %s\n", (*command)->usage);
    return EX_USAGE;
}

int command_fail(const char *name, const GError *error)
{
    fprintf(stderr, "hearback %s: %s\n", name, error->message);
    return error_exit_status(error);
}
