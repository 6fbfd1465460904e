/* Text that is signed or encrypted in the manner of PGP before MIME (RFC 4880, section 7). */
#pragma once
#include <stdbool.h>

/* Returns text with its clear-signed passage unwrapped: without the armour, the signature and the "- " in front of lines. Words
 * before and after it stay. NULL where there is none. The signature is not checked. (transfer full) */
char *pgp_signed_text(const char *text);

/* Returns whether text holds a passage that is encrypted. */
bool pgp_is_encrypted(const char *text);
