/* Boxes that people tick, as they are typed: "[x] yes  [ ] no", "☑ yes ☐ no". */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum box { BOX_NONE, BOX_EMPTY, BOX_TICKED };

/* Returns which box text (UTF-8) begins with, and sets *size to how many bytes it takes; 0 where it begins with none. */
enum box box_at(const char *text, gsize *size);

/* Returns whether a box of the given kind stands anywhere in text. */
bool box_is_in(const char *text, enum box kind);
