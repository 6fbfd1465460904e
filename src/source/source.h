/* Where messages come from: one file a source, one line in the table. A source hands over raw bytes with a key that names them
 * there, and lets go of them only after the taker says that they are kept. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "survey/campaign.h"

enum taken { TAKEN_KEPT, TAKEN_KNOWN, TAKEN_NOT /* stays with the source, to be tried again */ };

/* Takes messages. Either bytes is whole, or the message is larger than limit_bytes: then bytes are its headers only. */
struct taker {
    bool (*knows)(void *data, const char *source_name, const char *key); /* need not be read again */
    enum taken (*take)(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize);
    bool (*flush)(void *data); /* commits what was taken since the last flush; false: nothing of it is kept */
    void *data;
    guint64 limit_bytes;
    guint batch; /* messages between two flushes */
};

struct source_type {
    const char *name; /* "maildir" */
    /* Hands every message that is there now to taker, in groups of taker->batch; lets go (new/ to cur/, and so on) after each
     * successful flush. Returns how many were taken new; < 0 and an error where the source as a whole cannot be used. */
    gint64 (*fetch)(const struct source_config *config, const struct taker *taker, GError **error);
    /* Blocks until there may be something new, fd_stop becomes readable, or poll_secs are over. */
    void (*wait)(const struct source_config *config, int fd_stop);
};

/* Returns the NULL-terminated table. (static) */
const struct source_type *const *source_types(void);

/* Returns the type called name, or NULL. */
const struct source_type *source_type(const char *name);
