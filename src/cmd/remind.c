/* hearback remind: queues the reminders that are due. For cron: says nothing on anything but a terminal where all is well. */
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/clock.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "flow/invite.h"

static void tell(const struct survey *survey, const struct remind_counts *counts, bool is_dry)
{
    if (!is_dry && !isatty(STDOUT_FILENO))
        return;
    if (counts->not_before_secs > 0) {
        g_autofree char *open = clock_format_utc(counts->not_before_secs);
        printf("%s: people are left in peace until %s\n", survey->id, open);
        return;
    }
    printf("%s: %" G_GUINT64_FORMAT " %s reminded, %" G_GUINT64_FORMAT " asked for what is missing\n", survey->id,
           counts->reminders, is_dry ? "would be" : "are", counts->missing);
}

/* Reminds of one survey, or of all where id is NULL. */
static bool remind(struct office *office, const char *id, bool is_dry, GError **error)
{
    if (id != NULL && flow_survey(office, id, error) == NULL)
        return false;
    for (guint i = 0; i < office->knowledge->surveys->len; i++) {
        const struct survey *survey = office->knowledge->surveys->pdata[i];
        struct remind_counts counts = {0};
        if (id != NULL && g_strcmp0(survey->id, id) != 0)
            continue;
        if (!flow_remind(office, survey, is_dry, &counts, error))
            return false;
        tell(survey, &counts, is_dry);
    }
    return true;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL, *survey = NULL;
    gboolean is_dry = FALSE;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &survey, NULL, NULL},
                                    {"dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("remind", error);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    if (office == NULL || !remind(office, survey, is_dry, &error))
        return command_fail("remind", error);
    return EX_OK;
}

const struct command command_remind = {.name = "remind",
                                       .usage = "remind [--campaign DIR] [--survey ID] [--dry-run]",
                                       .summary = "queue the reminders that are due, to those who have not answered",
                                       .run = run};
