/* A mail that goes out: text and HTML twins, threaded, with pictures and files, as bytes with CRLF line ends. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#define MAIL_OWN_MARK "X-Loop" /* header field by which we know our own mail: it holds the campaign's address */

/* A further header field: "List-Unsubscribe". */
struct outgoing_header {
    const char *name, *value; /* UTF-8 */
};

/* A file that goes with the mail. */
struct outgoing_file {
    const char *filename;   /* UTF-8 */
    const char *type;       /* "text/csv", "image/png"; a text must be UTF-8 */
    const char *content_id; /* (nullable) without <>: not an attachment, but shown by the HTML as cid:... */
    GBytes *bytes;
};

struct outgoing {
    const char *from_name, *from_address; /* name: (nullable) */
    const char *to_name, *to_address;     /* name: (nullable) */
    const char *reply_to;                 /* (nullable) */
    const char *subject;
    const char *message_id;     /* without <> */
    const char *in_reply_to;    /* (nullable) without <> */
    GPtrArray *references;      /* (nullable) char *, without <> */
    const char *auto_submitted; /* (nullable) "auto-replied", "auto-generated" */
    gint64 date_secs;
    const char *text;   /* UTF-8 body, '\n' line ends */
    const char *html;   /* (nullable) the same as HTML */
    GPtrArray *headers; /* (nullable) struct outgoing_header *: none that the fields above make */
    GPtrArray *files;   /* (nullable) struct outgoing_file *; those with a content_id need html */
};

/* Returns the mail as bytes (transfer full), or NULL and ERROR_PERMANENT where an address is not one, or a header would carry
 * a line break. Non-ASCII words are encoded (RFC 2047, 2045, 2231), no line is longer than 998 bytes. */
GBytes *mail_compose(const struct outgoing *outgoing, GError **error);

/* Returns whether address is one plain local@domain that can be given to an SMTP server as it is. */
bool mail_address_is_sendable(const char *address);

/* Returns whether a mail to or from address needs a server with SMTPUTF8 (RFC 6531): its local part is not ASCII. */
bool mail_address_needs_smtputf8(const char *address);

/* Returns address as a server shall have it: its domain in the form that DNS knows (RFC 5890), where it has one; else as it is.
 * (transfer full) */
char *mail_address_ascii(const char *address);

/* Returns a new unique Message-ID, without <>, in the domain of address. (transfer full) */
char *mail_new_message_id(const char *address);
