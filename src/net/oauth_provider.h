/* What the ways of getting tokens share; private to net/. */
#pragma once
#include <jansson.h>

#include "base/cleanup.h"
#include "net/http.h"
#include "survey/campaign.h"

/* Returns the text in a member of object, NULL where there is none (transfer none); the number in one, which some providers
 * write as a text. */
const char *provider_text(const json_t *object, const char *name);
gint64 provider_number(const json_t *object, const char *name, gint64 otherwise);

/* Adds who we are to form. */
bool provider_add_client(GString *form, const struct oauth_config *config, GError **error);

/* Posts form to url. Returns the JSON object of the answer, granted or not (transfer full); NULL and an error where there is
 * none. answer: to be freed with http_answer_clear. */
json_t *provider_ask(const char *url, const GString *form, struct http_answer *answer, GError **error);

/* Posts form to the token endpoint. Returns the grant (transfer full), or NULL and an error. *pending (nullable): the name of a
 * refusal that is none yet, as a static text: "authorization_pending" or "slow_down"; then there is no error. */
json_t *provider_grant(const struct oauth_config *config, const GString *form, const char **pending, GError **error);

/* Sets the error for what the provider has answered instead of a grant; body may be NULL. */
void provider_set_refusal(const struct http_answer *answer, const json_t *body, GError **error);

/* Frees a form, and the secrets in it. */
void provider_wipe(GString *form);

/* Writes what the provider has granted. kept_refresh: (nullable) the refresh token that stays where it gave no new one. */
bool tokens_write(const struct oauth_config *config, const json_t *granted, const char *kept_refresh, GError **error);
