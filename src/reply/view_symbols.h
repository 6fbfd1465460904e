/* Fonts whose letters are pictures. For the files view_*.c only. */
#pragma once
#include <glib.h>

#include "reply/view_css.h"

/* Returns what a reader sees where c stands in a text in font: U+2714 for Wingdings' "ü". c itself where that is not known. */
gunichar symbol_seen(enum css_font font, gunichar c);

/* Returns text as it is seen in font, or NULL where it is seen as it stands. Longer texts are none of pictures: whoever has no
 * such font reads them. (transfer full) */
char *symbols_seen(enum css_font font, const char *text, gsize length);

/* Returns whether text is a picture in words: of emoji and other symbols only, as the alternative text of an emoji's image is.
 */
gboolean is_emoji(const char *text);
