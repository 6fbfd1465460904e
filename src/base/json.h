/* What Jansson leaves to say. */
#pragma once
#include <jansson.h>

/* Returns text as JSON, null where it is NULL. (transfer full) */
static inline json_t *json_string_or_null(const char *text) { return text != NULL ? json_string(text) : json_null(); }
