/* hearback fetch: one round over all sources, then reads and records what is there. For cron: says nothing where all is well.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/flow.h"

static void tell(const struct take_counts *taken, const struct read_counts *read)
{
    if (isatty(STDOUT_FILENO))
        printf("%" G_GUINT64_FORMAT " new: %" G_GUINT64_FORMAT " recorded, %" G_GUINT64_FORMAT
               " held for a person, %" G_GUINT64_FORMAT " set aside\n",
               taken->kept, read->recorded, read->held + taken->oversize, read->set_aside);
}

/* Reads even where a source failed: what is kept need not wait for it. */
static int fetch_and_read(struct office *office, struct taker *taker)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) read_error = NULL;
    struct read_counts counts = {0};
    flow_fetch_all(office->store, office->campaign, taker, &error);
    if (!flow_read_kept(office, NULL, NULL, &counts, &read_error))
        fprintf(stderr, "hearback fetch: %s\n", read_error->message);
    tell(flow_taker_counts(taker), &counts);
    const GError *worst = read_error != NULL ? read_error : error;
    return worst != NULL ? error_exit_status(worst) : 0;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("fetch", error);
    log_set_level(LOG_LEVEL_WARNING);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    if (office == NULL)
        return command_fail("fetch", error);
    struct taker *taker = flow_taker_new(office->store, office->campaign, FLOW_BATCH, false);
    int status = fetch_and_read(office, taker);
    flow_taker_free(taker);
    return status;
}

const struct command command_fetch = {
    .name = "fetch", .usage = "fetch [--campaign DIR]", .summary = "take what is new in all sources, once", .run = run};
