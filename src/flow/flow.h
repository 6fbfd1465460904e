/* The way of one message, top to bottom. Read this folder first. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "reading/readers.h"
#include "source/source.h"
#include "store/store.h"
#include "survey/campaign.h"

#define FLOW_BATCH 64u /* messages in one transaction */

/* ---- what there is to work with (office.c) */

/* A campaign that is open for work: configuration, knowledge, database. */
struct office {
    struct campaign *campaign;
    struct knowledge *knowledge; /* (nullable) for those who only keep messages */
    struct store *store;
    struct readers *readers; /* (nullable): started when there is something to read */
};

/* Opens the campaign in dir. Returns it (transfer full); NULL and ERROR_CONFIGURATION after printing every problem of its files
 * to standard error, or another error of the database. */
struct office *office_open(const char *dir, GError **error);
void office_free(struct office *office);
DEFINE_AUTO(office)

/* The same in parts: the configuration with the knowledge (nullable: where it is not wanted), and the database of a campaign.
 */
struct campaign *office_load(const char *dir, struct knowledge **knowledge, GError **error);
struct store *office_open_store(const struct campaign *campaign, GError **error);

/* ---- keeping (taker.c) */

struct take_counts {
    guint64 kept, known, oversize, failed; /* kept and known: as far as they are flushed; oversize: of those kept */
};

/* Returns a taker that keeps messages in store, in transactions of at most batch messages (transfer full; free with
 * flow_taker_free). is_quiet: what it keeps must not be acknowledged. */
struct taker *flow_taker_new(struct store *store, const struct campaign *campaign, guint batch, bool is_quiet);
void flow_taker_free(struct taker *taker);
const struct take_counts *flow_taker_counts(const struct taker *taker);

/* Returns why the last group of messages could not be kept, NULL where it was. (transfer none) */
const char *flow_taker_trouble(const struct taker *taker);

/* Has the taker's stop ask stop(stop_data). */
void flow_taker_set_stop(struct taker *taker, bool (*stop)(void *data), void *stop_data);

/* ---- fetching (fetch.c) */

/* Hands all that source has to taker once. Returns how many were new, < 0 and an error. */
gint64 flow_fetch(struct source *source, const struct taker *taker, GError **error);

/* One round over all sources of the campaign; one that fails is logged and does not stop the others. Records in store how they
 * are. Returns false and the first error where one failed. */
bool flow_fetch_all(struct store *store, const struct campaign *campaign, const struct taker *taker, GError **error);

/* Forgets the states of sources that the campaign has no longer. */
bool flow_forget_sources(struct store *store, const struct campaign *campaign, GError **error);

/* ---- reading and recording (read.c, dispose.c) */

struct read_counts {
    guint64 recorded, held, set_aside; /* messages, by what became of them */
    guint64 queued;                    /* acknowledgements among them */
};

/* Reads and records every kept message that is not read yet, queueing acknowledgements. Adds to *counts. Several processes may
 * do so at a time: they take turns. Stops early, without harm, where stop returns true (NULL: never). A message that cannot be
 * read, or whose reading ends the process, is held. Returns false and an error where the database or a template fails. */
bool flow_read_kept(struct office *office, bool (*stop)(void *data), void *stop_data, struct read_counts *counts,
                    GError **error);

/* Decides what becomes of a message by its reading: recorded, held or set aside, and why (static text). */
enum disposition flow_dispose(const struct reading *reading, const char **reason);

/* ---- waking each other (bell.c) */

/* Returns the path of the file that a running daemon holds locked and that serves as the bell. (transfer full) */
char *bell_path(const struct campaign *campaign);

/* Tells a running daemon that there may be something new in the database. Only a hint: never fails, costs next to nothing. */
void bell_ring(const struct campaign *campaign);

/* Returns a descriptor that becomes readable when the bell is rung, -1 where the kernel has none left. */
int bell_listen(const struct campaign *campaign);

/* Takes note of all rings so far. */
void bell_hush(int fd);

/* ---- what is due by the clock (duties.c) */

/* Does all that is due, once, for installations without a daemon. Returns false and an error where the database fails; what
 * else fails is told to the log. */
bool flow_do_duties(const struct office *office, GError **error);

/* ---- the daemon (daemon.c, daemon_state.c) */

/* Runs the campaign in dir: a process for each source, a reader, a sender, a clock. Returns after SIGTERM or SIGINT: true where
 * all went well; false and an error where it could not begin (another daemon has the campaign: ERROR_TEMPORARY). */
bool daemon_run(const char *dir, GError **error);

/* Returns whether a daemon runs the campaign. */
bool daemon_is_running(const struct campaign *campaign);

/* Returns how the daemon of the campaign is: {"running", "pid", "since", "processes": [{"name", "running", "pid", "since",
 * "restarts", "ended"}]}; where none runs, {"running": false} alone. (transfer full) */
json_t *daemon_state(const struct campaign *campaign);
