/* The figures of the campaign in a file for Prometheus, where the configuration names one. */
#include "base/clock.h"
#include "flow/duty.h"
#include "report/prometheus.h"

#define EVERY_SECS 15

static gint64 next(const struct office *office, gint64 last_secs, gint64 now_secs)
{
    (void)now_secs;
    return office->campaign->metrics_file != NULL ? last_secs + EVERY_SECS : 0;
}

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    AUTO_JSON daemon = daemon_state(office->campaign);
    const struct report_request request = {.store = office->store,
                                           .surveys = office->knowledge->surveys,
                                           .campaign = office->campaign->name,
                                           .daemon = daemon,
                                           .now_secs = now_secs,
                                           .items = 1};
    return prometheus_write(&request, office->campaign->metrics_file, error);
}

const struct duty duty_metrics = {.name = "metrics", .every_secs = EVERY_SECS, .next = next, .run = run};
