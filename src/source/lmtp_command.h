/* One command line of LMTP (RFC 2033, RFC 5321), taken apart. Pure: knows no connection. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum lmtp_verb {
    LMTP_LHLO,
    LMTP_MAIL,
    LMTP_RCPT,
    LMTP_DATA,
    LMTP_RSET,
    LMTP_NOOP,
    LMTP_VRFY,
    LMTP_QUIT,
    LMTP_HELO, /* HELO and EHLO, which LMTP must refuse */
    LMTP_UNKNOWN
};

#define LMTP_LINE_BYTES 2048u   /* of a command, with its end; RFC 5321 wants 512 and what extensions add */
#define LMTP_ADDRESS_BYTES 320u /* 64 before the @, 255 behind it */

struct lmtp_command {
    enum lmtp_verb verb;
    char *address;       /* of MAIL and RCPT, without <>; "" for <>; NULL elsewhere; owned */
    guint64 size_bytes;  /* of MAIL: what SIZE says, 0: nothing */
    bool is_utf8;        /* MAIL has SMTPUTF8 */
    const char *refusal; /* what is wrong with it, as a reply without its end; NULL: nothing. (static) */
};

/* Takes the line apart, which has no end any more and may hold any bytes. Always sets *command, to be freed with
 * lmtp_command_clear. */
void lmtp_command_parse(const char *line, gsize length, struct lmtp_command *command);
void lmtp_command_clear(struct lmtp_command *command);
