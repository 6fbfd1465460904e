/* Queueing invitations and reminders, a group to a transaction, spread over time. Nobody is written to twice: the table of what
 * was sent is looked at in the same transaction. */
#include "flow/invite.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/lock.h"
#include "base/token.h"
#include "talk/talk.h"

#define LOCK_FILE "hearback.asking"
#define MINUTE_SECS 60

const struct survey *flow_survey(const struct office *office, const char *id, GError **error)
{
    const GPtrArray *surveys = office->knowledge->surveys;
    const struct survey *survey = id != NULL ? survey_find(surveys, id) : surveys->pdata[0];
    if (survey == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no survey `%s` in this campaign", id);
    return survey;
}

/* ---- spread over time */

/* Mails go out from start_secs on, per_minute of them a minute. */
struct pace {
    gint64 start_secs;
    guint per_minute;
    guint64 count;
    const struct calendar *calendar; /* NULL: at any time */
};

/* Puts the pace behind all that waits already. */
static bool pace_begin(struct pace *pace, const struct office *office, gint64 now, GError **error)
{
    gint64 last = 0;
    if (!store_last_asked(office->store, &last, error))
        return false;
    guint per_minute = office->campaign->asking.per_minute;
    gint64 gap = (MINUTE_SECS + per_minute - 1) / per_minute;
    *pace = (struct pace){.start_secs = last >= now ? last + gap : now, .per_minute = per_minute};
    return true;
}

static gint64 pace_next(struct pace *pace)
{
    gint64 next = pace->start_secs + (gint64)(pace->count * MINUTE_SECS / pace->per_minute);
    gint64 open = pace->calendar != NULL ? calendar_next_open(pace->calendar, next) : next;
    if (open > next) {
        pace->start_secs = open;
        pace->count = 0;
    }
    pace->count++;
    return open;
}

/* ---- inviting */

struct inviting {
    struct office *office;
    const struct invite_options *options;
    struct invite_counts *counts;
    struct pace pace;
};

static bool queue_invitation(struct inviting *inviting, const struct invitee *invitee, bool is_another, GError **error)
{
    const struct office *office = inviting->office;
    gint64 at_secs = pace_next(&inviting->pace);
    inviting->counts->last_secs = at_secs;
    if (inviting->options->is_dry)
        return true;
    g_autofree char *token = token_new();
    struct talk_asking asking = {.address = invitee->address, .token = token, .fields = invitee->fields, .at_secs = at_secs};
    AUTO(outbox_mail) mail = talk_ask(office->campaign, inviting->options->survey, &asking, error);
    struct ask ask = {.survey = inviting->options->survey->id,
                      .token = token,
                      .fields = invitee->fields,
                      .what = "invitation",
                      .is_another = is_another,
                      .at_secs = at_secs};
    return mail != NULL && store_ask(office->store, &ask, mail, clock_now_secs(), error);
}

static bool invite_one(struct inviting *inviting, const struct invitee *invitee, GError **error)
{
    struct invite_counts *counts = inviting->counts;
    enum ask_outcome outcome;
    bool is_another = false;
    const char *name = json_string_value(json_object_get(invitee->fields, "name"));
    if (!store_may_invite(inviting->office->store, inviting->options->survey->id, invitee->address, name, &is_another, &outcome,
                          error))
        return false;
    guint64 *sums[] = {[ASK_QUEUED] = &counts->queued,
                       [ASK_KNOWN] = &counts->known,
                       [ASK_ANSWERED] = &counts->answered,
                       [ASK_SUPPRESSED] = &counts->suppressed,
                       [ASK_CARE] = &counts->care};
    bool is_beyond = outcome == ASK_QUEUED && inviting->options->most > 0 && counts->queued >= inviting->options->most;
    if (is_beyond) {
        counts->left++;
        return true;
    }
    (*sums[outcome])++;
    return outcome != ASK_QUEUED || queue_invitation(inviting, invitee, is_another, error);
}

/* Invites those of list from *at on that make one group, in one transaction. */
static bool invite_group(struct inviting *inviting, const struct invite_list *list, guint *at, GError **error)
{
    struct store *store = inviting->office->store;
    guint end = MIN(*at + FLOW_BATCH, list->people->len);
    if (!store_begin(store, error))
        return false;
    for (guint i = *at; i < end; i++)
        if (!invite_one(inviting, list->people->pdata[i], error)) {
            store_rollback(store);
            return false;
        }
    if (inviting->options->progress != NULL)
        inviting->options->progress(inviting->options->progress_data, end - *at);
    *at = end;
    return store_commit(store, error);
}

/* Takes the lock by which one process asks at a time. */
static int take_lock(const struct office *office, GError **error)
{
    g_autofree char *path = campaign_path(office->campaign, LOCK_FILE);
    int lock = lock_take(path, false, error);
    if (lock == LOCK_BUSY)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "another process invites or reminds people now; try again later");
    return lock;
}

