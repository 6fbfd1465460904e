/* Steps of recording a message, each within the transaction of its caller; private to store/. */
#pragma once
#include "store/db.h"

/* Finds the person who wrote the message, makes a new one where none is known and its kind is one that people write. *person: 0
 * where there is none. *doubt: what a human should look at (static, NULL: nothing). */
bool person_find(struct store *store, const struct reading *reading, gint64 now_secs, gint64 *person, const char **doubt,
                 GError **error);

/* Puts into *person to whom the mail of ours went that reading answers, by In-Reply-To and References; 0: to nobody. */
bool person_by_thread(struct store *store, const struct reading *reading, gint64 *person, GError **error);

/* Returns the number in a pseudonym ("P-0007"), which is its person's id where there is such a person; 0 where it is none. */
gint64 person_number(const char *pseudonym);

/* Puts into *person who is called pseudonym; 0: nobody. */
bool person_by_pseudonym(struct store *store, const char *pseudonym, gint64 *person, GError **error);

/* Puts into *is whether we know address to be person's: by the person's own mail, or because we have written there first. */
bool person_is_written_at(struct store *store, gint64 person, const char *address, bool *is, GError **error);

/* A message that is being recorded. */
struct recording {
    gint64 id;
    gint64 received_secs, at_secs; /* at_secs: its place among the messages of the same person */
    gint64 person, number;         /* number: of the reading within the message */
    const struct reading *reading;
    gint64 now_secs;
};

/* Writes the answers of recording. */
bool answers_insert(struct store *store, const struct recording *recording, GError **error);

/* Opens what the reading asks a human to look at, with doubt (nullable) and with reason where a held message asks nothing;
 * closes what an earlier reading asked and this one does not. What a human has closed stays closed. */
bool review_update(struct store *store, const struct recording *recording, enum disposition disposition, const char *reason,
                   const char *doubt, GError **error);

/* Where recording needs care: opens a case for its writer, or adds the message to the open one; contacts are to be told. */
bool care_open(struct store *store, const struct recording *recording, GError **error);

/* Why and when a mail goes out. */
struct queueing {
    gint64 message, person; /* because of which, to whom; 0: nothing that is kept */
    gint64 queued_secs, next_secs;
};

/* Queues mail. Returns its id in the outbox, 0 and an error where it fails. */
gint64 outbox_add(struct store *store, const struct queueing *queueing, const struct outbox_mail *mail, GError **error);

/* Queues mail because of message id (0: none), to go out at once. */
bool outbox_insert(struct store *store, gint64 id, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* Holds message id for a person, without a reading. what: what there is to look at. */
bool message_hold(struct store *store, gint64 id, const char *reason, const char *what, gint64 now_secs, GError **error);

#define SUPPRESSION_HASH_BYTES 32u

/* Puts the keyed hash by which an address is known among those that must not be written to into hash. */
bool suppression_hash(struct store *store, const char *address, guint8 hash[SUPPRESSION_HASH_BYTES], GError **error);
