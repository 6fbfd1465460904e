/* Answers that repeat the question instead of saying yes or no: "Was it fair?" "Fair." "Unfair." "I complained." */
#pragma once
#include "answer/said.h"

/* Adds mentions for such words to said, where its question has the options yes and no and nothing else was found. */
void echo_match(struct said *said);

/* Where all that is named is a "yes" that is denied ("I don't think it was fair"), makes it a "no". Call after said_split. */
void echo_denied(struct said *said);

/* Returns whether word, which has number in the memory of rules, is what the question is about (KNOWN_IS_SAME), or that turned
 * round (KNOWN_IS_OPPOSITE). asked->about is there. */
guint8 echo_of(const struct answer_rules *rules, struct asked *asked, guint number, const char *word);
