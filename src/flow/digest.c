/* Mails the digest: figures of one moment, made into one mail for the team and one for others, then all queued at once. Never
 * tells anything twice, nor loses it: where queueing fails, it is still new. */
#include "flow/digest.h"

#include "base/error.h"
#include "report/digest.h"
#include "store/store_staff.h"

#define DIGEST_ITEMS 10u /* of what waits and what failed; the rest is counted */
#define MINUTES_OF_HOUR 60

struct making {
    const struct office *office;
    gint64 now_secs;
    struct report_request request;
    struct store_mark end; /* up to where it tells */
    json_t *figures;
};

static bool collect_now(struct making *making, GError **error)
{
    struct report_request *request = &making->request;
    if (!store_digest_last(request->store, &request->since, &request->since_secs, error) ||
        !store_mark_now(request->store, &making->end, error))
        return false;
    making->figures = report_named("digest")->collect(request, error);
    return making->figures != NULL;
}

static bool collect(struct making *making, GError **error)
{
    if (!store_snapshot(making->request.store, error))
        return false;
    bool ok = collect_now(making, error);
    store_snapshot_end(making->request.store);
    return ok;
}

/* ---- queueing */

static bool queue(const struct making *making, const struct digest_mail *digest, const char *address, const char *name,
                  GError **error)
{
    AUTO(outbox_mail) mail = digest_mail_to(digest, address, name, making->now_secs, error);
    return mail != NULL && store_queue_by_itself(making->office->store, mail, making->now_secs, error);
}

static bool queue_team(const struct making *making, const struct digest_mail *digest, struct digest_counts *counts,
                       GError **error)
{
    const GPtrArray *members = making->office->campaign->staff.members;
    for (guint i = 0; i < members->len; i++, counts->team++) {
        const struct staff_member *member = members->pdata[i];
        if (!queue(making, digest, member->address, member->name, error))
            return false;
    }
    return true;
}

static bool queue_outside(const struct making *making, const struct digest_mail *digest, struct digest_counts *counts,
                          GError **error)
{
    const struct campaign *campaign = making->office->campaign;
    for (guint i = 0; i < campaign->digest.to->len; i++) {
        const char *address = campaign->digest.to->pdata[i];
        if (campaign_staff_member(campaign, address) != NULL)
            continue; /* has the whole one */
        if (!queue(making, digest, address, NULL, error))
            return false;
        counts->outside++;
    }
    return true;
}

static bool record(const struct making *making, GError **error)
{
    struct store *store = making->office->store;
    return store_digest_made(store, &making->end, making->now_secs, error) &&
           store_duty_done(store, DIGEST_DUTY, making->now_secs, error);
}

static bool queue_all(const struct making *making, struct digest_counts *counts, GError **error)
{
    const struct campaign *campaign = making->office->campaign;
    AUTO(digest_mail) team = digest_mail_new(&making->request, campaign, making->figures, DIGEST_TEAM, error);
    AUTO(digest_mail)
    outside = team != NULL && campaign->digest.to->len > 0
                  ? digest_mail_new(&making->request, campaign, making->figures, DIGEST_OUTSIDE, error)
                  : NULL;
    if (team == NULL || (outside == NULL && campaign->digest.to->len > 0) || !store_begin(making->office->store, error))
        return false;
    if (queue_team(making, team, counts, error) && (outside == NULL || queue_outside(making, outside, counts, error)) &&
        record(making, error))
        return store_commit(making->office->store, error);
    store_rollback(making->office->store);
    return false;
}

bool flow_mail_digest(const struct office *office, gint64 now_secs, struct digest_counts *counts, GError **error)
{
    const struct campaign *campaign = office->campaign;
    struct making making = {.office = office,
                            .now_secs = now_secs,
                            .request = {.store = office->store,
                                        .surveys = office->knowledge->surveys,
                                        .campaign = campaign->name,
                                        .now_secs = now_secs,
                                        .is_utf8 = true,
                                        .items = DIGEST_ITEMS}};
    *counts = (struct digest_counts){0};
    if (campaign->staff.members->len + campaign->digest.to->len == 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "nobody gets the digest: name members in `staff`, or addresses in `digest`, `to`, in hearback.yaml");
        return false;
    }
    bool ok = collect(&making, error) && queue_all(&making, counts, error);
    json_decref(making.figures);
    if (ok)
        bell_ring(campaign);
    return ok;
}

/* ---- when */

gint64 digest_last_slot(const struct campaign *campaign, gint64 now_secs)
{
    const struct digest_config *digest = &campaign->digest;
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(now_secs);
    g_autoptr(GDateTime) now = g_date_time_to_timezone(utc, campaign->asking.calendar.zone);
    for (int days = 0; digest->every != DIGEST_NEVER && days <= 7; days++) {
        g_autoptr(GDateTime) day = g_date_time_add_days(now, -days);
        g_autoptr(GDateTime) slot =
            g_date_time_new(campaign->asking.calendar.zone, g_date_time_get_year(day), g_date_time_get_month(day),
                            g_date_time_get_day_of_month(day), (int)digest->at_minutes / MINUTES_OF_HOUR,
                            (int)digest->at_minutes % MINUTES_OF_HOUR, 0);
        bool is_day = digest->every == DIGEST_DAILY || g_date_time_get_day_of_week(day) == (int)digest->weekday;
        if (slot != NULL && is_day && g_date_time_to_unix(slot) <= now_secs)
            return g_date_time_to_unix(slot);
    }
    return 0;
}
