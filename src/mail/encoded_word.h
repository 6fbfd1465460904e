/* Words of header fields: encoded words (RFC 2047), raw 8-bit bytes, and both broken. */
#pragma once
#include <glib.h>

/* Returns the text of a field's value, or of a piece of it: unfolded, encoded words decoded, bytes that are not ASCII taken as
 * UTF-8 or else in the charset called fallback (nullable), control characters as spaces, white space at the ends gone. Always
 * valid UTF-8 on one line. Linear. (transfer full) */
char *encoded_words_decode(const char *raw, gsize length, const char *fallback);

/* Returns raw with its encoded words called and padded so that GMime loses none of their bytes. (transfer full) */
char *encoded_words_mend(const char *raw, gsize length);

/* Returns the text of a field that only programs read, in which an encoded word stands for nothing but itself. Otherwise as
 * encoded_words_decode. (transfer full) */
char *field_unfold(const char *raw, gsize length);

/* Returns text without control characters and without white space at its ends. (transfer full) */
char *text_on_one_line(const char *text);
