/* Where messages come from: one file a source, one line in the table. A source hands over raw bytes with a key that names them
 * there, and lets go of them only after the taker says that they are kept. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/campaign.h"

enum taken { TAKEN_KEPT, TAKEN_KNOWN, TAKEN_NOT /* stays with the source, to be tried again */ };

/* Takes messages. Either bytes is whole, or the message is larger than limit_bytes: then bytes are its headers only. */
struct taker {
    bool (*knows)(void *data, const char *source_name, const char *key); /* need not be read again */
    /* key: (nullable) where the source has no names for its messages: then their bytes tell them apart */
    enum taken (*take)(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize);
    bool (*flush)(void *data); /* commits what was taken since the last flush; false: nothing of it is kept */
    bool (*stop)(void *data);  /* (nullable) whether to end early; asked between two messages */
    void *data;
    guint64 limit_bytes;
    guint batch; /* messages between two flushes */
};

/* Returns whether taker wants an early end. */
bool taker_stops(const struct taker *taker);

/* A source that is open: each type's own struct begins with this one. */
struct source {
    const struct source_type *type;
    const struct source_config *config; /* borrowed: outlives the source */
};

struct source_type {
    const char *name; /* "maildir" */
    /* Gets ready to be told of new messages. What comes from here on ends the next wait. Returns the source (transfer full), or
     * NULL and an error. */
    struct source *(*open)(const struct source_config *config, GError **error);
    /* Hands every message that is there now to taker, in groups of at most taker->batch; lets go (new/ to cur/, and so on)
     * after each successful flush. Returns how many were taken new; < 0 and an error where the source as a whole cannot be used
     * or the taker could keep nothing. */
    gint64 (*fetch)(struct source *source, const struct taker *taker, GError **error);
    /* Blocks until there may be something new, fd_stop becomes readable, or poll_secs are over. */
    void (*wait)(struct source *source, int fd_stop);
    /* (nullable) Of a source that others hand mail over to: tells them to try again later, for secs or until fd_stop becomes
     * readable. Such a source is there as long as a daemon runs; looking into it once makes no sense. */
    void (*refuse)(struct source *source, int fd_stop, gint64 secs);
    void (*close)(struct source *source);
    /* Tries to get at the messages without taking any. *words: what was found (transfer full). Returns false and an error in
     * words for staff where it cannot. */
    bool (*try)(const struct source_config *config, char **words, GError **error);
};

/* Returns the NULL-terminated table. (static) */
const struct source_type *const *source_types(void);

/* Returns the type called name, or NULL. */
const struct source_type *source_type(const char *name);

/* Opens, closes the source that config describes. NULL and ERROR_CONFIGURATION where there is no such type. */
struct source *source_open(const struct source_config *config, GError **error);
void source_free(struct source *source);
DEFINE_AUTO(source)

/* Tries the source that config describes, as its type does. */
bool source_try(const struct source_config *config, char **words, GError **error);
