/* Addresses that must not be written to, as keyed hashes. Never keeps the address itself. */
#include "store/store_suppress.h"

#include <string.h>

#include "base/error.h"
#include "store/store_rows.h"

static const char *const names[] = {[SUPPRESSED_NOT] = "not",
                                    [SUPPRESSED_UNSUBSCRIBED] = "unsubscribed",
                                    [SUPPRESSED_WITHDRAWN] = "withdrawn",
                                    [SUPPRESSED_BOUNCED] = "bounced",
                                    [SUPPRESSED_COMPLAINT] = "complaint"};

const char *suppression_name(enum suppression why) { return names[why]; }

/* Returns address in lower case and without its +tag: who speaks for one of them speaks for all. (transfer full) */
static char *plain_address(const char *address)
{
    g_autofree char *lower = g_utf8_strdown(address, -1);
    g_strstrip(lower);
    const char *at = strrchr(lower, '@'), *plus = strchr(lower, '+');
    if (at == NULL || plus == NULL || plus > at || plus == lower)
        return g_steal_pointer(&lower);
    return g_strdup_printf("%.*s%s", (int)(plus - lower), lower, at);
}

bool suppression_hash(struct store *store, const char *address, guint8 hash[SUPPRESSION_HASH_BYTES], GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, "SELECT value FROM secret WHERE name = 'suppression'", BIND_NONE, error) ||
        db_step(&query, error) != STEP_ROW) {
        if (error != NULL && *error == NULL)
            g_set_error(error, ERROR_DOMAIN, ERROR_BUG, "the key of suppressed addresses is missing in the database");
        return false;
    }
    g_autoptr(GBytes) key = db_column_bytes(&query, 0);
    g_autofree char *plain = plain_address(address);
    gsize key_length = 0, length = SUPPRESSION_HASH_BYTES;
    const guint8 *key_bytes = g_bytes_get_data(key, &key_length);
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key_bytes, key_length);
    g_hmac_update(hmac, (const guchar *)plain, (gssize)strlen(plain));
    g_hmac_get_digest(hmac, hash, &length);
    g_hmac_unref(hmac);
    return true;
}

bool store_suppress(struct store *store, const char *address, enum suppression why, gint64 now_secs, GError **error)
{
    guint8 hash[SUPPRESSION_HASH_BYTES];
    return suppression_hash(store, address, hash, error) &&
           db_run(store, "INSERT OR IGNORE INTO suppression (address, why, at_secs) VALUES (?, ?, ?)",
                  BIND(of_blob(hash, sizeof hash), of_text(suppression_name(why)), of_int(now_secs)), error);
}

bool store_unsuppress(struct store *store, const char *address, enum suppression why, GError **error)
{
    guint8 hash[SUPPRESSION_HASH_BYTES];
    return suppression_hash(store, address, hash, error) &&
           db_run(store, "DELETE FROM suppression WHERE address = ? AND why = ?",
                  BIND(of_blob(hash, sizeof hash), of_text(suppression_name(why))), error);
}

/* Of several reasons the one that holds longest. */
static guint gravity(const char *name)
{
    static const enum suppression order[] = {SUPPRESSED_BOUNCED, SUPPRESSED_UNSUBSCRIBED, SUPPRESSED_COMPLAINT,
                                             SUPPRESSED_WITHDRAWN};
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (g_strcmp0(names[order[i]], name) == 0)
            return i + 1;
    return 0;
}

static enum suppression from_name(const char *name)
{
    for (guint i = SUPPRESSED_UNSUBSCRIBED; i < G_N_ELEMENTS(names); i++)
        if (g_strcmp0(names[i], name) == 0)
            return (enum suppression)i;
    return SUPPRESSED_NOT;
}

static bool take_gravest(const struct query *row, void *data)
{
    enum suppression *why = data;
    const char *name = db_column_borrowed(row, 0);
    if (gravity(name) > gravity(names[*why]))
        *why = from_name(name);
    return true;
}

bool store_suppressed(struct store *store, const char *address, enum suppression *why, GError **error)
{
    guint8 hash[SUPPRESSION_HASH_BYTES];
    *why = SUPPRESSED_NOT;
    return suppression_hash(store, address, hash, error) && db_each(store, "SELECT why FROM suppression WHERE address = ?",
                                                                    BIND(of_blob(hash, sizeof hash)), take_gravest, why, error);
}

bool store_suppressed_since(struct store *store, const char *address, enum suppression why, gint64 *since_secs, GError **error)
{
    guint8 hash[SUPPRESSION_HASH_BYTES];
    return suppression_hash(store, address, hash, error) &&
           db_integer(store, "SELECT at_secs FROM suppression WHERE address = ? AND why = ?",
                      BIND(of_blob(hash, sizeof hash), of_text(suppression_name(why))), 0, since_secs, error);
}

struct counting {
    bool (*visit)(enum suppression why, gint64 count, void *data);
    void *data;
};

static bool visit_count(const struct query *row, void *data)
{
    const struct counting *counting = data;
    return counting->visit(from_name(db_column_borrowed(row, 0)), db_column_int(row, 1), counting->data);
}

bool store_each_suppression(struct store *store, bool (*visit)(enum suppression why, gint64 count, void *data), void *data,
                            GError **error)
{
    struct counting counting = {visit, data};
    return db_each(store, "SELECT why, count(*) FROM suppression GROUP BY why ORDER BY why", BIND_NONE, visit_count, &counting,
                   error);
}
