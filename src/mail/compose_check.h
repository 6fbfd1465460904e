/* Whether a mail can go out as it is. */
#pragma once
#include "mail/compose.h"

/* Returns whether every field, text and file of outgoing can be written; ERROR_PERMANENT that names what cannot otherwise. */
bool compose_check(const struct outgoing *outgoing, GError **error);
