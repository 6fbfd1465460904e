/* Logging in at a mail server: the same for IMAP and POP3 but for a few words. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "net/lines.h"
#include "survey/campaign.h"

#define LOGIN_BYTES 65536u /* that the server may send before and during the login */
#define LOGIN_LINE_BYTES 16384u

/* How a protocol words it. */
struct login_words {
    const char *protocol; /* "IMAP" */
    const char *begin;    /* before the name of a SASL mechanism: "hb AUTHENTICATE " */
    const char *ok;       /* with which the answer begins where it went well: "hb OK" */
    const char *refused;  /* ... where it did not, after "ok" was looked for: "hb " */
    /* Returns the commands of the login without SASL, to be answered by ok one after the other: the user, the password
     * (transfer full, NULL-terminated), or NULL where they cannot be worded. */
    char **(*commands)(const char *user, const char *password);
};

/* Logs in as config says, by the best way that the server offers. offers: the capabilities of the server in capital letters,
 * "AUTH=PLAIN", "LOGIN" (login without SASL). Returns false and ERROR_CONFIGURATION where a person must do something,
 * ERROR_TEMPORARY where trying again may help. */
bool login(struct lines *lines, const struct login_words *words, GHashTable *offers, const struct source_config *config,
           GError **error);

/* Opens the connection and encrypts it from the first byte where config says so. (transfer full), or NULL and an error. */
struct lines *login_connect(const struct source_config *config, const struct stream_hooks *hooks, GError **error);

/* Sets the error for a connection that has ended. */
void login_set_trouble(const struct lines *lines, GError **error);
