/* From the fields of a message to the header part of struct mail. */
#pragma once
#include "mail/mail.h"
#include "mail/mime.h"

/* Fills headers, addresses, subject, date, ids and references of mail from message. fallback: the charset of the body, for
 * bytes that are not UTF-8 (nullable). Adds notes about what is odd. */
void headers_take(struct mail *mail, GMimeMessage *message, const char *fallback);
