/* The token of an invitation: it stands in the address that a person answers to, and tells who it is. */
#pragma once
#include <glib.h>

#define TOKEN_LETTERS 11u /* the last of them is the check letter */

/* Returns a new token from the kernel's randomness: nobody can guess it. (transfer full) */
char *token_new(void);

/* Returns text, as it came back from a mail program or a person's hand, as the token that it must be: letter case, look-alike
 * letters and marks between them do not matter (transfer full). NULL where it is none of ours: a wrong, missing, additional or
 * swapped letter never makes it another token, since the check letter would be wrong. */
char *token_read(const char *text);
