/* The rules of care as they are kept in memory: see the head of rules/care.yaml for what they mean. */
#pragma once
#include "answer/care.h"
#include "base/pattern.h"

#define CARE_SIGNS 64u          /* signs of one file: the bits of a guint64 */
#define CARE_DENIAL_WORDS 8u    /* how far a denial reaches */
#define CARE_NEAR_SENTENCES 1u  /* before and behind */
#define CARE_WINDOW 4u          /* sentences that are weighed together */
#define CARE_SENTENCE_WORDS 50u /* what goes on without a full stop is cut here */

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

struct care_rule {
    char *name;
    gint says;   /* of distress; below 0 where it speaks against */
    gint danger; /* of danger now; below 0 where it tells of then */
    bool deniable;
    guint8 scope;             /* enum care_scope */
    GArray *with;             /* guint64: of each, one sign at least must be near */
    guint64 without, despite; /* signs */
};

struct care_rules {
    struct pattern_set *patterns;
    GHashTable *spellings; /* a word as some write it -> NULL-terminated char **, owned: as the patterns have it */
    GPtrArray *signs;      /* char *, owned: bit by bit */
    GPtrArray *rules;      /* struct care_rule *, owned */
    gint enough;           /* distress that means care */
    gint more;             /* asked more of a text of twice the length: among many sentences some look bad by chance */
    gint enough_danger;
    gint against;     /* what speaks against distress counts so much at most */
    guint64 deniable; /* signs */
};

/* A rule that holds in a sentence. */
struct care_clue {
    guint rule, sentence;
};

/* What was found in a passage. */
struct care_found {
    guint sentences;
    const GArray *clues; /* struct care_clue, by sentence */
};

/* Weighs what was found in every run of a few sentences. Returns the level of the worst run, and in *reason (transfer full;
 * nullable) the rules that say most there. */
enum care_level care_weigh(const struct care_rules *rules, const struct care_found *found, char **reason);
