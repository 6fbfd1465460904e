/* A mailbox on a POP3 server as a source: one session a look, since a session locks the mailbox. Messages stay on the server
 * unless the configuration says `delete`; then they are deleted after the flush that kept them, when the session ends well. */
#include "source/source_pop3.h"

#include <poll.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/pulse.h"
#include "source/pop3.h"

#define FAILURES_MOST 3u                        /* to read one message, while the process lives */
#define SESSIONS_MOST 4u                        /* in one look */
#define GROUP_BYTES ((guint64)32 * 1024 * 1024) /* a group of messages ends when it is larger than this */

struct pop3_source {
    struct source base;
    bool told_no_uids;    /* the log knows that the server has no UIDL */
    GHashTable *failures; /* key → how often the message could not be read */
};

/* One look into the mailbox. */
struct look {
    struct pop3_source *source;
    struct pop3 *pop3;
    const struct taker *taker;
    GArray *letting_go; /* guint: numbers of messages that were taken since the last flush */
    guint group;
    guint64 group_bytes;
    gint64 kept_in_group, kept;
    bool is_suspect;           /* the connection ended over a message */
    bool passes_over_suspects; /* those over which one has ended come another time */
    GError *error;
};

static bool let_go(struct look *look)
{
    bool going = true;
    for (guint i = 0; going && look->source->base.config->after == SOURCE_DELETE && i < look->letting_go->len; i++)
        going = pop3_delete(look->pop3, g_array_index(look->letting_go, guint, i), &look->error);
    g_array_set_size(look->letting_go, 0);
    return going;
}

static bool settle(struct look *look)
{
    bool kept = look->group == 0 || look->taker->flush(look->taker->data);
    fault_point("pop3.flushed");
    if (kept)
        look->kept += look->kept_in_group;
    else
        g_set_error(&look->error, ERROR_DOMAIN, ERROR_TEMPORARY, "the messages could not be kept; they stay in the mailbox");
    look->group = 0;
    look->group_bytes = 0;
    look->kept_in_group = 0;
    return kept && let_go(look);
}

/* Returns the name of a message in the ledger (transfer full), NULL where the server has none for it. */
static char *key_of(const struct pop3_message *message)
{
    return message->uid != NULL ? g_strconcat("uidl ", message->uid, NULL) : NULL;
}

/* Notes that a message could not be read. Returns whether the look can go on: the server only said no. */
static bool read_failed(struct look *look, const char *key, GError *error)
{
    GHashTable *failures = look->source->failures;
    const char *name = look->source->base.config->name;
    bool is_dead = pop3_is_dead(look->pop3), is_stop = taker_stops(look->taker);
    guint count = key != NULL && !is_stop ? GPOINTER_TO_UINT(g_hash_table_lookup(failures, key)) + 1 : 0;
    if (count == 1)
        log_warning(name, 0, "a message stays in the mailbox: %s", error->message);
    if (count == FAILURES_MOST)
        log_error(name, 0, "a message is left alone: it could not be read %u times", count);
    if (count > 0)
        g_hash_table_insert(failures, g_strdup(key), GUINT_TO_POINTER(count));
    look->is_suspect = is_dead && count > 0;
    if (is_dead)
        look->error = error;
    else
        g_error_free(error);
    return !is_dead;
}

/* Reads a message and hands it over. Returns false where the look must end. */
static bool take(struct look *look, const struct pop3_message *message, const char *key, enum taken *taken)
{
    const struct taker *taker = look->taker;
    GError *error = NULL;
    struct raw raw = {0};
    if (!pop3_read(look->pop3, message, taker->limit_bytes, &raw, &error))
        return read_failed(look, key, error);
    if (g_bytes_get_size(raw.bytes) > 0) {
        *taken = taker->take(taker->data, look->source->base.config->name, key, raw.bytes, raw.size_bytes, raw.oversize);
        look->group++;
        look->group_bytes += g_bytes_get_size(raw.bytes);
    }
    raw_clear(&raw);
    fault_point("pop3.taken");
    return true;
}

static bool is_left_alone(const struct look *look, const char *key)
{
    guint count = key != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(look->source->failures, key)) : 0;
    return count >= FAILURES_MOST || (count > 0 && look->passes_over_suspects);
}

