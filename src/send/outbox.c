/* Draining the outbox. One process at a time; each mail is marked in the database before it may arrive, so that whatever kills
 * the process, no mail is sent twice and none is forgotten. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/lock.h"
#include "base/log.h"
#include "send/pace.h"
#include "send/send.h"

#define BACKOFF_FIRST_SECS (5 * 60)
#define BACKOFF_MOST_SECS (4 * 60 * 60)
#define GIVE_UP_ATTEMPTS 3u /* at least */
#define PAUSE_FIRST_SECS 60
#define PAUSE_MOST_SECS (15 * 60)
#define PAYING_TRIES 10 /* a second between them */
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

/* An outcome of a mail on its way to the database. */
struct result {
    gint64 id; /* 0: there is none */
    enum send_state state;
    gint64 next_secs, now_secs;
    char *words;
};

struct sender {
    const struct campaign *campaign;
    struct transport *transport; /* NULL: not open */
    struct pace *pace;
    bool knows_past; /* what went out before this process has been counted */
    struct result owed;
};

struct round {
    struct sender *sender;
    struct store *store;
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

/* Whether mail has waited for so long that a further deferral is a failure. Trouble of the host is never the mail's; and a
 * clock that was set years ahead makes no failure of one attempt. */
static bool gives_up(const struct round *round, const struct outbox_entry *entry, const struct send_outcome *outcome,
                     gint64 now)
{
    return outcome->state == SEND_DEFERRED && entry->attempts >= GIVE_UP_ATTEMPTS && !outcome->whole_host &&
           !outcome->interrupted && now - entry->queued_secs >= round->sender->campaign->send.give_up_secs;
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

static void result_clear(struct result *result)
{
    g_free(result->words);
    *result = (struct result){0};
}

/* Writes the outcome that the database does not know yet. Until that has worked, the sender keeps it. */
static bool pay(struct sender *sender, struct store *store, GError **error)
{
    const struct result *owed = &sender->owed;
    GError *trouble = NULL;
    if (owed->id == 0)
        return true;
    bool is_written = store_outbox_result(store, owed->id, owed->state, owed->next_secs, owed->words, owed->now_secs, &trouble);
    bool is_too_late = g_error_matches(trouble, ERROR_DOMAIN, ERROR_BUG); /* another sender has settled it since */
    if (is_written || is_too_late)
        result_clear(&sender->owed);
    if (is_too_late)
        log_warning("send", 0, "%s", trouble->message);
    if (trouble == NULL || is_too_late) {
        g_clear_error(&trouble);
        return true;
    }
    g_propagate_error(error, trouble);
    return false;
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
    round->sender->owed = (struct result){
        .id = entry->id, .state = outcome->state, .next_secs = next, .now_secs = now, .words = g_strdup(outcome->words)};
    return pay(round->sender, round->store, error);
}

/* ---- one mail */

/* Whether the mail that is due may go out now. One to a domain that has enough for now is put off, and *more stays true. */
static bool may_go(struct round *round, const struct outbox_due *due, bool *more, GError **error)
{
    struct pace *pace = round->sender->pace;
    gint64 now = clock_now_secs();
    round->counts->wait_secs = pace_wait_secs(pace, now);
    *more = due->id != 0 && round->counts->wait_secs == 0;
    if (!*more)
        return false;
    gint64 until = 0;
    *more = false;
    if (!store_outbox_is_too_much(round->store, due->id, round->sender->campaign->mails_per_day, now, &until, error))
        return false;
    *more = true;
    if (until > now) {
        *more = store_outbox_put_off(round->store, due->id, until, error);
        return false;
    }
    if (pace_domain_wait_secs(pace, due->domain, now) == 0) {
        pace_note(pace, due->domain, now);
        return true;
    }
    *more = store_outbox_put_off(round->store, due->id, pace_put_off(pace, due->domain, now), error);
    return false;
}

/* Takes the mail that is due and tries to send it. *more is false where none is, or none should be tried now. */
static bool send_due(struct round *round, bool *more, GError **error)
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
    transport_send(round->sender->transport, &entry->mail, &outcome);
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

static bool send_next(struct round *round, bool *more, GError **error)
{
    GError *trouble = NULL;
    struct outbox_due due = {0};
    *more = false;
    if (!store_outbox_due(round->store, clock_now_secs(), &due, error))
        return false;
    bool goes = may_go(round, &due, more, &trouble);
    g_free(due.domain);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return trouble == NULL && (!goes || send_due(round, more, error));
}

/* ---- a round */

static bool add_past(gint64 began_secs, const char *domain, void *data)
{
    pace_note(data, domain, began_secs);
    return true;
}

/* Counts what went out before this process: limits hold across restarts. */
static bool learn_past(struct round *round, GError **error)
{
    struct sender *sender = round->sender;
    gint64 memory = pace_memory_secs(sender->pace);
    if (!sender->knows_past && memory > 0)
        sender->knows_past = store_each_attempt_since(round->store, clock_now_secs() - memory, add_past, sender->pace, error);
    return sender->knows_past || memory == 0;
}

static bool get_ready(struct round *round, GError **error)
{
    struct sender *sender = round->sender;
    gint64 now = clock_now_secs();
    if (!pay(sender, round->store, error))
        return false;
    if (sender->transport == NULL)
        sender->transport = transport_new(sender->campaign, error);
    return sender->transport != NULL && learn_past(round, error) &&
           store_outbox_advance(round->store, now + BACKOFF_MOST_SECS, now, error) &&
           store_outbox_recover(round->store, transport_is_sure(sender->transport), now, error);
}

static bool run_round(struct round *round, bool (*stop)(void *data), void *stop_data, GError **error)
{
    bool more = true;
    struct send_hooks hooks = {.stop = stop, .stop_data = stop_data, .handing_over = handing_over, .handing_over_data = round};
    if (!get_ready(round, error))
        return false;
    transport_set_hooks(round->sender->transport, &hooks);
    while (more && (stop == NULL || !stop(stop_data)))
        if (!send_next(round, &more, error))
            return false;
    return true;
}

struct sender *sender_new(const struct campaign *campaign)
{
    struct sender *sender = g_new0(struct sender, 1);
    sender->campaign = campaign;
    sender->pace = pace_new(&campaign->send);
    return sender;
}

void sender_free(struct sender *sender)
{
    if (sender == NULL)
        return;
    transport_free(sender->transport);
    pace_free(sender->pace);
    result_clear(&sender->owed);
    g_free(sender);
}

bool sender_owes(const struct sender *sender) { return sender->owed.id != 0; }

bool sender_round(struct sender *sender, struct store *store, bool (*stop)(void *data), void *stop_data,
                  struct send_counts *counts, GError **error)
{
    *counts = (struct send_counts){0};
    g_autofree char *path = campaign_path(sender->campaign, LOCK_FILE);
    int lock = lock_take(path, false, error);
    counts->busy = lock == LOCK_BUSY;
    if (lock < 0)
        return counts->busy;
    struct round round = {.sender = sender, .store = store, .counts = counts};
    bool done = run_round(&round, stop, stop_data, error);
    close(lock);
    return done;
}

bool send_outbox(struct store *store, const struct campaign *campaign, bool (*stop)(void *data), void *stop_data,
                 struct send_counts *counts, GError **error)
{
    AUTO(sender) sender = sender_new(campaign);
    bool done = sender_round(sender, store, stop, stop_data, counts, error);
    for (guint i = 0; i < PAYING_TRIES && sender_owes(sender); i++) {
        g_usleep(G_USEC_PER_SEC);
        pay(sender, store, NULL);
    }
    return done;
}
