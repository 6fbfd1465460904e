/* Reading what is kept, and recording it. Readings are made by processes that are shut in, outside of any transaction, and
 * recorded in groups; a message that none of them survives is held, so that none can stop the others. */
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/fault.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/token.h"
#include "flow/admit.h"
#include "flow/care.h"
#include "flow/quote_answer.h"
#include "flow/staff.h"
#include "flow/wish.h"
#include "mail/compose.h"
#include "store/store_export.h"
#include "store/store_quote.h"
#include "talk/talk.h"

#define GROUP_BYTES ((guint64)8 * 1024 * 1024) /* of raw messages in one group, unless a single one is larger */
#define LOCK_FILE "hearback.reading"
#define DAY_SECS (24 * 3600)
#define REASON_UNREADABLE "could not be read"

/* Messages that are read together. */
struct group {
    struct office *office;
    struct unread list[FLOW_BATCH];
    guint count;
    struct reading *readings[FLOW_BATCH]; /* NULL: could not be read, troubles says why */
    char *troubles[FLOW_BATCH];
    struct read_counts counts; /* of this group alone */
    bool has_removed;          /* something of somebody who has withdrawn */
};

static void group_clear(struct group *group)
{
    for (guint i = 0; i < FLOW_BATCH; i++) {
        g_clear_pointer(&group->readings[i], reading_free);
        g_clear_pointer(&group->troubles[i], g_free);
    }
}

/* Finds the messages that are next. */
static bool find_group(struct group *group, GError **error)
{
    if (!store_unread(group->office->store, 0, group->list, FLOW_BATCH, &group->count, error))
        return false;
    guint64 size_bytes = 0;
    for (guint i = 0; i < group->count; i++) {
        size_bytes += group->list[i].size_bytes;
        if (i > 0 && size_bytes > GROUP_BYTES)
            group->count = i;
    }
    return true;
}

/* Gets the bytes of message number i of the group, NULL where it is damaged: troubles says how. Returns false and an error
 * where the database fails for now. */
static bool get_bytes(struct group *group, guint i, GBytes **bytes, GError **error)
{
    GError *trouble = NULL;
    *bytes = store_raw(group->office->store, group->list[i].id, &trouble);
    if (*bytes != NULL)
        return true;
    if (g_error_matches(trouble, ERROR_DOMAIN, ERROR_TEMPORARY)) {
        g_propagate_error(error, trouble);
        return false;
    }
    group->troubles[i] = g_strdup(trouble->message);
    g_error_free(trouble);
    return true;
}

/* Has the messages of the group read. */
static bool make_readings(struct group *group, GError **error)
{
    struct office *office = group->office;
    GBytes *messages[FLOW_BATCH] = {NULL};
    bool ok = true;
    for (guint i = 0; ok && i < group->count; i++)
        ok = get_bytes(group, i, &messages[i], error);
    fault_point("read.begun");
    if (office->readers == NULL)
        office->readers = readers_new(office->knowledge);
    if (ok && !readers_read(office->readers, messages, group->count, group->readings, group->troubles)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot start a process: try again when the machine is less busy");
        ok = false;
    }
    for (guint i = 0; i < group->count; i++)
        g_clear_pointer(&messages[i], g_bytes_unref);
    return ok;
}

/* Returns the survey that reading answers, the first one where it names none. (transfer none) */
static const struct survey *survey_of(const struct office *office, const struct reading *reading)
{
    return survey_find_or_first(office->knowledge->surveys, reading->survey);
}

/* Whether the writer of message number i was answered so lately, or so often, that this message goes unanswered. Something new
 * is confirmed nevertheless. */
static bool is_enough(const struct group *group, guint i, const struct admission *admission, gint64 now)
{
    const struct office *office = group->office;
    const char *address = group->readings[i]->reply_address;
    gint64 last = store_last_acknowledged(office->store, address);
    if (store_mails_since(office->store, address, now - DAY_SECS) >= office->campaign->mails_per_day)
        return true;
    if (group->readings[i]->care != CARE_NONE && !admission->is_in_care)
        return false;
    bool is_new = group->readings[i]->kind == KIND_REPLY && admission->standing.has_news && !admission->is_late;
    return last > 0 && now - last < office->campaign->acknowledge_every_secs && !is_new;
}

static enum talk_occasion occasion_of(const struct admission *admission)
{
    if (admission->is_in_care)
        return TALK_IN_CARE;
    if (admission->is_late)
        return TALK_CLOSED;
    if (admission->is_uninvited)
        return TALK_HELD;
    return admission->standing.has_answered ? TALK_CORRECTION : TALK_FIRST;
}

