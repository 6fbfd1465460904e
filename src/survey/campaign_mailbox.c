/* Mailboxes on servers: the sources `imap` and `pop3`, and how to log in there. */
#include <string.h>

#include "survey/campaign_load.h"

#define PORT_MOST G_MAXUINT16
#define TIMEOUT_SECS 60
#define TIMEOUT_LEAST_SECS 1
#define TIMEOUT_MOST_SECS 900
#define FOLDERS_MOST 50u
#define MOVE_TO "Processed"
#define KEYWORD "hearback"

enum { PORT_IMAP = 143, PORT_IMAPS = 993, PORT_POP3 = 110, PORT_POP3S = 995 };

/* ---- passwords and tokens */

void secret_config_clear(struct secret_config *secret)
{
    g_free(secret->file);
    g_free(secret->command);
    g_free(secret->credential);
}

void oauth_config_clear(struct oauth_config *oauth)
{
    g_free(oauth->device_endpoint);
    g_free(oauth->authorize_endpoint);
    g_free(oauth->token_endpoint);
    g_free(oauth->client_id);
    secret_config_clear(&oauth->client_secret);
    g_free(oauth->scope);
    g_free(oauth->token_file);
}

static void load_secret(struct secret_config *secret, const struct campaign *campaign, const struct node *node,
                        struct problems *problems)
{
    secret->file = campaign_read_path(campaign, node, "password_file", problems);
    secret->command = campaign_read_line(node, "password_command", problems);
    secret->credential = campaign_read_line(node, "credential", problems);
    guint count = (secret->file != NULL) + (secret->command != NULL) + (secret->credential != NULL);
    if (count != 1)
        node_problem(node, problems,
                     "a login needs one of `password_file`, `password_command` and `credential`; found %u of them", count);
}

/* An address that tokens are sent to: encrypted, or on this machine. */
static char *load_endpoint(const struct node *node, const char *key, struct problems *problems)
{
    char *url = campaign_read_line(node, key, problems);
    if (url != NULL && !g_str_has_prefix(url, "https://") && !g_str_has_prefix(url, "http://127.0.0.1:"))
        node_problem(node_get(node, key), problems, "`%s`: found `%s`; expected an address that begins with https://", key,
                     url);
    return url;
}

void campaign_load_oauth(struct oauth_config *oauth, const struct campaign *campaign, const struct node *parent,
                         struct problems *problems)
{
    static const char *const keys[] = {"device_endpoint",    "authorize_endpoint",
                                       "token_endpoint",     "client_id",
                                       "client_secret_file", "scope",
                                       "token_file",         NULL};
    if (!node_need(parent, "oauth", problems))
        return;
    const struct node *node = node_get(parent, "oauth");
    node_check_keys(node, keys, problems);
    if (node->kind != NODE_MAP)
        return;
    oauth->device_endpoint = load_endpoint(node, "device_endpoint", problems);
    oauth->authorize_endpoint = load_endpoint(node, "authorize_endpoint", problems);
    if ((oauth->device_endpoint != NULL) == (oauth->authorize_endpoint != NULL))
        node_problem(node, problems, "expected one of `device_endpoint` and `authorize_endpoint`");
    if (node_need(node, "token_endpoint", problems))
        oauth->token_endpoint = load_endpoint(node, "token_endpoint", problems);
    oauth->client_secret.file = campaign_read_path(campaign, node, "client_secret_file", problems);
    if (node_need(node, "client_id", problems))
        oauth->client_id = campaign_read_line(node, "client_id", problems);
    if (node_need(node, "scope", problems))
        oauth->scope = campaign_read_line(node, "scope", problems);
    if (node_need(node, "token_file", problems))
        oauth->token_file = campaign_read_path(campaign, node, "token_file", problems);
}

/* ---- the server */

