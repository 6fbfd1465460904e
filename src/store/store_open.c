/* Opening the database. Never leaves a byte of it readable by others, and never opens a file that is not ours. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fault.h"
#include "store/db.h"

#define BUSY_TIMEOUT_MSECS 15000
#define CACHE_KIBIBYTES "16000"
#define WAL_KEPT_BYTES "33554432" /* size to which the write-ahead log shrinks again */

/* Makes the file before SQLite does, since that would let the umask decide who may read it. An existing file is not opened
 * here: closing it would drop the locks of another connection of this process. */
static bool make_private(const char *path, GError **error)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd >= 0) {
        close(fd);
        fault_point("open.made_file");
        return true;
    }
    if (errno == EEXIST)
        return true;
    int code = errno == ENOENT || errno == ENOTDIR || errno == EACCES ? ERROR_CONFIGURATION : ERROR_TEMPORARY;
    g_set_error(error, ERROR_DOMAIN, code, "cannot make the database %s: %s", path, g_strerror(errno));
    return false;
}

/* A file with tables that carries no mark, or another's mark, is not ours. */
static bool check_owner(struct store *store, GError **error)
{
    gint64 mark = 0, tables = 0;
    /* in this order: another process may just be making tables and mark, both at once */
    if (!db_integer(store, "SELECT count(*) FROM sqlite_schema", BIND_NONE, 0, &tables, error) ||
        !db_integer(store, "PRAGMA application_id", BIND_NONE, 0, &mark, error))
        return false;
    if (mark == SCHEMA_APPLICATION_ID || (mark == 0 && tables == 0))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "%s is a database of another program; give hearback a path of its own", store->path);
    return false;
}

static bool use_write_ahead_log(struct store *store, GError **error)
{
    AUTO_QUERY query = {0};
    if (!db_query(&query, store, "PRAGMA journal_mode = WAL", BIND_NONE, error) || db_step(&query, error) != STEP_ROW)
        return false;
    g_autofree char *mode = db_column_text(&query, 0);
    if (g_strcmp0(mode, "wal") == 0)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "the database %s cannot keep a write-ahead log (is it on a network file system?); put it on a local disk",
                store->path);
    return false;
}

static bool set_up(struct store *store, GError **error)
{
    static const char *const settings[] = {
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -" CACHE_KIBIBYTES,
        "PRAGMA journal_size_limit = " WAL_KEPT_BYTES,
    };
    if (!check_owner(store, error) || !use_write_ahead_log(store, error))
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(settings); i++)
        if (!db_run(store, settings[i], BIND_NONE, error))
            return false;
    return schema_bring_up_to_date(store, error);
}

static void finalize(gpointer statement) { sqlite3_finalize(statement); }

struct store *store_open(const char *path, GError **error)
{
    if (!make_private(path, error))
        return NULL;
    AUTO(store) store = g_new0(struct store, 1);
    store->path = g_strdup(path);
    store->statements = g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, finalize);
    int code = sqlite3_open_v2(path, &store->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    if (code != SQLITE_OK) {
        db_set_error(store, code, error);
        return NULL;
    }
    sqlite3_busy_timeout(store->db, BUSY_TIMEOUT_MSECS);
    return set_up(store, error) ? g_steal_pointer(&store) : NULL;
}

void store_free(struct store *store)
{
    if (store == NULL)
        return;
    if (store->depth > 0 && sqlite3_get_autocommit(store->db) == 0)
        sqlite3_exec(store->db, "ROLLBACK", NULL, NULL, NULL);
    g_hash_table_unref(store->statements);
    sqlite3_close(store->db);
    g_free(store->path);
    g_free(store);
}
