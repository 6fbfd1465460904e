/* The bytes of one message, as they lie in a file or come through a pipe, within a size limit. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <sys/stat.h>

struct raw {
    GBytes *bytes;      /* all of it, or its headers only where oversize */
    guint64 size_bytes; /* of the whole message */
    bool oversize;
};

/* Frees what raw holds; a zeroed one is allowed. */
void raw_clear(struct raw *raw);

enum raw_state {
    RAW_READY,
    RAW_GONE,       /* vanished, or no regular file: not ours to read */
    RAW_UNREADABLE, /* errno says why */
    RAW_EMPTY,
    RAW_CHANGING /* it is being written just now */
};

/* Opens the regular file name in folder_fd (AT_FDCWD: a path) for reading; never follows a symbolic link as its last part, and
 * never blocks on what is no file. Sets *fd (the caller closes it) and *status only where it returns RAW_READY. */
enum raw_state raw_open(int folder_fd, const char *name, int *fd, struct stat *status);

/* Reads the open regular file fd, of which *status was taken before. Only where it returns RAW_READY is *raw set, to be freed
 * with raw_clear. */
enum raw_state raw_read_file(int fd, const struct stat *status, guint64 limit_bytes, struct raw *raw);

/* Reads fd to its end, whatever it is; beyond limit_bytes only the headers are kept in memory. Returns false and
 * ERROR_TEMPORARY where it cannot be read, ERROR_PERMANENT where there is nothing but white space in it. */
bool raw_read_stream(int fd, guint64 limit_bytes, struct raw *raw, GError **error);

/* A message that is put together piece by piece. */
struct raw_builder {
    GByteArray *bytes;
    guint64 size_bytes, limit_bytes;
    bool oversize;
};
void raw_builder_init(struct raw_builder *builder, guint64 limit_bytes);
void raw_builder_add(struct raw_builder *builder, const void *piece, gsize length);
void raw_builder_clear(struct raw_builder *builder);
/* Moves what was put together to *raw. */
void raw_builder_end(struct raw_builder *builder, struct raw *raw);

/* Returns how long the header section at the start of bytes is, with the blank line that ends it; at most LIMIT_HEADER_BYTES.
 */
gsize raw_header_length(const guint8 *bytes, gsize length);
