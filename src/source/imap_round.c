/* One look through one folder of an IMAP mailbox. First the UIDs, then the sizes of those that the ledger does not know, then
 * the messages in groups of bounded size; a message is let go of only after the flush that kept it. */
#include "source/imap_round.h"

#include "base/error.h"
#include "base/fault.h"
#include "base/limits.h"
#include "base/log.h"
#include "source/raw.h"

#define UIDS_AT_ONCE 500u                       /* whose sizes are asked for in one command */
#define GROUP_BYTES ((guint64)4 * 1024 * 1024)  /* of messages that are fetched in one command */
#define PIECE_BYTES (1024u * 1024)              /* a message that does not fit into a group comes in such pieces */
#define DEATHS_MOST 3u                          /* connections that one message may cost */
#define SIZE_SLACK_BYTES ((guint64)1024 * 1024) /* servers are allowed to know sizes only roughly */

struct sized {
    guint32 uid, size_bytes;
    bool answered;
};

struct round {
    struct imap *imap;
    const struct source_config *config;
    struct imap_place *place;
    const struct taker *taker;
    bool lets_go; /* whether kept messages are moved or flagged */
    guint *careful;
    bool is_retry;      /* these were tried before */
    GArray *sized;      /* struct sized, in the order of UIDs: the messages of one command */
    guint from, count;  /* those of it that are being fetched */
    GArray *letting_go; /* guint32: taken since the last flush */
    guint group;
    gint64 kept_in_group, kept;
    GError *error;
};

void imap_place_clear(struct imap_place *place)
{
    if (place->again != NULL)
        g_array_unref(place->again);
    if (place->deaths != NULL)
        g_hash_table_unref(place->deaths);
    place->again = NULL;
    place->deaths = NULL;
}

static char *key_of(const struct round *round, guint32 uid)
{
    return g_strdup_printf("%s %u %u", round->place->name, round->place->uidvalidity, uid);
}

/* ---- letting go */

/* Lets go of uids. Where the server says no they are tried again later; returns false only where the connection broke. */
static bool let_go(struct round *round, GArray *uids)
{
    g_autoptr(GError) error = NULL;
    g_array_sort(uids, imap_compare_uids);
    bool done =
        !round->lets_go || imap_let_go(round->imap, round->config, (const guint32 *)(void *)uids->data, uids->len, &error);
    if (!done && imap_is_dead(round->imap)) {
        round->error = g_steal_pointer(&error);
        return false;
    }
    if (!done) {
        if (!round->place->told_not_let_go)
            log_warning(round->config->name, 0, "kept messages stay in the folder: %s", error->message);
        g_array_append_vals(round->place->again, uids->data, uids->len);
    }
    round->place->told_not_let_go = !done;
    g_array_set_size(uids, 0);
    fault_point("imap.let_go");
    return true;
}

/* Ends a group: commits it, then lets go of it. */
static bool settle(struct round *round)
{
    bool kept = round->group == 0 || round->taker->flush(round->taker->data);
    fault_point("imap.flushed");
    if (kept)
        round->kept += round->kept_in_group;
    else
        g_set_error(&round->error, ERROR_DOMAIN, ERROR_TEMPORARY, "the messages could not be kept; they stay in the mailbox");
    round->group = 0;
    round->kept_in_group = 0;
    return kept && let_go(round, round->letting_go);
}

/* ---- taking */

static void try_again(struct round *round, guint32 uid) { g_array_append_val(round->place->again, uid); }

static void complain(const struct round *round, guint32 uid, const char *why)
{
    if (!round->is_retry)
        log_warning(round->config->name, 0, "the message with UID %u stays in the folder: %s", uid, why);
}

static void take(struct round *round, guint32 uid, const struct raw *raw)
{
    const struct taker *taker = round->taker;
    g_autofree char *key = key_of(round, uid);
    enum taken taken = taker->take(taker->data, round->config->name, key, raw->bytes, raw->size_bytes, raw->oversize);
    round->group++;
    round->kept_in_group += taken == TAKEN_KEPT;
    if (taken == TAKEN_NOT)
        try_again(round, uid);
    else
        g_array_append_val(round->letting_go, uid);
    fault_point("imap.taken");
}

/* Takes a message of which the server has sent all, or a piece too many. */
static void take_bytes(struct round *round, guint32 uid, const void *bytes, gsize length)
{
    struct raw_builder builder;
    struct raw raw = {0};
    if (length == 0) {
        complain(round, uid, "it is empty");
        return;
    }
    raw_builder_init(&builder, round->taker->limit_bytes);
    raw_builder_add(&builder, bytes, length);
    raw_builder_end(&builder, &raw);
    take(round, uid, &raw);
    raw_clear(&raw);
}

static void on_body(guint32 uid, const char *bytes, gsize length, void *data)
{
    struct round *round = data;
    for (guint i = round->from; i < round->from + round->count; i++) {
        struct sized *sized = &g_array_index(round->sized, struct sized, i);
        if (sized->uid != uid || sized->answered)
            continue;
        sized->answered = true;
        take_bytes(round, uid, bytes, length);
    }
}

/* ---- fetching */

