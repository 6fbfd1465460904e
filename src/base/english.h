/* Which words are common English ones. Knows no names. */
#pragma once
#include <stdbool.h>

/* Returns whether word (folded, letters only) is a common word of British English, as it stands or by the usual beginnings and
 * endings: "unlooked", "headship". Takes the time of a few comparisons. */
bool english_has(const char *word);
