/* Two inspections, or two people, in one mail: "A good, B RI", "both yes", "first 2019, second 2023". */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "reading/sort.h"

/* Which of several cases the writer wants to count. */
enum party_choice { PARTY_NONE, PARTY_FIRST, PARTY_LAST };

struct parties {
    GPtrArray *markers;       /* char *, owned: folded words that stand before what is said of one case: "a", "b" */
    enum party_choice choice; /* said in so many words: "use the second" */
};

/* Finds the markers that the writer uses throughout claims: single capitals before values, in at least three of them; and which
 * case shall count, from the words before the answers. (transfer full) */
struct parties *parties_find(const struct sorter *sorter, const char *text);
void parties_free(struct parties *parties);
DEFINE_AUTO(parties)

/* Divides words by parties' markers, or where a choice was made by " / ". Returns the parts, the words of each case, empty
 * where words speak of one case only. (transfer full): GPtrArray of char * */
GPtrArray *parties_divide(const struct parties *parties, const char *words);
