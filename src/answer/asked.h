/* A question as answers are held against it: what can be made of it before any answer, and what its words and options make of
 * each word that came so far. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/lexicon.h"

struct option_names;

/* What has been found out about a word beside a question. */
enum known {
    KNOWN_ASKED = 1 << 0, /* whether it is one of the question's words: KNOWN_IS_ASKED */
    KNOWN_IS_ASKED = 1 << 1,
    KNOWN_ECHO = 1 << 2, /* whether it is what the question is about, or that turned round */
    KNOWN_IS_SAME = 1 << 3,
    KNOWN_IS_OPPOSITE = 1 << 4,
    KNOWN_PART = 1 << 5, /* whether it can have a part in naming a value: KNOWN_HAS_PART */
    KNOWN_HAS_PART = 1 << 6
};

/* A number of a scale that the question itself has words for: "From 1 (not at all)". */
struct scale_end {
    gint64 value;
    struct words *words;
};

struct asked {
    struct words *ask;          /* words of the question and its labels */
    guint own_count;            /* of them those of the question itself, the first ones */
    char *all_labels;           /* the labels of its options, words joined */
    struct option_names *names; /* of its options; NULL where it has none */
    gint64 yes, no;             /* the options that mean so, or -1 */
    const char *about;          /* (nullable) the word that it is about; of ask */
    GPtrArray *ends;            /* struct scale_end *, owned; those of numbers in its range */
    bool asks_past;             /* about what has been */
    GByteArray *known;          /* bits of enum known, by the number of a word */
    GPtrArray *senses;          /* what option_match found, by the number of a word: struct sense *, owned */
};

/* Returns the bits of enum known of word number, to be read and set. */
guint8 *asked_known(struct asked *asked, guint number);

/* Returns whether word, which has number in the memory of the rules, is one of the question's words, in any ending. */
bool asked_has(struct asked *asked, guint number, const char *word);

/* Returns what is known of question. (transfer none): kept by the memory of rules, which the caller holds */
struct asked *asked_of(const struct answer_rules *rules, const struct question *question);
void asked_free(struct asked *asked);
