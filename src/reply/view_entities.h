/* Character references of HTML. For the files view_*.c only. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Reads the reference at p, which is an '&'. in_attribute: a name without ';' counts less there (HTML 5 section 13.2.5.73).
 * Returns how many bytes it takes, 0 where it is none, and the character. */
gsize entity_read(const char *p, const char *end, bool in_attribute, gunichar *character);
