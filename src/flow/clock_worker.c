/* The process that does what is due by the clock, and looks whether the clock itself was set. It sleeps until the next duty. */
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/lock.h"
#include "base/log.h"
#include "flow/duty.h"
#include "flow/worker.h"

#define LOOK_ANYWAY_SECS 60 /* duties whose time depends on what comes into the database */
#define JUMP_SECS 30        /* a smaller step of the clock is none that anybody made */

struct watch {
    struct duty_state *states; /* as many as there are duties */
    gint64 offset_secs;        /* between the time of day and the time since the machine started */
};

/* Returns what the time of day is ahead of the time since the machine was started, which nobody can set. */
static gint64 clock_offset_secs(void)
{
    struct timespec boot;
    if (clock_gettime(CLOCK_BOOTTIME, &boot) != 0)
        return 0;
    return g_get_real_time() / G_USEC_PER_SEC - (gint64)boot.tv_sec;
}

/* Where the clock was set, all processes look anew at what is due. */
static void look_at_clock(struct watch *watch, const struct campaign *campaign)
{
    gint64 offset = clock_offset_secs(), step = offset - watch->offset_secs;
    watch->offset_secs = offset;
    if (step > -JUMP_SECS && step < JUMP_SECS)
        return;
    log_warning("clock", 0, "the machine's clock was set by %" G_GINT64_FORMAT " seconds", step);
    bell_ring(campaign);
}

/* Does what is due. *next_secs: when there is more. */
static bool do_due(struct watch *watch, const struct office *office, gint64 *next_secs, GError **error)
{
    *next_secs = G_MAXINT64;
    for (guint i = 0; duties()[i] != NULL && !worker_stopping(NULL); i++) {
        gint64 now = clock_now_secs(), due = duty_due(duties()[i], &watch->states[i], office, now, error);
        if (due >= 0 && due <= now) {
            duty_do(duties()[i], &watch->states[i], office, now);
            due = duty_due(duties()[i], &watch->states[i], office, now, error);
        }
        if (due < 0)
            return false;
        *next_secs = MIN(*next_secs, due);
    }
    return true;
}

static bool clock_round(const struct worker_context *context, struct store *store, void *data, GError **error)
{
    struct watch *watch = data;
    struct office office = {
        .campaign = (struct campaign *)context->campaign, .knowledge = (struct knowledge *)context->knowledge, .store = store};
    gint64 next = 0;
    look_at_clock(watch, context->campaign);
    g_autofree char *path = campaign_path(context->campaign, DUTY_LOCK_FILE);
    int lock = lock_take(path, true, error);
    if (lock == LOCK_FAILED)
        return false;
    bool done = lock == LOCK_BUSY || do_due(watch, &office, &next, error);
    if (lock >= 0)
        close(lock);
    if (done && !worker_stopping(NULL))
        worker_wait(-1, MIN(next - clock_now_secs(), LOOK_ANYWAY_SECS));
    return done;
}

int worker_clock(const struct worker_context *context)
{
    guint count = 0;
    while (duties()[count] != NULL)
        count++;
    struct watch watch = {.states = g_new0(struct duty_state, count), .offset_secs = clock_offset_secs()};
    int status = worker_go_round(context, "clock", clock_round, &watch);
    for (guint i = 0; i < count; i++)
        g_free(watch.states[i].told);
    g_free(watch.states);
    return status;
}
