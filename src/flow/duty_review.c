/* What waits for a person goes to the members of the staff, as often as the configuration says. */
#include "flow/duty.h"
#include "flow/staff.h"

struct staff_desk flow_staff_desk(const struct office *office, gint64 now_secs)
{
    return (struct staff_desk){.campaign = office->campaign,
                               .knowledge = office->knowledge,
                               .store = office->store,
                               .who = "hearback",
                               .now_secs = now_secs,
                               .is_utf8 = true};
}

static gint64 next(const struct office *office, gint64 last_secs, gint64 now_secs)
{
    (void)now_secs;
    return office->campaign->staff.review_every_secs > 0 ? last_secs + office->campaign->staff.review_every_secs : 0;
}

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    const struct staff_desk desk = flow_staff_desk(office, now_secs);
    guint count = 0;
    if (!staff_send_review(&desk, false, &count, error))
        return false;
    if (count > 0)
        bell_ring(office->campaign);
    return true;
}

const struct duty duty_review = {.name = "review", .next = next, .run = run, .is_remembered = true};
