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

/* What the transport asks of its user while it sends; any of them may be NULL. */
struct send_hooks {
    bool (*stop)(void *data); /* asked often: shall the attempt end, as long as that is safe? */
    void *stop_data;
    bool (*handing_over)(void *data); /* told once, before the first byte of the mail itself goes out: from here on it may
                                         arrive. False: do not go on */
    void *handing_over_data;
};
void transport_set_hooks(struct transport *transport, const struct send_hooks *hooks);

/* Returns whether a second attempt after a crash makes no second mail. */
bool transport_is_sure(const struct transport *transport);

struct send_outcome {
    enum send_state state; /* SEND_SENT, SEND_DEFERRED, SEND_FAILED, SEND_UNCERTAIN */
    char *words;           /* (nullable) what the server said or what went wrong, without addresses; owned */
    bool whole_host;       /* deferred because of the connection or login: other mails would fare the same */
    bool interrupted;      /* deferred because the stop hook said so: may be tried again at once */
};

/* Tries to send mail once. Always sets *outcome; free outcome->words. */
void transport_send(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome);

/* Tries the way out without sending anything: connects and logs in. Returns whether all is well. *words: what was found, or
 * what is wrong (transfer full). */
bool transport_try(struct transport *transport, char **words);

struct send_counts {
    guint sent, deferred, failed, uncertain;
    bool whole_host;  /* the round ended early: the server or the login is at fault, wait before the next one */
    bool busy;        /* another process is sending; nothing was done */
    gint64 wait_secs; /* > 0: the round ended early, since as much has gone out as may; in so many seconds more may */
    char *words;      /* (nullable) where whole_host: what is wrong, without addresses; owned */
};
void send_counts_clear(struct send_counts *counts);

/* Returns how long to wait after the rounds-th round in a row that ended with whole_host: a minute, doubling to 15. */
gint64 send_pause_secs(guint rounds);

/* Returns how long mail id waits after its attempts-th deferral: 5 minutes, doubling to 4 hours, less up to a tenth that
 * depends on the id, so that mails deferred together do not come back together. */
gint64 send_backoff_secs(gint64 id, guint attempts);

/* What a sender keeps between two rounds: its connection, what has gone out lately, and an outcome that could not be written.
 */
struct sender;

/* Returns a sender for campaign, which outlives it. Connects when there is something to send. (transfer full) */
struct sender *sender_new(const struct campaign *campaign);
void sender_free(struct sender *sender);
DEFINE_AUTO(sender)

/* Sends what is due in the outbox until nothing is, or no more may go out for now, or stop returns true (stop may be NULL). A
 * mail that was in SEND_SENDING when a former process died becomes uncertain, unless the transport is sure. One process sends
 * at a time. Returns false and an error where the database fails or the transport is wrongly configured. counts comes
 * uninitialised and is always set; free it with send_counts_clear. */
bool sender_round(struct sender *sender, struct store *store, bool (*stop)(void *data), void *stop_data,
                  struct send_counts *counts, GError **error);

/* Returns whether the outcome of a mail is known here alone: the database did not take it. The next round writes it first. */
bool sender_owes(const struct sender *sender);

/* One round with a sender of its own, which tries hard to get every outcome written. */
bool send_outbox(struct store *store, const struct campaign *campaign, bool (*stop)(void *data), void *stop_data,
                 struct send_counts *counts, GError **error);