static bool offer(struct look *look, const struct pop3_message *message)
{
    const struct taker *taker = look->taker;
    g_autofree char *key = key_of(message);
    enum taken taken = TAKEN_NOT;
    if (is_left_alone(look, key))
        return true;
    if (key != NULL && taker->knows(taker->data, look->source->base.config->name, key))
        taken = TAKEN_KNOWN;
    else if (!take(look, message, key, &taken))
        return false;
    look->kept_in_group += taken == TAKEN_KEPT;
    if (taken != TAKEN_NOT)
        g_array_append_val(look->letting_go, message->number);
    bool is_full = look->group >= taker->batch || look->group_bytes >= GROUP_BYTES;
    return !is_full || settle(look);
}

static bool offer_all(struct look *look)
{
    g_autoptr(GArray) messages = pop3_list(look->pop3, &look->error);
    if (messages == NULL)
        return false;
    bool going = true, has_uids = messages->len == 0 || g_array_index(messages, struct pop3_message, 0).uid != NULL;
    if (!has_uids && !look->source->told_no_uids)
        log_warning(look->source->base.config->name, 0, "the server has no UIDL: all messages are fetched each time");
    look->source->told_no_uids = !has_uids;
    for (guint i = 0; going && i < messages->len && !taker_stops(look->taker); i++)
        going = offer(look, &g_array_index(messages, struct pop3_message, i));
    return going && settle(look) && pop3_quit(look->pop3, &look->error);
}

/* Looks once, in a session of its own. What has come is not lost with the connection. */
static void look_once(struct look *look)
{
    const struct stream_hooks hooks = {.stop = look->taker->stop, .data = look->taker->data};
    g_autoptr(GArray) letting_go = g_array_new(FALSE, FALSE, sizeof(guint));
    AUTO(pop3) pop3 = pop3_open(look->source->base.config, &hooks, &look->error);
    look->letting_go = letting_go;
    look->pop3 = pop3;
    look->group = 0;
    look->group_bytes = 0;
    look->kept_in_group = 0;
    if (pop3 != NULL && !offer_all(look) && look->group > 0 && look->taker->flush(look->taker->data))
        look->kept += look->kept_in_group;
}

/* Looks again where the connection ended over one message: the others shall come. Fails where none did. */
static gint64 fetch(struct source *base, const struct taker *taker, GError **error)
{
    struct look look = {.source = (struct pop3_source *)base, .taker = taker};
    g_autoptr(GError) trouble = NULL;
    look_once(&look);
    for (guint sessions = 1; look.error != NULL && look.is_suspect && sessions < SESSIONS_MOST && !taker_stops(look.taker);
         sessions++) {
        g_clear_error(&trouble);
        trouble = g_steal_pointer(&look.error);
        look.is_suspect = false;
        look.passes_over_suspects = true;
        look_once(&look);
    }
    if (look.error == NULL && (trouble == NULL || look.kept > 0))
        return look.kept;
    g_propagate_error(error, look.error != NULL ? look.error : g_steal_pointer(&trouble));
    return -1;
}

static void wait_for_mail(struct source *base, int fd_stop)
{
    struct pollfd stop = {.fd = fd_stop, .events = POLLIN};
    gint64 msecs = CLAMP(base->config->poll_secs, 1, G_MAXINT / 1000) * 1000;
    pulse_rest(msecs);
    poll(&stop, 1, (int)msecs);
}

static bool try_pop3(const struct source_config *config, char **words, GError **error)
{
    AUTO(pop3) pop3 = pop3_open(config, NULL, error);
    g_autoptr(GArray) messages = pop3 != NULL ? pop3_list(pop3, error) : NULL;
    if (messages == NULL)
        return false;
    *words = g_strdup_printf("logged in; there %s %u message%s", messages->len == 1 ? "is" : "are", messages->len,
                             messages->len == 1 ? "" : "s");
    return true;
}

static struct source *open_pop3(const struct source_config *config, GError **error)
{
    (void)error; /* connecting is part of fetching: it may fail now and go well later */
    struct pop3_source *source = g_new0(struct pop3_source, 1);
    source->base = (struct source){.type = &source_pop3, .config = config};
    source->failures = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return &source->base;
}

static void close_pop3(struct source *base)
{
    g_hash_table_unref(((struct pop3_source *)base)->failures);
    g_free(base);
}

const struct source_type source_pop3 = {
    .name = "pop3", .open = open_pop3, .fetch = fetch, .wait = wait_for_mail, .close = close_pop3, .try = try_pop3};
