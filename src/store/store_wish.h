/* What people wish for themselves: to take everything back, to see what is held. */
#pragma once
#include "store/store.h"

/* Reasons of messages about wishes that were settled between us and the person; `hearback reread` leaves these alone. */
#define REASON_WISH_CONFIRMED "wish confirmed"
#define REASON_WISH_DENIED "wish denied"
#define REASON_WISH_NOT_CONFIRMED "wish not confirmed"
#define REASON_WISH_DONE "wish done"
#define REASON_QUOTE_ANSWERED "quote answered"
#define REASON_QUOTE_ANSWER_UNCLEAR "quote answer to be read"
#define REASON_WITHDRAWN_BEFORE "withdrawn before"
#define REASON_WISH_UNCLEAR "kept apart by a wish"

/* Returns whether reason (nullable) is one of these. */
bool store_is_wish_reason(const char *reason);

/* ---- whose wish it is */

/* Puts into *by_address whose address it is that wrote reading, and into *by_token to whom its token was issued, or to whom the
 * mail went that it answers, or of whom the address is said to be without proof; 0: nobody. */
bool store_wish_writer(struct store *store, const struct reading *reading, gint64 *by_address, gint64 *by_token,
                       GError **error);

/* Returns an address of the person (transfer full), the one that we wrote to last where there are several; NULL and an error,
 * or no error where there is none. */
char *store_wish_address(struct store *store, gint64 person, GError **error);

enum wish_kind { WISH_WITHDRAW, WISH_ACCESS };

struct wish_row {
    gint64 id; /* 0: there is none */
    enum wish_kind kind;
    gint64 person, message;
    char *address; /* (nullable) to which the mail went that asks; owned */
    bool is_done;
};
void wish_row_clear(struct wish_row *row);

/* Looks up the wish whose mail that asks carried token (nullable), or that waits for a case that is closed by now. Clear row.
 */
bool store_wish_find(struct store *store, const char *token, struct wish_row *row, GError **error);
bool store_wish_waiting(struct store *store, struct wish_row *row, GError **error);

/* Records a wish. token, address: of the mail that asks, which is queued too; NULL: it waits for the person's case. */
bool store_wish_add(struct store *store, const struct wish_row *row, const char *token, const struct outbox_mail *mail,
                    gint64 now_secs, GError **error);

/* Records that the wish is done with; outcome (nullable) closes what waits for a human because of its message. */
bool store_wish_done(struct store *store, const struct wish_row *row, const char *outcome, gint64 now_secs, GError **error);

/* Puts into *is_asked whether the person was asked about such a wish at since_secs or later. */
bool store_wish_is_asked(struct store *store, gint64 person, enum wish_kind kind, gint64 since_secs, bool *is_asked,
                         GError **error);

/* Keeps all that counts of person apart until it is clear whether it shall be removed. *count: how many messages. */
bool store_keep_apart(struct store *store, gint64 person, guint *count, GError **error);

/* Returns the messages of person, oldest first (transfer full): GArray of gint64. */
GArray *store_wish_messages(struct store *store, gint64 person, GError **error);

/* Appends to text, in words for the person, what is held beside the messages: addresses and mails that we sent. */
bool store_wish_describe(struct store *store, gint64 person, GString *text, GError **error);

/* ---- taking everything back */

/* Puts into *has whether something of the person is later than at_secs, but for message id. */
bool store_has_later(struct store *store, gint64 person, gint64 id, gint64 at_secs, bool *has, GError **error);

/* Removes answers, texts, readings, raw mail and our mails of person, and message id. Of each message its digest stays, so that
 * it is known when it comes again; the hashes of the addresses and tokens stay among the suppressed ones, with at_secs.
 * *recall: what staff have to take the person out of, in words (transfer full); NULL where nothing had gone out. */
bool store_withdraw(struct store *store, gint64 person, gint64 id, gint64 at_secs, char **recall, gint64 now_secs,
                    GError **error);

/* Removes all of message id but its digest: its writer has withdrawn before. */
bool store_erase(struct store *store, gint64 id, gint64 now_secs, GError **error);

/* Puts into *since_secs when the writer of reading, by address or token, withdrew; 0: never. */
bool store_withdrawn_since(struct store *store, const struct reading *reading, gint64 *since_secs, GError **error);

/* Queues the mail that says so; it is removed once it has gone out. */
bool store_queue_last(struct store *store, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* Removes such mails that have gone out. *count: how many. */
bool store_forget_sent(struct store *store, guint *count, GError **error);
