/* How fast mail may go out: so many a minute, so many a day, so many a minute to one domain. Private to send/. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "survey/campaign.h"

struct pace;

/* Returns a pace by the limits of config, at which nothing has gone out yet. (transfer full) */
struct pace *pace_new(const struct send_config *config);
void pace_free(struct pace *pace);
DEFINE_AUTO(pace)

/* Takes note of a mail to domain that went out at secs. */
void pace_note(struct pace *pace, const char *domain, gint64 secs);

/* Returns in how many seconds any mail, or one to domain, may go out; 0: now. */
gint64 pace_wait_secs(const struct pace *pace, gint64 now_secs);
gint64 pace_domain_wait_secs(struct pace *pace, const char *domain, gint64 now_secs);

/* Returns when a mail to domain that must wait shall be tried again: one after the other, not all at the same moment. */
gint64 pace_put_off(struct pace *pace, const char *domain, gint64 now_secs);

/* Returns how far back mails count that went out before, in seconds. */
gint64 pace_memory_secs(const struct pace *pace);
