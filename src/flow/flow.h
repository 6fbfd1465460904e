/* The way of one message, top to bottom. Read this folder first. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "reading/reading.h"
#include "source/source.h"
#include "store/store.h"
#include "survey/campaign.h"

/* A campaign that is open for work: configuration, knowledge, database. */
struct office {
    struct campaign *campaign;
    struct knowledge *knowledge;
    struct store *store;
};

/* Opens the campaign in dir. Returns it (transfer full); NULL and ERROR_CONFIGURATION after printing every problem of its files
 * to standard error, or another error of the database. */
struct office *office_open(const char *dir, GError **error);
void office_free(struct office *office);
DEFINE_AUTO(office)

/* Returns a taker that keeps messages in the office's store. (transfer full; free with flow_taker_free) */
struct taker *flow_taker_new(struct office *office, guint batch);
void flow_taker_free(struct taker *taker);

/* Reads and records every kept message that is not read yet, queueing acknowledgements. Adds to *count. Stops early, without
 * harm, where stop returns true (NULL: never). Returns false and an error where the database fails. */
bool flow_read_kept(struct office *office, bool (*stop)(void *data), void *stop_data, guint *count, GError **error);

/* Decides what becomes of a message by its reading: recorded, held or set aside, and why (static text). */
enum disposition flow_dispose(const struct reading *reading, const char **reason);
