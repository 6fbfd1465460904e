/* Lists of addresses in header fields (RFC 5322, section 3.4), as programs and people write them. */
#pragma once
#include "mail/mail.h"

/* Reads the addresses of length bytes and appends them (struct mail_address *) to list. Names are decoded as in
 * encoded_words_decode with fallback (nullable); groups are taken apart. Linear; bounded by LIMIT_ADDRESSES. */
void address_read(GPtrArray *list, const char *raw, gsize length, const char *fallback);

void mail_address_free(void *address);
