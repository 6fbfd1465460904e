/* Content-Transfer-Encoding: what stands in a message as base64 or quoted-printable, as the bytes it was made of. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "mail/mime.h"

/* What came out of decoding. */
struct transferred {
    GByteArray *bytes; /* owned; at most the wanted number */
    gsize size_bytes;  /* of the whole, as if nothing had been cut */
    bool is_mixed;     /* the encoded lines stood among others, which were taken as they are */
};

/* Decodes length bytes and keeps the first max_bytes of the result. Broken input never fails: padding may lack, line ends and
 * white space may stand anywhere, lines that cannot be base64 stay as they are, "=" that begins no code is itself. Linear. */
struct transferred transfer_decode(GMimeContentEncoding encoding, const char *bytes, gsize length, gsize max_bytes);

/* Returns whether text that is not called so can be nothing but quoted-printable: soft line breaks and codes, no "=" that is
 * neither, no long lines, ASCII throughout. */
bool transfer_is_quoted_printable(const char *bytes, gsize length);
