/* The digest goes out by itself, as the configuration says: once for each time of the schedule, later where nobody was up then.
 */
#include "flow/digest.h"
#include "flow/duty.h"

#define LATE_MOST_SECS 3600 /* the first one ever is not made up for */
#define LOOK_AGAIN_SECS 60

static gint64 next(const struct office *office, gint64 last_secs, gint64 now_secs)
{
    gint64 slot = digest_last_slot(office->campaign, now_secs);
    if (office->campaign->digest.every == DIGEST_NEVER)
        return 0;
    if (slot == 0 || last_secs >= slot || (last_secs == 0 && now_secs - slot > LATE_MOST_SECS))
        return now_secs + LOOK_AGAIN_SECS;
    return slot;
}

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    struct digest_counts counts;
    return flow_mail_digest(office, now_secs, &counts, error);
}

const struct duty duty_digest = {.name = DIGEST_DUTY, .next = next, .run = run, .is_remembered = true};
