/* Words and bodies in the forms that mail can carry everywhere. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* How a body travels. */
enum body_encoding { BODY_7BIT, BODY_QUOTED_PRINTABLE, BODY_BASE64 };

/* Returns the encoding that suits text, as long as it is left readable. */
enum body_encoding encode_choose(const char *text);

/* Appends text ('\n' line ends) in that encoding with CRLF line ends; the last line has one, too. */
void encode_text(GString *out, const char *text, enum body_encoding encoding);

/* Appends bytes as base64 in lines of 76. */
void encode_base64(GString *out, const void *bytes, gsize length);

/* Appends "name: value" CRLF of an unstructured field: encoded words where it is not plain ASCII, folded at 76 columns. */
void encode_header(GString *out, const char *name, const char *value);

/* Appends text as encoded words (RFC 2047), each on a line of its own where there are several. *column is where out stands. */
void encode_words(GString *out, const char *text, guint *column);
