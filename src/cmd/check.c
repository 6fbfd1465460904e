/* hearback check: reads every file of a campaign and says all that is wrong with them, each with its place. Changes nothing,
 * and asks nobody on the network, unless it is told to try every connection. */
#include <stdio.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/connect.h"
#include "cmd/options.h"
#include "reading/reading.h"
#include "report/digest.h"
#include "report/publish.h"
#include "report/themes.h"
#include "staff/staff.h"
#include "survey/campaign.h"
#include "survey/problems.h"
#include "talk/talk.h"

/* What is no mistake, but what somebody may have forgotten. */
static void warn(const char *dir)
{
    AUTO(problems) unheard = problems_new();
    AUTO(campaign) campaign = campaign_load(dir, unheard);
    if (campaign != NULL && campaign->care.contacts->len == 0)
        fprintf(stderr,
                "%s: no contact is named in `care`: nobody will be told when somebody writes words of distress, and such mail "
                "waits until it is looked for (hearback status). Name at least one person who looks after people.\n",
                campaign->file);
}

/* What is wrong in the configuration does not keep us from looking at the files that it names. */
static void check(const char *dir, struct problems *problems)
{
    AUTO(campaign) campaign = campaign_load_anyway(dir, problems);
    if (campaign == NULL)
        return;
    campaign_check_files(campaign, problems);
    AUTO(knowledge) knowledge = knowledge_load(campaign, problems);
    talk_check(campaign, problems);
    staff_check(campaign, problems);
    digest_check(campaign, problems);
    publication_check(campaign, problems);
    theme_rules_free(themes_load(campaign, problems));
}

static int try_connections(const char *dir)
{
    AUTO(problems) problems = problems_new();
    AUTO(campaign) campaign = campaign_load(dir, problems);
    return campaign != NULL && connect_all(campaign) ? EX_OK : EX_UNAVAILABLE;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    g_auto(GStrv) dirs = NULL;
    gboolean connects = FALSE;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"connect", 0, 0, G_OPTION_ARG_NONE, &connects, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &dirs, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    guint count = 0;
    if (!command_options(&argc, &argv, entries, &error) || (count = dirs != NULL ? g_strv_length(dirs) : 0) > 1 ||
        (count == 1 && dir != NULL))
        return command_usage("check", error);
    AUTO(problems) problems = problems_new();
    const char *where = command_campaign_dir(count == 1 ? dirs[0] : dir);
    check(where, problems);
    problems_print(problems, stderr);
    if (!problems_is_empty(problems))
        return EX_CONFIG;
    warn(where);
    printf("%s: configuration, surveys, rules and templates are in order.\n", where);
    return connects ? try_connections(where) : EX_OK;
}

const struct command command_check = {.name = "check",
                                      .usage = "check [--campaign DIR] [--connect]",
                                      .summary = "read all files of the campaign and say what is wrong with them",
                                      .run = run};
