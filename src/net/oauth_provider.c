/* Asking an OAuth2 provider: forms go in, JSON comes out, and a refusal becomes words that say what a person can do. */
#include "net/oauth_provider.h"

#include <string.h>

#include "base/error.h"
#include "net/secret.h"
#include "net/words.h"

/* ---- what it answers */

const char *provider_text(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text != NULL && *text != '\0' ? text : NULL;
}

gint64 provider_number(const json_t *object, const char *name, gint64 otherwise)
{
    const json_t *value = json_object_get(object, name);
    if (json_is_integer(value))
        return json_integer_value(value);
    return json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10) : otherwise; /* some send "3599" */
}

/* ---- asking it */

/* Sets the error for what the provider has answered instead of a grant. */
void provider_set_refusal(const struct http_answer *answer, const json_t *body, GError **error)
{
    const char *name = provider_text(body, "error"), *description = provider_text(body, "error_description");
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
bool provider_add_client(GString *form, const struct oauth_config *config, GError **error)
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
json_t *provider_ask(const char *url, const GString *form, struct http_answer *answer, GError **error)
{
    if (!http_post(url, form->str, answer, error))
        return NULL;
    json_t *body = json_loadb(answer->body->str, answer->body->len, 0, NULL);
    if (json_is_object(body))
        return body;
    json_decref(body);
    provider_set_refusal(answer, NULL, error);
    http_answer_clear(answer);
    return NULL;
}

void provider_wipe(GString *form)
{
    explicit_bzero(form->str, form->len);
    g_string_free(form, TRUE);
}

/* Returns the grant (transfer full), or NULL and an error. *pending (nullable): the name of a refusal that is none yet, as a
 * static text: "authorization_pending" or "slow_down". */
json_t *provider_grant(const struct oauth_config *config, const GString *form, const char **pending, GError **error)
{
    struct http_answer answer = {0};
    json_t *body = provider_ask(config->token_endpoint, form, &answer, error);
    if (body != NULL && answer.status == 200 && provider_text(body, "access_token") != NULL) {
        http_answer_clear(&answer);
        return body;
    }
    if (body != NULL && pending != NULL)
        for (guint i = 0; i < 2 && *pending == NULL; i++) {
            const char *name = i == 0 ? "authorization_pending" : "slow_down";
            *pending = g_strcmp0(provider_text(body, "error"), name) == 0 ? name : NULL;
        }
    if (body != NULL && (pending == NULL || *pending == NULL))
        provider_set_refusal(&answer, body, error);
    json_decref(body);
    http_answer_clear(&answer);
    return NULL;
}
