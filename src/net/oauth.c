/* OAuth2 for mail accounts. Tokens are never logged; the file is written whole and 0600; two processes never renew at a time,
 * since many providers give a new refresh token each time and the old one is worth nothing then. */
#include "net/oauth.h"

#include <jansson.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/lock.h"
#include "net/http.h"
#include "net/secret.h"
#include "net/words.h"

#define TOKEN_FILE_BYTES 65536u
#define RENEW_BEFORE_SECS 300 /* a token that is not good for so long is renewed */
#define LIFE_SECS 3600        /* of a token whose provider does not say */
#define LIFE_MOST_SECS (366 * 86400)
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define POLL_SECS 5 /* between two questions whether the person has logged in */
#define POLL_MOST_SECS 60
#define DEVICE_LIFE_MOST_SECS 1800 /* that a person may take */

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

static const char *text_in(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && *text != '\0' ? text : NULL;
}

static gint64 number_in(const json_t *object, const char *name, gint64 otherwise)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return json_integer_value(value);
    return json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10) : otherwise; /* some send "3599" */
}

/* Writes what the provider has granted. kept_refresh: (nullable) the refresh token that stays where it gave no new one. */
static bool write_tokens(const struct oauth_config *config, const json_t *granted, const char *kept_refresh, GError **error)
{
    const char *refresh = text_in(granted, "refresh_token");
    gint64 life = CLAMP(number_in(granted, "expires_in", LIFE_SECS), 0, LIFE_MOST_SECS);
    AUTO_JSON tokens =
        json_pack("{s:s, s:I, s:s*}", "access_token", text_in(granted, "access_token"), "expires_secs",
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

/* ---- asking the provider */

/* Sets the error for what the provider has answered instead of a grant. */
static void set_refusal(const struct http_answer *answer, const json_t *body, GError **error)
{
    const char *name = text_in(body, "error"), *description = text_in(body, "error_description");
    g_autofree char *words = words_from_server(description != NULL ? description : name != NULL ? name : "no reason given");
    if (g_strcmp0(name, "invalid_grant") == 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "the provider no longer lets hearback in: the consent was revoked or has expired (%s); try: hearback login",
                    words);
    else if (g_strcmp0(name, "invalid_client") == 0 || g_strcmp0(name, "unauthorized_client") == 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "the provider does not accept `client_id` or `client_secret_file`: %s", words);
    else
        g_set_error(error, ERROR_DOMAIN,
                    answer->status >= 500 || answer->status == 429 || answer->status == 0 ? ERROR_TEMPORARY
                                                                                          : ERROR_CONFIGURATION,
                    "the provider answered %u: %s", answer->status, words);
}

/* Adds who we are to form. */
static bool add_client(GString *form, const struct oauth_config *config, GError **error)
{
    http_add_field(form, "client_id", config->client_id);
    if (!secret_is_set(&config->client_secret))
        return true;
    char *secret = secret_read(&config->client_secret, error);
    if (secret != NULL)
        http_add_field(form, "client_secret", secret);
    secret_free(secret);
    return secret != NULL;
}

/* Posts form. Returns the JSON object of the answer, granted or not (transfer full); NULL and an error where there is none. */
static json_t *ask(const char *url, const GString *form, struct http_answer *answer, GError **error)
{
    if (!http_post(url, form->str, answer, error))
        return NULL;
    json_t *body = json_loadb(answer->body->str, answer->body->len, 0, NULL);
    if (json_is_object(body))
        return body;
    json_decref(body);
    set_refusal(answer, NULL, error);
    http_answer_clear(answer);
    return NULL;
}

static void wipe(GString *form)
{
    explicit_bzero(form->str, form->len);
    g_string_free(form, TRUE);
}

/* Returns the grant (transfer full), or NULL and an error. *pending (nullable): the name of a refusal that is none yet, as a
 * static text: "authorization_pending" or "slow_down". */
static json_t *ask_for_grant(const struct oauth_config *config, const GString *form, const char **pending, GError **error)
{
    struct http_answer answer = {0};
    json_t *body = ask(config->token_endpoint, form, &answer, error);
    if (body != NULL && answer.status == 200 && text_in(body, "access_token") != NULL) {
        http_answer_clear(&answer);
        return body;
    }
    if (body != NULL && pending != NULL)
        for (guint i = 0; i < 2 && *pending == NULL; i++) {
            const char *name = i == 0 ? "authorization_pending" : "slow_down";
            *pending = g_strcmp0(text_in(body, "error"), name) == 0 ? name : NULL;
        }
    if (body != NULL && (pending == NULL || *pending == NULL))
        set_refusal(&answer, body, error);
    json_decref(body);
    http_answer_clear(&answer);
    return NULL;
}

/* ---- renewing */

static bool renew(const struct oauth_config *config, const json_t *tokens, GError **error)
{
    const char *refresh = text_in(tokens, "refresh_token");
    if (refresh == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "the token has expired and the provider gave none to renew it (is `offline_access` missing in `scope`?); "
                    "try: hearback login");
        return false;
    }
    GString *form = g_string_new("");
    http_add_field(form, "grant_type", "refresh_token");
    http_add_field(form, "refresh_token", refresh);
    AUTO_JSON granted = add_client(form, config, error) ? ask_for_grant(config, form, NULL, error) : NULL;
    wipe(form);
    return granted != NULL && write_tokens(config, granted, refresh, error);
}

static bool is_good(const json_t *tokens, const char *refused)
{
    const char *token = text_in(tokens, "access_token");
    return token != NULL && g_strcmp0(token, refused) != 0 &&
           number_in(tokens, "expires_secs", 0) >= clock_now_secs() + RENEW_BEFORE_SECS;
}

static char *token_locked(const struct oauth_config *config, const char *refused, GError **error)
{
    AUTO_JSON tokens = read_tokens(config, error);
    if (tokens == NULL)
        return NULL;
    if (is_good(tokens, refused))
        return g_strdup(text_in(tokens, "access_token"));
    if (!renew(config, tokens, error))
        return NULL;
    AUTO_JSON renewed = read_tokens(config, error);
    return renewed != NULL ? g_strdup(text_in(renewed, "access_token")) : NULL;
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

/* ---- logging in for the first time */

/* Asks until the person has logged in. */
static json_t *wait_for_person(const struct oauth_config *config, const json_t *device, gint64 valid_secs, GError **error)
{
    gint64 pause_secs = CLAMP(number_in(device, "interval", POLL_SECS), 1, POLL_MOST_SECS);
    gint64 deadline = g_get_monotonic_time() + valid_secs * G_USEC_PER_SEC;
    GString *form = g_string_new("");
    http_add_field(form, "grant_type", DEVICE_GRANT);
    http_add_field(form, "device_code", text_in(device, "device_code"));
    json_t *granted = NULL;
    const char *pending = "";
    bool ready = add_client(form, config, error);
    while (ready && pending != NULL && granted == NULL && g_get_monotonic_time() < deadline) {
        g_usleep((gulong)pause_secs * G_USEC_PER_SEC);
        pending = NULL;
        granted = ask_for_grant(config, form, &pending, error);
        if (g_strcmp0(pending, "slow_down") == 0)
            pause_secs = MIN(pause_secs + POLL_SECS, POLL_MOST_SECS);
    }
    wipe(form);
    if (ready && granted == NULL && pending != NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "nobody logged in in time; try again");
    return granted;
}

static json_t *ask_for_device(const struct oauth_config *config, GError **error)
{
    GString *form = g_string_new("");
    struct http_answer answer = {0};
    http_add_field(form, "scope", config->scope);
    json_t *device = add_client(form, config, error) ? ask(config->device_endpoint, form, &answer, error) : NULL;
    wipe(form);
    bool is_complete = device != NULL && answer.status == 200 && text_in(device, "device_code") != NULL &&
                       text_in(device, "user_code") != NULL;
    if (device != NULL && !is_complete) {
        set_refusal(&answer, device, error);
        g_clear_pointer(&device, json_decref);
    }
    http_answer_clear(&answer);
    return device;
}

bool oauth_login(const struct oauth_config *config, void (*show)(const struct oauth_invitation *invitation, void *data),
                 void *data, GError **error)
{
    AUTO_JSON device = ask_for_device(config, error);
    if (device == NULL)
        return false;
    const char *uri = text_in(device, "verification_uri"), *url = text_in(device, "verification_url"); /* Google's name */
    struct oauth_invitation invitation = {.url = uri != NULL   ? uri
                                                 : url != NULL ? url
                                                               : "(the provider did not say where)",
                                          .code = text_in(device, "user_code")};
    invitation.valid_secs = CLAMP(number_in(device, "expires_in", DEVICE_LIFE_MOST_SECS), 1, DEVICE_LIFE_MOST_SECS);
    show(&invitation, data);
    AUTO_JSON granted = wait_for_person(config, device, invitation.valid_secs, error);
    return granted != NULL && write_tokens(config, granted, NULL, error);
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
