/* What reports ask of the store. Nothing here changes anything but the mark of the digest. Lists are visited in a stated order,
 * one row in memory at a time; what a visit is given is valid until it returns; it returns false to end the visits. */
#pragma once
#include "store/store.h"

/* From here to store_snapshot_end all answers are of one moment, whatever other processes write. */
bool store_snapshot(struct store *store, GError **error);
void store_snapshot_end(struct store *store);

/* ---- where a report begins and ends */

/* What came, and what was read first, up to some moment. {0, 0} is the beginning. */
struct store_mark {
    gint64 message, reading;
};

/* Puts into *mark what there is now. */
bool store_mark_now(struct store *store, struct store_mark *mark, GError **error);

/* Puts into *mark what had come and had been read before secs. */
bool store_mark_at(struct store *store, gint64 secs, struct store_mark *mark, GError **error);

/* Puts into *mark where the last digest ended and into *made_secs when it was made; the beginning and 0 where there was none.
 */
bool store_digest_last(struct store *store, struct store_mark *mark, gint64 *made_secs, GError **error);

/* Records that a digest was made at now_secs which told everything up to mark. */
bool store_digest_made(struct store *store, const struct store_mark *mark, gint64 now_secs, GError **error);

/* ---- figures */

struct store_total {
    const char *disposition; /* "recorded", "held", "set_aside", or "unread" for what waits to be read */
    const char *reason;
    gint64 count;
};

/* Puts into *received how many messages came after mark. */
bool store_received(struct store *store, const struct store_mark *mark, gint64 *received, GError **error);

/* Visits what became of them, by disposition, the most frequent reason first. */
bool store_each_total(struct store *store, const struct store_mark *mark,
                      bool (*visit)(const struct store_total *total, void *data), void *data, GError **error);

struct store_outbox_count {
    const char *state; /* send_state_name */
    gint64 count;
    gint64 oldest_secs; /* when the oldest of them was queued */
};
/* Visits the states in which mails of the outbox are. */
bool store_each_outbox_state(struct store *store, bool (*visit)(const struct store_outbox_count *count, void *data), void *data,
                             GError **error);

/* How many persons have answered survey so far, and how many of them for the first time after mark. */
bool store_people(struct store *store, const char *survey, const struct store_mark *mark, gint64 *people, gint64 *new_people,
                  GError **error);

struct store_tally {
    const char *question;
    const json_t *value; /* NULL: unclear, or any words of a text question */
    bool is_recorded;
    gint64 count; /* of persons whose current answer it is */
};

/* When people wrote: from since_secs on, before until_secs; 0: without a bound. */
struct store_period {
    gint64 since_secs, until_secs;
};

/* Visits the distribution of current answers to survey that people wrote in period; counts the people. texts is a
 * NULL-terminated list of questions whose values are words: those are only counted. */
bool store_each_tally_in(struct store *store, const char *survey, const char *const *texts, const struct store_period *period,
                         bool (*visit)(const struct store_tally *tally, void *data), void *data, GError **error);
bool store_people_in(struct store *store, const char *survey, const struct store_period *period, gint64 *people,
                     GError **error);

struct store_pair {
    const json_t *row, *column; /* recorded values of the same person */
    gint64 count;               /* of persons */
};

/* Visits how the current answers to the questions row and column go together, where both were written in period. */
bool store_each_pair(struct store *store, const char *survey, const char *row, const char *column,
                     const struct store_period *period, bool (*visit)(const struct store_pair *pair, void *data), void *data,
                     GError **error);

/* ---- what waits for a human */

struct store_review {
    gint64 message;
    const char *pseudonym; /* (nullable) */
    const char *what;
    gint64 since_secs;
    guint care; /* 0..2 */
};

/* Visits open items: those of care first, the most urgent first; then the oldest first. */
bool store_each_review(struct store *store, bool (*visit)(const struct store_review *review, void *data), void *data,
                       GError **error);

/* ---- persons */

struct store_answer {
    gint64 message;
    char *survey, *question;
    bool is_recorded;
    json_t *value; /* NULL: unclear */
    char *words, *comment /* (nullable) */, *reason;
    char *author; /* "reader" or "staff" */
    guint certainty;
    gint64 at_secs;
    bool is_current;
};

struct store_person {
    gint64 id;
    const char *pseudonym;
    gint64 last_secs;   /* of the latest answer */
    guint care;         /* the highest of all messages of the person: 0..2 */
    GPtrArray *answers; /* struct store_answer *: the current answers to the survey */
};

