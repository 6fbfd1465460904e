/* The one database of a campaign: messages as they came, what was read from them, what goes out.
 * store/ is the only folder that knows SQL. Every function that can fail returns false (or 0, or NULL) and sets error:
 * ERROR_TEMPORARY for disk full, locked and the like, ERROR_BUG for what must not happen. Every step and commit has its fault
 * point: tests/crash/points lists them. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "reading/reading.h"

struct store;

/* Opens the database file path, creates it (0600) and brings its schema up to date where needed; WAL, synchronous=FULL.
 * Returns the store (transfer full) or NULL. A database of a newer hearback, a file that is none and a damaged one are refused
 * (ERROR_CONFIGURATION). A store must not be carried over a fork. */
struct store *store_open(const char *path, GError **error);
void store_free(struct store *store);
DEFINE_AUTO(store)

/* A transaction around several calls; calls outside of one are transactions of their own. A call that fails inside of one is
 * undone alone, but where store_commit fails (disk full), nothing of the whole group is kept. */
bool store_begin(struct store *store, GError **error);
bool store_commit(struct store *store, GError **error);
void store_rollback(struct store *store);

/* ---- messages: kept as they came */

enum keep_outcome { KEEP_NEW, KEEP_KNOWN_BYTES, KEEP_KNOWN_KEY };

/* Keeps bytes that source_name has under key (its name there: file name, UID, digest). The same bytes or the same source and
 * key are one message. key: (nullable) the source has no names for its messages. Returns its id (> 0), or 0 and an error. When
 * it returns outside of a transaction, it is on disk. */
gint64 store_keep(struct store *store, const char *source_name, const char *key, GBytes *bytes, gint64 received_secs,
                  enum keep_outcome *outcome, GError **error);

/* Keeps only the header bytes of a message that was too large (size_bytes in all) and holds it for a person. */
gint64 store_keep_oversize(struct store *store, const char *source_name, const char *key, GBytes *header_bytes,
                           guint64 size_bytes, gint64 received_secs, enum keep_outcome *outcome, GError **error);

/* Returns whether source has already delivered key: then it need not be fetched again. */
bool store_knows_key(struct store *store, const char *source_name, const char *key);

/* A message that is kept but not read yet. */
struct unread {
    gint64 id;
    guint64 size_bytes;
    bool is_quiet; /* must not be acknowledged */
};

/* Puts up to most unread messages with ids above after into list, the oldest first, and their number into *count. */
bool store_unread(struct store *store, gint64 after, struct unread *list, guint most, guint *count, GError **error);

/* Marks message id as one that must not be acknowledged: old mail that is imported. */
bool store_set_quiet(struct store *store, gint64 id, GError **error);

/* Holds a message that cannot be read for a person, who is told what is wrong. One that was recorded before is left as it is.
 */
bool store_hold_unread(struct store *store, gint64 id, const char *reason, const char *what, gint64 now_secs, GError **error);

/* Returns the raw bytes of message id as they came (transfer full; of a message that was too large its headers), or NULL. */
GBytes *store_raw(struct store *store, gint64 id, GError **error);

/* ---- readings */

enum disposition { DISPOSITION_RECORDED, DISPOSITION_HELD, DISPOSITION_SET_ASIDE };

/* Returns its name as it stands in the database and in JSON: "set_aside". (static) */
const char *disposition_name(enum disposition disposition);

/* One mail to go out; the caller fills it, the store keeps a copy. */
struct outbox_mail {
    char *message_id;    /* without <>; fixed from here on */
    char *purpose;       /* "acknowledgement" */
    char *envelope_from; /* "" is the null sender */
    char *envelope_to;
    GBytes *bytes;
};

/* Frees mail and all in it; NULL is allowed. */
void outbox_mail_free(struct outbox_mail *mail);
DEFINE_AUTO(outbox_mail)

/* Records what was read from message id, in one transaction: the reading, person, answers, review items, its disposition with
 * reason, and the mail that goes out because of it (NULL: none). A message that was recorded before is left as it is.
 * Answers of the same person to the same question follow each other by the message's date (or arrival, if that is earlier),
 * then by id; nothing is overwritten. Answers of messages that are held or set aside are kept but do not count. */
