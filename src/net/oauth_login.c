/* Logging in at an OAuth2 provider for the first time: a person must do it, we tell them how. Never asks for a password. */
#include <string.h>
#include <sys/random.h>

#include "base/error.h"
#include "net/oauth.h"
#include "net/oauth_provider.h"
#include "net/words.h"

#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define POLL_SECS 5 /* between two questions whether the person has logged in */
#define POLL_MOST_SECS 60
#define DEVICE_LIFE_MOST_SECS 1800     /* that a person may take */
#define REDIRECT "http://127.0.0.1:1/" /* providers let programs use this address; nobody listens there */
#define RANDOM_BYTES 32
#define DIGEST_BYTES 32

/* ---- the device flow: a code to be typed on any other machine */

/* Asks until the person has logged in. */
static json_t *wait_for_person(const struct oauth_config *config, const json_t *device, gint64 valid_secs, GError **error)
{
    gint64 pause_secs = CLAMP(provider_number(device, "interval", POLL_SECS), 1, POLL_MOST_SECS);
    gint64 deadline = g_get_monotonic_time() + valid_secs * G_USEC_PER_SEC;
    GString *form = g_string_new("");
    http_add_field(form, "grant_type", DEVICE_GRANT);
    http_add_field(form, "device_code", provider_text(device, "device_code"));
    json_t *granted = NULL;
    const char *pending = "";
    bool ready = provider_add_client(form, config, error);
    while (ready && pending != NULL && granted == NULL && g_get_monotonic_time() < deadline) {
        g_usleep((gulong)pause_secs * G_USEC_PER_SEC);
        pending = NULL;
        granted = provider_grant(config, form, &pending, error);
        if (g_strcmp0(pending, "slow_down") == 0)
            pause_secs = MIN(pause_secs + POLL_SECS, POLL_MOST_SECS);
    }
    provider_wipe(form);
    if (ready && granted == NULL && pending != NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "nobody logged in in time; try again");
    return granted;
}

static json_t *ask_for_device(const struct oauth_config *config, GError **error)
{
    GString *form = g_string_new("");
    struct http_answer answer = {0};
    http_add_field(form, "scope", config->scope);
    json_t *device =
        provider_add_client(form, config, error) ? provider_ask(config->device_endpoint, form, &answer, error) : NULL;
    provider_wipe(form);
    bool is_complete = device != NULL && answer.status == 200 && provider_text(device, "device_code") != NULL &&
                       provider_text(device, "user_code") != NULL;
    if (device != NULL && !is_complete) {
        provider_set_refusal(&answer, device, error);
        g_clear_pointer(&device, json_decref);
    }
    http_answer_clear(&answer);
    return device;
}

static bool login_by_device(const struct oauth_config *config, const struct oauth_dialogue *dialogue, GError **error)
{
    AUTO_JSON device = ask_for_device(config, error);
    if (device == NULL)
        return false;
    const char *uri = provider_text(device, "verification_uri"),
               *url = provider_text(device, "verification_url"); /* Google's */
    struct oauth_invitation invitation = {.url = uri != NULL   ? uri
                                                 : url != NULL ? url
                                                               : "(the provider did not say where)",
                                          .code = provider_text(device, "user_code")};
    invitation.valid_secs = CLAMP(provider_number(device, "expires_in", DEVICE_LIFE_MOST_SECS), 1, DEVICE_LIFE_MOST_SECS);
    dialogue->show(&invitation, dialogue->data);
    AUTO_JSON granted = wait_for_person(config, device, invitation.valid_secs, error);
    return granted != NULL && tokens_write(config, granted, NULL, error);
}

/* ---- the browser flow (RFC 8252, RFC 7636): the browser is sent to a page on its own machine, where nobody listens; its
 * address carries the code, and the person brings it here */

/* Returns bytes in the form that URLs want: base64url without padding. (transfer full) */
static char *for_url(const guint8 *bytes, gsize length)
{
    char *text = g_base64_encode(bytes, length);
    text[strcspn(text, "=")] = '\0';
    for (char *at = text; *at != '\0'; at++)
        *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
    return text;
}

