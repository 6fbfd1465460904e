/* The rules of care as they are kept in memory: see the head of rules/care.yaml for what they mean. */
#pragma once
#include "answer/care.h"
#include "base/pattern.h"

#define CARE_SIGNS 64u          /* signs of one file: the bits of a guint64 */
#define CARE_DENIAL_WORDS 6u    /* how far a denial reaches */
#define CARE_NEAR_SENTENCES 2u  /* before and behind */
#define CARE_WEAK_SENTENCES 5u  /* weak evidence within so many counts together */
#define CARE_SENTENCE_WORDS 80u /* what goes on without a full stop is cut here */

enum care_scope { CARE_SENTENCE, CARE_NEAR, CARE_PASSAGE };

/* What a match of the pattern set stands for. */
enum care_id {
    CARE_IDIOM,
    CARE_DENIAL,
    CARE_ASSERTION,
    CARE_TURN,
    CARE_FIRST_SIGN,
    CARE_FIRST_RULE = CARE_FIRST_SIGN + CARE_SIGNS
};

/* The level of a rule: CARE_NONE for weak evidence, CARE_DANGER where the tense decides. */
#define CARE_DANGER (CARE_URGENT + 1)

struct care_rule {
    char *name;
    guint level;         /* of enum care_level, or CARE_DANGER */
    gint points, danger; /* of weak evidence; below 0 where it speaks against */
    bool deniable;
    guint8 scope;                                                /* enum care_scope */
    GArray *with;                                                /* guint64: of each, one sign at least must be near */
    guint64 without, urgent_with, care_with, none_with, despite; /* signs */
};

struct care_rules {
    struct pattern_set *patterns;
    GPtrArray *signs;              /* char *, owned: bit by bit */
    GPtrArray *rules;              /* struct care_rule *, owned */
    guint64 deniable;              /* signs */
    guint64 present, past, closed; /* signs of the tense */
    gint enough, enough_danger;    /* weak evidence that means care, and danger */
};
