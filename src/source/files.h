/* Messages in files, for import: .eml files, mbox files, Maildirs, and folders of them. Told apart by what is in them. Nothing
 * is moved or changed. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "source/source.h"

struct files_watch {
    /* (nullable) told after each message how many bytes are behind us since the last time */
    void (*progress)(void *data, guint64 bytes);
    void *data;
    guint64 failed; /* files or messages that could not be read or kept; each was named on the log by its file */
    guint64 others; /* files in folders that hold no mail, passed over */
};

/* Hands every message in the file or folder path to taker, in a fixed order, with the last flush done. Adds to watch. Returns
 * false and ERROR_PERMANENT where path is not there or cannot be read, ERROR_TEMPORARY where the taker could not keep. */
bool files_take(const char *path, const char *source_name, const struct taker *taker, struct files_watch *watch,
                GError **error);

/* Returns how many bytes files_take would go through. */
guint64 files_total_bytes(const char *path);
