/* Once a day the database is tidied up. */
#include "flow/duty.h"

#define EVERY_SECS (24 * 3600)

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    (void)now_secs;
    return store_tidy(office->store, error);
}

const struct duty duty_upkeep = {.name = "upkeep", .every_secs = EVERY_SECS, .run = run, .is_remembered = true};
