/* Trying every connection of a campaign, for `hearback check --connect`. */
#pragma once
#include <stdbool.h>

#include "survey/campaign.h"

/* Tries each source and the way out, one after the other, and says of each whether it works, in plain words; what does not on
 * standard error. Takes and sends nothing. Returns whether all work. */
bool connect_all(const struct campaign *campaign);
