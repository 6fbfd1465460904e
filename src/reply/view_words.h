/* Which words one view has and the other lacks. For the files view_*.c only. */
#pragma once
#include "reply/view.h"

struct word_difference {
    guint first, second;           /* words in each */
    guint only_first, only_second; /* of these, beyond what the other has; a word that is there twice counts twice */
};

/* Compares the words of two views, wherever they stand, in whatever case. Addresses of links do not count: plain text writes
 * out what HTML only points to. Linear. */
struct word_difference view_words_compare(const struct view *first, const struct view *second);
