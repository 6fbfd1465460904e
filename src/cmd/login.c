/* hearback login: a person logs in at the provider of a mailbox that wants OAuth2, once; afterwards hearback renews the tokens
 * by itself. Shows what to open and to type; never a token. */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "cmd/cmd.h"
#include "cmd/options.h"
#include "net/oauth.h"
#include "survey/campaign.h"

#define ADDRESS_BYTES 8192

/* An account: what it is called here, and how its tokens are got. */
struct account {
    const char *name;
    const struct oauth_config *oauth;
};

static void show(const struct oauth_invitation *invitation, void *data)
{
    const struct account *account = data;
    if (invitation->code != NULL)
        printf("%s: open %s in a browser, log in as the user of this mailbox, and type the code %s\n"
               "It is good for %" G_GINT64_FORMAT " minutes. Waiting ...\n",
               account->name, invitation->url, invitation->code, (invitation->valid_secs + 59) / 60);
    else
        printf("%s: open this address in a browser and log in as the user of this mailbox:\n\n%s\n\n"
               "At the end the browser shows a page that it cannot open. Copy its whole address and enter it here:\n",
               account->name, invitation->url);
    fflush(stdout);
}

static char *ask(void *data)
{
    (void)data;
    char line[ADDRESS_BYTES];
    return fgets(line, sizeof line, stdin) != NULL ? g_strstrip(g_strdup(line)) : NULL;
}

/* Adds an account, unless its tokens are those of another that is there already. */
static void add(GArray *accounts, const char *name, const struct oauth_config *oauth)
{
    bool is_new = oauth->token_file != NULL;
    for (guint i = 0; is_new && i < accounts->len; i++)
        is_new = strcmp(g_array_index(accounts, struct account, i).oauth->token_file, oauth->token_file) != 0;
    const struct account account = {name, oauth};
    if (is_new)
        g_array_append_val(accounts, account);
}

/* The accounts with OAuth2, or the one called wanted (nullable). */
static GArray *accounts_of(const struct campaign *campaign, const char *wanted)
{
    GArray *accounts = g_array_new(FALSE, FALSE, sizeof(struct account));
    for (guint i = 0; i < campaign->sources->len; i++) {
        const struct source_config *source = campaign->sources->pdata[i];
        if (wanted == NULL || strcmp(wanted, source->name) == 0)
            add(accounts, source->name, &source->oauth);
    }
    if (wanted == NULL || strcmp(wanted, "send") == 0)
        add(accounts, "send", &campaign->send.oauth);
    return accounts;
}

static bool log_in(struct account *account, GError **error)
{
    const struct oauth_dialogue dialogue = {.show = show, .ask = ask, .data = account};
    if (!oauth_login(account->oauth, &dialogue, error))
        return false;
    printf("%s: logged in. The tokens are in %s and are renewed by themselves.\n", account->name, account->oauth->token_file);
    return true;
}

static int log_in_all(const struct campaign *campaign, const char *wanted, GError **error)
{
    g_autoptr(GArray) accounts = accounts_of(campaign, wanted);
    if (accounts->len == 0) {
        fprintf(stderr, "hearback login: %s%s in hearback.yaml has no part `oauth`\n",
                wanted != NULL ? "what is called " : "nothing", wanted != NULL ? wanted : "");
        return EX_CONFIG;
    }
    for (guint i = 0; i < accounts->len; i++)
        if (!log_in(&g_array_index(accounts, struct account, i), error))
            return command_fail("login", *error);
    return EX_OK;
}

static int run(int argc, char **argv)
{
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL}, G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 2)
        return command_usage("login", error);
    AUTO(problems) problems = problems_new();
    AUTO(campaign) campaign = campaign_load(command_campaign_dir(dir), problems);
    if (campaign != NULL)
        return log_in_all(campaign, argc > 1 ? argv[1] : NULL, &error);
    problems_print(problems, stderr);
    return EX_CONFIG;
}

const struct command command_login = {.name = "login",
                                      .usage = "login [--campaign DIR] [SOURCE|send]",
                                      .summary = "log in at the provider of a mailbox that wants OAuth2",
                                      .run = run};
