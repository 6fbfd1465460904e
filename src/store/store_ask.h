/* Whom we have written to first, what was sent, and who of them has answered; whose replies count. */
#pragma once
#include "store/store_suppress.h"

/* ---- inviting */

enum ask_outcome {
    ASK_QUEUED,
    ASK_KNOWN,      /* invited before */
    ASK_ANSWERED,   /* has answered without an invitation */
    ASK_SUPPRESSED, /* must not be written to */
    ASK_CARE        /* somebody should look after the person first */
};

/* Puts into *outcome whether the person called name (nullable) at address may be invited to survey: ASK_QUEUED where so. Where
 * all who were invited at the address have other names, it is *is_another. */
bool store_may_invite(struct store *store, const char *survey, const char *address, const char *name, bool *is_another,
                      enum ask_outcome *outcome, GError **error);

struct ask {
    const char *survey;
    const char *token;    /* issued with an invitation */
    const json_t *fields; /* (nullable) of the list, for later mails */
    gint64 person;        /* of a reminder; an invitation finds or makes it by the address of the mail */
    bool is_another;      /* an invitation to somebody who shares the address with others */
    const char *what;     /* "invitation", "reminder" or "missing" (a reminder that asks for what is missing) */
    gint64 at_secs;       /* when the mail goes out */
};

/* Queues mail and records that it was sent to whom, in one transaction. */
bool store_ask(struct store *store, const struct ask *ask, const struct outbox_mail *mail, gint64 now_secs, GError **error);

/* Puts into *at_secs when the last invitation or reminder goes or went out, 0 where none ever did. */
bool store_last_asked(struct store *store, gint64 *at_secs, GError **error);

/* ---- reminding */

/* Somebody who was invited and whom a reminder may be sent to. */
struct reminded {
    gint64 person;
    char *address, *token;
    char *invitation_id; /* Message-ID of the invitation, without <> */
    json_t *fields;      /* (nullable) */
    guint number;        /* how many mails this will be the person's: 1 for the first reminder */
    bool has_answered;   /* at least one question */
    bool was_asked_for_missing;
};

/* Returns those who were invited to survey, were last written to at before_secs or earlier, got fewer than most reminders,
 * whose invitation arrived as far as we know, who are not away at now_secs, who must not be left alone (care, a wish, an
 * address that fails) and of whom nothing waits for a human; in the order of their invitations (transfer full): GPtrArray of
 * struct reminded *. NULL and an error. */
GPtrArray *store_to_remind(struct store *store, const char *survey, gint64 before_secs, guint most, gint64 now_secs,
                           GError **error);

/* Visits the questions of survey to which the person has a current recorded answer. */
bool store_each_answered(struct store *store, gint64 person, const char *survey,
                         void (*visit)(const char *question, void *data), void *data, GError **error);

/* ---- whose replies count */

struct standing {
    gint64 person;        /* 0: nobody whom we know */
    bool is_invited;      /* we have written to the person first */
    bool is_confirmed;    /* the owner of the address has said that it was he who wrote */
    bool has_answered;    /* a message of the person was recorded before this one */
    bool has_news;        /* an answer in this reading differs from what stands, or its question had none */
    gint64 pending;       /* when this person was last asked "was this you?", unanswered; 0: never */
    bool by_confirmation; /* the message came back to the token of such a mail */
};

/* Puts into *standing how the writer of reading, which is not recorded yet, stands to us. */
bool store_standing(struct store *store, const struct reading *reading, struct standing *standing, GError **error);

/* Records that the writer of message id, which is recorded by now, is asked "was this you?" by mail with token. */
bool store_ask_confirmation(struct store *store, gint64 id, const char *token, const struct outbox_mail *mail, gint64 now_secs,
                            GError **error);

/* Records that the one who was asked with token said yes. *person: who that is. */
bool store_confirm(struct store *store, const char *token, gint64 *person, gint64 now_secs, GError **error);

/* Visits the messages that were kept apart for reason (of person where > 0; to survey where not NULL), oldest first. visit may
 * change them. */
bool store_each_kept_apart(struct store *store, const char *reason, gint64 person, const char *survey,
                           bool (*visit)(gint64 id, void *data), void *data, GError **error);

/* Settles anew what becomes of message id, which is recorded; what waited for a human because of the former reason is done. */
bool store_settle_anew(struct store *store, gint64 id, enum disposition disposition, const char *reason, gint64 now_secs,
                       GError **error);

/* ---- the end of a survey */

/* Closes survey at now_secs, or opens it again. */
bool store_close_survey(struct store *store, const char *survey, gint64 now_secs, GError **error);
bool store_reopen_survey(struct store *store, const char *survey, GError **error);

/* Puts into *closed_secs when survey was closed, 0 where it is open. */
bool store_closed(struct store *store, const char *survey, gint64 *closed_secs, GError **error);

/* Puts into *received_secs when message id came. */
bool store_received_at(struct store *store, gint64 id, gint64 *received_secs, GError **error);

/* ---- bounces */

/* Takes note of a report, message id: where it says that an address is gone, or that somebody did not want our mail, or where
 * failures that pass came on several days, the address that the mail went to is suppressed. A report on a mail that was never
 * ours proves nothing. */
bool store_note_bounce(struct store *store, gint64 id, const struct reading *reading, gint64 now_secs, GError **error);

/* Puts into *is_ours whether the report reading speaks of a mail of ours. */
bool store_is_reported(struct store *store, const struct reading *reading, bool *is_ours, GError **error);

/* Takes note that the person of message id is away until the day that begins at until_secs. */
bool store_note_absence(struct store *store, gint64 id, gint64 until_secs, GError **error);

/* ---- people who share an address */

/* Puts into *doubted whether the person of message id is doubted: token or thread of one came from the address of another. */
bool store_is_doubted(struct store *store, gint64 id, bool *is_doubted, GError **error);

/* ---- figures */

struct ask_counts {
    gint64 invited, waiting /* their invitation is not sent yet */, reminded, answered;
};

/* Puts into *counts how far survey has come with those who were invited. */
bool store_ask_counts(struct store *store, const char *survey, struct ask_counts *counts, GError **error);
