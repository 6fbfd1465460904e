/* The header of a mail that goes out: checked, then written. */
#pragma once
#include "mail/compose.h"

/* Returns whether every field of outgoing can be written; ERROR_PERMANENT that names the field otherwise. */
bool head_check(const struct outgoing *outgoing, GError **error);

/* Returns whether value (nullable) is UTF-8 without control characters. name is for the error. */
bool head_check_words(const char *name, const char *value, GError **error);

/* Returns whether id is a message id, or a content id, without <>. */
bool head_check_id(const char *name, const char *id, GError **error);

/* Appends all fields but those of the content, with CRLF line ends. outgoing was checked. */
void head_append(GString *out, const struct outgoing *outgoing);
