/* The table of duties, when each is due, and what happens where one fails. Never lets one keep the others from their turn. */
#include <unistd.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/log.h"
#include "flow/duty.h"
#include "flow/worker.h"

#define DUTY_PAUSE_MOST_SECS 600 /* after a failure */

const struct duty *const *duties(void)
{
    static const struct duty *const table[] = {&duty_care,   &duty_digest, &duty_lasting, &duty_metrics, &duty_remind,
                                               &duty_review, &duty_themes, &duty_upkeep,  &duty_wishes,  NULL};
    return table;
}

static bool last_of(const struct duty *duty, const struct duty_state *state, const struct office *office, gint64 *last_secs,
                    GError **error)
{
    *last_secs = state->last_secs;
    return !duty->is_remembered || store_duty_last(office->store, duty->name, last_secs, error);
}

gint64 duty_due(const struct duty *duty, const struct duty_state *state, const struct office *office, gint64 now_secs,
                GError **error)
{
    gint64 last = 0;
    if (!last_of(duty, state, office, &last, error))
        return -1;
    last = MIN(last, now_secs); /* the clock was wrong when it was last done */
    gint64 due = duty->next != NULL ? duty->next(office, last, now_secs) : last + duty->every_secs;
    if (due == 0 && duty->next != NULL)
        return G_MAXINT64;
    bool is_paused = state->not_before_secs > now_secs && state->not_before_secs - now_secs <= DUTY_PAUSE_MOST_SECS;
    return MAX(due, is_paused ? state->not_before_secs : 0);
}

/* Takes note of a failure; the log is told once. */
static void note_failure(const struct duty *duty, struct duty_state *state, gint64 now_secs, const GError *error)
{
    gint64 secs = MIN(patience_secs(error, ++state->failures), DUTY_PAUSE_MOST_SECS);
    enum log_level level = g_strcmp0(state->told, error->message) == 0 ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR;
    log_write(level, duty->name, 0, "%s; next try in %" G_GINT64_FORMAT " s", error->message, secs);
    g_free(state->told);
    state->told = g_strdup(error->message);
    state->not_before_secs = now_secs + secs;
}

static void note_success(const struct duty *duty, struct duty_state *state, gint64 now_secs)
{
    if (state->told != NULL)
        log_info(duty->name, 0, "works again");
    g_clear_pointer(&state->told, g_free);
    *state = (struct duty_state){.last_secs = now_secs};
}

void duty_do(const struct duty *duty, struct duty_state *state, const struct office *office, gint64 now_secs)
{
    g_autoptr(GError) error = NULL;
    if (duty->run(office, now_secs, &error) &&
        (!duty->is_remembered || store_duty_done(office->store, duty->name, now_secs, &error)))
        note_success(duty, state, now_secs);
    else
        note_failure(duty, state, now_secs, error);
}

static bool do_due(const struct office *office, GError **error)
{
    for (guint i = 0; duties()[i] != NULL; i++) {
        struct duty_state state = {0};
        gint64 now = clock_now_secs(), due = duty_due(duties()[i], &state, office, now, error);
        if (due < 0)
            return false;
        if (due <= now)
            duty_do(duties()[i], &state, office, now);
        g_free(state.told);
    }
    return true;
}

bool flow_do_duties(const struct office *office, GError **error)
{
    g_autofree char *path = campaign_path(office->campaign, DUTY_LOCK_FILE);
    int lock = lock_take(path, false, error);
    if (lock < 0)
        return lock == LOCK_BUSY; /* somebody is at it */
    bool done = do_due(office, error);
    close(lock);
    return done;
}
