/* One mail as hearback sees it: header fields decoded and made harmless, the tree of parts as a flat list.
 * What wraps a mail is opened: attached mails, S/MIME that is only signed, winmail.dat. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

struct mail_address {
    char *name;    /* decoded display name, "" where there is none */
    char *address; /* local@domain, a domain with other letters in its ASCII form (RFC 5891); "" where there is none */
};

struct mail_header {
    char *name;  /* as written */
    char *value; /* unfolded, RFC 2047 decoded, valid UTF-8, control characters as spaces */
};

struct mail_part {
    char *path;        /* "1.2": its place in the tree */
    char *type;        /* "text/plain", lower case; what the headers call it */
    char *charset;     /* (nullable) as declared */
    char *filename;    /* (nullable) decoded, without folders */
    char *text;        /* text/ parts and reports (message/delivery-status ...): UTF-8, '\n' line ends, no NUL; (nullable) */
    char *decoded_as;  /* of text: the charset really used, "windows-1252" */
    GBytes *bytes;     /* other parts: decoded bytes, at most LIMIT_TEXT_BYTES; (nullable): none of what was opened */
    gsize size_bytes;  /* of the decoded part, whole */
    guint alternative; /* > 0: parts with the same number are alternatives of each other */
    bool is_attachment;
    bool flowed, delsp;   /* RFC 3676 */
    struct mail *message; /* message/rfc822 and the like: the mail inside, (nullable) */
};

struct mail {
    GPtrArray *headers;                            /* struct mail_header *, owned; in their order */
    GPtrArray *from, *sender, *reply_to, *to, *cc; /* struct mail_address *, owned */
    char *subject;                                 /* "" where there is none */
    bool has_date;
    gint64 date_secs;        /* UTC */
    gint32 date_offset_secs; /* the zone it was written in */
    char *message_id;        /* without <>; "" where there is none */
    char *in_reply_to;       /* without <>; "" where there is none */
    GPtrArray *references;   /* char *, owned, without <> */
    GPtrArray *parts;        /* struct mail_part *, owned; leaves in the order of the message */
    GPtrArray *notes;        /* char *, owned: what was odd and what was made of it, in words for `hearback read` */
    gsize size_bytes;
};

/* Parses bytes. Returns the mail (transfer full), or NULL and ERROR_PERMANENT where nothing in it can be read (empty).
 * Hostile structure is capped by base/limits.h and noted; everything readable is there. No I/O. */
struct mail *mail_parse(GBytes *bytes, GError **error);
void mail_free(struct mail *mail);
DEFINE_AUTO(mail)

/* Returns the value of the first header called name (any case), or NULL. (transfer none) */
const char *mail_header(const struct mail *mail, const char *name);

/* Returns the first part of that type ("message/delivery-status"), or NULL. (transfer none) */
const struct mail_part *mail_part_of_type(const struct mail *mail, const char *type);
