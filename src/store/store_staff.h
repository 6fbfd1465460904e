/* What the campaign's people do, and what waits for them: events, tokens that prove who wrote, items of review. */
#pragma once
#include "store/store.h"

/* Reasons why a message counts or does not, because a human said so; `hearback reread` leaves these alone. */
#define REASON_STAFF "staff" /* commands of a member, which were done */
#define REASON_STAFF_NOT_PROVEN "staff not proven"
#define REASON_HELD_BY_STAFF "held by staff"
#define REASON_APPROVED_BY_STAFF "approved by staff"
#define REASON_REJECTED_BY_STAFF "rejected by staff"

/* Returns whether reason (nullable) is one of these. */
bool store_is_staff_reason(const char *reason);

/* ---- events: who did what, and when. Never changed. */

struct store_event {
    const char *who;    /* a member's name, or the user at the terminal */
    bool is_by_mail;    /* else at the terminal */
    gint64 mail;        /* the message with the command; 0: none */
    const char *action; /* "hold" */
    gint64 message;     /* what it was done to; 0: no message */
    gint64 item;        /* of review; 0: none */
    const char *detail; /* (nullable) never words of a person */
    gint64 at_secs;
};
/* Adds event. */
bool store_event_add(struct store *store, const struct store_event *event, GError **error);

/* Visits the events of message id, all where it is 0; oldest first. */
bool store_each_event(struct store *store, gint64 id, bool (*visit)(const struct store_event *event, void *data), void *data,
                      GError **error);

/* Puts into *is_paused whether the last of pause and resume was a pause: then mail goes to members of the staff alone. */
bool store_is_paused(struct store *store, bool *is_paused, GError **error);

/* ---- notes about a message */

/* Adds a note of who about message id. */
bool store_note_add(struct store *store, gint64 id, const char *who, const char *words, gint64 now_secs, GError **error);
struct store_note {
    const char *who, *words;
    gint64 at_secs;
};
/* Visits the notes about message id, oldest first. */
bool store_each_note(struct store *store, gint64 id, bool (*visit)(const struct store_note *note, void *data), void *data,
                     GError **error);

/* ---- tokens */

/* Records that token goes to the address member. */
bool store_staff_token_issue(struct store *store, const char *token, const char *member, gint64 now_secs, GError **error);

/* Who got token: *member (transfer full, NULL: it is none of ours); when; the message that has used it, 0: none. */
struct staff_token {
    char *member;
    gint64 issued_secs, used_by;
};
bool store_staff_token(struct store *store, const char *token, struct staff_token *found, GError **error);
/* Marks token as used by message id: it proves nothing any more. */
bool store_staff_token_use(struct store *store, const char *token, gint64 id, GError **error);

/* Records that the mail of a member called message_id was obeyed, as message id; *is_first: none of that name was before. */
bool store_staff_mail(struct store *store, const char *message_id, gint64 id, bool *is_first, GError **error);

/* Puts into *secs when a mail with this purpose was last queued for address, 0 where never. */
bool store_last_queued(struct store *store, const char *address, const char *purpose, gint64 *secs, GError **error);

/* Queues mail that goes out because of no message. */
bool store_queue_by_itself(struct store *store, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* ---- items of review */

struct review_item {
    gint64 id, message, since_secs;
    char *what, *pseudonym;  /* pseudonym: (nullable) */
    char *outcome, *done_by; /* (nullable) outcome: NULL while it is open */
    char *taken_by;          /* (nullable) who is at it */
    gint64 done_secs, taken_secs;
    guint care; /* of the message: 0..2 */
};
void review_item_free(struct review_item *item);
DEFINE_AUTO(review_item)

/* Returns item id (transfer full); NULL where there is none (no error set). */
struct review_item *store_review_item(struct store *store, gint64 id, GError **error);

/* Returns the open items: those of care first, then the oldest first; at most most (0: all) (transfer full): GPtrArray of
 * struct review_item *. */
GPtrArray *store_review_items(struct store *store, guint most, GError **error);

/* Puts into *count how many items are open. */
bool store_review_count(struct store *store, gint64 *count, GError **error);
/* Change item id, if it is still open: who is at it; it is done, by whom, and how. */
bool store_review_take(struct store *store, gint64 id, const char *who, gint64 now_secs, GError **error);
bool store_review_close(struct store *store, gint64 id, const char *outcome, const char *who, gint64 now_secs, GError **error);
