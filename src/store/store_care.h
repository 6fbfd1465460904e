/* Cases of care: people in distress, until somebody has looked after them. A case is opened by recording a message; contacts
 * are told by mails, each with a token that is good once. */
#pragma once
#include "store/store.h"

struct care_case {
    gint64 id, person; /* person: 0 where the message is nobody's */
    gint64 message;    /* the last one of the case; 0: withdrawn */
    guint level;       /* enum care_level */
    guint messages, alerts;
    gint64 opened_secs, due_secs, taken_secs, closed_secs; /* 0: not */
    char *pseudonym, *taken_by, *outcome, *words;          /* (nullable) */
};
void care_case_free(struct care_case *care_case);
DEFINE_AUTO(care_case)

/* Returns case id (transfer full), or NULL and ERROR_PERMANENT where there is none. */
struct care_case *store_care_case(struct store *store, gint64 id, GError **error);

/* Returns the cases, those that are open first, the most urgent first, then the oldest (transfer full): GPtrArray of
 * struct care_case *. are_all: closed ones too. */
GPtrArray *store_care_cases(struct store *store, bool are_all, GError **error);

/* Returns the ids of the messages of a case, oldest first (transfer full): GArray of gint64. */
GArray *store_care_messages(struct store *store, gint64 id, GError **error);

/* Returns the addresses of the person of a case (transfer full): GPtrArray of char *. */
GPtrArray *store_care_addresses(struct store *store, const struct care_case *care_case, GError **error);

/* Puts into *id the case of which a contact is to be told by now_secs, 0 where there is none. */
bool store_care_due(struct store *store, gint64 now_secs, gint64 *id, GError **error);

/* Queues mail about case id, which carries token; it goes out before all others. */
bool store_care_mail(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                     GError **error);

/* Records that a contact was told, and when the next one is to be (0: not). */
bool store_care_alerted(struct store *store, gint64 id, gint64 due_secs, GError **error);

/* Has the next contact told at once, where nobody has taken the case. */
bool store_care_hurry(struct store *store, gint64 id, gint64 now_secs, GError **error);

/* The mail that carried a token. */
struct care_token {
    gint64 care_case; /* 0: the token belongs to no case */
    bool is_used;
    char *contact; /* to whom it went; owned */
};

/* Looks token up (nullable). Free its contact. */
bool store_care_token(struct store *store, const char *token, struct care_token *found, GError **error);
bool store_care_use(struct store *store, const char *token, gint64 now_secs, GError **error);

/* Somebody (an address, or "staff") has taken case id; closes it with outcome "done" or "false alarm" and words (nullable).
 * ERROR_PERMANENT where there is no such case or it is closed. */
bool store_care_take(struct store *store, gint64 id, const char *by, gint64 now_secs, GError **error);
bool store_care_close(struct store *store, gint64 id, const char *by, const char *outcome, const char *words, gint64 now_secs,
                      GError **error);

/* Puts into *is_open whether the person (0: nobody) has an open case. */
bool store_care_is_open(struct store *store, gint64 person, bool *is_open, GError **error);
