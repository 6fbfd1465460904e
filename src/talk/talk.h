/* What we answer to people. Every word is in templates/. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "reading/reading.h"
#include "store/store.h"
#include "survey/campaign.h"

/* Returns whether a reading shall be acknowledged at all, by RFC 3834 and the campaign's configuration (not by time: see
 * store_last_acknowledged). *reason says why not (static or owned by reading). */
bool talk_may_acknowledge(const struct campaign *campaign, const struct reading *reading, const char **reason);

/* Makes the acknowledgement of a reading: text and HTML, threaded to the reply. Returns the mail to queue (transfer full), or
 * NULL and an error. */
struct outbox_mail *talk_acknowledge(const struct campaign *campaign, const struct survey *survey,
                                     const struct reading *reading, gint64 now_secs, GError **error);

/* Checks the templates that this folder uses, syntax, names and the subject line, for `hearback check`. */
void talk_check(const struct campaign *campaign, struct problems *problems);
