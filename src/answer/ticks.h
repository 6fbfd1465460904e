/* An answer that gives all that could be chosen and marks what is. */
#pragma once
#include "answer/answer.h"

/* Returns what is chosen of a list whose items have boxes, some of them ticked ("[x] yes  [ ] no"), or of all the figures of a
 * scale with one in brackets or stars ("1 2 3 [4] 5"): the items, joined by commas, and what stands behind the list. NULL where
 * words are no such list. (transfer full) */
char *ticks_take(const struct question *question, const char *words);
