/* One look through one folder of an IMAP mailbox; private to source/. */
#pragma once
#include "source/imap.h"
#include "source/source.h"

/* What is known of a folder while the process lives; the ledger in the database is what counts. */
struct imap_place {
    const char *name; /* borrowed from the configuration */
    guint32 uidvalidity;
    guint32 next_uid;     /* all below were dealt with */
    GArray *again;        /* guint32: but for these, to be tried again */
    gint64 again_usecs;   /* when these were last tried */
    GHashTable *deaths;   /* UID → how many connections have ended while it was fetched alone */
    bool told_not_let_go; /* the log knows that messages cannot be moved or flagged */
};

void imap_place_clear(struct imap_place *place);

/* Hands over what is new in place, which is selected as *folder, and lets go of what is kept. *careful: how many of the next
 * messages are fetched one by one, because a group of them could not be fetched. Returns how many were kept new, < 0 and an
 * error. */
gint64 imap_round(struct imap *imap, const struct source_config *config, struct imap_place *place,
                  const struct imap_folder *folder, const struct taker *taker, guint *careful, GError **error);

/* Moves or flags kept messages, as config says. Returns false and an error where the server cannot. */
bool imap_let_go(struct imap *imap, const struct source_config *config, const guint32 *uids, guint count, GError **error);

/* Returns NULL where messages can be let go of as config says, or why not. (static) */
const char *imap_cannot_let_go(const struct imap *imap, const struct source_config *config);
