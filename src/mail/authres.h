/* Authentication-Results (RFC 8601): what the campaign's own mail server found out about who sent a mail. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "mail/mail.h"

enum auth_result {
    AUTH_ABSENT, /* the method is not named */
    AUTH_PASS,
    AUTH_FAIL, /* fail, softfail, reject */
    AUTH_OTHER /* none, neutral, policy, errors: proves nothing */
};

struct authres {
    enum auth_result spf, dkim, dmarc; /* dkim: AUTH_PASS where one signature passed */
    char *spf_domain;                  /* (nullable) of the envelope sender, where spf passed; lower case */
    GPtrArray *dkim_domains;           /* char *, owned: of the signatures that passed; lower case */
    char *dmarc_domain;                /* (nullable) of From, where dmarc passed; lower case */
};

/* Reads the topmost Authentication-Results of mail that names authserv_id, and no other: those below it may be forged. It must
 * stand above all but hops of the Received lines, so that none that came with the mail is believed; hops is how many Received
 * lines the campaign's own servers add. Returns NULL where there is none or it is broken. (transfer full) */
struct authres *authres_read(const struct mail *mail, const char *authserv_id, guint hops);
void authres_free(struct authres *authres);
DEFINE_AUTO(authres)

/* Returns whether the results prove that the domain of address sent the mail: DMARC passed for it, or a signature that passed
 * is of that domain or of one above it; and DMARC did not fail. */
bool authres_vouches_for(const struct authres *authres, const char *address);
