/* A mail that goes out: text and HTML twins, threaded, as bytes with CRLF line ends. */
#pragma once
#include <glib.h>
#include <stdbool.h>

struct outgoing {
    const char *from_name, *from_address;
    const char *to_name, *to_address; /* name: (nullable) */
    const char *reply_to;             /* (nullable) */
    const char *subject;
    const char *message_id;     /* without <> */
    const char *in_reply_to;    /* (nullable) without <> */
    GPtrArray *references;      /* (nullable) char *, without <> */
    const char *auto_submitted; /* (nullable) "auto-replied", "auto-generated" */
    gint64 date_secs;
    const char *text; /* UTF-8 body, '\n' line ends */
    const char *html; /* (nullable) the same as HTML */
};

/* Returns the mail as bytes (transfer full), or NULL and ERROR_PERMANENT where an address is not one, or a header would carry
 * a line break. Non-ASCII words are encoded (RFC 2047, 2045), no line is longer than 998 bytes. */
GBytes *mail_compose(const struct outgoing *outgoing, GError **error);

/* Returns whether address is one plain local@domain that can be given to an SMTP server as it is. */
bool mail_address_is_sendable(const char *address);

/* Returns a new unique Message-ID, without <>, in the domain of address. (transfer full) */
char *mail_new_message_id(const char *address);