/* Takes note that no mail can be made for message id. Returns false and the error where that is not the message's fault. */
static bool forgive(gint64 id, GError *trouble, GError **error)
{
    if (!g_error_matches(trouble, ERROR_DOMAIN, ERROR_PERMANENT)) {
        g_propagate_error(error, trouble);
        return false;
    }
    log_warning("read", id, "is not answered: %s", trouble->message);
    g_error_free(trouble);
    return true;
}

/* Makes the acknowledgement of a message, if there shall be one (*mail stays NULL otherwise). Returns false and an error where
 * there should be one but nobody's can be made: a template is wrong. */
static bool acknowledge(const struct group *group, guint i, const struct admission *admission, gint64 now,
                        struct outbox_mail **mail, GError **error)
{
    const struct office *office = group->office;
    const struct reading *reading = group->readings[i];
    const char *reason = NULL;
    bool is_silent = admission->confirms || admission->denies || (admission->is_unconfirmed && reading->care == CARE_NONE);
    if (group->list[i].is_quiet || is_silent || !talk_may_acknowledge(office->campaign, reading, &reason) ||
        is_enough(group, i, admission, now))
        return true;
    GError *trouble = NULL;
    *mail = talk_acknowledge(office->campaign, survey_of(office, reading), reading, occasion_of(admission), now, &trouble);
    return *mail != NULL || forgive(group->list[i].id, trouble, error);
}

/* Asks the writer of message number i, which is recorded by now, "was this you?"; or the owner of address (nullable). */
static bool ask_confirmation(struct group *group, guint i, const char *address, gint64 now, GError **error)
{
    const struct office *office = group->office;
    const struct reading *reading = group->readings[i];
    const char *reason = NULL;
    if (group->list[i].is_quiet || !talk_may_acknowledge(office->campaign, reading, &reason))
        return true;
    GError *trouble = NULL;
    g_autofree char *token = token_new();
    AUTO(outbox_mail)
    mail = talk_ask_confirmation(office->campaign, survey_of(office, reading), reading, address, token, now, &trouble);
    if (mail == NULL)
        return forgive(group->list[i].id, trouble, error);
    group->counts.queued++;
    return store_ask_confirmation(office->store, group->list[i].id, token, mail, now, error);
}

/* What was kept apart counts from now on, and is acknowledged as it would have been. */
static bool confirm(struct group *group, guint i, gint64 now, GError **error)
{
    const struct office *office = group->office;
    gint64 first = 0;
    if (!flow_confirm(office, group->readings[i]->token, now, &first, error))
        return false;
    if (first == 0)
        return true;
    AUTO_JSON json = store_reading(office->store, first, error);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, error) : NULL;
    if (reading == NULL)
        return false;
    GError *trouble = NULL;
    AUTO(outbox_mail) mail = talk_acknowledge(office->campaign, survey_of(office, reading), reading, TALK_FIRST, now, &trouble);
    if (mail == NULL)
        return forgive(first, trouble, error);
    group->counts.queued++;
    return store_queue(office->store, first, mail, now, error);
}

/* Whether reading allows that words are published. */
static bool gives_consent(const struct office *office, const struct reading *reading)
{
    const struct survey *survey = survey_of(office, reading);
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        const struct read_answer *answer = question->is_consent ? reading_answer(reading, question->id) : NULL;
        const char *value = answer != NULL ? json_string_value(answer->value) : NULL;
        if (value != NULL)
            return strcmp(value, CONSENT_YES) == 0 || strcmp(value, CONSENT_ASK_FIRST) == 0;
    }
    return false;
}

/* A consent that came from where we do not know the person waits until the owner of the known address has said that all is
 * well. */
