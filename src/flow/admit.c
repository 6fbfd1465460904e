/* Whose reply is it, and does it count? Looks at what we know of the writer, never at the message itself. */
#include "flow/admit.h"

#include "base/error.h"
#include "base/words.h"
#include "store/store_care.h"
#include "store/store_wish.h"

#define REASON_CARE "care"
#define REASON_CONFIRMED "confirmed"
#define REASON_DENIED "denied"
#define CONFIRMATION_WORDS_MOST 15u /* of a mail that says yes and nothing else */

/* The answer to "was this you?". Returns whether the mail is settled by that. */
static bool settle_confirmation(const struct office *office, const struct reading *reading, struct admission *admission)
{
    if (!admission->standing.by_confirmation || (reading->kind != KIND_REPLY && reading->kind != KIND_QUESTION))
        return false;
    enum confirmation said = people_rules_confirmation(office->knowledge->people, reading->text);
    admission->confirms = said == CONFIRMATION_YES;
    if (said == CONFIRMATION_NO) {
        admission->denies = true;
        admission->disposition = DISPOSITION_HELD;
        admission->reason = REASON_DENIED;
        return true;
    }
    if (said != CONFIRMATION_YES || words_count(reading->text) > CONFIRMATION_WORDS_MOST)
        return false;
    admission->disposition = DISPOSITION_SET_ASIDE;
    admission->reason = REASON_CONFIRMED;
    return true;
}

static void keep_apart(const struct reading *reading, enum disposition disposition, const char *reason,
                       struct admission *admission)
{
    bool needs_care = reading->care != CARE_NONE;
    admission->disposition = needs_care ? DISPOSITION_HELD : disposition;
    admission->reason = needs_care ? REASON_CARE : reason;
}

static void weigh_writer(const struct office *office, const struct reading *reading, struct admission *admission)
{
    enum survey_mode mode = office->campaign->asking.mode;
    const struct standing *standing = &admission->standing;
    if (mode == MODE_INVITED && !standing->is_invited) {
        admission->is_uninvited = true;
        keep_apart(reading, DISPOSITION_HELD, REASON_NOT_INVITED, admission);
    }
    bool is_known = standing->is_invited || standing->is_confirmed || standing->has_answered || admission->confirms;
    if (mode == MODE_CONFIRMED && !is_known) {
        keep_apart(reading, DISPOSITION_HELD, REASON_NOT_CONFIRMED, admission);
        admission->is_unconfirmed = true;
        admission->asks_confirmation = standing->pending == 0 && reading->care == CARE_NONE;
    }
}

/* A report that speaks of no mail of ours is for a person to look at. */
static bool weigh_complaint(const struct office *office, const struct reading *reading, struct admission *admission,
                            GError **error)
{
    bool is_ours = false;
    if (!store_is_reported(office->store, reading, &is_ours, error))
        return false;
    admission->disposition = is_ours ? DISPOSITION_SET_ASIDE : DISPOSITION_HELD;
    return true;
}

bool flow_admit(const struct office *office, gint64 id, const struct reading *reading, struct admission *admission,
                GError **error)
{
    gint64 closed = 0, received = 0;
    *admission = (struct admission){0};
    admission->disposition = flow_dispose(reading, &admission->reason);
    if (!store_standing(office->store, reading, &admission->standing, error) ||
        !store_closed(office->store, reading->survey, &closed, error) ||
        !store_received_at(office->store, id, &received, error) ||
        !store_care_is_open(office->store, admission->standing.person, &admission->is_in_care, error))
        return false;
    if (reading->bounce == BOUNCE_COMPLAINT && admission->disposition == DISPOSITION_SET_ASIDE)
        return weigh_complaint(office, reading, admission, error);
    if (reading->is_forged || settle_confirmation(office, reading, admission) || reading->kind != KIND_REPLY)
        return true;
    if (closed > 0 && received > closed) {
        admission->is_late = true;
        keep_apart(reading, DISPOSITION_SET_ASIDE, REASON_CLOSED, admission);
        return true;
    }
    weigh_writer(office, reading, admission);
    return true;
}

/* ---- later */

struct settling {
    const struct office *office;
    guint64 settled;
    gint64 now_secs;
    gint64 first; /* the first message that counts now; 0: none */
    GError *error;
};

static bool settle_one(gint64 id, void *data)
{
    struct settling *settling = data;
    AUTO_JSON json = store_reading(settling->office->store, id, &settling->error);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, &settling->error) : NULL;
    struct admission admission;
    if (reading == NULL || !flow_admit(settling->office, id, reading, &admission, &settling->error) ||
        !store_settle_anew(settling->office->store, id, admission.disposition, admission.reason, settling->now_secs,
                           &settling->error))
        return false;
    settling->settled += admission.disposition == DISPOSITION_RECORDED;
    if (settling->first == 0)
        settling->first = id;
    return true;
}

/* Settles all messages that were kept apart for reason. */
static bool settle(struct settling *settling, const char *reason, gint64 person, const char *survey, GError **error)
{
    if (!store_each_kept_apart(settling->office->store, reason, person, survey, settle_one, settling, error))
        return false;
    if (settling->error == NULL)
        return true;
    g_propagate_error(error, g_steal_pointer(&settling->error));
    return false;
}

bool flow_confirm(const struct office *office, const char *token, gint64 now_secs, gint64 *first, GError **error)
{
    struct settling settling = {.office = office, .now_secs = now_secs};
    gint64 person = 0;
    bool ok = store_confirm(office->store, token, &person, now_secs, error) && person > 0 &&
              settle(&settling, REASON_NOT_CONFIRMED, person, NULL, error);
    *first = settling.first;
    return ok;
}

bool flow_count_again(const struct office *office, gint64 person, gint64 now_secs, bool *has_some, GError **error)
{
    struct settling settling = {.office = office, .now_secs = now_secs};
    bool ok = settle(&settling, REASON_WISH_UNCLEAR, person, NULL, error);
    *has_some = settling.first > 0;
    return ok;
}

bool flow_count_late(const struct office *office, const struct survey *survey, gint64 now_secs, guint64 *count, GError **error)
{
    struct settling settling = {.office = office, .now_secs = now_secs};
    bool ok = settle(&settling, REASON_CLOSED, 0, survey->id, error);
    *count = settling.settled;
    return ok;
}