/* Counts a connection that has ended while uid was fetched alone. Returns whether the message may be tried once more. */
static bool survives(struct round *round, guint32 uid)
{
    GHashTable *deaths = round->place->deaths;
    guint count = GPOINTER_TO_UINT(g_hash_table_lookup(deaths, GUINT_TO_POINTER(uid))) + 1;
    g_hash_table_insert(deaths, GUINT_TO_POINTER(uid), GUINT_TO_POINTER(count));
    if (count >= DEATHS_MOST)
        log_error(round->config->name, 0, "the message with UID %u is left alone: %u connections have ended over it", uid,
                  count);
    return count < DEATHS_MOST;
}

/* Notes that the messages that are being fetched could not be. Returns whether the round can go on: the server only said no. */
static bool fetch_failed(struct round *round, GError *error)
{
    guint32 uid = g_array_index(round->sized, struct sized, round->from).uid;
    bool is_stop = taker_stops(round->taker), goes_on = !is_stop && !imap_is_dead(round->imap);
    if (round->count > 1)
        *round->careful = round->count;
    else if (!is_stop) {
        complain(round, uid, error->message);
        if (goes_on || survives(round, uid))
            try_again(round, uid);
        round->place->next_uid = MAX(round->place->next_uid, uid + 1);
    }
    if (goes_on)
        g_error_free(error);
    else
        round->error = error;
    return goes_on;
}

/* Notes which messages of a group the server has left out: vanished, or refused without a word. Returns whether some were. */
static bool leaves_out(struct round *round)
{
    guint missing = 0;
    for (guint i = round->from; i < round->from + round->count; i++)
        missing += !g_array_index(round->sized, struct sized, i).answered;
    if (missing > 0 && round->count == 1 && !round->is_retry)
        try_again(round, g_array_index(round->sized, struct sized, round->from).uid);
    if (missing > 0 && round->count > 1)
        *round->careful = round->count;
    return missing > 0;
}

/* Fetches a group. *done: whether it need not be tried again now, one by one. */
static bool fetch_group(struct round *round, guint64 bytes, bool *done)
{
    g_autofree guint32 *uids = g_new(guint32, round->count);
    GError *error = NULL;
    for (guint i = 0; i < round->count; i++)
        uids[i] = g_array_index(round->sized, struct sized, round->from + i).uid;
    bool fetched = imap_bodies(round->imap, uids, round->count, 2 * bytes + SIZE_SLACK_BYTES, on_body, round, &error);
    *done = round->count == 1 || (fetched && !leaves_out(round));
    if (fetched && round->count == 1)
        leaves_out(round);
    return fetched || fetch_failed(round, error);
}

/* Fetches a large message in pieces, or the headers of one that is too large. */
static bool fetch_large(struct round *round, const struct sized *sized)
{
    bool oversize = sized->size_bytes > round->taker->limit_bytes, going = true;
    guint32 piece = oversize ? LIMIT_HEADER_BYTES : PIECE_BYTES;
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    GError *error = NULL;
    for (guint32 before = 0; going; before = bytes->len) {
        going = imap_piece(round->imap, sized->uid, oversize, before, piece, bytes, &error);
        if (oversize || bytes->len - before < piece || bytes->len > round->taker->limit_bytes)
            break;
    }
    if (!going)
        return fetch_failed(round, error);
    if (!oversize || bytes->len == 0) {
        take_bytes(round, sized->uid, bytes->data, bytes->len);
        return true;
    }
    struct raw raw = {.size_bytes = sized->size_bytes, .oversize = true};
    raw.bytes = g_bytes_new(bytes->data, raw_header_length(bytes->data, bytes->len));
    take(round, sized->uid, &raw);
    raw_clear(&raw);
    return true;
}

/* Returns whether a message comes in pieces, or its headers only. */
static bool is_large(const struct round *round, guint64 size_bytes)
{
    return size_bytes > MIN(GROUP_BYTES, round->taker->limit_bytes);
}

/* Chooses the next group: [from, from + count) and its bytes. A large message is a group of its own. */
static guint64 choose_group(struct round *round)
{
    guint most = *round->careful > 0 ? 1 : round->taker->batch;
    guint64 bytes = 0;
    round->count = 0;
    while (round->from + round->count < round->sized->len && round->count < most) {
        guint64 size = g_array_index(round->sized, struct sized, round->from + round->count).size_bytes;
        if (round->count > 0 && (is_large(round, size) || bytes + size > GROUP_BYTES))
            break;
        bytes += size;
        round->count++;
        if (is_large(round, size))
            break;
    }
    return bytes;
}

/* Goes on behind the group that was dealt with. */
static void advance(struct round *round)
{
    guint32 last = g_array_index(round->sized, struct sized, round->from + round->count - 1).uid;
    *round->careful -= *round->careful > 0;
    round->from += round->count;
    round->place->next_uid = MAX(round->place->next_uid, last + 1);
}

