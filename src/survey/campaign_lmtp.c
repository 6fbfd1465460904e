/* The source `lmtp`: a socket that mail servers hand over to. */
#include <string.h>
#include <sys/un.h>

#include "survey/campaign_load.h"

#define PORT_MOST G_MAXUINT16
#define TIMEOUT_SECS 300 /* RFC 5321, section 4.5.3.2 */
#define TIMEOUT_MOST_SECS 3600
#define ANYBODY "any"

enum { LOCAL_PATH_BYTES = sizeof((struct sockaddr_un *)0)->sun_path };

static void load_place(struct source_config *source, const struct campaign *campaign, const struct node *node,
                       struct problems *problems)
{
    source->socket = campaign_read_path(campaign, node, "path", problems);
    source->group = campaign_read_line(node, "group", problems);
    source->host = campaign_read_host(node, "host", problems);
    source->port = (guint)node_integer(node, "port", 1, PORT_MOST, 0, problems);
    if ((node_get(node, "path") != NULL) == (node_get(node, "port") != NULL))
        node_problem(node, problems, "expected either `path`, of a socket in the file system, or `port`");
    if (source->socket != NULL && strlen(source->socket) >= LOCAL_PATH_BYTES)
        node_problem(node_get(node, "path"), problems, "`path`: found %u letters; a socket can have at most %u",
                     (guint)strlen(source->socket), (guint)LOCAL_PATH_BYTES - 1);
    if (source->host == NULL)
        source->host = g_strdup("127.0.0.1");
    if (!campaign_is_this_machine(source->host))
        node_problem(node_get(node, "host"), problems,
                     "`host`: found `%s`; expected this machine, `127.0.0.1` or `::1`: LMTP is not for networks", source->host);
    if (source->group != NULL && source->socket == NULL)
        node_problem(node_get(node, "group"), problems, "`group`: only a socket with a `path` can belong to a group");
}

static void add_recipient(struct source_config *source, const char *address)
{
    if (address != NULL)
        g_ptr_array_add(source->recipients, g_strdup(address));
}

/* All addresses of the campaign, and those named here; or whatever the mail server hands over. */
static void load_recipients(struct source_config *source, const struct campaign *campaign, const struct node *node,
                            struct problems *problems)
{
    const struct node *list = node_get(node, "recipients"), *item = NULL;
    if (list != NULL && list->kind == NODE_SCALAR && strcmp(list->scalar, ANYBODY) == 0)
        return;
    source->recipients = g_ptr_array_new_with_free_func(g_free);
    add_recipient(source, campaign->address);
    add_recipient(source, campaign->bounce_address);
    for (guint i = 0; campaign->own_addresses != NULL && i < campaign->own_addresses->len; i++)
        add_recipient(source, campaign->own_addresses->pdata[i]);
    for (guint i = 0; (item = node_item(list, i)) != NULL; i++) {
        const char *text = node_item_text(item, problems);
        char *address = text != NULL ? campaign_check_address(item, text, problems) : NULL;
        if (address != NULL)
            g_ptr_array_add(source->recipients, address);
    }
}

void campaign_load_lmtp(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems)
{
    load_place(source, campaign, node, problems);
    load_recipients(source, campaign, node, problems);
    source->timeout_secs = campaign_read_seconds(node, "timeout", 1, TIMEOUT_MOST_SECS, TIMEOUT_SECS, problems);
}
