/* Compression of what is kept: raw mail and readings. Never loses a byte: what does not shrink stays as it is. */
#include <zstd.h>

#include "store/db.h"

#define PACK_LEVEL 3

GBytes *pack_bytes(const void *data, gsize length)
{
    gsize bound = ZSTD_compressBound(length);
    g_autofree void *packed = g_malloc(bound);
    gsize size = ZSTD_compress(packed, bound, data, length, PACK_LEVEL);
    if (ZSTD_isError(size) || size >= length)
        return NULL;
    return g_bytes_new_take(g_realloc(g_steal_pointer(&packed), MAX(size, 1)), size);
}

bool unpack_bytes(const void *data, gsize length, gsize max_bytes, GByteArray *into)
{
    unsigned long long size = ZSTD_getFrameContentSize(data, length);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > max_bytes)
        return false;
    guint before = into->len;
    g_byte_array_set_size(into, before + (guint)size);
    return ZSTD_decompress(into->data + before, size, data, length) == size;
}
