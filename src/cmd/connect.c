/* Trying every connection of a campaign. Never shows a password or an address. */
#include "cmd/connect.h"

#include <stdio.h>

#include "base/error.h"
#include "send/send.h"
#include "source/source.h"

static bool tell(const char *name, bool works, const char *words)
{
    fprintf(works ? stdout : stderr, "%s: %s%s\n", name, works ? "works: " : "", words);
    fflush(stdout);
    return works;
}

static bool connect_source(const struct source_config *config)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *words = NULL;
    bool works = source_try(config, &words, &error);
    return tell(config->name, works, works ? words : error->message);
}

static bool connect_send(const struct campaign *campaign)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *words = NULL;
    AUTO(transport) transport = transport_new(campaign, &error);
    bool works = transport != NULL && transport_try(transport, &words);
    return tell("send", works, transport != NULL ? words : error->message);
}

bool connect_all(const struct campaign *campaign)
{
    bool works = true;
    for (guint i = 0; i < campaign->sources->len; i++)
        works = connect_source(campaign->sources->pdata[i]) && works;
    return connect_send(campaign) && works;
}
