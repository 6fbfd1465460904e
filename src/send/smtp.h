/* One SMTP attempt as it was seen from outside; private to send/. */
#pragma once
#include <curl/curl.h>

#include "send/transport.h"

enum smtp_phase { PHASE_GREETING, PHASE_SENDER, PHASE_RECIPIENT, PHASE_DATA };

/* What the server of a connection offers (RFC 5321, section 4.1.1.1). */
struct offers {
    bool has_utf8, has_pipelining, has_size;
};

struct exchange {
    const struct send_hooks *hooks;
    const char *data;      /* the mail */
    gsize size, offset;    /* offset: how much of it the server may have; size: all */
    enum smtp_phase phase; /* of the last command sent */
    guint code;            /* of the server's last answer to it; 0: none yet */
    GString *reply;        /* that answer */
    char *curl_error;      /* CURL_ERROR_SIZE bytes: what went wrong with the connection */
    char *certificate;     /* (nullable) what the certificate that was not accepted says of itself */
    bool handed_over;      /* the mail itself is on its way */
    bool interrupted;      /* the hooks ended it before the last byte */
    bool was_reused;       /* over a connection that an earlier mail had opened */
    bool needs_utf8;       /* the recipient's address is not written in ASCII */
    bool lacks_utf8;       /* nothing was said, since the server does not know such */
    struct offers *offers; /* of the connection */
};

/* Frees what exchange owns; a zeroed one is allowed. */
void exchange_clear(struct exchange *exchange);

/* Returns whether the hooks want an end: asked for only as long as the server may not have the whole mail. */
bool exchange_shall_stop(struct exchange *exchange);

/* Take note of a command that was sent and of a line that the server answered. */
void exchange_command(struct exchange *exchange, const char *data, gsize size);
void exchange_reply(struct exchange *exchange, const char *data, gsize size);

/* Returns whether the attempt found its reused connection closed before the server saw anything of the mail. */
bool exchange_found_closed(const struct exchange *exchange, CURLcode code);

/* Decides what became of mail (RFC 5321, section 4.2). */
void exchange_judge(const struct exchange *exchange, CURLcode code, const struct outbox_mail *mail,
                    struct send_outcome *outcome);
