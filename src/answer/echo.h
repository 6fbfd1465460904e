/* Answers that repeat the question instead of saying yes or no: "Was it fair?" "Fair." "Unfair." "I complained." */
#pragma once
#include "answer/said.h"

/* Adds mentions for such words to said, where its question has the options yes and no and nothing else was found. */
void echo_match(struct said *said);