bool store_record(struct store *store, gint64 id, const struct reading *reading, enum disposition disposition,
                  const char *reason, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* Returns when the last acknowledgement to address was queued, 0 where never. */
gint64 store_last_acknowledged(struct store *store, const char *address);

/* Returns how many mails to address, which is nobody's of our own people, were queued at since_secs or later. */
gint64 store_mails_since(struct store *store, const char *address, gint64 since_secs);

/* Puts into *until_secs when mail id may go out: 0 at once, else once its receiver has had no more than most mails in a day.
 * Mail that answers one is not kept back. */
bool store_outbox_is_too_much(struct store *store, gint64 id, guint most, gint64 now_secs, gint64 *until_secs, GError **error);
/* Queues mail because of message id, which is recorded already. */
bool store_queue(struct store *store, gint64 id, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* Replaces the reading of an already recorded message by a newer one (for `reread --apply`); human corrections stay. */
bool store_rerecord(struct store *store, gint64 id, const struct reading *reading, enum disposition disposition,
                    const char *reason, gint64 now_secs, GError **error);

/* Records what a human says is the answer to question in message id: value (NULL: unclear), with words on why. It stands
 * against every reading of all messages received up to now_secs; a later reply of the person supersedes it. ERROR_PERMANENT
 * where the message is not there or belongs to nobody. */
bool store_correct(struct store *store, gint64 id, const char *survey, const char *question, const json_t *value,
                   const char *words, gint64 now_secs, GError **error);

/* Returns the reading that is recorded for message id as the JSON of reading_to_json (transfer full), NULL where none. */
json_t *store_reading(struct store *store, gint64 id, GError **error);

/* Calls visit for every message id in order until it returns false. */
bool store_each_message(struct store *store, bool (*visit)(gint64 id, void *data), void *data, GError **error);

/* ---- outbox */

enum send_state { SEND_QUEUED, SEND_SENDING, SEND_SENT, SEND_DEFERRED, SEND_FAILED, SEND_UNCERTAIN };

/* Returns its name as it stands in the database and in JSON: "uncertain". (static) */
const char *send_state_name(enum send_state state);

struct outbox_entry {
    gint64 id;
    struct outbox_mail mail;
    enum send_state state;
    guint attempts;
    gint64 queued_secs; /* or when a human had it sent anew */
    gint64 next_secs;
};
void outbox_entry_free(struct outbox_entry *entry);
DEFINE_AUTO(outbox_entry)

/* Takes the next mail that is due: marks it SEND_SENDING with the attempt and returns it (transfer full); NULL where nothing
 * is due (no error set). */
struct outbox_entry *store_outbox_take(struct store *store, gint64 now_secs, GError **error);

/* Marks the mail that was taken: from here on it may arrive. On disk when it returns. */
bool store_outbox_handing_over(struct store *store, gint64 id, GError **error);

/* Settles what a sender that died has left in SEND_SENDING: queued again, at once, where the mail was not marked as handed over
 * or where sure (a second attempt makes no second mail); else SEND_UNCERTAIN. The caller is the only sender. */
bool store_outbox_recover(struct store *store, bool sure, gint64 now_secs, GError **error);

/* Records the outcome of an attempt. next_secs counts for SEND_DEFERRED. words: what the server said, for staff. */
bool store_outbox_result(struct store *store, gint64 id, enum send_state state, gint64 next_secs, const char *words,
                         gint64 now_secs, GError **error);

/* Returns when the next queued or deferred mail is due, 0 where there is none. */
gint64 store_outbox_next_due(struct store *store);

/* A mail that is due, before it is taken. */
struct outbox_due {
    gint64 id;    /* 0: none is due */
    char *domain; /* of the recipient, in small letters; owned */
};

/* Puts the mail that store_outbox_take would take into *due; free its domain. */
bool store_outbox_due(struct store *store, gint64 now_secs, struct outbox_due *due, GError **error);

/* Has a queued or deferred mail wait until next_secs; that is no attempt. */
bool store_outbox_put_off(struct store *store, gint64 id, gint64 next_secs, GError **error);

/* Makes due at once what would wait beyond latest_secs: the clock was wrong when that was planned. */
bool store_outbox_advance(struct store *store, gint64 latest_secs, gint64 now_secs, GError **error);

/* Visits the attempts that were begun after since_secs, the oldest first. */
bool store_each_attempt_since(struct store *store, gint64 since_secs,
                              bool (*visit)(gint64 began_secs, const char *domain, void *data), void *data, GError **error);

/* A human has mail id sent anew: one that is deferred, failed or uncertain, or was dropped. Returns false and ERROR_PERMANENT
 * where there is no such mail, or where it needs no second attempt. */
bool store_outbox_retry(struct store *store, gint64 id, gint64 now_secs, GError **error);

/* A human says that mail id, which did not arrive so far, shall not go out any more. Errors like store_outbox_retry. */
bool store_outbox_drop(struct store *store, gint64 id, gint64 now_secs, GError **error);

/* Marks mail id as one of which staff know that it waits for long; where it answers a message, that waits for a person too,
 * until the mail has gone out. */
bool store_outbox_told(struct store *store, gint64 id, const char *what, gint64 now_secs, GError **error);

/* ---- duties: what is done now and then */

/* Puts into *last_secs when the duty called name was last done, 0 for never. */
bool store_duty_last(struct store *store, const char *name, gint64 *last_secs, GError **error);

/* Records that it was done at now_secs. */
bool store_duty_done(struct store *store, const char *name, gint64 now_secs, GError **error);

/* Has the database plan its queries by what is in it now, and cuts its log short. For quiet times. */
bool store_tidy(struct store *store, GError **error);

/* ---- sources: how they are, for `hearback status` */

/* Records that source_name could be looked into; costs nothing where that is known. */
bool store_source_well(struct store *store, const char *source_name, gint64 now_secs, GError **error);

/* Records that it could not, why, in words for staff without any address, and when it is tried again (0: not known). */
bool store_source_trouble(struct store *store, const char *source_name, const char *words, gint64 next_secs, gint64 now_secs,
                          GError **error);

/* Forgets the sources that are not among the NULL-terminated names: they stand in the configuration no longer. */
bool store_forget_sources(struct store *store, const char *const *names, GError **error);
