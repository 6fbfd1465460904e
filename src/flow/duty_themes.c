/* Every few minutes the rules of themes look at what people wrote since. */
#include "flow/duty.h"
#include "report/themes.h"

#define EVERY_SECS 300

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    guint count = 0;
    AUTO(theme_rules) rules = themes_load_or_fail(office->campaign, error);
    return rules != NULL && themes_propose(office->store, rules, office->knowledge->surveys, now_secs, &count, error);
}

const struct duty duty_themes = {.name = "themes", .every_secs = EVERY_SECS, .run = run};
