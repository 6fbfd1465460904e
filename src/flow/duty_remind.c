/* Where the configuration says so, reminders are queued by themselves: looked after every hour. */
#include "flow/duty.h"
#include "flow/invite.h"

#define EVERY_SECS 3600

static gint64 next(const struct office *office, gint64 last_secs, gint64 now_secs)
{
    (void)now_secs;
    return office->campaign->asking.remind_automatic ? last_secs + EVERY_SECS : 0;
}

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    (void)now_secs;
    for (guint i = 0; i < office->knowledge->surveys->len; i++) {
        struct remind_counts counts = {0};
        if (!flow_remind(office, office->knowledge->surveys->pdata[i], false, &counts, error))
            return false;
    }
    return true;
}

const struct duty duty_remind = {.name = "remind", .next = next, .run = run, .is_remembered = true};
