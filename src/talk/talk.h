/* What we answer to people. Every word is in templates/. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "reading/reading.h"
#include "store/store.h"
#include "survey/campaign.h"

/* Returns whether a reading shall be acknowledged at all, by RFC 3834 and the campaign's configuration (not by time: see
 * store_last_acknowledged). *reason says why not (static or owned by reading). */
bool talk_may_acknowledge(const struct campaign *campaign, const struct reading *reading, const char **reason);

/* Why somebody is answered. */
enum talk_occasion {
    TALK_FIRST,      /* a reply, or a wish */
    TALK_CORRECTION, /* something new by somebody who has answered before: confirmed alone */
    TALK_HELD,       /* a reply that a person has to look at first */
    TALK_IN_CARE,    /* somebody looks after the person: nothing is asked, nothing read back */
    TALK_CLOSED,     /* a reply that came after the end of the survey */
    TALK_CONFIRM     /* a stranger's reply: was this you? */
};

/* Makes the acknowledgement of a reading: text and HTML, threaded to the reply. Words of distress are answered as such,
 * whatever the occasion; where others see the answer, nothing of the reply is in it. Returns the mail to queue (transfer full),
 * or NULL and an error. */
struct outbox_mail *talk_acknowledge(const struct campaign *campaign, const struct survey *survey,
                                     const struct reading *reading, enum talk_occasion occasion, gint64 now_secs,
                                     GError **error);

/* Makes the mail that asks "was this you?": the writer of reading, or the owner of address (nullable) where another wrote in
 * that person's name. The answer comes back with token. */
struct outbox_mail *talk_ask_confirmation(const struct campaign *campaign, const struct survey *survey,
                                          const struct reading *reading, const char *address, const char *token,
                                          gint64 now_secs, GError **error);

/* A mail to somebody who has not written before. */
struct talk_asking {
    const char *address, *token;
    const json_t *fields;      /* (nullable) columns of the list: {"school": "...", "name": "..."} */
    const char *invitation_id; /* (nullable) Message-ID of the invitation, where this is a later mail */
    guint number;              /* 0: the invitation; else which reminder */
    bool is_last;              /* no further reminder will follow */
    const GPtrArray *missing;  /* (nullable) struct question *: ask these alone */
    gint64 at_secs;            /* when it goes out */
};

/* Makes an invitation, a reminder, or a mail that asks for what is missing. Returns it (transfer full), or NULL and an error.
 */
struct outbox_mail *talk_ask(const struct campaign *campaign, const struct survey *survey, const struct talk_asking *asking,
                             GError **error);

/* ---- wishes */

/* What is written about a wish. */
enum talk_wish_occasion {
    TALK_WISH_WITHDRAW_ASK, /* does it come from you? */
    TALK_WISH_WITHDRAWN,    /* all is gone; the last mail */
    TALK_WISH_ACCESS_ASK,
    TALK_WISH_ACCESS, /* here is what we hold */
    TALK_WISH_UNSUBSCRIBED,
    TALK_WISH_STOPPED /* no more mail; shall what was told be removed as well? */
};

struct talk_wish {
    enum talk_wish_occasion occasion;
    const char *address;    /* of the person; an answer to the mail that stated the wish where it came from there */
    const char *token;      /* (nullable) with which a reply comes back */
    const GPtrArray *files; /* (nullable) struct outgoing_file * */
};

/* Makes a mail about the wish that reading states. Returns it (transfer full), or NULL and an error. */
struct outbox_mail *talk_wish(const struct campaign *campaign, const struct survey *survey, const struct reading *reading,
                              const struct talk_wish *wish, gint64 now_secs, GError **error);

/* A mail to staff: somebody has withdrawn, and what had gone out must be recalled. recall: in words, without any name. */
struct outbox_mail *talk_recall(const struct campaign *campaign, const char *address, const char *recall, gint64 now_secs,
                                GError **error);

/* ---- care */

/* Why a contact is written to about a case. */
enum talk_care_occasion {
    TALK_CARE_ALERT, /* somebody should take it */
    TALK_CARE_MORE,  /* the person has written again, and the contact has the case */
    TALK_CARE_TAKEN,
    TALK_CARE_CLOSED,
    TALK_CARE_WORDS, /* what the person wrote, since the contact asked for it */
    TALK_CARE_NOT_UNDERSTOOD,
    TALK_CARE_USED /* the mail that was answered was answered before */
};

struct talk_care {
    enum talk_care_occasion occasion;
    const char *name, *address; /* of the contact; name: (nullable) */
    const char *token;
    gint64 number, opened_secs;
    gint64 next_secs;           /* when the next contact is told, 0: not */
    const char *pseudonym;      /* (nullable) */
    const char *outcome;        /* (nullable) of a closed case */
    bool is_urgent, is_again;   /* is_again: somebody was told before, and has not taken it */
    const GPtrArray *addresses; /* char *: how the person can be reached */
    const GPtrArray *passages;  /* (nullable) char *: what the person wrote */
};

/* Makes a mail to a contact. Returns it (transfer full), or NULL and an error. */
struct outbox_mail *talk_care(const struct campaign *campaign, const struct talk_care *care, gint64 now_secs, GError **error);

/* ---- quotes */

#define PURPOSE_QUOTE "quote"

/* Asks the person at address for a yes to the words quoted, which are known by number; answers come back with token. Returns
 * the mail (transfer full), or NULL and an error. */
struct outbox_mail *talk_ask_to_quote(const struct campaign *campaign, const struct survey *survey, const char *address,
                                      gint64 number, const char *quoted, const char *token, gint64 now_secs, GError **error);

/* Checks the templates that this folder uses, syntax, names and the subject line, for `hearback check`. */
void talk_check(const struct campaign *campaign, struct problems *problems);
