/* Parsing, as the readers of wrapped mail (S/MIME, TNEF, message/rfc822) need it. */
#pragma once
#include "mail/part.h"

/* Returns a mail without anything. (transfer full) */
struct mail *mail_new(void);

/* Parses a mail that is depth mails deep in another one, within what budget leaves. (transfer full) */
struct mail *parse_mail(const char *data, gsize length, guint depth, struct budget *budget);
