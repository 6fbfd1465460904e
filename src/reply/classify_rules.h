/* rules/kinds.yaml, compiled. Internal to classify*.c. */
#pragma once
#include "base/pattern.h"
#include "reply/classify.h"

/* What a subject or text says; ids of patterns. */
enum saying {
    SUBJECT_AUTO_REPLY,
    SUBJECT_BOUNCE,
    SUBJECT_RECEIPT,
    TEXT_AUTO_REPLY, /* by itself says that a machine wrote it */
    TEXT_AWAY,       /* says so together with TEXT_AWAY_MORE */
    TEXT_AWAY_MORE,
    TEXT_PERSON, /* no machine says this */
    TEXT_BOUNCE,
    TEXT_SPAM,
    TEXT_REACTION,
    TEXT_BACK,      /* before the date of a return */
    TEXT_CHALLENGE, /* wants us to show that we are no machine */
    WISH_WITHDRAW,
    WISH_NOT_WITHDRAW,
    WISH_WITHDRAW_IT, /* withdraws where the mail speaks of what was given (WISH_GAVE), or says little else */
    WISH_GAVE,
    WISH_NO_USE, /* withdraws where there are no answers */
    WISH_UNSUBSCRIBE,
    WISH_NOT_UNSUBSCRIBE,
    WISH_AMBIGUOUS,  /* wants to be left alone, and perhaps to take everything back */
    WISH_NO_CONTACT, /* unsubscribes where there are no answers */
    WISH_ACCESS,
    WISH_ACCESS_IT, /* asks for what is held where the mail speaks of what was given */
    WISH_NOT_ACCESS,
    WISH_QUESTION,      /* asks us, in a sentence that ends with a question mark */
    WISH_QUESTION_WEAK, /* so too, but may be asked of nobody: counts where hardly anything else is said */
    WISH_ASKS,          /* asks without a question mark */
    WISH_NOT_QUESTION,
    SAYINGS
};

/* A header field that tells: its value begins so, or any value where value is "any". */
struct header_sign {
    char *name, *value;
};

enum sign { SIGN_AUTO_REPLY, SIGN_PERHAPS, SIGN_BOUNCE, SIGN_SPAM, SIGN_BULK, SIGNS };

struct kind_rules {
    struct pattern_set *sayings; /* ids: enum saying */
    GPtrArray *signs[SIGNS];     /* struct header_sign *, owned */
    GPtrArray *daemons;          /* char *, owned: lower case starts of addresses of machines that report */
};

/* Returns how often text says each, indexed by enum saying; matches of one saying that overlap count once. words: of text. */
void count_sayings(const struct kind_rules *rules, const struct words *words, guint counts[SAYINGS]);
