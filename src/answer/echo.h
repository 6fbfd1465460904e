/* Answers that repeat the question instead of saying yes or no: "Was it fair?" "Fair." "Unfair." "I complained." */
#pragma once
#include "answer/said.h"

/* Adds mentions for such words to said, where its question has the options yes and no and nothing else was found. */
void echo_match(struct said *said);

/* Where all that is named is a "yes" that is denied ("I don't think it was fair"), makes it a "no". Call after said_split. */
void echo_denied(struct said *said);
