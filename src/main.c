/* hearback: runs a survey by email. Finds the command and runs it; everything else is in cmd/. */
#include <fcntl.h>
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/text.h"
#include "cmd/cmd.h"

#define SUMMARY_COLUMN 10
#define PRIVATE_UMASK 077

/* Where a descriptor of the standard streams is closed, the next file to be opened, the database perhaps, would take its place
 * and be written to by whoever prints. */
static void fill_standard_streams(void)
{
    int fd = open("/dev/null", O_RDWR);
    while (fd >= 0 && fd <= STDERR_FILENO)
        fd = open("/dev/null", O_RDWR);
    if (fd >= 0)
        close(fd);
}

static const struct command *find(const char *name)
{
    for (const struct command *const *command = commands(); *command != NULL; command++)
        if (strcmp((*command)->name, name) == 0)
            return *command;
    return NULL;
}

static int unknown(const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const struct command *const *command = commands(); *command != NULL; command++)
        g_ptr_array_add(names, (char *)(*command)->name);
    g_ptr_array_add(names, "help");
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(name, (const char *const *)names->pdata);
    if (nearest != NULL)
        fprintf(stderr, "hearback: unknown command `%s`; did you mean `%s`?\n", name, nearest);
    else
        fprintf(stderr, "hearback: unknown command `%s`; `hearback help` lists them\n", name);
    return EX_USAGE;
}

/* ---- help */

static void list_commands(FILE *stream)
{
    fputs("hearback runs a survey entirely by email.\n\nusage: hearback COMMAND [OPTION]...\n\n", stream);
    for (const struct command *const *command = commands(); *command != NULL; command++)
        fprintf(stream, "  %-*s%s\n", SUMMARY_COLUMN, (*command)->name, (*command)->summary);
    fputs("\n`hearback help COMMAND` tells how it is used, hearback(1) everything else. Without --campaign DIR, commands work "
          "on\n"
          "the campaign in the folder that HEARBACK_CAMPAIGN names, or in the current one.\n",
          stream);
}

static int help(const char *name)
{
    const struct command *command = name != NULL ? find(name) : NULL;
    if (name != NULL && command == NULL)
        return unknown(name);
    if (command == NULL)
        list_commands(stdout);
    else
        printf("usage: hearback %s\n\n%s.\n", command->usage, command->summary);
    return EX_OK;
}

/* Whether a command is only asked what it does. */
static bool asks_for_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    fill_standard_streams();
    umask(PRIVATE_UMASK);
    if (argc < 2) {
        list_commands(stderr);
        return EX_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        printf("hearback %s\n", HEARBACK_VERSION);
        return EX_OK;
    }
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0)
        return help(argc > 2 ? argv[2] : NULL);
    const struct command *command = find(name);
    if (command == NULL)
        return unknown(name);
    return asks_for_help(argc - 1, argv + 1) ? help(name) : command->run(argc - 1, argv + 1);
}
