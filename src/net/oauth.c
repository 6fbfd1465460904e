/* OAuth2 for mail accounts. Tokens are never logged; the file is written whole and 0600; two processes never renew at a time,
 * since many providers give a new refresh token each time and the old one is worth nothing then. */
#include "net/oauth.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/lock.h"
#include "net/oauth_provider.h"
#include "net/secret.h"

#define TOKEN_FILE_BYTES 65536u
#define RENEW_BEFORE_SECS 300 /* a token that is not good for so long is renewed */
#define LIFE_SECS 3600        /* of a token whose provider does not say */
#define LIFE_MOST_SECS (366 * 86400)

/* ---- the token file */

static json_t *read_tokens(const struct oauth_config *config, GError **error)
{
    if (access(config->token_file, F_OK) != 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "nobody has logged in yet (there is no %s); try: hearback login",
                    config->token_file);
        return NULL;
    }
    g_autoptr(GBytes) bytes = file_read(config->token_file, TOKEN_FILE_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    json_t *tokens = json_loadb(data, length, 0, NULL);
    if (json_is_object(tokens))
        return tokens;
    json_decref(tokens);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s is damaged; try: hearback login", config->token_file);
    return NULL;
}

bool tokens_write(const struct oauth_config *config, const json_t *granted, const char *kept_refresh, GError **error)
{
    const char *refresh = provider_text(granted, "refresh_token");
    gint64 life = CLAMP(provider_number(granted, "expires_in", LIFE_SECS), 0, LIFE_MOST_SECS);
    AUTO_JSON tokens =
        json_pack("{s:s, s:I, s:s*}", "access_token", provider_text(granted, "access_token"), "expires_secs",
                  (json_int_t)(clock_now_secs() + life), "refresh_token", refresh != NULL ? refresh : kept_refresh);
    char *text = tokens != NULL ? json_dumps(tokens, JSON_INDENT(1)) : NULL;
    if (text == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "the provider granted a token that is not text");
        return false;
    }
    bool written = file_write_private(config->token_file, text, strlen(text), error);
    explicit_bzero(text, strlen(text));
    free(text);
    return written;
}

/* ---- renewing */

static bool renew(const struct oauth_config *config, const json_t *tokens, GError **error)
{
    const char *refresh = provider_text(tokens, "refresh_token");
    if (refresh == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "the token has expired and the provider gave none to renew it (is `offline_access` missing in `scope`?); "
                    "try: hearback login");
        return false;
    }
    GString *form = g_string_new("");
    http_add_field(form, "grant_type", "refresh_token");
    http_add_field(form, "refresh_token", refresh);
    AUTO_JSON granted = provider_add_client(form, config, error) ? provider_grant(config, form, NULL, error) : NULL;
    provider_wipe(form);
    return granted != NULL && tokens_write(config, granted, refresh, error);
}

static bool is_good(const json_t *tokens, const char *refused)
{
    const char *token = provider_text(tokens, "access_token");
    return token != NULL && g_strcmp0(token, refused) != 0 &&
           provider_number(tokens, "expires_secs", 0) >= clock_now_secs() + RENEW_BEFORE_SECS;
}

static char *token_locked(const struct oauth_config *config, const char *refused, GError **error)
{
    AUTO_JSON tokens = read_tokens(config, error);
    if (tokens == NULL)
        return NULL;
    if (is_good(tokens, refused))
        return g_strdup(provider_text(tokens, "access_token"));
    if (!renew(config, tokens, error))
        return NULL;
    AUTO_JSON renewed = read_tokens(config, error);
    return renewed != NULL ? g_strdup(provider_text(renewed, "access_token")) : NULL;
}

char *oauth_token(const struct oauth_config *config, const char *refused, GError **error)
{
    g_autofree char *path = g_strconcat(config->token_file, ".lock", NULL);
    int lock = lock_take(path, true, error);
    if (lock == LOCK_BUSY)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "stopped");
    if (lock < 0)
        return NULL;
    char *token = token_locked(config, refused, error);
    close(lock);
    return token;
}

/* ---- showing the token to a mail server */

char *oauth_sasl(bool is_oauthbearer, const char *user, const char *token, const char *host, guint port)
{
    if (!is_oauthbearer)
        return g_strdup_printf("user=%s\001auth=Bearer %s\001\001", user, token);
    GString *quoted = g_string_new(user); /* RFC 5801: a saslname */
    g_string_replace(quoted, "=", "=3D", 0);
    g_string_replace(quoted, ",", "=2C", 0);
    g_autofree char *name = g_string_free(quoted, FALSE);
    return g_strdup_printf("n,a=%s,\001host=%s\001port=%u\001auth=Bearer %s\001\001", name, host, port, token);
}
