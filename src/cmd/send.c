/* hearback send: sends what is due in the outbox, once. For cron: says nothing where all is well. SIGTERM ends it between two
 * mails. */
#include <signal.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "base/log.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/stopping.h"
#include "flow/flow.h"
#include "send/send.h"

/* What is done is news on a terminal only; what needs a person is news for cron too. */
static void tell(const struct send_counts *counts)
{
    if (isatty(STDOUT_FILENO) && !counts->busy)
        printf("%u sent, %u put off, %u failed, %u uncertain\n", counts->sent, counts->deferred, counts->failed,
               counts->uncertain);
    if (counts->busy)
        fprintf(stderr, "hearback send: another process is sending\n");
    if (counts->words != NULL)
        fprintf(stderr, "hearback send: %s\n", counts->words);
    if (counts->failed + counts->uncertain > 0)
        fprintf(stderr, "hearback send: %u failed, %u uncertain; see: hearback status\n", counts->failed, counts->uncertain);
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("send", error);
    log_set_level(LOG_LEVEL_WARNING);
    stopping_heed();
    signal(SIGPIPE, SIG_IGN);
    AUTO(campaign) campaign = office_load(command_campaign_dir(dir), NULL, &error);
    AUTO(store) store = campaign != NULL ? office_open_store(campaign, &error) : NULL;
    if (store == NULL)
        return command_fail("send", error);
    struct send_counts counts;
    bool sent = send_outbox(store, campaign, stopping_asked, NULL, &counts, &error);
    tell(&counts);
    int status = counts.busy || counts.whole_host ? EX_TEMPFAIL : EX_OK;
    send_counts_clear(&counts);
    return sent ? status : command_fail("send", error);
}

const struct command command_send = {
    .name = "send", .usage = "send [--campaign DIR]", .summary = "send what is due in the outbox, once", .run = run};
