/* Messages as they came: the bytes are kept first, whole and unchanged, before anything is made of them. Never reads them. */
#include <string.h>

#include "base/error.h"
#include "base/fault.h"
#include "store/store_rows.h"

#define DIGEST_BYTES 32
#define PIECE_BYTES ((gsize)1024 * 1024) /* a larger message is kept in pieces of this size */
#define REASON_TOO_LARGE "larger than the size limit"

/* ---- is it known already? */

static bool find_by_key(struct store *store, const char *source_name, const char *key, gint64 *id, GError **error)
{
    return db_integer(store, "SELECT message FROM source_key WHERE source = ? AND key = ?",
                      BIND(of_text(source_name), of_text(key)), 0, id, error);
}

static bool find_by_digest(struct store *store, const guint8 *digest, gint64 *id, GError **error)
{
    return db_integer(store, "SELECT id FROM message WHERE digest = ?", BIND(of_blob(digest, DIGEST_BYTES)), 0, id, error);
}

bool store_knows_key(struct store *store, const char *source_name, const char *key)
{
    gint64 id = 0;
    return find_by_key(store, source_name, key, &id, NULL) && id > 0;
}

/* ---- the rows of one message */

struct incoming {
    const char *source_name, *key;
    GBytes *bytes;
    guint64 size_bytes;
    bool is_whole;
    gint64 received_secs;
    guint8 digest[DIGEST_BYTES];
};

static void compute_digest(struct incoming *incoming)
{
    gsize length = 0, digest_length = DIGEST_BYTES;
    const guint8 *data = g_bytes_get_data(incoming->bytes, &length);
    g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
    for (gsize at = 0; at < length; at += PIECE_BYTES)
        g_checksum_update(checksum, data + at, (gssize)MIN(PIECE_BYTES, length - at));
    if (!incoming->is_whole) { /* two large messages may have the same headers */
        g_autofree char *size = g_strdup_printf("size %" G_GUINT64_FORMAT, incoming->size_bytes);
        g_checksum_update(checksum, (const guchar *)size, -1);
    }
    g_checksum_get_digest(checksum, incoming->digest, &digest_length);
}

static bool insert_piece(struct store *store, gint64 id, gint64 piece, const guint8 *data, gsize length, GError **error)
{
    g_autoptr(GBytes) packed = pack_bytes(data, length);
    gsize packed_length = 0;
    const void *packed_data = packed != NULL ? g_bytes_get_data(packed, &packed_length) : NULL;
    return db_run(store, "INSERT INTO raw (message, piece, packed, bytes) VALUES (?, ?, ?, ?)",
                  BIND(of_int(id), of_int(piece), of_int(packed != NULL),
                       packed != NULL ? of_blob(packed_data, packed_length) : of_blob(data, length)),
                  error);
}

static bool insert_raw(struct store *store, gint64 id, GBytes *bytes, GError **error)
{
    gsize length = 0;
    const guint8 *data = g_bytes_get_data(bytes, &length);
    gint64 piece = 0;
    for (gsize at = 0; at < length; at += PIECE_BYTES)
        if (!insert_piece(store, id, piece++, data + at, MIN(PIECE_BYTES, length - at), error))
            return false;
    return true;
}

static bool insert_key(struct store *store, const struct incoming *incoming, gint64 id, GError **error)
{
    return db_run(store, "INSERT INTO source_key (source, key, message) VALUES (?, ?, ?)",
                  BIND(of_text(incoming->source_name), of_text(incoming->key), of_int(id)), error);
}

/* What is too large is not read: it waits for a person from the beginning. */
static bool hold_oversize(struct store *store, const struct incoming *incoming, gint64 id, GError **error)
{
    g_autofree char *size = g_format_size(incoming->size_bytes);
    g_autofree char *what = g_strdup_printf("too large to be read: %s", size);
    return message_hold(store, id, REASON_TOO_LARGE, what, incoming->received_secs, error);
}

static gint64 insert_message(struct store *store, const struct incoming *incoming, GError **error)
{
    gint64 id = db_insert(store, "INSERT INTO message (digest, size_bytes, is_whole, received_secs) VALUES (?, ?, ?, ?)",
                          BIND(of_blob(incoming->digest, DIGEST_BYTES), of_int((gint64)incoming->size_bytes),
                               of_int(incoming->is_whole), of_int(incoming->received_secs)),
                          error);
    fault_point("keep.after_message");
    if (id == 0 || !insert_raw(store, id, incoming->bytes, error))
        return 0;
    fault_point("keep.after_bytes");
    return incoming->is_whole || hold_oversize(store, incoming, id, error) ? id : 0;
}