/* Visits every person with a current answer to survey, in the order of pseudonyms. */
bool store_each_person(struct store *store, const char *survey, bool (*visit)(const struct store_person *person, void *data),
                       void *data, GError **error);

struct store_text {
    const char *pseudonym, *question, *words;
    gint64 message;
};

/* Visits current recorded answers to the questions (NULL-terminated list) from messages that were first read after mark, oldest
 * first. Of persons whom somebody should look after, no words are given: *withheld is how many answers these are. */
bool store_each_text(struct store *store, const char *survey, const char *const *questions, const struct store_mark *mark,
                     bool (*visit)(const struct store_text *text, void *data), void *data, gint64 *withheld, GError **error);

/* ---- one message */

struct store_message {
    gint64 id, received_secs, size_bytes;
    bool is_whole; /* else it was too large and only its headers are kept */
    bool has_date;
    gint64 date_secs;
    char *pseudonym, *disposition, *reason, *kind, *rules; /* (nullable) */
    gint64 recorded_secs;                                  /* 0: not yet */
    guint readings;                                        /* how often it was read */
    guint care;
    char *sources; /* names of the sources that brought it, ", " between */
};
void store_message_free(struct store_message *message);
DEFINE_AUTO(store_message)

/* Returns what is known of message id (transfer full); NULL and ERROR_PERMANENT where there is none. */
struct store_message *store_message(struct store *store, gint64 id, GError **error);

/* Visits the answers that were found in message id by its current reading or said by a human, in the order of the message. */
bool store_each_answer(struct store *store, gint64 id, bool (*visit)(const struct store_answer *answer, void *data), void *data,
                       GError **error);

/* Visits all items that message id has or had for a human. */
struct store_item {
    const char *what, *outcome; /* outcome: NULL while it is open */
    gint64 since_secs, done_secs;
};
bool store_each_item(struct store *store, gint64 id, bool (*visit)(const struct store_item *item, void *data), void *data,
                     GError **error);

struct store_mail {
    gint64 id, message; /* message: 0 where it goes out because of none */
    const char *purpose, *state;
    const char *pseudonym; /* (nullable) */
    guint attempts;
    gint64 queued_secs, next_secs;
    const char *words;     /* of the last attempt, (nullable) */
    const char *cancelled; /* (nullable) why it is not sent any more */
};

/* Visits the mails that went or go out because of message id. */
bool store_each_mail(struct store *store, gint64 id, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                     GError **error);

/* Visits the mails that did not arrive or may not have: deferred, failed and uncertain ones, the oldest first. */
bool store_each_trouble(struct store *store, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                        GError **error);

/* Visits all mails of the outbox that have not gone out or may not have arrived, those that were dropped included; with all,
 * those that were sent too; the oldest first. */
bool store_each_outbox_mail(struct store *store, bool all, bool (*visit)(const struct store_mail *mail, void *data), void *data,
                            GError **error);

/* Visits mail id of the outbox, if there is one. */
bool store_each_outbox_mail_with(struct store *store, gint64 id, bool (*visit)(const struct store_mail *mail, void *data),
                                 void *data, GError **error);

/* Visits the deferred mails of which staff do not know yet, and which were queued (or had sent anew) before before_secs. */
bool store_each_lasting(struct store *store, gint64 before_secs, bool (*visit)(const struct store_mail *mail, void *data),
                        void *data, GError **error);

struct store_attempt {
    gint64 began_secs, ended_secs; /* ended_secs: 0 while it goes on */
    const char *outcome, *words;   /* (nullable) */
};

/* Visits the attempts to send mail id, in order. */
bool store_each_attempt(struct store *store, gint64 id, bool (*visit)(const struct store_attempt *attempt, void *data),
                        void *data, GError **error);

/* Returns the recipient of mail id (transfer full), NULL where there is no such mail. */
char *store_outbox_recipient(struct store *store, gint64 id, GError **error);

/* Visits the ids of the messages of the person called pseudonym ("P-0001"), oldest first. *found: there is such a person. */
bool store_each_message_of(struct store *store, const char *pseudonym, bool (*visit)(gint64 id, void *data), void *data,
                           bool *found, GError **error);

/* ---- sources */

struct store_source_state {
    const char *source;
    const char *trouble; /* NULL: it is well */
    gint64 since_secs;   /* so it has been since then */
    gint64 looked_secs;  /* when it was last tried */
    gint64 next_secs;    /* where in trouble: when it is tried again; 0: not known */
};

/* Visits the state of each source that was looked into, by name. */
bool store_each_source_state(struct store *store, bool (*visit)(const struct store_source_state *state, void *data), void *data,
                             GError **error);
