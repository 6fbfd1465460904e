/* What the clock does: one file a duty, one line in the table of duties.c. */
#pragma once
#include "flow/flow.h"

#define DUTY_LOCK_FILE "hearback.duties" /* held by whoever does them */

struct duty {
    const char *name; /* "upkeep": in the log, and in the database where is_remembered */
    gint64 every_secs;
    /* (nullable) Instead of every_secs: returns when it is due, by when it was last done (0: never); 0: not at all. */
    gint64 (*next)(const struct office *office, gint64 last_secs, gint64 now_secs);
    /* Does it. Returns false and an error where that failed: it is tried again a little later. May be ended at any moment, and
     * must not do twice then what must be done once. */
    bool (*run)(const struct office *office, gint64 now_secs, GError **error);
    bool is_remembered; /* when it was last done counts across restarts of the program */
};

/* Returns the NULL-terminated table. (static) */
const struct duty *const *duties(void);

/* The duties themselves. */
extern const struct duty duty_care, duty_digest, duty_lasting, duty_metrics, duty_remind, duty_review, duty_themes, duty_upkeep,
    duty_wishes;

/* How a duty is, for whoever runs it again and again. */
struct duty_state {
    gint64 last_secs;       /* of one that is not remembered */
    gint64 not_before_secs; /* after a failure */
    guint failures;
    char *told; /* the trouble that the log was told of; NULL: none */
};

/* Returns when duty is due next; G_MAXINT64: never. Returns -1 and an error where the database fails. */
gint64 duty_due(const struct duty *duty, const struct duty_state *state, const struct office *office, gint64 now_secs,
                GError **error);

/* Does duty, and takes note of that in state and database. Its trouble is told to the log once. */
void duty_do(const struct duty *duty, struct duty_state *state, const struct office *office, gint64 now_secs);
