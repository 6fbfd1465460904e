/* hearback close and reopen: the end of a survey. What comes later is answered kindly, kept apart and not counted. */
#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/admit.h"
#include "flow/invite.h"

static bool close_survey(struct office *office, const struct survey *survey, gboolean count_late, GError **error)
{
    (void)count_late;
    if (!store_close_survey(office->store, survey->id, clock_now_secs(), error))
        return false;
    printf("%s is closed: replies from now on are answered kindly, kept apart and not counted\n", survey->id);
    return true;
}

static bool settle_late(struct office *office, const struct survey *survey, GError **error)
{
    guint64 count = 0;
    if (!store_begin(office->store, error))
        return false;
    if (!flow_count_late(office, survey, clock_now_secs(), &count, error)) {
        store_rollback(office->store);
        return false;
    }
    if (!store_commit(office->store, error))
        return false;
    printf("%" G_GUINT64_FORMAT " replies that came late count now\n", count);
    return true;
}

static bool reopen_survey(struct office *office, const struct survey *survey, gboolean count_late, GError **error)
{
    if (!store_reopen_survey(office->store, survey->id, error))
        return false;
    printf("%s is open\n", survey->id);
    return !count_late || settle_late(office, survey, error);
}

static int run_for(const char *name, int argc, char **argv,
                   bool (*work)(struct office *office, const struct survey *survey, gboolean count_late, GError **error))
{
    g_autofree char *dir = NULL, *id = NULL;
    gboolean count_late = FALSE;
    const GOptionEntry reopening = {"count-late", 0, 0, G_OPTION_ARG_NONE, &count_late, NULL, NULL};
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &id, NULL, NULL},
                                    work == reopen_survey ? reopening : (GOptionEntry)G_OPTION_ENTRY_NULL,
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage(name, error);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    const struct survey *survey = office != NULL ? flow_survey(office, id, &error) : NULL;
    if (survey == NULL || !work(office, survey, count_late, &error))
        return command_fail(name, error);
    return EX_OK;
}

static int run_close(int argc, char **argv) { return run_for("close", argc, argv, close_survey); }

static int run_reopen(int argc, char **argv) { return run_for("reopen", argc, argv, reopen_survey); }

const struct command command_close = {.name = "close",
                                      .usage = "close [--campaign DIR] [--survey ID]",
                                      .summary = "end a survey: later replies are kept apart",
                                      .run = run_close};
const struct command command_reopen = {.name = "reopen",
                                       .usage = "reopen [--campaign DIR] [--survey ID] [--count-late]",
                                       .summary = "open a survey again",
                                       .run = run_reopen};
