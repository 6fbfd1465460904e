/* Once a day the database is tidied up. Never urgent: where others are at work in it just then, the next day will do. */
#include "base/error.h"
#include "base/log.h"
#include "flow/duty.h"

#define EVERY_SECS (24 * 3600)

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    (void)now_secs;
    GError *trouble = NULL;
    if (store_tidy(office->store, &trouble))
        return true;
    if (!g_error_matches(trouble, ERROR_DOMAIN, ERROR_TEMPORARY)) {
        g_propagate_error(error, trouble);
        return false;
    }
    log_info("upkeep", 0, "put off to the next day: %s", trouble->message);
    g_error_free(trouble);
    return true;
}

const struct duty duty_upkeep = {.name = "upkeep", .every_secs = EVERY_SECS, .run = run, .is_remembered = true};
