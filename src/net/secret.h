/* Passwords: from a file, a command or a systemd credential, never from the configuration itself. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "survey/campaign.h"

/* Returns the password (transfer full; wipe it with secret_free), or NULL and an error that says where it was looked for. */
char *secret_read(const struct secret_config *config, GError **error);
void secret_free(char *secret);

/* Returns whether config names a place at all. */
bool secret_is_set(const struct secret_config *config);
