/* Reading one message from a file or a pipe. Never needs more memory than the size limit allows, never follows a link. */
#include "source/raw.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"

#define PIECE_BYTES 65536
#define MOST_BYTES ((guint64)G_MAXINT32) /* whatever the configuration allows: what a GByteArray can hold */

void raw_clear(struct raw *raw) { g_clear_pointer(&raw->bytes, g_bytes_unref); }

gsize raw_header_length(const guint8 *bytes, gsize length)
{
    gsize most = MIN(length, LIMIT_HEADER_BYTES), start = 0;
    while (start < most) {
        const guint8 *end = memchr(bytes + start, '\n', most - start);
        if (end == NULL)
            return most;
        gsize next = (gsize)(end - bytes) + 1;
        bool is_blank = next - start == 1 || (next - start == 2 && bytes[start] == '\r');
        if (is_blank)
            return next;
        start = next;
    }
    return most;
}

/* ---- piece by piece */

void raw_builder_init(struct raw_builder *builder, guint64 limit_bytes)
{
    *builder = (struct raw_builder){.bytes = g_byte_array_new(), .limit_bytes = MIN(limit_bytes, MOST_BYTES)};
}

void raw_builder_clear(struct raw_builder *builder) { g_clear_pointer(&builder->bytes, g_byte_array_unref); }

/* Lets go of all but the headers, memory included. */
static void keep_headers_only(struct raw_builder *builder)
{
    gsize headers = raw_header_length(builder->bytes->data, builder->bytes->len);
    GByteArray *small = g_byte_array_append(g_byte_array_new(), builder->bytes->data, (guint)headers);
    g_byte_array_unref(builder->bytes);
    builder->bytes = small;
    builder->oversize = true;
}

void raw_builder_add(struct raw_builder *builder, const void *piece, gsize length)
{
    builder->size_bytes += length;
    if (builder->oversize)
        return;
    g_byte_array_append(builder->bytes, piece, (guint)length);
    if (builder->bytes->len > builder->limit_bytes)
        keep_headers_only(builder);
}

void raw_builder_end(struct raw_builder *builder, struct raw *raw)
{
    raw->size_bytes = builder->size_bytes;
    raw->oversize = builder->oversize;
    raw->bytes = g_byte_array_free_to_bytes(g_steal_pointer(&builder->bytes));
}

/* ---- files */

enum raw_state raw_open(int folder_fd, const char *name, int *fd, struct stat *status)
{
    int opened = openat(folder_fd, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY);
    if (opened < 0)
        return errno == ENOENT || errno == ELOOP || errno == ENXIO || errno == ENOTDIR ? RAW_GONE : RAW_UNREADABLE;
    if (fstat(opened, status) == 0 && S_ISREG(status->st_mode)) {
        *fd = opened;
        return RAW_READY;
    }
    close(opened);
    return RAW_GONE;
}

/* Reads up to most bytes, fewer only at the end of the file. Returns how many, < 0 where it cannot. */
static gssize read_up_to(int fd, guint8 *into, gsize most)
{
    gsize have = 0;
    while (have < most) {
        ssize_t got = read(fd, into + have, most - have);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        have += (gsize)got;
    }
    return (gssize)have;
}

enum raw_state raw_read_file(int fd, const struct stat *status, guint64 limit_bytes, struct raw *raw)
{
    guint64 size_bytes = (guint64)status->st_size;
    if (size_bytes == 0)
        return RAW_EMPTY;
    bool oversize = size_bytes > MIN(limit_bytes, MOST_BYTES);
    gsize wanted = oversize ? MIN(size_bytes, LIMIT_HEADER_BYTES) : size_bytes;
    g_autofree guint8 *bytes = g_try_malloc(wanted);
    if (bytes == NULL)
        return RAW_UNREADABLE;
    gssize got = read_up_to(fd, bytes, wanted);
    struct stat after;
    if (got < 0 || fstat(fd, &after) != 0)
        return RAW_UNREADABLE;
    if ((gsize)got != wanted || after.st_size != status->st_size)
        return RAW_CHANGING;
    gsize kept = oversize ? raw_header_length(bytes, wanted) : wanted;
    *raw = (struct raw){.size_bytes = size_bytes, .oversize = oversize};
    raw->bytes = g_bytes_new_take(g_steal_pointer(&bytes), kept);
    return RAW_READY;
}

/* ---- pipes */

static bool is_blank(GBytes *bytes)
{
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(data[i]))
            return false;
    return true;
}

bool raw_read_stream(int fd, guint64 limit_bytes, struct raw *raw, GError **error)
{
    g_autofree guint8 *piece = g_malloc(PIECE_BYTES);
    struct raw_builder builder;
    raw_builder_init(&builder, limit_bytes);
    gssize got;
    while ((got = read_up_to(fd, piece, PIECE_BYTES)) > 0)
        raw_builder_add(&builder, piece, (gsize)got);
    if (got < 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot read the message: %s", g_strerror(errno));
        raw_builder_clear(&builder);
        return false;
    }
    raw_builder_end(&builder, raw);
    if (!is_blank(raw->bytes))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no message: the input is empty");
    raw_clear(raw);
    return false;
}
