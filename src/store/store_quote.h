/* Quotes: passages of answers that may be published, redacted. What a person wrote is never changed, and nothing of it is
 * handed out for publication but through store_published_each. */
#pragma once
#include "store/store.h"

/* What a survey's question about consent may say, by the ids of its options. Any other answer is a no. */
#define CONSENT_YES "yes"
#define CONSENT_ASK_FIRST "ask_first"

/* Where consent to quote is asked for, and which answers may be quoted. */
struct quotable_question {
    const char *survey, *consent; /* id of the question about consent */
    const char *const *texts;     /* NULL-terminated ids of the questions whose words may be quoted */
};

/* An answer whose words its writer lets us quote. */
struct store_quotable {
    gint64 person, message;
    const char *question;
    const char *text; /* as it was written */
    bool asks_first;
};

/* Visits the current answers that may be quoted: their writers have consented, have not withdrawn, and need no care. Those of
 * one person follow each other, in the order of texts. */
bool store_each_quotable(struct store *store, const struct quotable_question *where,
                         bool (*visit)(const struct store_quotable *quotable, void *data), void *data, GError **error);

struct store_quote {
    gint64 id, message, person;
    const char *pseudonym, *survey, *question, *original, *words, *state, *who;
    guint first_byte, end_byte; /* of the answer's text */
    bool asks_first;
    gint64 agreed_secs; /* 0: not, or not needed */
    gint64 made_secs, at_secs;
    bool may_be_published;       /* approved, and nothing speaks against it now */
    bool is_published;           /* stands somewhere now */
    const char *consent_comment; /* (nullable) what the person said beside yes: "but nothing about the boy please" */
};

/* Adds a proposal: its message, survey, question, original, words, place and asks_first count. *is_new: false where a quote of
 * the same words is there already, whatever became of it; then nothing is added. */
bool store_quote_propose(struct store *store, const struct store_quote *quote, const char *who, gint64 now_secs, bool *is_new,
                         GError **error);

/* Visits the quotes in state (NULL: all), those of id alone where it is not 0, oldest first. where: as for publication. */
bool store_each_quote(struct store *store, const struct quotable_question *where, gint64 id, const char *state,
                      bool (*visit)(const struct store_quote *quote, void *data), void *data, GError **error);

/* Visits the quotes that may stand on a page, of the newest message first: approved by a human, and by their writers where
 * those want to see the words; consent stands; the answer counts and is the current one; nobody of them has withdrawn or needs
 * care. The only way from here to a publication. */
bool store_published_each(struct store *store, const struct quotable_question *where,
                          bool (*visit)(const struct store_quote *quote, void *data), void *data, GError **error);

/* What a human decides. who is recorded with it. ERROR_PERMANENT where there is no such quote, or not in a state that allows
 * it.
 */
enum quote_decision {
    QUOTE_APPROVE,  /* of those who want to see the words first: waits for their yes */
    QUOTE_REJECT,   /* not to be published */
    QUOTE_WITHDRAW, /* taken back from publication */
    QUOTE_AGREE     /* the person has said yes to these words */
};
bool store_quote_decide(struct store *store, gint64 id, enum quote_decision decision, const char *who, gint64 now_secs,
                        GError **error);

/* The same for a quote that waits for the person's yes from now on: mail, which asks for it and carries token, is queued with
 * it. An answer to an older mail about the quote counts no longer. */
bool store_quote_ask(struct store *store, gint64 id, const struct outbox_mail *mail, const char *token, const char *who,
                     gint64 now_secs, GError **error);

/* A mail that asked a person for a yes to a quote. */
struct quote_ask {
    gint64 id, quote;             /* 0: there is none */
    char *address;                /* to which it went; owned */
    bool is_current;              /* its words are those of the quote, and no later mail asked */
    bool is_waiting, is_approved; /* the state of the quote */
};
void quote_ask_clear(struct quote_ask *ask);

/* Looks up the mail that carried token (nullable). Clear ask, whatever it returns. */
bool store_quote_asked(struct store *store, const char *token, struct quote_ask *ask, GError **error);

/* Records what the person has answered to ask, whose quote waits or, for QUOTE_WITHDRAW, is approved; message is the answer's.
 */
bool store_quote_answered(struct store *store, const struct quote_ask *ask, enum quote_decision decision, gint64 message,
                          gint64 now_secs, GError **error);

/* Replaces the redacted words of quote id; it is a proposal again, and whoever wants to see the words must see these. */
bool store_quote_redact(struct store *store, gint64 id, const char *words, const char *who, gint64 now_secs, GError **error);

/* Records that quote id stands at place from now on; and that those at place which are not among ids do so no longer. */
bool store_publication_add(struct store *store, gint64 id, const char *place, gint64 now_secs, GError **error);
bool store_publication_end(struct store *store, const char *place, const GArray *ids, gint64 now_secs, GError **error);

struct store_publication {
    const char *place;
    gint64 since_secs, removed_secs; /* removed_secs: 0 while it stands there */
};
/* Visits where quote id is or was. */
bool store_each_publication(struct store *store, gint64 id,
                            bool (*visit)(const struct store_publication *publication, void *data), void *data, GError **error);
