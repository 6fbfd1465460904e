/* hearback init: makes the folder of a campaign from the files inside the program. Never overwrites a file: what is there stays
 * as it is, so that it may be run again to add what a new version of hearback brings along. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "cmd/cmd.h"
#include "cmd/options.h"

#define CONFIGURATION_FILE "hearback.yaml"
#define SAMPLE_PREFIX "sample/"
#define INBOX "inbox" /* as in the configuration's `sources` */
#define OUTBOX "outbox"

struct making {
    const char *dir;
    guint written;
};

/* Refuses a folder of something else: our files would be scattered among its files. */
static bool check_folder(const char *dir, GError **error)
{
    g_autofree char *configuration = g_build_filename(dir, CONFIGURATION_FILE, NULL);
    g_autoptr(GDir) folder = g_dir_open(dir, 0, NULL);
    if (folder == NULL || g_dir_read_name(folder) == NULL || g_file_test(configuration, G_FILE_TEST_EXISTS))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "%s is not empty and holds no " CONFIGURATION_FILE "; name a new folder", dir);
    return false;
}

static bool write_missing(struct making *making, const struct embedded_file *file, GError **error)
{
    g_autofree char *path = g_build_filename(making->dir, file->name, NULL), *folder = g_path_get_dirname(path);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return true;
    if (!file_make_folder(folder, error) || !file_write_private(path, file->text, file->length, error))
        return false;
    making->written++;
    return true;
}

static bool make_maildir(const struct making *making, const char *name, GError **error)
{
    static const char *const parts[] = {"tmp", "new", "cur"};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++) {
        g_autofree char *path = g_build_filename(making->dir, name, parts[i], NULL);
        if (!file_make_folder(path, error))
            return false;
    }
    return true;
}

/* ---- sample replies */

/* Whether the Maildir's folder part holds the message name, whatever its flags. */
static bool holds(const struct making *making, const char *part, const char *name)
{
    g_autofree char *path = g_build_filename(making->dir, INBOX, part, NULL);
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *entry = NULL;
    while (folder != NULL && (entry = g_dir_read_name(folder)) != NULL)
        if (g_str_has_prefix(entry, name) && (entry[strlen(name)] == '\0' || entry[strlen(name)] == ':'))
            return true;
    return false;
}

/* Delivers one sample as mail programs do: whole, by a rename. */
static bool deliver_sample(struct making *making, const struct embedded_file *file, GError **error)
{
    const char *base = file->name + strlen(SAMPLE_PREFIX);
    g_autofree char *name = g_strndup(base, strcspn(base, "."));
    g_autofree char *draft = g_build_filename(making->dir, INBOX, "tmp", name, NULL),
                    *target = g_build_filename(making->dir, INBOX, "new", name, NULL);
    if (holds(making, "new", name) || holds(making, "cur", name))
        return true;
    if (!file_write_private(draft, file->text, file->length, error))
        return false;
    if (rename(draft, target) != 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot put a message into %s/" INBOX ": %s", making->dir,
                    g_strerror(errno));
        return false;
    }
    making->written++;
    return true;
}

/* ---- the whole */

static bool make(struct making *making, bool with_samples, GError **error)
{
    if (!check_folder(making->dir, error) || !file_make_folder(making->dir, error))
        return false;
    /* the configuration first: it marks the folder as a campaign's, should something end us before the last file */
    for (guint pass = 0; pass < 2; pass++)
        for (const struct embedded_file *file = embedded_files(); file->name != NULL; file++)
            if (!g_str_has_prefix(file->name, SAMPLE_PREFIX) && (pass == 0) == (strcmp(file->name, CONFIGURATION_FILE) == 0) &&
                !write_missing(making, file, error))
                return false;
    if (!make_maildir(making, INBOX, error) || !make_maildir(making, OUTBOX, error))
        return false;
    for (const struct embedded_file *file = embedded_files(); with_samples && file->name != NULL; file++)
        if (g_str_has_prefix(file->name, SAMPLE_PREFIX) && !deliver_sample(making, file, error))
            return false;
    return true;
}

static void tell(const struct making *making, bool with_samples)
{
    if (making->written == 0) {
        printf("%s is complete: nothing to add.\n", making->dir);
        return;
    }
    printf("%s is ready: %u files written.\n"
           "  " CONFIGURATION_FILE "  the configuration: addresses, where replies come from, how mail goes out\n"
           "  rules/         the survey, and what hearback knows about mail and answers\n"
           "  templates/     the words that people get\n",
           making->dir, making->written);
    if (with_samples)
        printf("  " INBOX "/         sample replies, for: hearback fetch --campaign %s\n", making->dir);
    printf("Next: edit them, then: hearback check --campaign %s\n", making->dir);
}

static int run(int argc, char **argv)
{
    gboolean with_samples = FALSE;
    g_auto(GStrv) dirs = NULL;
    const GOptionEntry entries[] = {{"sample", 0, 0, G_OPTION_ARG_NONE, &with_samples, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dirs, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || dirs == NULL || g_strv_length(dirs) != 1)
        return command_usage("init", error);
    struct making making = {.dir = dirs[0]};
    if (!make(&making, with_samples, &error))
        return command_fail("init", error);
    tell(&making, with_samples);
    return EX_OK;
}

const struct command command_init = {.name = "init",
                                     .usage = "init [--sample] DIR",
                                     .summary = "make the folder of a campaign, --sample: with replies to try it out",
                                     .run = run};
