/* What a delivery report says: shall we write there again? */
#pragma once
#include "mail/mail.h"

enum bounce {
    BOUNCE_NONE,     /* it is no report of a failure */
    BOUNCE_DELAYED,  /* the mail is still on its way */
    BOUNCE_PASSING,  /* it failed for now: a full mailbox, a refusal of this mail, or nobody says why */
    BOUNCE_LASTING,  /* there is nobody at this address */
    BOUNCE_COMPLAINT /* our mail was reported as unwanted (RFC 5965) */
};

/* Returns what mail, which classify_machine takes for a bounce, says of the one address that it was sent to. */
enum bounce bounce_read(const struct mail *mail);

/* Returns the Message-ID, without <>, of the mail of ours that the report brings back, whole or its headers alone; and the
 * address that it went to, lower case, by the fields of the report (RFC 3464, RFC 5965) or by those headers. (transfer full),
 * NULL where it does not say. */
char *bounce_returned_id(const struct mail *mail);
char *bounce_recipient(const struct mail *mail);

/* Returns its name, "lasting"; and the one called name, BOUNCE_NONE where there is none. */
const char *bounce_name(enum bounce bounce);
enum bounce bounce_from_name(const char *name);
