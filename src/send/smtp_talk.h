/* The conversation about one mail over an open SMTP connection; private to send/. */
#pragma once
#include "send/smtp.h"

/* Hands mail over and hears what becomes of it. Takes note in exchange of what is said; patience_secs: for one answer, or for
 * the server to take some bytes. Returns CURLE_OK where the mail was taken; else what went wrong, after which *is_sound says
 * whether the next mail can be said over this connection. */
CURLcode smtp_talk(CURL *curl, const struct outbox_mail *mail, gint64 patience_secs, struct exchange *exchange, bool *is_sound);

/* Takes leave, without waiting for an answer. */
void smtp_say_bye(CURL *curl);

/* Returns the bytes of a mail as they go over the line: a dot more where a line begins with one, and the dot that ends it
 * (RFC 5321, section 4.5.2). (transfer full) */
GString *smtp_dotted(const char *data, gsize size);
