/* One attempt to send one mail. send/ is the only folder that knows libcurl. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "store/store.h"
#include "survey/campaign.h"

struct transport; /* an open way out: an SMTP connection that is reused, or a Maildir */

/* Opens the campaign's transport (connects lazily). Returns it (transfer full), or NULL and ERROR_CONFIGURATION. */
struct transport *transport_new(const struct campaign *campaign, GError **error);
void transport_free(struct transport *transport);
DEFINE_AUTO(transport)

struct send_outcome {
    enum send_state state; /* SEND_SENT, SEND_DEFERRED, SEND_FAILED, SEND_UNCERTAIN */
    char *words;           /* (nullable) what the server said or what went wrong, without addresses; owned */
    bool whole_host;       /* deferred because of the connection or login: other mails would fare the same */
};

/* Tries to send mail once. Always sets *outcome; free outcome->words. */
void transport_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome);

struct send_counts { guint sent, deferred, failed, uncertain; };

/* Sends what is due in the outbox until nothing is (or until stop returns true; stop may be NULL). A mail that was in
 * SEND_SENDING when a former process died becomes uncertain, unless the transport is sure. Returns false and an error only
 * where the database fails. */
bool send_outbox(struct store *store, const struct campaign *campaign, bool (*stop)(void *data), void *stop_data,
                 struct send_counts *counts, GError **error);
