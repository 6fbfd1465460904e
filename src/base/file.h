/* Files and folders, always private to their owner. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Reads path whole, up to max_bytes. Returns its bytes (transfer full), or NULL and an error that names the file: missing or
 * larger than max_bytes is ERROR_CONFIGURATION, other trouble ERROR_TEMPORARY. */
GBytes *file_read(const char *path, gsize max_bytes, GError **error);

/* Writes bytes to path with mode 0600 so that either the old or the whole new file is there, synced to disk. */
bool file_write_private(const char *path, const void *bytes, gsize length, GError **error);

/* The same with mode 0644: for figures that other programs collect, and nothing else. */
bool file_write_public(const char *path, const void *bytes, gsize length, GError **error);

/* Makes the folder path, its parents too, with mode 0700. An existing folder is left as it is. */
bool file_make_folder(const char *path, GError **error);
