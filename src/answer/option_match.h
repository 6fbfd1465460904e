/* Where the options of a question are named in an answer: by name, other name, meaning, ending, misspelling or short form. */
#pragma once
#include "answer/said.h"

#define OPTION_MOST_JOINED 4u /* words of an answer that may be one in the name of an option */

/* Adds a mention to said for every place that names an option; its key is the option's index in question->options.
 * MENTION_NO_KEY stands for a yes or no that is no option. */
void option_match(struct said *said);

/* Returns whether the whole of what was said is a name of one option: "No", "not applicable". */
bool option_is_named(const struct said *said);
