/* Values that several sections of hearback.yaml have: paths, times, addresses. */
#include <string.h>

#include "base/text.h"
#include "survey/campaign_load.h"

char *campaign_read_line(const struct node *map, const char *key, struct problems *problems)
{
    const char *text = node_text(map, key, NULL, problems);
    return text != NULL ? text_squeeze(text) : NULL;
}

char *campaign_read_path(const struct campaign *campaign, const struct node *map, const char *key, struct problems *problems)
{
    const char *path = node_text(map, key, NULL, problems);
    if (path == NULL)
        return NULL;
    if (g_str_has_prefix(path, "~/"))
        return g_canonicalize_filename(path + 2, g_get_home_dir());
    return g_canonicalize_filename(path, campaign->dir);
}

gint64 campaign_read_seconds(const struct node *map, const char *key, gint64 least, gint64 most, gint64 otherwise,
                             struct problems *problems)
{
    gint64 secs = node_seconds(map, key, otherwise, problems);
    if (secs >= least && secs <= most)
        return secs;
    node_problem(node_get(map, key), problems,
                 "`%s`: found `%s`; expected from %" G_GINT64_FORMAT " seconds to %" G_GINT64_FORMAT " hours", key,
                 node_get(map, key)->scalar, least, most / 3600);
    return otherwise;
}

/* Whether text is a plain address, as this campaign's own are: LOCAL@DOMAIN without quotes, comments and names. */
static bool is_address(const char *text)
{
    const char *at = strchr(text, '@');
    if (at == NULL || at == text || strlen(text) > 254)
        return false;
    for (const char *p = text; p < at; p++)
        if (!g_ascii_isalnum(*p) && strchr(".!#$%&'*+/=?^_`{|}~-", *p) == NULL)
            return false;
    for (const char *p = at + 1; *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && (*p != '.' || p[-1] == '.' || p[-1] == '@' || p[1] == '\0'))
            return false;
    return at[1] != '\0';
}

char *campaign_check_address(const struct node *node, const char *text, struct problems *problems)
{
    g_autofree char *address = text_squeeze(text);
    if (is_address(address))
        return g_steal_pointer(&address);
    g_autofree char *shown = node_shorten(address);
    node_problem(node, problems, "found `%s`; expected an address like `survey@example.org`, without a name", shown);
    return NULL;
}

char *campaign_read_address(const struct node *map, const char *key, struct problems *problems)
{
    const char *text = node_text(map, key, NULL, problems);
    return text != NULL ? campaign_check_address(node_get(map, key), text, problems) : NULL;
}

/* What is none would end up in a URL. */
char *campaign_read_host(const struct node *map, const char *key, struct problems *problems)
{
    char *host = campaign_read_line(map, key, problems);
    for (const char *p = host; p != NULL && *p != '\0'; p++)
        if (!g_ascii_isalnum(*p) && strchr(".-_:[]", *p) == NULL) {
            node_problem(node_get(map, key), problems,
                         "`%s`: found `%s`; expected the name of a machine, like `mail.example.org`", key, host);
            break;
        }
    return host;
}

bool campaign_is_this_machine(const char *host)
{
    return g_ascii_strcasecmp(host, "localhost") == 0 || g_str_has_prefix(host, "127.") || strcmp(host, "::1") == 0;
}