bool flow_invite(struct office *office, const struct invite_list *list, const struct invite_options *options,
                 struct invite_counts *counts, GError **error)
{
    struct inviting inviting = {.office = office, .options = options, .counts = counts};
    int lock = take_lock(office, error);
    if (lock < 0)
        return false;
    bool ok = pace_begin(&inviting.pace, office, clock_now_secs(), error);
    for (guint at = 0; ok && at < list->people->len && (options->stop == NULL || !options->stop(NULL));)
        ok = invite_group(&inviting, list, &at, error);
    close(lock);
    if (counts->queued > 0 && !options->is_dry)
        bell_ring(office->campaign);
    return ok;
}

/* ---- reminding */

struct reminding {
    const struct office *office;
    const struct survey *survey;
    bool is_dry;
    struct remind_counts *counts;
    struct pace pace;
};

static void note_answered(const char *question, void *data) { g_hash_table_add(data, g_strdup(question)); }

/* Returns the questions that reminded has left open and that may be asked once more: none that is private or asks for words of
 * one's own, since who left those out had reasons (transfer full). NULL and an error. */
static GPtrArray *open_questions(const struct reminding *reminding, const struct reminded *reminded, GError **error)
{
    g_autoptr(GHashTable) answered = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (!store_each_answered(reminding->office->store, reminded->person, reminding->survey->id, note_answered, answered, error))
        return NULL;
    GPtrArray *open = g_ptr_array_new();
    for (guint i = 0; i < reminding->survey->questions->len; i++) {
        struct question *question = reminding->survey->questions->pdata[i];
        if (!g_hash_table_contains(answered, question->id) && !question->is_private && strcmp(question->type, "text") != 0)
            g_ptr_array_add(open, question);
    }
    return open;
}

static bool queue_reminder(struct reminding *reminding, const struct reminded *reminded, const GPtrArray *missing,
                           GError **error)
{
    const struct office *office = reminding->office;
    guint most = office->campaign->asking.remind_most;
    struct talk_asking asking = {.address = reminded->address,
                                 .token = reminded->token,
                                 .fields = reminded->fields,
                                 .invitation_id = reminded->invitation_id,
                                 .number = reminded->number,
                                 .is_last = reminded->number >= most,
                                 .missing = missing,
                                 .at_secs =
                                     calendar_next_open(&office->campaign->asking.calendar, pace_next(&reminding->pace))};
    AUTO(outbox_mail) mail = talk_ask(office->campaign, reminding->survey, &asking, error);
    struct ask ask = {.survey = reminding->survey->id,
                      .fields = reminded->fields,
                      .person = reminded->person,
                      .what = missing != NULL ? "missing" : "reminder",
                      .at_secs = asking.at_secs};
    return mail != NULL && store_ask(office->store, &ask, mail, clock_now_secs(), error);
}

static bool remind_one(struct reminding *reminding, const struct reminded *reminded, GError **error)
{
    g_autoptr(GPtrArray) missing = NULL;
    if (reminded->has_answered) {
        if (reminded->was_asked_for_missing)
            return true;
        missing = open_questions(reminding, reminded, error);
        if (missing == NULL || missing->len == 0)
            return missing != NULL;
    }
    reminding->counts->missing += missing != NULL;
    reminding->counts->reminders += missing == NULL;
    return reminding->is_dry || queue_reminder(reminding, reminded, missing, error);
}

static bool remind_all(struct reminding *reminding, gint64 now, GError **error)
{
    const struct asking_config *config = &reminding->office->campaign->asking;
    struct store *store = reminding->office->store;
    if (!pace_begin(&reminding->pace, reminding->office, now, error))
        return false;
    reminding->pace.calendar = &config->calendar;
    g_autoptr(GPtrArray) list =
        store_to_remind(store, reminding->survey->id, now - config->remind_after_secs, config->remind_most, now, error);
    if (list == NULL)
        return false;
    for (guint i = 0; i < list->len; i++)
        if (!remind_one(reminding, list->pdata[i], error))
            return false;
    return true;
}

/* The transaction begins before it is looked who is to be reminded: nothing changes in between. */
static bool remind_in_transaction(struct reminding *reminding, gint64 now, GError **error)
{
    struct store *store = reminding->office->store;
    if (!store_begin(store, error))
        return false;
    if (remind_all(reminding, now, error))
        return store_commit(store, error);
    store_rollback(store);
    return false;
}

bool flow_remind(const struct office *office, const struct survey *survey, bool is_dry, struct remind_counts *counts,
                 GError **error)
{
    struct reminding reminding = {.office = office, .survey = survey, .is_dry = is_dry, .counts = counts};
    gint64 now = clock_now_secs(), open = calendar_next_open(&office->campaign->asking.calendar, now), closed = 0;
    counts->not_before_secs = open > now ? open : 0;
    if (!store_closed(office->store, survey->id, &closed, error))
        return false;
    if (counts->not_before_secs > 0 || closed > 0)
        return true;
    int lock = take_lock(office, error);
    if (lock < 0)
        return false;
    bool ok = remind_in_transaction(&reminding, now, error);
    close(lock);
    if (ok && !is_dry && counts->reminders + counts->missing > 0)
        bell_ring(office->campaign);
    return ok;
}
