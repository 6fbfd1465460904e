/* One POP3 session (RFC 1939): what source_pop3.c wants of a server. Private to source/. The library's own POP3 is not used: a
 * server that numbers its messages oddly makes it write where it must not, and it cuts lines at NUL. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "net/stream.h"
#include "source/raw.h"
#include "survey/campaign.h"

struct pop3;

/* Connects, encrypts and logs in as config says (borrowed, as hooks are). (transfer full), or NULL and an error. */
struct pop3 *pop3_open(const struct source_config *config, const struct stream_hooks *hooks, GError **error);
/* Frees it without goodbye: then the server deletes nothing. */
void pop3_free(struct pop3 *pop3);
DEFINE_AUTO(pop3)

struct pop3_message {
    guint number;
    guint64 size_bytes; /* as the server says */
    char *uid;          /* (nullable) the server has no UIDL */
};

/* Returns what is in the mailbox. (transfer full): GArray of struct pop3_message, freed with it; NULL and an error. */
GArray *pop3_list(struct pop3 *pop3, GError **error);

/* Reads a message, beyond limit_bytes its headers only, as it was sent. *raw: to be freed with raw_clear. */
bool pop3_read(struct pop3 *pop3, const struct pop3_message *message, guint64 limit_bytes, struct raw *raw, GError **error);

/* Returns whether the connection is of no use any more. After an error it may still be alive: the server just said no. */
bool pop3_is_dead(const struct pop3 *pop3);

/* Marks a message to be deleted by pop3_quit. */
bool pop3_delete(struct pop3 *pop3, guint number, GError **error);

/* Says goodbye: only now the server deletes. */
bool pop3_quit(struct pop3 *pop3, GError **error);