static gint64 keep_rows(struct store *store, const struct incoming *incoming, enum keep_outcome *outcome, GError **error)
{
    gint64 id = 0;
    *outcome = KEEP_KNOWN_KEY;
    if (incoming->key != NULL && (!find_by_key(store, incoming->source_name, incoming->key, &id, error) || id > 0))
        return id;
    *outcome = KEEP_KNOWN_BYTES;
    if (!find_by_digest(store, incoming->digest, &id, error))
        return 0;
    if (id == 0) {
        *outcome = KEEP_NEW;
        id = insert_message(store, incoming, error);
    }
    return id > 0 && (incoming->key == NULL || insert_key(store, incoming, id, error)) ? id : 0;
}

static gint64 keep(struct store *store, struct incoming *incoming, enum keep_outcome *outcome, GError **error)
{
    compute_digest(incoming);
    if (!db_begin(store, error))
        return 0;
    gint64 id = keep_rows(store, incoming, outcome, error);
    fault_point("keep.before_commit");
    if (!db_end(store, id > 0, error))
        return 0;
    fault_point("keep.after_commit");
    return id;
}

gint64 store_keep(struct store *store, const char *source_name, const char *key, GBytes *bytes, gint64 received_secs,
                  enum keep_outcome *outcome, GError **error)
{
    struct incoming incoming = {.source_name = source_name,
                                .key = key,
                                .bytes = bytes,
                                .size_bytes = g_bytes_get_size(bytes),
                                .is_whole = true,
                                .received_secs = received_secs};
    return keep(store, &incoming, outcome, error);
}

gint64 store_keep_oversize(struct store *store, const char *source_name, const char *key, GBytes *header_bytes,
                           guint64 size_bytes, gint64 received_secs, enum keep_outcome *outcome, GError **error)
{
    struct incoming incoming = {.source_name = source_name,
                                .key = key,
                                .bytes = header_bytes,
                                .size_bytes = size_bytes,
                                .is_whole = false,
                                .received_secs = received_secs};
    return keep(store, &incoming, outcome, error);
}

/* ---- looking at them again */

static void set_damaged(struct store *store, gint64 id, GError **error)
{
    g_set_error(error, ERROR_DOMAIN, ERROR_BUG,
                "the database %s: the bytes of message %" G_GINT64_FORMAT " are damaged or missing", store->path, id);
}

static bool append_piece(const struct query *query, GByteArray *into)
{
    const void *data = sqlite3_column_blob(query->statement, 1);
    int length = sqlite3_column_bytes(query->statement, 1);
    if (db_column_int(query, 0) != 0)
        return unpack_bytes(data, (gsize)length, PIECE_BYTES, into);
    g_byte_array_append(into, data, (guint)length);
    return true;
}

/* How many bytes are kept of message id. */
static bool kept_size(struct store *store, gint64 id, gint64 *size, GError **error)
{
    static const char sql[] = "SELECT CASE WHEN is_whole THEN size_bytes ELSE -1 END FROM message WHERE id = ?";
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, sql, BIND(of_int(id)), error))
        return false;
    enum step step = db_step(&query, error);
    if (step == STEP_ROW)
        *size = db_column_int(&query, 0);
    if (step == STEP_END)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no message %" G_GINT64_FORMAT, id);
    return step == STEP_ROW;
}

GBytes *store_raw(struct store *store, gint64 id, GError **error)
{
    AUTO_QUERY query = {0};
    gint64 size = 0;
    if (!kept_size(store, id, &size, error) ||
        !db_query(&query, store, "SELECT packed, bytes FROM raw WHERE message = ? ORDER BY piece", BIND(of_int(id)), error))
        return NULL;
    g_autoptr(GByteArray) bytes = g_byte_array_sized_new((guint)MAX(size, 0));
    enum step step;
    bool sound = true;
    while (sound && (step = db_step(&query, error)) == STEP_ROW)
        sound = append_piece(&query, bytes);
    if (sound && step == STEP_FAILED)
        return NULL;
    if (!sound || (size >= 0 && bytes->len != size)) {
        set_damaged(store, id, error);
        return NULL;
    }
    return g_byte_array_free_to_bytes(g_steal_pointer(&bytes));
}

#define VISITED_AT_ONCE 256

/* Puts the ids after *last into ids. */
static bool next_ids(struct store *store, gint64 last, gint64 *ids, guint *count, GError **error)
{
    AUTO_QUERY query = {0};
    *count = 0;
    if (!db_query(&query, store, "SELECT id FROM message WHERE id > ? ORDER BY id LIMIT " G_STRINGIFY(VISITED_AT_ONCE),
                  BIND(of_int(last)), error))
        return false;
    enum step step;
    while ((step = db_step(&query, error)) == STEP_ROW)
        ids[(*count)++] = db_column_int(&query, 0);
    return step == STEP_END;
}

bool store_each_message(struct store *store, bool (*visit)(gint64 id, void *data), void *data, GError **error)
{
    gint64 ids[VISITED_AT_ONCE] = {0};
    guint count = 0;
    do {
        if (!next_ids(store, count > 0 ? ids[count - 1] : 0, ids, &count, error))
            return false;
        for (guint i = 0; i < count; i++)
            if (!visit(ids[i], data))
                return true;
    } while (count == VISITED_AT_ONCE);
    return true;
}
