/* The section `sources` of hearback.yaml: where replies come from. */
#include <string.h>

#include "survey/campaign_load.h"

#define POLL_SECS 60
#define SERVER_POLL_SECS 300 /* servers count how often they are asked */
#define POLL_LEAST_SECS 1
#define POLL_MOST_SECS (24 * 3600)

/* The types of sources: what each one needs beside `type`, `name` and `poll`. The sources themselves are in source/. */
struct source_section {
    const char *type;
    const char *const *keys; /* all that an entry of this type may have */
    void (*load)(struct source_config *source, const struct campaign *campaign, const struct node *node,
                 struct problems *problems);
    gint64 poll_secs; /* where the file says nothing */
};

static void load_maildir(struct source_config *source, const struct campaign *campaign, const struct node *node,
                         struct problems *problems)
{
    if (node_need(node, "path", problems))
        source->path = campaign_read_path(campaign, node, "path", problems);
}

static const char *const maildir_keys[] = {"type", "name", "poll", "path", NULL};
static const char *const imap_keys[] = {"type",       "name",    "poll",    "host",  "port",          "security",
                                        "ca_file",    "timeout", "user",    "auth",  "password_file", "password_command",
                                        "credential", "oauth",   "folders", "after", "move_to",       "keyword",
                                        NULL};
static const char *const pop3_keys[] = {"type",       "name",    "poll",  "host", "port",          "security",
                                        "ca_file",    "timeout", "user",  "auth", "password_file", "password_command",
                                        "credential", "oauth",   "after", NULL};
static const char *const lmtp_keys[] = {"type", "name", "path", "group", "host", "port", "recipients", "timeout", NULL};
static const struct source_section sections[] = {
    {.type = "maildir", .keys = maildir_keys, .load = load_maildir, .poll_secs = POLL_SECS},
    {.type = "imap", .keys = imap_keys, .load = campaign_load_imap, .poll_secs = SERVER_POLL_SECS},
    {.type = "pop3", .keys = pop3_keys, .load = campaign_load_pop3, .poll_secs = SERVER_POLL_SECS},
    {.type = "lmtp", .keys = lmtp_keys, .load = campaign_load_lmtp, .poll_secs = POLL_SECS},
};

void source_config_free(void *data)
{
    struct source_config *source = data;
    g_free(source->name);
    g_free(source->path);
    g_free(source->host);
    g_free(source->ca_file);
    g_free(source->user);
    secret_config_clear(&source->secret);
    oauth_config_clear(&source->oauth);
    if (source->folders != NULL)
        g_ptr_array_unref(source->folders);
    g_free(source->after_folder);
    g_free(source->after_keyword);
    g_free(source->socket);
    g_free(source->group);
    if (source->recipients != NULL)
        g_ptr_array_unref(source->recipients);
    g_free(source);
}

static const struct source_section *section_of(const struct node *node, struct problems *problems)
{
    const char *names[G_N_ELEMENTS(sections) + 1] = {NULL};
    for (guint i = 0; i < G_N_ELEMENTS(sections); i++)
        names[i] = sections[i].type;
    guint none = G_N_ELEMENTS(sections), index = none;
    if (node->kind == NODE_MAP && node_need(node, "type", problems))
        index = node_choice(node, "type", names, none, problems);
    else if (node->kind != NODE_MAP)
        node_problem(node, problems, "expected a source: `type: maildir`, and what belongs to it");
    return index < none ? &sections[index] : NULL;
}

/* The name stands in the log and with every message that came from there. */
static char *load_name(const struct campaign *campaign, const struct node *node, const char *type, guint number,
                       struct problems *problems)
{
    g_autofree char *name = campaign_read_line(node, "name", problems);
    if (name == NULL)
        name = g_strdup_printf("%s-%u", type, number);
    if (name[strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-")] != '\0')
        node_problem(node_get(node, "name"), problems, "`name`: found `%s`; expected small letters, digits, `_` and `-` only",
                     name);
    for (guint i = 0; i < campaign->sources->len; i++)
        if (strcmp(((const struct source_config *)campaign->sources->pdata[i])->name, name) == 0)
            node_problem(node_get(node, "name") != NULL ? node_get(node, "name") : node, problems,
                         "another source is called `%s` already; give each a `name` of its own", name);
    return g_steal_pointer(&name);
}

static void load_source(struct campaign *campaign, const struct node *node, guint number, struct problems *problems)
{
    const struct source_section *section = section_of(node, problems);
    if (section == NULL)
        return;
    node_check_keys(node, section->keys, problems);
    struct source_config *source = g_new0(struct source_config, 1);
    source->type = section->type;
    source->line = node->line;
    source->name = load_name(campaign, node, section->type, number, problems);
    source->poll_secs = campaign_read_seconds(node, "poll", POLL_LEAST_SECS, POLL_MOST_SECS, section->poll_secs, problems);
    section->load(source, campaign, node, problems);
    g_ptr_array_add(campaign->sources, source);
}

void campaign_load_sources(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    const struct node *list = node_get(root, "sources");
    if (list != NULL && list->kind != NODE_LIST)
        node_problem(list, problems, "`sources`: expected a list of sources: `- type: maildir`, and what belongs to it");
    for (guint i = 0; list != NULL && i < list->children->len; i++)
        if (list->kind == NODE_LIST)
            load_source(campaign, list->children->pdata[i], i + 1, problems);
}
