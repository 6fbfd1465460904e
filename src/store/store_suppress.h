/* Addresses that must not be written to. They are known by a keyed hash alone: who may look into the table learns no address,
 * and the hash outlives everything else about a person. */
#pragma once
#include "store/store.h"

enum suppression {
    SUPPRESSED_NOT,
    SUPPRESSED_UNSUBSCRIBED, /* wants no more mail from us */
    SUPPRESSED_WITHDRAWN,    /* has taken back everything: nothing of it may come again, from an old mailbox either */
    SUPPRESSED_BOUNCED,      /* nothing arrives there */
    SUPPRESSED_COMPLAINT     /* a provider told us that our mail was reported as spam */
};

/* Returns its name as it stands in the database and in words for staff: "unsubscribed". (static) */
const char *suppression_name(enum suppression why);

/* Records that address (any case, with or without +tag) must not be written to. Costs nothing where that is known; then the
 * former time stays. What is queued for it and nobody asked for is cancelled when its turn comes. */
bool store_suppress(struct store *store, const char *address, enum suppression why, gint64 now_secs, GError **error);

/* Takes one of the reasons back: the person has asked for mail again, or the address works again. */
bool store_unsuppress(struct store *store, const char *address, enum suppression why, GError **error);

/* Puts into *why the gravest reason not to write to address, SUPPRESSED_NOT where there is none. */
bool store_suppressed(struct store *store, const char *address, enum suppression *why, GError **error);

/* Puts into *since_secs when address was suppressed because of why, 0 where it is not. */
bool store_suppressed_since(struct store *store, const char *address, enum suppression why, gint64 *since_secs, GError **error);

/* Visits how many addresses are suppressed, by reason. */
bool store_each_suppression(struct store *store, bool (*visit)(enum suppression why, gint64 count, void *data), void *data,
                            GError **error);
