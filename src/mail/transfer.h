/* Content-Transfer-Encoding: what stands in a message as base64 or quoted-printable, as the bytes it was made of. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum transfer { TRANSFER_IDENTITY, TRANSFER_BASE64, TRANSFER_QUOTED_PRINTABLE };

/* What came out of decoding. */
struct transferred {
    GByteArray *bytes; /* owned; at most the wanted number */
    gsize size_bytes;  /* of the whole, as if nothing had been cut */
    bool is_mixed;     /* the encoded lines stood among others, which were taken as they are */
};

/* Returns the encoding that a header calls so; everything unknown is TRANSFER_IDENTITY. name: (nullable) */
enum transfer transfer_from_name(const char *name);

/* Decodes length bytes and keeps the first max_bytes of the result. Broken input never fails: padding may lack, line ends and
 * white space may stand anywhere, lines that cannot be base64 stay as they are, "=" that begins no code is itself. Linear. */
struct transferred transfer_decode(enum transfer transfer, const char *bytes, gsize length, gsize max_bytes);

/* Returns whether text that is not called so can be nothing but quoted-printable: soft line breaks and codes, no "=" that is
 * neither, no long lines, ASCII throughout. */
bool transfer_is_quoted_printable(const char *bytes, gsize length);

/* Decodes one encoded word's base64 ('B') or 'Q' text (RFC 2047) and appends it to out. */
void transfer_append_b(GString *out, const char *text, gsize length);
void transfer_append_q(GString *out, const char *text, gsize length);
