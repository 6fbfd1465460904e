/* Draining the outbox. One process at a time; each mail is marked in the database before it may arrive, so that whatever kills
 * the process, no mail is sent twice and none is forgotten. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/lock.h"
#include "base/log.h"
#include "send/send.h"

#define BACKOFF_FIRST_SECS (5 * 60)
#define BACKOFF_MOST_SECS (4 * 60 * 60)
#define PAUSE_FIRST_SECS 60
#define PAUSE_MOST_SECS (15 * 60)
#define LOCK_FILE "hearback.sending"

/* Doubles first for each step after the first, up to most. */
static gint64 doubled(gint64 first, gint64 most, guint steps)
{
    while (steps > 1 && first < most) {
        first *= 2;
        steps--;
    }
    return MIN(first, most);
}

gint64 send_backoff_secs(gint64 id, guint attempts)
{
    gint64 full = doubled(BACKOFF_FIRST_SECS, BACKOFF_MOST_SECS, attempts);
    guint64 scattered = ((guint64)id + attempts) * G_GUINT64_CONSTANT(0x9E3779B97F4A7C15);
    return full - full / 10 * (gint64)(scattered >> 32 & 0xFF) / 0xFF;
}

gint64 send_pause_secs(guint rounds) { return doubled(PAUSE_FIRST_SECS, PAUSE_MOST_SECS, rounds); }

void send_counts_clear(struct send_counts *counts) { g_clear_pointer(&counts->words, g_free); }

struct round {
    struct store *store;
    const struct campaign *campaign;
    struct transport *transport;
    struct send_counts *counts;
    gint64 current; /* id of the mail that is being sent */
    GError *error;  /* of the database, found in a hook */
};

static bool handing_over(void *data)
{
    struct round *round = data;
    fault_point("send.before_data");
    bool marked = store_outbox_handing_over(round->store, round->current, &round->error);
    fault_point("send.handing_over");
    return marked;
}

/* Whether mail has waited for so long that a further deferral is a failure. Trouble of the host is never the mail's. */
static bool gives_up(const struct round *round, const struct outbox_entry *entry, const struct send_outcome *outcome,
                     gint64 now)
{
    return outcome->state == SEND_DEFERRED && !outcome->whole_host && !outcome->interrupted &&
           now - entry->queued_secs >= round->campaign->send.give_up_secs;
}

static void count(struct send_counts *counts, const struct send_outcome *outcome)
{
    counts->sent += outcome->state == SEND_SENT;
    counts->deferred += outcome->state == SEND_DEFERRED && !outcome->interrupted;
    counts->failed += outcome->state == SEND_FAILED;
    counts->uncertain += outcome->state == SEND_UNCERTAIN;
    if (outcome->whole_host && !counts->whole_host) {
        counts->whole_host = true;
        counts->words = g_strdup(outcome->words);
    }
}

static void log_outcome(const struct outbox_entry *entry, const struct send_outcome *outcome)
{
    static const char *const names[] = {
        [SEND_QUEUED] = "queued",     [SEND_SENDING] = "sending", [SEND_SENT] = "sent",
        [SEND_DEFERRED] = "deferred", [SEND_FAILED] = "failed",   [SEND_UNCERTAIN] = "uncertain"};
    enum log_level level = outcome->state == SEND_SENT || outcome->interrupted ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING;
    log_write(level, "send", 0, "mail %" G_GINT64_FORMAT ": %s: %s", entry->id, names[outcome->state],
              outcome->words != NULL ? outcome->words : "");
}

/* Returns when entry may be tried again. Where the host is at fault, the mail itself has nothing to wait for. */
static gint64 next_secs(const struct outbox_entry *entry, const struct send_outcome *outcome, gint64 now)
{
    gint64 backoff = send_backoff_secs(entry->id, entry->attempts);
    if (outcome->interrupted)
        return now;
    return now + (outcome->whole_host ? MIN(backoff, PAUSE_MOST_SECS) : backoff);
}

/* Records what became of entry. Returns false and an error where the database fails. */
static bool settle(struct round *round, const struct outbox_entry *entry, struct send_outcome *outcome, GError **error)
{
    gint64 now = clock_now_secs(), next = next_secs(entry, outcome, now);
    if (gives_up(round, entry, outcome, now)) {
        char *words = g_strconcat("gave up after too long: ", outcome->words, NULL);
        g_free(outcome->words);
        outcome->words = words;
        outcome->state = SEND_FAILED;
    }
    count(round->counts, outcome);
    log_outcome(entry, outcome);
    return store_outbox_result(round->store, entry->id, outcome->state, next, outcome->words, now, error);
}

/* Sends the mail that is due next. *more is false where none is, or none should be tried now. */
static bool send_next(struct round *round, bool *more, GError **error)
{
    GError *trouble = NULL;
    AUTO(outbox_entry) entry = store_outbox_take(round->store, clock_now_secs(), &trouble);
    *more = entry != NULL;
    if (entry == NULL) {
        if (trouble != NULL)
            g_propagate_error(error, trouble);
        return trouble == NULL;
    }
    fault_point("send.before_attempt");
    struct send_outcome outcome;
    round->current = entry->id;
    transport_send(round->transport, &entry->mail, &outcome);
    fault_point("send.after_attempt");
    bool settled = settle(round, entry, &outcome, round->error == NULL ? error : NULL);
    fault_point("send.after_result");
    *more = !outcome.whole_host && !outcome.interrupted;
    g_free(outcome.words);
    if (round->error == NULL)
        return settled;
    g_propagate_error(error, g_steal_pointer(&round->error));
    return false;
}

static bool run_round(struct round *round, bool (*stop)(void *data), void *stop_data, GError **error)
{
    bool more = true;
    struct send_hooks hooks = {.stop = stop, .stop_data = stop_data, .handing_over = handing_over, .handing_over_data = round};
    transport_set_hooks(round->transport, &hooks);
    if (!store_outbox_recover(round->store, transport_is_sure(round->transport), clock_now_secs(), error))
        return false;
    while (more && (stop == NULL || !stop(stop_data)))
        if (!send_next(round, &more, error))
            return false;
    return true;
}

bool send_outbox(struct store *store, const struct campaign *campaign, bool (*stop)(void *data), void *stop_data,
                 struct send_counts *counts, GError **error)
{
    *counts = (struct send_counts){0};
    g_autofree char *path = campaign_path(campaign, LOCK_FILE);
    int lock = lock_take(path, false, error);
    counts->busy = lock == LOCK_BUSY;
    if (lock < 0)
        return counts->busy;
    AUTO(transport) transport = transport_new(campaign, error);
    struct round round = {.store = store, .campaign = campaign, .transport = transport, .counts = counts};
    bool done = transport != NULL && run_round(&round, stop, stop_data, error);
    close(lock);
    return done;
}
