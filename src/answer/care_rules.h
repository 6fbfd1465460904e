/* The rules of care as they are kept in memory: see the head of rules/care.yaml for what they mean. */
#pragma once
#include "answer/care.h"
#include "base/pattern.h"

#define CARE_FAMILIES 62u       /* of words, of one file */
#define CARE_SIGNS 64u          /* signs of one file: the bits of a guint64 */
#define CARE_DENIAL_WORDS 6u    /* how far a denial reaches */
#define CARE_NEAR_SENTENCES 2u  /* before and behind */
#define CARE_WEAK_SENTENCES 5u  /* weak evidence within so many counts together */
#define CARE_WORD_SENTENCES 4u  /* words within so many are weighed together */
#define CARE_SENTENCE_WORDS 80u /* what goes on without a full stop is cut here */

enum care_scope { CARE_SENTENCE, CARE_NEAR, CARE_PASSAGE };

#define CARE_CLUES G_MAXUINT /* weak evidence in place of a rule */

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
    gint adds;           /* to the scale of distress, where it holds */
    bool deniable;
    guint8 scope;                                                /* enum care_scope */
    GArray *with;                                                /* guint64: of each, one sign at least must be near */
    guint64 without, urgent_with, care_with, none_with, despite; /* signs */
};

/* What a word says by itself, in hundredths: of distress, and of danger now rather than then. */
struct care_word {
    gint distress, urgency;
};

struct care_scale {
    gint start;  /* of a text without any word */
    gint enough; /* what means yes */
    gint fewest; /* different words that are known, before words alone say yes */
    gint more;   /* asked more of a text of twice the length, in runs of sentences */
    gint rule;   /* added where a rule holds that does not say how much */
    gint clues;  /* added where only weak evidence does */
};

struct care_rules {
    struct pattern_set *patterns;
    GPtrArray *signs;         /* char *, owned: bit by bit */
    GPtrArray *rules;         /* struct care_rule *, owned */
    GHashTable *word_numbers; /* a word without its ending -> its number in words, + 1 */
    GArray *words;            /* struct care_word */
    char **endings;           /* of words, that do not count */
    GHashTable *families;     /* a word without its ending -> GINT: bits of the families that it belongs to */
    GArray *family_numbers;   /* guint: bit by bit, the number of the family in words, + 1 */
    struct care_scale distress, urgency;
    guint64 deniable;              /* signs */
    guint64 present, past, closed; /* signs of the tense */
    gint enough, enough_danger;    /* weak evidence that means care, and danger */
};

/* Returns text without the first of the endings that it has, if three letters are left; "0" for a number. (transfer full) */
char *care_stem(const struct care_rules *rules, const char *text);

/* What the rules found in each sentence of a passage. */
struct care_found {
    const guint *sentence_of; /* word -> sentence */
    const bool *idiom;        /* word -> part of an idiom, says nothing by itself */
    guint sentences;
    const guint8 *level; /* sentence -> enum care_level */
    const gint *adds;    /* sentence -> what that adds to the scale of distress */
    const guint *rule;   /* sentence -> number of the rule that gave it, or CARE_CLUES */
};

/* Weighs the words of a passage together with what rules found, in every run of a few sentences. Returns the level; *first is
 * the first sentence of the run that decided. */
enum care_level care_weigh(const struct care_rules *rules, const struct words *words, const struct care_found *found,
                           guint *first);
