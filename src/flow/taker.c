/* The taker that keeps messages: groups of them in one transaction, and not a word to the source before it is on disk. */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "flow/flow.h"

struct desk {
    struct taker taker; /* first: a pointer to one is a pointer to the other */
    struct store *store;
    const struct campaign *campaign;
    bool is_quiet;
    bool is_open;   /* a transaction is open */
    bool is_broken; /* the database is in trouble: nothing of the group can be kept */
    char *trouble;  /* why the last group could not be kept; NULL: it was, or nobody knows */
    struct take_counts group, counts;
    bool (*stop)(void *data);
    void *stop_data;
};

static bool desk_knows(void *data, const char *source_name, const char *key)
{
    const struct desk *desk = data;
    return store_knows_key(desk->store, source_name, key);
}

/* Keeps one message inside of the open transaction. */
static bool keep(struct desk *desk, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes, bool oversize,
                 enum keep_outcome *outcome, GError **error)
{
    gint64 now = clock_now_secs();
    gint64 id = oversize ? store_keep_oversize(desk->store, source_name, key, bytes, size_bytes, now, outcome, error)
                         : store_keep(desk->store, source_name, key, bytes, now, outcome, error);
    return id > 0 && (*outcome != KEEP_NEW || !desk->is_quiet || store_set_quiet(desk->store, id, error));
}

static void note_trouble(struct desk *desk, const GError *error)
{
    g_free(desk->trouble);
    desk->trouble = error != NULL ? g_strdup(error->message) : NULL;
}

static enum taken desk_take(void *data, const char *source_name, const char *key, GBytes *bytes, guint64 size_bytes,
                            bool oversize)
{
    struct desk *desk = data;
    g_autoptr(GError) error = NULL;
    enum keep_outcome outcome = KEEP_KNOWN_KEY;
    if (desk->group.kept + desk->group.known + desk->group.failed == 0)
        note_trouble(desk, NULL);
    if (!desk->is_open && !desk->is_broken)
        desk->is_open = store_begin(desk->store, &error);
    /* a message that fails for reasons of its own is left out of the group, and the others are kept */
    if (desk->is_open && !desk->is_broken && keep(desk, source_name, key, bytes, size_bytes, oversize, &outcome, &error)) {
        desk->group.kept += outcome == KEEP_NEW;
        desk->group.oversize += outcome == KEEP_NEW && oversize;
        desk->group.known += outcome != KEEP_NEW;
        return outcome == KEEP_NEW ? TAKEN_KEPT : TAKEN_KNOWN;
    }
    if (error != NULL) {
        log_error(source_name, 0, "a message cannot be kept: %s", error->message);
        note_trouble(desk, error);
    }
    desk->is_broken = desk->is_broken || !desk->is_open || g_error_matches(error, ERROR_DOMAIN, ERROR_TEMPORARY);
    desk->group.failed++;
    return TAKEN_NOT;
}

static void count_group(struct desk *desk, bool kept)
{
    desk->counts.failed += desk->group.failed + (kept ? 0 : desk->group.kept);
    desk->counts.kept += kept ? desk->group.kept : 0;
    desk->counts.oversize += kept ? desk->group.oversize : 0;
    desk->counts.known += kept ? desk->group.known : 0;
    desk->group = (struct take_counts){0};
}

static bool desk_flush(void *data)
{
    struct desk *desk = data;
    g_autoptr(GError) error = NULL;
    bool kept = !desk->is_broken;
    if (desk->is_open && kept)
        kept = store_commit(desk->store, &error);
    else if (desk->is_open)
        store_rollback(desk->store);
    if (error != NULL) {
        log_error("keep", 0, "the messages cannot be kept: %s", error->message);
        note_trouble(desk, error);
    }
    bool is_news = kept && desk->group.kept > 0;
    desk->is_open = desk->is_broken = false;
    count_group(desk, kept);
    if (is_news)
        bell_ring(desk->campaign);
    return kept;
}

static bool desk_stop(void *data)
{
    const struct desk *desk = data;
    return desk->stop != NULL && desk->stop(desk->stop_data);
}

struct taker *flow_taker_new(struct store *store, const struct campaign *campaign, guint batch, bool is_quiet)
{
    struct desk *desk = g_new0(struct desk, 1);
    *desk = (struct desk){.store = store, .campaign = campaign, .is_quiet = is_quiet};
    desk->taker = (struct taker){.knows = desk_knows,
                                 .take = desk_take,
                                 .flush = desk_flush,
                                 .stop = desk_stop,
                                 .data = desk,
                                 .limit_bytes = (guint64)campaign->message_limit_bytes,
                                 .batch = batch};
    return &desk->taker;
}

void flow_taker_free(struct taker *taker)
{
    struct desk *desk = (struct desk *)taker;
    if (desk == NULL)
        return;
    if (desk->is_open)
        store_rollback(desk->store);
    g_free(desk->trouble);
    g_free(desk);
}

const char *flow_taker_trouble(const struct taker *taker) { return ((const struct desk *)taker)->trouble; }

const struct take_counts *flow_taker_counts(const struct taker *taker) { return &((const struct desk *)taker)->counts; }

void flow_taker_set_stop(struct taker *taker, bool (*stop)(void *data), void *stop_data)
{
    struct desk *desk = (struct desk *)taker;
    desk->stop = stop;
    desk->stop_data = stop_data;
}
