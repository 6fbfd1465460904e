/* A case that nobody has taken in time goes to the next contact. */
#include "flow/care.h"
#include "flow/duty.h"

#define EVERY_SECS 30

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    guint64 queued = 0;
    if (!store_begin(office->store, error))
        return false;
    if (!flow_care_tell(office, now_secs, &queued, error)) {
        store_rollback(office->store);
        return false;
    }
    if (!store_commit(office->store, error))
        return false;
    if (queued > 0)
        bell_ring(office->campaign);
    return true;
}

const struct duty duty_care = {.name = "care", .every_secs = EVERY_SECS, .run = run};
