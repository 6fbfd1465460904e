/* Tokens of mail accounts at providers that want OAuth2 instead of a password (RFC 6749): got once by a person, kept in a file
 * that only we can read, renewed before they expire. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "survey/campaign.h"

/* Returns a token that is good for some minutes (transfer full; wipe it with secret_free), renewing it where needed. refused:
 * (nullable) a token that the mail server did not take: then never the same again. Returns NULL and ERROR_CONFIGURATION where a
 * person must log in (again), ERROR_TEMPORARY where the provider cannot be reached. Processes that share the file take turns.
 */
char *oauth_token(const struct oauth_config *config, const char *refused, GError **error);

/* Where a person must go, and what to type there. */
struct oauth_invitation {
    const char *url;
    const char *code;  /* NULL: none; the browser ends at an address that must be brought here */
    gint64 valid_secs; /* 0: the provider did not say */
};

/* How a person is talked to. */
struct oauth_dialogue {
    void (*show)(const struct oauth_invitation *invitation, void *data);
    char *(*ask)(void *data); /* for the address; (transfer full), NULL where there is none */
    void *data;
};

/* Lets a person log in, by the device flow (RFC 8628) where config has a device_endpoint, else with a browser (RFC 8252);
 * writes the token file. Returns false and an error where they refused, took too long, or the provider does not want to. */
bool oauth_login(const struct oauth_config *config, const struct oauth_dialogue *dialogue, GError **error);

/* Returns the first response of the SASL mechanism XOAUTH2 or OAUTHBEARER (RFC 7628), not encoded yet. (transfer full; wipe it
 * with secret_free) */
char *oauth_sasl(bool is_oauthbearer, const char *user, const char *token, const char *host, guint port);
