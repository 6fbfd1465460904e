/* hearback import: takes messages from files and folders, reads and records them. Never moves or changes a file, and never
 * acknowledges what it imports unless it is told to: old mail would surprise those who wrote it. */
#include <stdio.h>
#include <sysexits.h>

#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "flow/flow.h"
#include "source/files.h"

#define SOURCE_NAME "import"

struct import {
    struct office *office;
    struct taker *taker;
    struct files_watch watch;
    struct progress progress;
    struct read_counts counts;
    guint64 read_before; /* of counts, when the bar was last moved */
    int status;          /* the worst so far */
};

static void tell_progress(void *data, guint64 bytes) { progress_add(data, bytes); }

static void note_error(struct import *import, const GError *error)
{
    fprintf(stderr, "hearback import: %s\n", error->message);
    if (import->status == EX_OK)
        import->status = error_exit_status(error);
}

static guint64 total_bytes(char *const *paths)
{
    guint64 total = 0;
    for (guint i = 0; progress_is_wanted() && paths[i] != NULL; i++)
        total += files_total_bytes(paths[i]);
    return total;
}

static void keep_all(struct import *import, char *const *paths)
{
    progress_begin(&import->progress, "keeping", true, total_bytes(paths));
    import->watch = (struct files_watch){.progress = tell_progress, .data = &import->progress};
    for (guint i = 0; paths[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        if (!files_take(paths[i], SOURCE_NAME, import->taker, &import->watch, &error))
            note_error(import, error);
    }
    progress_end(&import->progress);
}

/* Moves the bar between two groups; never stops anything. */
static bool tell_reading(void *data)
{
    struct import *import = data;
    guint64 read = import->counts.recorded + import->counts.held + import->counts.set_aside;
    progress_add(&import->progress, read - import->read_before);
    import->read_before = read;
    return false;
}

static void read_all(struct import *import, guint64 kept)
{
    g_autoptr(GError) error = NULL;
    progress_begin(&import->progress, "reading", false, kept);
    if (!flow_read_kept(import->office, tell_reading, import, &import->counts, &error))
        note_error(import, error);
    progress_end(&import->progress);
}

static void import_all(struct import *import, char *const *paths)
{
    keep_all(import, paths);
    const struct take_counts *taken = flow_taker_counts(import->taker);
    guint64 failed = MAX(import->watch.failed, taken->failed);
    if (taken->kept > taken->oversize)
        read_all(import, taken->kept - taken->oversize);
    printf("%" G_GUINT64_FORMAT " new, %" G_GUINT64_FORMAT " known already, %" G_GUINT64_FORMAT
           " held for a person, %" G_GUINT64_FORMAT " failed\n",
           taken->kept, taken->known, import->counts.held + taken->oversize, failed);
    if (import->status == EX_OK && failed > 0)
        import->status = EX_DATAERR;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    g_auto(GStrv) paths = NULL;
    gboolean acknowledge = FALSE;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"acknowledge", 0, 0, G_OPTION_ARG_NONE, &acknowledge, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &paths, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || paths == NULL)
        return command_usage("import", error);
    log_set_level(LOG_LEVEL_WARNING);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    if (office == NULL)
        return command_fail("import", error);
    struct import import = {.office = office,
                            .taker = flow_taker_new(office->store, office->campaign, FLOW_BATCH, !acknowledge)};
    import_all(&import, paths);
    flow_taker_free(import.taker);
    return import.status;
}

const struct command command_import = {.name = "import",
                                       .usage = "import [--campaign DIR] [--acknowledge] PATH...",
                                       .summary = "take messages from mbox files, Maildirs, .eml files and folders of them",
                                       .run = run};