/* Returns a text that nobody can guess (transfer full), NULL where the kernel has no random bytes. */
static char *random_text(void)
{
    guint8 bytes[RANDOM_BYTES];
    return getrandom(bytes, sizeof bytes, 0) == (ssize_t)sizeof bytes ? for_url(bytes, sizeof bytes) : NULL;
}

static char *challenge_of(const char *verifier)
{
    guint8 digest[DIGEST_BYTES];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    g_checksum_update(checksum, (const guchar *)verifier, -1);
    g_checksum_get_digest(checksum, digest, &length);
    return for_url(digest, length);
}

static char *invitation_url(const struct oauth_config *config, const char *state, const char *verifier)
{
    g_autoptr(GString) query = g_string_new("");
    g_autofree char *challenge = challenge_of(verifier);
    http_add_field(query, "response_type", "code");
    http_add_field(query, "client_id", config->client_id);
    http_add_field(query, "redirect_uri", REDIRECT);
    http_add_field(query, "scope", config->scope);
    http_add_field(query, "state", state);
    http_add_field(query, "code_challenge", challenge);
    http_add_field(query, "code_challenge_method", "S256");
    http_add_field(query, "access_type", "offline"); /* Google gives a refresh token only so */
    http_add_field(query, "prompt", "consent");
    return g_strconcat(config->authorize_endpoint, strchr(config->authorize_endpoint, '?') != NULL ? "&" : "?", query->str,
                       NULL);
}

/* Returns the code in the address that the person brings (transfer full), or NULL and an error. */
static char *code_in(const char *address, const char *state, GError **error)
{
    const char *query = strchr(address, '?');
    g_autoptr(GHashTable) fields = query != NULL ? g_uri_parse_params(query + 1, -1, "&", G_URI_PARAMS_WWW_FORM, NULL) : NULL;
    const char *code = fields != NULL ? g_hash_table_lookup(fields, "code") : NULL;
    const char *why = fields != NULL ? g_hash_table_lookup(fields, "error") : NULL;
    bool is_ours = fields != NULL && g_strcmp0(g_hash_table_lookup(fields, "state"), state) == 0;
    if (code != NULL && is_ours)
        return g_strdup(code);
    g_autofree char *words = words_from_server(why != NULL ? why : "");
    if (why != NULL && is_ours)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "the provider says: %s", words);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                    "expected the whole address that the browser shows at the end of this login; it begins with %s?", REDIRECT);
    return NULL;
}

static bool exchange(const struct oauth_config *config, const char *code, const char *verifier, GError **error)
{
    GString *form = g_string_new("");
    http_add_field(form, "grant_type", "authorization_code");
    http_add_field(form, "code", code);
    http_add_field(form, "redirect_uri", REDIRECT);
    http_add_field(form, "code_verifier", verifier);
    AUTO_JSON granted = provider_add_client(form, config, error) ? provider_grant(config, form, NULL, error) : NULL;
    provider_wipe(form);
    return granted != NULL && tokens_write(config, granted, NULL, error);
}

static bool login_by_browser(const struct oauth_config *config, const struct oauth_dialogue *dialogue, GError **error)
{
    g_autofree char *state = random_text(), *verifier = random_text();
    if (state == NULL || verifier == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "the machine has no random numbers");
        return false;
    }
    g_autofree char *url = invitation_url(config, state, verifier);
    dialogue->show(&(const struct oauth_invitation){.url = url}, dialogue->data);
    g_autofree char *address = dialogue->ask(dialogue->data);
    g_autofree char *code = address != NULL ? code_in(address, state, error) : NULL;
    if (address == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "nothing was entered");
    return code != NULL && exchange(config, code, verifier, error);
}

bool oauth_login(const struct oauth_config *config, const struct oauth_dialogue *dialogue, GError **error)
{
    return config->device_endpoint != NULL ? login_by_device(config, dialogue, error)
                                           : login_by_browser(config, dialogue, error);
}