/* Fetches, takes and lets go of all that are in round->sized. */
static bool fetch_sized(struct round *round)
{
    bool going = true;
    for (round->from = 0; going && round->from < round->sized->len && !taker_stops(round->taker);) {
        guint64 bytes = choose_group(round);
        const struct sized *first = &g_array_index(round->sized, struct sized, round->from);
        bool done = true;
        if (!first->answered) /* by a group that was not complete */
            going = is_large(round, first->size_bytes) ? fetch_large(round, first) : fetch_group(round, bytes, &done);
        going = going && settle(round);
        if (going && done)
            advance(round);
    }
    return going;
}

static void on_size(guint32 uid, guint32 size_bytes, void *data)
{
    struct round *round = data;
    struct sized sized = {.uid = uid, .size_bytes = size_bytes};
    g_array_append_val(round->sized, sized);
}

static int compare_sized(gconstpointer a, gconstpointer b)
{
    return imap_compare_uids(&((const struct sized *)a)->uid, &((const struct sized *)b)->uid);
}

/* Deals with some UIDs of the folder, in order. */
static bool offer(struct round *round, const guint32 *uids, guint count)
{
    g_autoptr(GArray) known = g_array_new(FALSE, FALSE, sizeof(guint32)), unknown = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < count; i++) {
        g_autofree char *key = key_of(round, uids[i]);
        bool is_known = round->taker->knows(round->taker->data, round->config->name, key);
        g_array_append_val(is_known ? known : unknown, uids[i]);
    }
    g_array_set_size(round->sized, 0);
    if (!let_go(round, known)) /* a former process kept them and died before this */
        return false;
    if (unknown->len > 0 &&
        !imap_sizes(round->imap, (const guint32 *)(void *)unknown->data, unknown->len, on_size, round, &round->error))
        return false;
    g_array_sort(round->sized, compare_sized);
    if (!fetch_sized(round) || taker_stops(round->taker))
        return round->error == NULL;
    round->place->next_uid = MAX(round->place->next_uid, uids[count - 1] + 1);
    return true;
}

static bool offer_all(struct round *round, const GArray *uids)
{
    bool going = true;
    for (guint i = 0; going && i < uids->len && !taker_stops(round->taker); i += UIDS_AT_ONCE)
        going = offer(round, &g_array_index(uids, guint32, i), MIN(UIDS_AT_ONCE, uids->len - i));
    return going;
}

/* Removes what stands in uids twice, and what is left alone; puts the rest in order. */
static void tidy(const struct imap_place *place, GArray *uids)
{
    guint kept = 0;
    g_array_sort(uids, imap_compare_uids);
    for (guint i = 0; i < uids->len; i++) {
        guint32 uid = g_array_index(uids, guint32, i);
        bool is_double = kept > 0 && g_array_index(uids, guint32, kept - 1) == uid;
        if (!is_double && GPOINTER_TO_UINT(g_hash_table_lookup(place->deaths, GUINT_TO_POINTER(uid))) < DEATHS_MOST)
            g_array_index(uids, guint32, kept++) = uid;
    }
    g_array_set_size(uids, kept);
}

/* Tries once more what could not be taken or let go of, not more often than poll_secs. */
static void offer_again(struct round *round)
{
    gint64 now = g_get_monotonic_time();
    if (round->place->again->len == 0 || now - round->place->again_usecs < round->config->poll_secs * G_USEC_PER_SEC)
        return;
    g_autoptr(GArray) uids = g_steal_pointer(&round->place->again);
    round->place->again = g_array_new(FALSE, FALSE, sizeof(guint32));
    round->place->again_usecs = now;
    round->is_retry = true;
    tidy(round->place, uids);
    if (uids->len > 0 && !offer_all(round, uids)) /* some of them were not even tried */
        g_array_append_vals(round->place->again, uids->data, uids->len);
    round->is_retry = false;
}

static void begin_place(struct imap_place *place, const struct imap_folder *folder)
{
    if (place->again == NULL)
        place->again = g_array_new(FALSE, FALSE, sizeof(guint32));
    if (place->uidvalidity == folder->uidvalidity)
        return;
    if (place->deaths == NULL)
        place->deaths = g_hash_table_new(NULL, NULL);
    g_hash_table_remove_all(place->deaths);
    g_array_set_size(place->again, 0);
    place->uidvalidity = folder->uidvalidity;
    place->next_uid = 1;
    place->again_usecs = g_get_monotonic_time();
}

gint64 imap_round(struct imap *imap, const struct source_config *config, struct imap_place *place,
                  const struct imap_folder *folder, const struct taker *taker, guint *careful, GError **error)
{
    begin_place(place, folder);
    struct round round = {.imap = imap, .config = config, .place = place, .taker = taker, .careful = careful};
    round.lets_go = config->after != SOURCE_LEAVE && !folder->is_read_only;
    g_autoptr(GArray) sized = g_array_new(FALSE, FALSE, sizeof(struct sized)),
                      going = g_array_new(FALSE, FALSE, sizeof(guint32));
    round.sized = sized;
    round.letting_go = going;
    g_autoptr(GArray) uids = imap_uids(imap, MAX(place->next_uid, 1), &round.error);
    if (uids != NULL && offer_all(&round, uids))
        offer_again(&round);
    if (round.error == NULL)
        return round.kept;
    g_propagate_error(error, round.error);
    return -1;
}
