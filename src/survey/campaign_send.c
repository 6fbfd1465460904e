/* The section `send` of hearback.yaml: how mail goes out. */
#include <string.h>

#include "survey/campaign_load.h"

#define DAY_SECS (24 * 3600)
#define TIMEOUT_SECS 60
#define TIMEOUT_LEAST_SECS 1
#define TIMEOUT_MOST_SECS 3600
#define GIVE_UP_SECS (5 * DAY_SECS)
#define GIVE_UP_LEAST_SECS 60
#define GIVE_UP_MOST_SECS (30 * DAY_SECS)
#define PER_MINUTE_MOST 10000
#define PER_DAY_MOST 1000000
#define PORT_MOST G_MAXUINT16

void send_config_clear(struct send_config *send)
{
    g_free(send->maildir);
    g_free(send->host);
    g_free(send->ca_file);
    g_free(send->user);
    g_free(send->password_file);
    g_free(send->password_command);
    g_free(send->helo);
    oauth_config_clear(&send->oauth);
}

static void load_maildir(struct campaign *campaign, const struct node *node, struct problems *problems)
{
    if (node_need(node, "maildir", problems))
        campaign->send.maildir = campaign_read_path(campaign, node, "maildir", problems);
}

static void load_login(struct campaign *campaign, const struct node *node, struct problems *problems)
{
    static const char *const auths[] = {"none", "plain", "login", "xoauth2", NULL};
    struct send_config *send = &campaign->send;
    send->user = campaign_read_line(node, "user", problems);
    send->auth =
        (enum smtp_auth)node_choice(node, "auth", auths, send->user != NULL ? SMTP_AUTH_PLAIN : SMTP_AUTH_NONE, problems);
    send->password_file = campaign_read_path(campaign, node, "password_file", problems);
    send->password_command = campaign_read_line(node, "password_command", problems);
    if (send->auth == SMTP_AUTH_NONE)
        return;
    node_need(node, "user", problems);
    if (send->auth == SMTP_AUTH_XOAUTH2 && node_get(node, "oauth") != NULL) {
        campaign_load_oauth(&send->oauth, campaign, node, problems);
        return;
    }
    if (node_get(node, "password_file") == NULL && node_get(node, "password_command") == NULL)
        node_problem(node, problems, "a login needs `password_file` or `password_command`; expected one of them");
    if (send->password_file != NULL && send->password_command != NULL)
        node_problem(node_get(node, "password_command"), problems,
                     "found both `password_file` and `password_command`; expected one of them");
}

static void load_smtp(struct campaign *campaign, const struct node *node, struct problems *problems)
{
    static const char *const securities[] = {"starttls", "tls", "none", NULL};
    static const guint ports[] = {[SMTP_STARTTLS] = 587, [SMTP_TLS] = 465, [SMTP_PLAIN] = 25};
    struct send_config *send = &campaign->send;
    if (node_need(node, "host", problems))
        send->host = campaign_read_host(node, "host", problems);
    send->security = (enum smtp_security)node_choice(node, "security", securities, SMTP_STARTTLS, problems);
    send->port = (guint)node_integer(node, "port", 1, PORT_MOST, ports[send->security], problems);
    send->ca_file = campaign_read_path(campaign, node, "ca_file", problems);
    send->helo = campaign_read_host(node, "helo", problems);
    load_login(campaign, node, problems);
    if (send->auth != SMTP_AUTH_NONE && send->security == SMTP_PLAIN && send->host != NULL &&
        !campaign_is_this_machine(send->host))
        node_problem(
            node_get(node, "security"), problems,
            "`security`: a login without encryption would show the password to the network; expected `starttls` or `tls`");
}

/* What is sent would be read as a reply, for ever. */
static void refuse_loop(const struct campaign *campaign, const struct node *node, struct problems *problems)
{
    const char *out = campaign->send.maildir;
    for (guint i = 0; out != NULL && i < campaign->sources->len; i++) {
        const struct source_config *source = campaign->sources->pdata[i];
        gsize length = source->path != NULL ? strlen(source->path) : 0;
        if (length > 0 && strncmp(source->path, out, length) == 0 && (out[length] == '/' || out[length] == '\0'))
            node_problem(node_get(node, "maildir"), problems,
                         "`maildir`: the source `%s` reads this folder; expected another one", source->name);
    }
}

/* The ways out, one line each. They themselves are in send/. */
static const struct {
    const char *name;
    void (*load)(struct campaign *campaign, const struct node *node, struct problems *problems);
} transports[] = {
    {"maildir", load_maildir},
    {"smtp", load_smtp},
};

static void load_transport(struct campaign *campaign, const struct node *node, struct problems *problems)
{
    const char *names[G_N_ELEMENTS(transports) + 1] = {NULL};
    for (guint i = 0; i < G_N_ELEMENTS(transports); i++)
        names[i] = transports[i].name;
    guint none = G_N_ELEMENTS(transports), index = none;
    if (node_need(node, "transport", problems))
        index = node_choice(node, "transport", names, none, problems);
    if (index == none)
        return;
    campaign->send.transport = transports[index].name;
    transports[index].load(campaign, node, problems);
}

void campaign_load_send(struct campaign *campaign, const struct node *root, struct problems *problems)
{
    /* those of the other transport may stand there too: so it is easy to go back to trying out */
    static const char *const keys[] = {
        "transport",        "maildir", "host",    "port",    "security", "ca_file",    "auth",    "user",       "password_file",
        "password_command", "helo",    "timeout", "give_up", "oauth",    "per_minute", "per_day", "per_domain", NULL};
    if (!node_need(root, "send", problems))
        return;
    const struct node *node = node_get(root, "send");
    node_check_keys(node, keys, problems);
    if (node->kind != NODE_MAP)
        return;
    campaign->send.line = node->line;
    load_transport(campaign, node, problems);
    campaign->send.timeout_secs =
        campaign_read_seconds(node, "timeout", TIMEOUT_LEAST_SECS, TIMEOUT_MOST_SECS, TIMEOUT_SECS, problems);
    campaign->send.give_up_secs =
        campaign_read_seconds(node, "give_up", GIVE_UP_LEAST_SECS, GIVE_UP_MOST_SECS, GIVE_UP_SECS, problems);
    campaign->send.per_minute = (guint)node_integer(node, "per_minute", 1, PER_MINUTE_MOST, 0, problems);
    campaign->send.per_day = (guint)node_integer(node, "per_day", 1, PER_DAY_MOST, 0, problems);
    campaign->send.per_domain = (guint)node_integer(node, "per_domain", 1, PER_MINUTE_MOST, 0, problems);
    refuse_loop(campaign, node, problems);
}