static bool ask_elsewhere(struct group *group, guint i, const struct admission *admission, gint64 now, GError **error)
{
    const struct office *office = group->office;
    bool is_doubted = false;
    if (admission->standing.person == 0 || admission->standing.pending > 0 || admission->is_in_care ||
        group->readings[i]->care != CARE_NONE || !gives_consent(office, group->readings[i]))
        return true;
    if (!store_is_doubted(office->store, group->list[i].id, &is_doubted, error))
        return false;
    GError *trouble = NULL;
    g_autofree char *address = is_doubted ? store_wish_address(office->store, admission->standing.person, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    return address == NULL || !mail_address_is_sendable(address) || ask_confirmation(group, i, address, now, error);
}

/* What else follows from message number i, which is recorded by now. */
static bool follow_up(struct group *group, guint i, const struct admission *admission, gint64 now, GError **error)
{
    const struct reading *reading = group->readings[i];
    if (reading->bounce == BOUNCE_LASTING || reading->bounce == BOUNCE_PASSING || reading->bounce == BOUNCE_COMPLAINT)
        return store_note_bounce(group->office->store, group->list[i].id, reading, now, error);
    if (reading->away_until_secs > 0)
        return store_note_absence(group->office->store, group->list[i].id, reading->away_until_secs, error);
    if (admission->confirms)
        return confirm(group, i, now, error);
    if (admission->asks_confirmation)
        return ask_confirmation(group, i, NULL, now, error);
    return ask_elsewhere(group, i, admission, now, error);
}

/* Somebody who needs care: a contact is told in the same transaction. */
static bool call_for_care(struct group *group, guint i, gint64 now, GError **error)
{
    return group->readings[i]->care == CARE_NONE || flow_care_tell(group->office, now, &group->counts.queued, error);
}

static bool hold(struct group *group, guint i, const char *what, gint64 now, GError **error)
{
    log_warning("read", group->list[i].id, "is held for a person: %s", what);
    group->counts.held++;
    return store_hold_unread(group->office->store, group->list[i].id, REASON_UNREADABLE, what, now, error);
}

static void count(struct read_counts *counts, enum disposition disposition, bool queued)
{
    counts->recorded += disposition == DISPOSITION_RECORDED;
    counts->held += disposition == DISPOSITION_HELD;
    counts->set_aside += disposition == DISPOSITION_SET_ASIDE;
    counts->queued += queued;
}

/* Records message number i where it answers a mail to a contact of care, and does what it says. *is_one: whether it does. */
static bool record_contacts(struct group *group, guint i, gint64 now, bool *is_one, GError **error)
{
    struct store *store = group->office->store;
    gint64 id = group->list[i].id;
    struct care_reply reply;
    bool ok = flow_care_meet(group->office, group->readings[i], &reply, error);
    *is_one = ok && reply.token.care_case > 0;
    if (*is_one) {
        ok = store_record(store, id, group->readings[i], reply.disposition, reply.reason, NULL, now, error) &&
             flow_care_obey(group->office, group->readings[i], &reply, now, &group->counts.queued, error);
        count(&group->counts, reply.disposition, false);
        log_info("read", id, "%s: %s", disposition_name(reply.disposition), reply.reason);
        *is_one = ok;
    }
    g_free(reply.token.contact);
    return ok;
}

/* Records a mail of the campaign's staff, and what was done because of it. *is_staff: it is one. */
static bool record_staff(struct group *group, guint i, gint64 now, bool *is_staff, GError **error)
{
    struct staff_outcome outcome = {0};
    struct reading *reading = group->readings[i];
    struct staff_desk desk = flow_staff_desk(group->office, now);
    if (group->list[i].is_quiet)
        return true;
    bool ok = staff_receive(&desk, group->list[i].id, reading, &outcome, error);
    AUTO(outbox_mail) mail = outcome.mail;
    *is_staff = outcome.is_staff;
    if (!ok || !outcome.is_staff)
        return ok;
    enum disposition disposition = outcome.is_proven ? DISPOSITION_SET_ASIDE : DISPOSITION_HELD;
    if (!store_record(group->office->store, group->list[i].id, reading, disposition, outcome.reason, mail, now, error))
        return false;
    count(&group->counts, disposition, mail != NULL);
    return true;
}

/* Records message number i where it is a wish that is granted by machine, or the answer to a question about one. */
static bool record_wish(struct group *group, guint i, struct wish *wish, gint64 now, bool *is_one, GError **error)
{
    gint64 id = group->list[i].id;
    enum disposition disposition = DISPOSITION_HELD;
    *is_one = false;
    if (!flow_wish_meet(group->office, &group->list[i], group->readings[i], wish, now, error))
        return false;
    if (wish->plan == PLAN_NONE || wish->plan == PLAN_LATER)
        return true;
    if (!flow_wish_do(group->office, id, group->readings[i], wish, &disposition, &group->counts.queued, now, error))
        return false;
    *is_one = true;
    group->has_removed |= wish->plan == PLAN_GONE || wish->plan == PLAN_WITHDRAW || wish->plan == PLAN_CONFIRMED;
    count(&group->counts, disposition, false);
    log_info("read", id, "%s: %s", disposition_name(disposition), wish->reason);
    return call_for_care(group, i, now, error);
}

/* Records message number i where it answers a mail that asked about a quote. */
static bool record_quote(struct group *group, guint i, bool may_be_unclear, gint64 now, bool *is_one, GError **error)
{
    gint64 id = group->list[i].id;
    enum disposition disposition = DISPOSITION_HELD;
    struct quote_answer answer;
    bool ok = flow_quote_meet(group->office, group->readings[i], may_be_unclear, &answer, error);
    *is_one = ok && answer.is_one;
    if (*is_one) {
        ok = flow_quote_do(group->office, id, group->readings[i], &answer, &disposition, now, error) &&
             call_for_care(group, i, now, error);
        count(&group->counts, disposition, false);
    }
    quote_ask_clear(&answer.ask);
    return ok;
}

/* Records message number i of the group, within the transaction of the caller. */
static bool record_one(struct group *group, guint i, GError **error)
{
    gint64 now = clock_now_secs();
    if (group->readings[i] == NULL)
        return hold(group, i, group->troubles[i], now, error);
    struct admission admission;
    AUTO(outbox_mail) mail = NULL;
    GError *trouble = NULL;
    bool is_contacts = false;
    if (!record_contacts(group, i, now, &is_contacts, error) || is_contacts)
        return is_contacts;
    bool is_staff = false;
    if (!record_staff(group, i, now, &is_staff, error))
        return false;
    if (is_staff)
        return true;
    bool is_quote = false;
    if (!record_quote(group, i, false, now, &is_quote, error) || is_quote)
        return is_quote;
    bool is_wish = false;
    struct wish wish;
    bool is_sound = record_wish(group, i, &wish, now, &is_wish, error);
    wish_row_clear(&wish.row);
    if (!is_sound || is_wish)
        return is_sound;
    if (!record_quote(group, i, true, now, &is_quote, error) || is_quote)
        return is_quote;
    if (!flow_admit(group->office, group->list[i].id, group->readings[i], &admission, error) ||
        !acknowledge(group, i, &admission, now, &mail, error))
        return false;
    if (store_record(group->office->store, group->list[i].id, group->readings[i], admission.disposition, admission.reason, mail,
                     now, &trouble)) {
        log_info("read", group->list[i].id, "%s: %s%s", disposition_name(admission.disposition), admission.reason,
                 mail != NULL ? ", acknowledged" : "");
        count(&group->counts, admission.disposition, mail != NULL);
        return call_for_care(group, i, now, error) && follow_up(group, i, &admission, now, error) &&
               (wish.plan != PLAN_LATER ||
                flow_wish_later(group->office, group->list[i].id, group->readings[i], &wish, now, error));
    }
    if (g_error_matches(trouble, ERROR_DOMAIN, ERROR_TEMPORARY)) {
        g_propagate_error(error, trouble);
        return false;
    }
    bool held = hold(group, i, trouble->message, now, error);
    g_error_free(trouble);
    return held;
}

static bool record_group(struct group *group, GError **error)
{
    bool ok = store_begin(group->office->store, error);
    if (!ok)
        return false;
    for (guint i = 0; ok && i < group->count; i++)
        ok = record_one(group, i, error);
    if (ok)
        return store_commit(group->office->store, error);
    store_rollback(group->office->store);
    return false;
}

static void add_counts(struct read_counts *sum, const struct read_counts *more)
{
    sum->recorded += more->recorded;
    sum->held += more->held;
    sum->set_aside += more->set_aside;
    sum->queued += more->queued;
}

/* Reads and records the next group. *count becomes how many messages it had. */
static bool read_group(struct office *office, struct read_counts *counts, guint *count, GError **error)
{
    struct group group = {.office = office};
    bool ok = find_group(&group, error) && (group.count == 0 || (make_readings(&group, error) && record_group(&group, error)));
    group_clear(&group);
    *count = group.count;
    if (!ok)
        return false;
    add_counts(counts, &group.counts);
    if (group.counts.queued > 0)
        bell_ring(office->campaign);
    return !group.has_removed || store_tidy(office->store, error); /* nothing of it stays in the log of the database */
}

/* Notes which questions there are, so that a later one is known to be later. */
static bool know_questions(const struct office *office, GError **error)
{
    for (guint i = 0; i < office->knowledge->surveys->len; i++) {
        const struct survey *survey = office->knowledge->surveys->pdata[i];
        g_autoptr(GPtrArray) ids = g_ptr_array_new();
        for (guint n = 0; n < survey->questions->len; n++)
            g_ptr_array_add(ids, ((const struct question *)survey->questions->pdata[n])->id);
        g_ptr_array_add(ids, NULL);
        if (!store_know_questions(office->store, survey->id, (const char *const *)ids->pdata, error))
            return false;
    }
    return true;
}

bool flow_read_kept(struct office *office, bool (*stop)(void *data), void *stop_data, struct read_counts *counts,
                    GError **error)
{
    g_autofree char *path = campaign_path(office->campaign, LOCK_FILE);
    bool ok = know_questions(office, error);
    for (guint count = 1; ok && count > 0 && (stop == NULL || !stop(stop_data));) {
        int lock = lock_take(path, true, error);
        if (lock < 0)
            return lock == LOCK_BUSY; /* a signal ended the waiting */
        ok = read_group(office, counts, &count, error);
        close(lock);
    }
    return ok;
}
