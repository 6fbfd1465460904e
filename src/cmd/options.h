/* Command lines and the errors that end a command. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Reads the options of argv by entries, as g_option_context_parse does (abbreviations and `--help` are not its business).
 * Returns false and an error in words for people. */
bool command_options(int *argc, char ***argv, const GOptionEntry *entries, GError **error);

/* Says on standard error how the command called name is used, and what was wrong (nullable). Returns EX_USAGE. */
int command_usage(const char *name, const GError *error);

/* Says on standard error what went wrong in the command called name. Returns its exit status. */
int command_fail(const char *name, const GError *error);
