/* Where the options of a question are named in an answer: by name, other name, meaning, ending, misspelling or short form. */
#pragma once
#include "answer/said.h"

/* The key of a mention that names no single option ("yes" where the options are not yes and no). */
#define OPTION_NO_KEY (-1)

/* Adds a mention to said for every place that names an option; its key is the option's index in question->options. exact: only
 * whole names count, as in a list that is ticked. */
void option_match(struct said *said);

/* Returns whether the whole of what was said is a name of one option: "No", "not applicable". */
bool option_is_named(const struct said *said);
