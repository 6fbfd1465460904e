/* Numbers as people write them: "4", "four", "twenty-one", "a couple", "third", "4.5", "6weeks". */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/said.h"

enum figure_kind {
    FIGURE_PLAIN,
    FIGURE_BROKEN,  /* not whole: exact has it */
    FIGURE_ORDINAL, /* third, 5th */
    FIGURE_TIMES,   /* once, twice */
    FIGURE_PAIR,    /* a couple */
    FIGURE_NOTHING  /* none */
};

struct figure {
    enum figure_kind kind;
    guint first, past; /* words */
    gint64 value;
    double exact;       /* equals value where whole */
    const char *suffix; /* (nullable) letters written on: "weeks" of "6weeks", "m" */
};

/* Reads the number that begins at word index. Returns false where there is none. */
bool figure_at(const struct said *said, guint index, struct figure *figure);

/* Reads a second number that is tied to the first as an alternative or a range: "3-4", "3 to 4", "3 or 4", "3/4". */
bool figure_range(const struct said *said, const struct figure *figure, struct figure *other);

/* Returns whether a word that limits from above or below stands right before the figure: "over 5", "at least 5". kind is
 * PHRASE_ABOVE or PHRASE_BELOW. */
bool figure_is_bound(const struct said *said, const struct figure *figure, enum phrase_kind kind);

/* Returns whether word, which has number in the memory of rules, can have a part in a figure. */
bool figure_has_part(const struct answer_rules *rules, guint number, const char *word);
