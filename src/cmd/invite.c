/* hearback invite: queues one mail for each person of a list. A second run adds nobody twice, so whatever ends it, it is run
 * again. Never shows an address. */
#include <stdio.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/progress.h"
#include "cmd/stopping.h"
#include "flow/invite.h"

#define TOLD_MOST 20u /* rows that are wrong; the others are counted */

struct inviting {
    struct office *office;
    struct invite_options options;
    struct invite_counts counts;
    struct progress progress;
    gboolean skips_wrong;
};

static void tell_progress(void *data, guint64 done) { progress_add(data, done); }

/* Returns whether the list may be used as it is. */
static bool tell_wrong(const struct inviting *inviting, const struct invite_list *list)
{
    for (guint i = 0; i < MIN(list->wrong->len, TOLD_MOST); i++)
        fprintf(stderr, "hearback invite: %s\n", (const char *)list->wrong->pdata[i]);
    if (list->wrong->len > TOLD_MOST)
        fprintf(stderr, "hearback invite: ... and %u more\n", list->wrong->len - TOLD_MOST);
    if (list->wrong->len == 0 || inviting->skips_wrong)
        return true;
    fprintf(stderr,
            "hearback invite: nobody was invited, since %u of the rows cannot be used; put them right, or leave them out "
            "with --skip-wrong\n",
            list->wrong->len);
    return false;
}

static void tell_line(const char *words, guint64 count)
{
    if (count > 0)
        printf("  %s: %" G_GUINT64_FORMAT "\n", words, count);
}

static void tell_counts(const struct inviting *inviting, const struct invite_list *list)
{
    const struct invite_counts *counts = &inviting->counts;
    printf("%s: %" G_GUINT64_FORMAT "\n", inviting->options.is_dry ? "would be invited" : "invited", counts->queued);
    if (counts->queued > 0) {
        g_autofree char *last = clock_format_utc(counts->last_secs);
        printf("  the last mail goes out at %s\n", last);
    }
    tell_line("invited before", counts->known);
    tell_line("have answered already", counts->answered);
    tell_line("must not be written to (unsubscribed, withdrawn, failing address)", counts->suppressed);
    tell_line("left in peace, since somebody should look after them first", counts->care);
    tell_line("rows with an address that stands further above", list->repeated);
    tell_line("rows that cannot be used", list->wrong->len);
    tell_line("left for another run (--first)", counts->left);
}

static bool is_open(const struct inviting *inviting, GError **error)
{
    gint64 closed = 0;
    if (!store_closed(inviting->office->store, inviting->options.survey->id, &closed, error))
        return false;
    if (closed > 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "the survey `%s` is closed; to open it again: hearback reopen",
                    inviting->options.survey->id);
    return closed == 0;
}

/* Returns the exit status; an error where something failed. */
static int invite(struct inviting *inviting, const char *path, GError **error)
{
    AUTO(invite_list) list = invite_list_read(inviting->office, path, error);
    if (list == NULL || !is_open(inviting, error))
        return EX_DATAERR;
    if (!tell_wrong(inviting, list))
        return EX_DATAERR;
    stopping_heed();
    inviting->options.progress = tell_progress;
    inviting->options.progress_data = &inviting->progress;
    inviting->options.stop = stopping_asked;
    progress_begin(&inviting->progress, "inviting", false, list->people->len);
    bool done = flow_invite(inviting->office, list, &inviting->options, &inviting->counts, error);
    progress_end(&inviting->progress);
    tell_counts(inviting, list);
    bool was_stopped = stopping_asked(NULL);
    if (was_stopped)
        fprintf(stderr, "hearback invite: ended before its end; run it again to go on\n");
    return done && !was_stopped ? EX_OK : EX_TEMPFAIL;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL, *survey = NULL;
    gboolean is_dry = FALSE;
    gint first = 0;
    struct inviting inviting = {0};
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"survey", 0, 0, G_OPTION_ARG_STRING, &survey, NULL, NULL},
                                    {"dry-run", 0, 0, G_OPTION_ARG_NONE, &is_dry, NULL, NULL},
                                    {"first", 0, 0, G_OPTION_ARG_INT, &first, NULL, NULL},
                                    {"skip-wrong", 0, 0, G_OPTION_ARG_NONE, &inviting.skips_wrong, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc != 2 || first < 0)
        return command_usage("invite", error);
    AUTO(office) office = office_open(command_campaign_dir(dir), &error);
    inviting.office = office;
    inviting.options.is_dry = is_dry;
    inviting.options.most = (guint64)first;
    inviting.options.survey = office != NULL ? flow_survey(office, survey, &error) : NULL;
    int status = inviting.options.survey != NULL ? invite(&inviting, argv[1], &error) : EX_DATAERR;
    return error != NULL ? command_fail("invite", error) : status;
}

const struct command command_invite = {
    .name = "invite",
    .usage = "invite [--campaign DIR] [--survey ID] [--dry-run] [--first NUMBER] [--skip-wrong] LIST.csv",
    .summary = "queue an invitation for each person of a list, nobody twice",
    .run = run};
