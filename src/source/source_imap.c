/* A mailbox on an IMAP server as a source: one connection, kept open between looks; where the server can (IDLE), it tells of
 * new messages in the first folder at once. The other folders, and the first for safety, are looked into every poll_secs. */
#include "source/source_imap.h"

#include <poll.h>

#include "base/error.h"
#include "base/log.h"
#include "base/pulse.h"
#include "source/imap.h"
#include "source/imap_round.h"

#define IDLE_MOST_SECS ((gint64)28 * 60) /* servers may hang up after 29 minutes (RFC 2177) */
#define SHORT_LIFE_SECS 60               /* a connection that breaks sooner is no good sign */
#define PAUSE_MOST_SECS 300
#define CONNECTIONS_MOST 5u /* in one look */
#define PACE_MSECS 1000     /* after a look that found nothing though the server had told of news */

struct imap_source {
    struct source base;
    struct imap *imap; /* NULL: not connected */
    struct stream_hooks hooks;
    gint64 opened_usecs;
    guint short_lives; /* connections in a row that broke soon */
    guint careful;
    struct imap_place *places;    /* one for each folder */
    guint selected;               /* index of the folder that the connection is in */
    struct imap_folder folder;    /* what the server said of it */
    bool found_nothing, was_told; /* by the last look; to look */
};

static guint count_places(const struct imap_source *source) { return source->base.config->folders->len; }

static void disconnect(struct imap_source *source) { g_clear_pointer(&source->imap, imap_free); }

/* ---- fetching */

static bool connect_to_server(struct imap_source *source, GError **error)
{
    if (source->imap != NULL && imap_is_dead(source->imap))
        disconnect(source);
    if (source->imap != NULL)
        return true;
    source->imap = imap_open(source->base.config, &source->hooks, error);
    source->opened_usecs = g_get_monotonic_time();
    source->selected = count_places(source);
    return source->imap != NULL;
}

static bool enter(struct imap_source *source, guint place, GError **error)
{
    if (source->selected == place)
        return true;
    source->selected = count_places(source);
    if (!imap_select(source->imap, source->places[place].name, &source->folder, error))
        return false;
    if (source->folder.is_read_only && source->base.config->after != SOURCE_LEAVE && source->places[place].uidvalidity == 0)
        log_warning(source->base.config->name, 0, "kept messages stay in the folder: we may only read in it");
    source->selected = place;
    return true;
}

static gint64 fetch_all(struct imap_source *source, const struct taker *taker, GError **error)
{
    gint64 kept = 0;
    for (guint i = 0; i < count_places(source) && !taker_stops(taker); i++) {
        gint64 more = enter(source, i, error) ? imap_round(source->imap, source->base.config, &source->places[i],
                                                           &source->folder, taker, &source->careful, error)
                                              : -1;
        if (more < 0)
            return -1;
        kept += more;
    }
    return kept;
}

/* How many signs there are that messages, not the server, end our connections. */
static guint count_suspicions(const struct imap_source *source)
{
    guint count = source->careful > 0;
    for (guint i = 0; i < count_places(source); i++)
        count += source->places[i].deaths != NULL ? g_hash_table_size(source->places[i].deaths) : 0;
    return count;
}

/* Fetches, with a new connection where the old one had fallen asleep, or ended over a message: the others shall come. Fails
 * where none did. */
static gint64 fetch_connected(struct imap_source *source, const struct taker *taker, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    gint64 kept = 0;
    bool may_retry = source->imap != NULL;
    for (guint tries = 1;; tries++) {
        guint suspicions = count_suspicions(source);
        g_autoptr(GError) last = NULL;
        gint64 more = connect_to_server(source, &last) ? fetch_all(source, taker, &last) : -1;
        kept += MAX(more, 0);
        if (more >= 0 && (trouble == NULL || kept > 0))
            return kept;
        if (more >= 0) {
            g_propagate_error(error, g_steal_pointer(&trouble));
            return -1;
        }
        bool was_closed = source->imap != NULL && imap_is_dead(source->imap),
             is_suspect = count_suspicions(source) > suspicions;
        if (was_closed)
            disconnect(source);
        if (!was_closed || !(may_retry || is_suspect) || tries == CONNECTIONS_MOST || taker_stops(taker)) {
            g_propagate_error(error, g_steal_pointer(&last));
            return -1;
        }
        if (is_suspect && trouble == NULL)
            trouble = g_steal_pointer(&last);
        may_retry = false;
    }
}

