/* One IMAP connection: what source_imap.c wants of a server, in its own words. Private to source/. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "net/stream.h"
#include "survey/campaign.h"

struct imap;

/* Connects, encrypts and logs in as config says (borrowed, as hooks are). (transfer full), or NULL and an error. */
struct imap *imap_open(const struct source_config *config, const struct stream_hooks *hooks, GError **error);
/* Says goodbye where the connection is alive, and frees it. */
void imap_free(struct imap *imap);
DEFINE_AUTO(imap)

/* Returns whether the connection is of no use any more. After an error it may still be alive: the server just said no. */
bool imap_is_dead(const struct imap *imap);

/* Returns whether the server is able to do what is called name in its list of capabilities: "MOVE". */
bool imap_can(const struct imap *imap, const char *name);

struct imap_folder {
    guint32 uidvalidity; /* > 0 */
    guint32 exists;      /* messages in it */
    bool is_read_only;
};

/* Goes into the folder called name (UTF-8). */
bool imap_select(struct imap *imap, const char *name, struct imap_folder *folder, GError **error);

/* Returns the UIDs from from on, in order. (transfer full): GArray of guint32; NULL and an error. */
GArray *imap_uids(struct imap *imap, guint32 from, GError **error);

/* Orders guint32 UIDs, for g_array_sort and bsearch. */
int imap_compare_uids(gconstpointer a, gconstpointer b);

/* The functions below take UIDs in order. What has vanished in the meantime is left out. */

/* Calls visit with the size of each message. */
bool imap_sizes(struct imap *imap, const guint32 *uids, guint count, void (*visit)(guint32 uid, guint32 size_bytes, void *data),
                void *data, GError **error);

/* Calls visit with the bytes of each message, which live until it returns. The server may send most_bytes in all. Leaves every
 * message unread. */
bool imap_bodies(struct imap *imap, const guint32 *uids, guint count, guint64 most_bytes,
                 void (*visit)(guint32 uid, const char *bytes, gsize length, void *data), void *data, GError **error);

/* Appends length bytes of a message (fewer at its end), from offset on, or of its headers only, to into. */
bool imap_piece(struct imap *imap, guint32 uid, bool headers_only, guint32 offset, guint32 length, GByteArray *into,
                GError **error);

/* Each does what its name says with uids; folder is UTF-8. */
bool imap_move(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error);
bool imap_copy(struct imap *imap, const guint32 *uids, guint count, const char *folder, GError **error);
bool imap_create(struct imap *imap, const char *folder, GError **error);
/* Adds a flag: "\\Deleted", or a keyword. */
bool imap_flag(struct imap *imap, const guint32 *uids, guint count, const char *flag, GError **error);
/* Removes messages for good; those among uids that are flagged as deleted. */
bool imap_expunge(struct imap *imap, const guint32 *uids, guint count, GError **error);

/* Waits in the selected folder until the server tells of new messages, fd_stop is readable or secs are over (IDLE, RFC 2177).
 * *news: whether it told of some. Returns false where the connection broke. */
bool imap_idle(struct imap *imap, int fd_stop, gint64 secs, bool *news, GError **error);

/* Returns name in the form that IMAP wants (RFC 3501, 5.1.3): "&AOk-cole". (transfer full) */
char *imap_folder_name(const char *name);
