/* What people wished and what had to wait; last mails that have gone out are removed. */
#include "flow/duty.h"
#include "flow/wish.h"

#define EVERY_SECS 60

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    guint count = 0;
    if (!store_begin(office->store, error))
        return false;
    if (!flow_wish_catch_up(office, &count, now_secs, error)) {
        store_rollback(office->store);
        return false;
    }
    if (!store_commit(office->store, error))
        return false;
    if (count > 0)
        bell_ring(office->campaign);
    return count == 0 || store_tidy(office->store, error); /* nothing of it stays in the log of the database */
}

const struct duty duty_wishes = {.name = "wishes", .every_secs = EVERY_SECS, .run = run};