static gint64 fetch(struct source *base, const struct taker *taker, GError **error)
{
    struct imap_source *source = (struct imap_source *)base;
    source->hooks = (struct stream_hooks){.stop = taker->stop, .data = taker->data};
    gint64 kept = fetch_connected(source, taker, error);
    source->hooks = (struct stream_hooks){0}; /* the taker is only ours until we return */
    source->found_nothing = kept <= 0;
    return kept;
}

/* ---- waiting */

static void sleep_msecs(int fd_stop, gint64 msecs)
{
    struct pollfd stop = {.fd = fd_stop, .events = POLLIN};
    pulse_rest(msecs);
    poll(&stop, 1, (int)CLAMP(msecs, 0, G_MAXINT));
}

static bool is_readable(void *data)
{
    struct pollfd stop = {.fd = *(const int *)data, .events = POLLIN};
    return poll(&stop, 1, 0) > 0;
}

/* Notes that the connection broke while we waited, and waits before the next one where that happens often. */
static void broke(struct imap_source *source, int fd_stop, const GError *error)
{
    bool was_short = g_get_monotonic_time() - source->opened_usecs < SHORT_LIFE_SECS * G_USEC_PER_SEC;
    source->short_lives = was_short ? source->short_lives + 1 : 0;
    disconnect(source);
    log_debug(source->base.config->name, 0, "the connection ended while waiting: %s", error->message);
    if (source->short_lives < 2)
        return;
    gint64 secs = MIN((gint64)1 << MIN(source->short_lives, 16), PAUSE_MOST_SECS);
    log_info(source->base.config->name, 0, "connections do not last: %s; the next one in %" G_GINT64_FORMAT " s",
             error->message, secs);
    sleep_msecs(fd_stop, secs * 1000 - g_random_int_range(0, (gint32)secs * 250)); /* not all clients at the same time */
}

static void wait_for_mail(struct source *base, int fd_stop)
{
    struct imap_source *source = (struct imap_source *)base;
    gint64 secs = CLAMP(base->config->poll_secs, 1, IDLE_MOST_SECS);
    g_autoptr(GError) error = NULL;
    if (source->imap == NULL || !imap_can(source->imap, "IDLE")) {
        sleep_msecs(fd_stop, base->config->poll_secs * 1000);
        return;
    }
    source->hooks = (struct stream_hooks){.stop = is_readable, .data = &fd_stop};
    if (source->was_told && source->found_nothing)
        sleep_msecs(fd_stop, PACE_MSECS);
    source->was_told = false;
    if (!enter(source, 0, &error) || !imap_idle(source->imap, fd_stop, secs, &source->was_told, &error))
        broke(source, fd_stop, error);
    source->hooks = (struct stream_hooks){0};
}

/* ---- trying */

static bool try_imap(const struct source_config *config, char **words, GError **error)
{
    AUTO(imap) imap = imap_open(config, NULL, error);
    if (imap == NULL)
        return false;
    GString *told = g_string_new("logged in");
    struct imap_folder folder = {0};
    bool well = true;
    for (guint i = 0; well && i < config->folders->len; i++) {
        well = imap_select(imap, config->folders->pdata[i], &folder, error);
        if (well)
            g_string_append_printf(told, "; %s has %u message%s%s", (const char *)config->folders->pdata[i], folder.exists,
                                   folder.exists == 1 ? "" : "s", folder.is_read_only ? " (we may only read them)" : "");
    }
    const char *why_not = imap_cannot_let_go(imap, config);
    g_string_append(told, imap_can(imap, "IDLE") ? "; new mail is told at once"
                                                 : "; new mail is looked for (the server has no IDLE)");
    if (why_not != NULL)
        g_string_append_printf(told, "; %s", why_not);
    *words = g_string_free(told, !well);
    return well;
}

/* ---- the source */

static struct source *open_imap(const struct source_config *config, GError **error)
{
    (void)error; /* connecting is part of fetching: it may fail now and go well later */
    struct imap_source *source = g_new0(struct imap_source, 1);
    source->base = (struct source){.type = &source_imap, .config = config};
    source->places = g_new0(struct imap_place, config->folders->len);
    for (guint i = 0; i < config->folders->len; i++)
        source->places[i].name = config->folders->pdata[i];
    return &source->base;
}

static void close_imap(struct source *base)
{
    struct imap_source *source = (struct imap_source *)base;
    disconnect(source);
    for (guint i = 0; i < count_places(source); i++)
        imap_place_clear(&source->places[i]);
    g_free(source->places);
    g_free(source);
}

const struct source_type source_imap = {
    .name = "imap", .open = open_imap, .fetch = fetch, .wait = wait_for_mail, .close = close_imap, .try = try_imap};