static void load_server(struct source_config *source, const struct campaign *campaign, const struct node *node, guint tls_port,
                        guint plain_port, struct problems *problems)
{
    static const char *const securities[] = {"tls", "starttls", "none", NULL};
    if (node_need(node, "host", problems))
        source->host = campaign_read_host(node, "host", problems);
    source->security = (enum source_security)node_choice(node, "security", securities, SOURCE_TLS, problems);
    source->port =
        (guint)node_integer(node, "port", 1, PORT_MOST, source->security == SOURCE_TLS ? tls_port : plain_port, problems);
    source->ca_file = campaign_read_path(campaign, node, "ca_file", problems);
    source->timeout_secs =
        campaign_read_seconds(node, "timeout", TIMEOUT_LEAST_SECS, TIMEOUT_MOST_SECS, TIMEOUT_SECS, problems);
    if (source->security == SOURCE_PLAIN && source->host != NULL && !campaign_is_this_machine(source->host))
        node_problem(node_get(node, "security"), problems,
                     "`security`: without encryption everybody on the way could read the password and the mail; expected `tls` "
                     "or `starttls`");
}

static void load_login(struct source_config *source, const struct campaign *campaign, const struct node *node,
                       struct problems *problems)
{
    static const char *const auths[] = {"password", "xoauth2", "oauthbearer", NULL};
    if (node_need(node, "user", problems))
        source->user = campaign_read_line(node, "user", problems);
    source->auth = (enum source_auth)node_choice(node, "auth", auths, SOURCE_AUTH_PASSWORD, problems);
    if (source->auth == SOURCE_AUTH_PASSWORD)
        load_secret(&source->secret, campaign, node, problems);
    else
        campaign_load_oauth(&source->oauth, campaign, node, problems);
}

/* ---- folders, and what is done with kept messages */

static void load_folders(struct source_config *source, const struct node *node, struct problems *problems)
{
    source->folders = node_texts(node, "folders", problems);
    if (source->folders->len == 0)
        g_ptr_array_add(source->folders, g_strdup("INBOX"));
    if (source->folders->len > FOLDERS_MOST)
        node_problem(node_get(node, "folders"), problems, "`folders`: found %u folders; expected at most %u",
                     source->folders->len, FOLDERS_MOST);
    for (guint i = 0; i < source->folders->len; i++)
        for (guint j = 0; j < i; j++)
            if (strcmp(source->folders->pdata[i], source->folders->pdata[j]) == 0)
                node_problem(node_get(node, "folders"), problems, "`folders`: found `%s` twice",
                             (const char *)source->folders->pdata[i]);
}

/* A keyword is an atom of IMAP. */
static bool is_keyword(const char *text)
{
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && strchr("$_-.", *at) == NULL)
            return false;
    return *text != '\0';
}

static void load_after(struct source_config *source, const struct node *node, struct problems *problems)
{
    static const char *const afters[] = {"leave", "move", "flag", NULL};
    source->after = (enum source_after)node_choice(node, "after", afters, SOURCE_LEAVE, problems);
    source->after_folder = campaign_read_line(node, "move_to", problems);
    source->after_keyword = campaign_read_line(node, "keyword", problems);
    if (source->after_folder == NULL)
        source->after_folder = g_strdup(MOVE_TO);
    if (source->after_keyword == NULL)
        source->after_keyword = g_strdup(KEYWORD);
    if (!is_keyword(source->after_keyword))
        node_problem(node_get(node, "keyword"), problems, "`keyword`: found `%s`; expected letters, digits, `$`, `_` and `-`",
                     source->after_keyword);
    for (guint i = 0; source->after == SOURCE_MOVE && i < source->folders->len; i++)
        if (g_ascii_strcasecmp(source->folders->pdata[i], source->after_folder) == 0)
            node_problem(node_get(node, "move_to") != NULL ? node_get(node, "move_to") : node, problems,
                         "`move_to`: found `%s`, which is among `folders`; expected another folder", source->after_folder);
}

/* ---- the two types */

void campaign_load_imap(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems)
{
    load_server(source, campaign, node, PORT_IMAPS, PORT_IMAP, problems);
    load_login(source, campaign, node, problems);
    load_folders(source, node, problems);
    load_after(source, node, problems);
}

void campaign_load_pop3(struct source_config *source, const struct campaign *campaign, const struct node *node,
                        struct problems *problems)
{
    static const char *const afters[] = {"leave", "delete", NULL};
    load_server(source, campaign, node, PORT_POP3S, PORT_POP3, problems);
    load_login(source, campaign, node, problems);
    source->after = node_choice(node, "after", afters, 0, problems) == 1 ? SOURCE_DELETE : SOURCE_LEAVE;
}
