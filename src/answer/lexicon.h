/* What words mean in an answer, compiled from rules/words.yaml: lists of words, phrases of a kind, groups of one meaning. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/answer.h"
#include "base/pattern.h"
#include "base/words.h"

/* Lists of single words; a word of a list may have a number. */
enum word_list {
    LIST_FILLER, /* carries nothing beside a value */
    LIST_SMALL,  /* an option's name may gain or lose it */
    LIST_NUMBER,
    LIST_ORDINAL,
    LIST_TIMES,      /* once: 1 */
    LIST_PAIR,       /* couple */
    LIST_NOTHING,    /* none: 0 */
    LIST_UNIT,       /* of time: enum unit */
    LIST_VAGUE_TIME, /* a term, a while */
    LIST_MONTH,      /* 1..12 */
    LIST_WEEKDAY,
    LIST_SEASON,
    LIST_DATE, /* may stand in a date */
    LIST_FIRST,
    LIST_LAST,
    LIST_TOP,    /* max, highest */
    LIST_BOTTOM, /* min, lowest */
    LIST_STARS,  /* stars, points: what a scale counts */
    LIST_COUNT
};

/* Kinds of phrases; each is one bit of the tags of a word. */
enum phrase_kind {
    PHRASE_FILLER,
    PHRASE_REFUSAL,
    PHRASE_UNSURE,
    PHRASE_DEPENDS,
    PHRASE_DOUBT,
    PHRASE_HEDGE,
    PHRASE_TAKE_BACK,
    PHRASE_TURN,
    PHRASE_VOID,
    PHRASE_CONCLUSION,
    PHRASE_NEGATION,
    PHRASE_NOT_NEGATION,
    PHRASE_CONTRAST,
    PHRASE_IDIOM,
    PHRASE_ALL,
    PHRASE_SOME,
    PHRASE_EXCEPT,
    PHRASE_SPARED,
    PHRASE_SPARES,
    PHRASE_VAGUE,
    PHRASE_ABOVE,
    PHRASE_BELOW,
    PHRASE_ONGOING,
    PHRASE_ASIDE,
    PHRASE_WAS,
    PHRASE_CHANGE,
    PHRASE_FORMER,
    PHRASE_NEARLY,
    PHRASE_COUNT
};
#define TAG(kind) (1u << (kind))

enum unit { UNIT_HOUR = 1, UNIT_DAY, UNIT_WEEK, UNIT_FORTNIGHT, UNIT_MONTH, UNIT_YEAR, UNIT_DECADE };

/* Words of one meaning: "yes", "oui", "of course". */
struct meaning {
    char *name;
    GPtrArray *phrases; /* struct words *, owned */
    GPtrArray *joined;  /* char *, owned: the same with one blank between words */
};

struct answer_rules {
    GHashTable *lists[LIST_COUNT]; /* folded word -> its number */
    struct pattern_set *phrases;   /* ids: enum phrase_kind */
    GPtrArray *meanings;           /* struct meaning *, owned */
    struct meaning *gives_leave, *withholds_leave, *asks_leave, *asks_past;
    GHashTable *irregular;        /* char *, owned: "slept" -> "sleep" */
    GPtrArray *negative_prefixes; /* char *, owned */
    struct memory *memory;        /* what was made of words, texts and questions; a cache */
};

/* Returns whether the folded word is in list; *number (nullable) becomes its number. */
bool lexicon_has(const struct answer_rules *rules, enum word_list list, const char *word, gint64 *number);

/* Returns the words with one blank between them, punctuation left out unless it is all there is. (transfer full) */
char *lexicon_join(const struct words *words);

/* Returns the meaning called name, or NULL. (transfer none) */
const struct meaning *lexicon_meaning(const struct answer_rules *rules, const char *name);
