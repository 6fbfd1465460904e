/* The digest by mail. */
#pragma once
#include "flow/flow.h"

struct digest_counts {
    guint team, outside; /* mails that were queued */
};

/* Queues the digest of what is new since the last one for all who get it, and records it as made, in one transaction. Returns
 * false and an error; ERROR_CONFIGURATION where nobody gets it. */
bool flow_mail_digest(const struct office *office, gint64 now_secs, struct digest_counts *counts, GError **error);

/* Returns when the digest was or will be due that belongs to now_secs: the last time of the schedule up to then. 0: never. */
gint64 digest_last_slot(const struct campaign *campaign, gint64 now_secs);

#define DIGEST_DUTY "digest" /* as which the last mailed one is remembered */
