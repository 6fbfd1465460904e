/* What a way out for mail must offer; private to send/. One file and one line in the table of transport.c each. */
#pragma once
#include "send/send.h"

struct transport_kind {
    const char *name; /* as in the configuration */
    bool is_sure;     /* a second attempt after a crash makes no second mail */
    struct transport *(*open)(const struct campaign *campaign, GError **error);
    void (*send)(struct transport *transport, const struct outbox_mail *mail, struct send_outcome *outcome);
    /* Goes as far as possible without a mail. Sets outcome: SEND_SENT where all is well, its words say what was found. */
    void (*try)(struct transport *transport, struct send_outcome *outcome);
    void (*close)(struct transport *transport);
};

/* The part that all transports begin with; filled by transport_new. */
struct transport {
    const struct transport_kind *kind;
    struct send_hooks hooks;
};

extern const struct transport_kind transport_smtp, transport_maildir;

/* Sets outcome to state with words made by the format, without the addresses of mail. */
void outcome_set(struct send_outcome *outcome, const struct outbox_mail *mail, enum send_state state, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Returns words without control characters, at most a line long, with every address and the names of mail's recipient
 * replaced. (transfer full) */
char *outcome_words(const char *words, const struct outbox_mail *mail);
