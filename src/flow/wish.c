/* Deciding what a message wishes, and doing it. The most protective reading comes first; nothing is removed or sent out for
 * anybody who has not shown that the address is his. */
#include "flow/wish.h"

#include "base/error.h"
#include "base/log.h"
#include "base/token.h"
#include "flow/admit.h"
#include "mail/compose.h"
#include "store/store_ask.h"
#include "store/store_care.h"
#include "store/store_suppress.h"
#include "talk/talk.h"

#define DAY_SECS (24 * 3600)
#define COMPLAINT_DAYS 30
#define REVIEW_ACCESS "access request: to be answered by "
#define REVIEW_COMPLAINT "data complaint: to be answered by "

/* ---- deciding */

static const struct survey *survey_of(const struct office *office, const struct reading *reading)
{
    return survey_find_or_first(office->knowledge->surveys, reading->survey);
}

static bool is_persons(const struct reading *reading)
{
    return reading->kind == KIND_REPLY || reading->kind == KIND_QUESTION || reading->kind == KIND_WITHDRAW ||
           reading->kind == KIND_ACCESS || reading->kind == KIND_UNSUBSCRIBE;
}

static void add_date(struct reading *reading, const char *what, GDateTime *by)
{
    g_autofree char *day = g_date_time_format(by, "%Y-%m-%d");
    g_ptr_array_add(reading->review, g_strconcat(what, day, NULL));
}

/* What the law gives a time for waits with its date. */
static void add_dates(const struct office *office, struct reading *reading, gint64 from_secs)
{
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(from_secs);
    if (now == NULL || !is_persons(reading))
        return;
    g_autoptr(GDateTime) month = g_date_time_add_months(now, 1), days = g_date_time_add_days(now, COMPLAINT_DAYS);
    if (reading->kind == KIND_ACCESS)
        add_date(reading, REVIEW_ACCESS, month);
    if (people_rules_is_complaint(office->knowledge->people, reading->text))
        add_date(reading, REVIEW_COMPLAINT, days);
}

/* Somebody who has withdrawn: what is older than that is removed, what is newer waits for a person. */
static bool meet_withdrawn(const struct office *office, const struct unread *unread, const struct reading *reading,
                           struct wish *wish, GError **error)
{
    gint64 since = 0;
    if (!store_withdrawn_since(office->store, reading, &since, error))
        return false;
    if (since == 0 || reading->care != CARE_NONE)
        return true;
    bool is_old = reading->has_date ? wish->at_secs <= since : unread->is_quiet;
    wish->plan = is_old ? PLAN_GONE : is_persons(reading) ? PLAN_HOLD : PLAN_NONE;
    wish->reason = REASON_WITHDRAWN_BEFORE;
    return true;
}

/* The answer to a mail that asked. */
static bool meet_answer(const struct office *office, const struct reading *reading, struct wish *wish, GError **error)
{
    if (!store_wish_find(office->store, reading->token, &wish->row, error))
        return false;
    const struct wish_row *row = &wish->row;
    if (row->id == 0 || row->is_done || !is_persons(reading) || reading->is_forged)
        return true;
    bool is_owner = campaign_is_same_address(row->address, reading->from_address);
    enum confirmation said = people_rules_confirmation(office->knowledge->people, reading->text);
    bool is_repeated = reading->kind == (row->kind == WISH_ACCESS ? KIND_ACCESS : KIND_WITHDRAW);
    wish->plan = !is_owner                                 ? PLAN_HOLD
                 : said == CONFIRMATION_NO                 ? PLAN_REFUSED
                 : said == CONFIRMATION_YES || is_repeated ? PLAN_CONFIRMED
                                                           : PLAN_HOLD;
    wish->reason = wish->plan == PLAN_CONFIRMED ? REASON_WISH_CONFIRMED
                   : wish->plan == PLAN_REFUSED ? REASON_WISH_DENIED
                                                : REASON_WISH_NOT_CONFIRMED;
    return true;
}

/* Whether the wish can be granted at once: PLAN_WITHDRAW, or has to wait. */
static bool weigh_withdrawal(const struct office *office, const struct unread *unread, const struct reading *reading,
                             gint64 person, struct wish *wish, GError **error)
{
    bool is_in_care = false, has_later = false;
    if (!store_care_is_open(office->store, person, &is_in_care, error) ||
        !store_has_later(office->store, person, unread->id, wish->at_secs, &has_later, error))
        return false;
    wish->row.person = person;
    wish->plan = is_in_care || reading->care != CARE_NONE ? PLAN_LATER : has_later ? PLAN_HOLD : PLAN_WITHDRAW;
    return true;
}

/* Somebody wants no more mail, and perhaps more than that. */
static bool meet_end(const struct office *office, const struct unread *unread, const struct reading *reading, struct wish *wish,
                     GError **error)
{
    gint64 by_address = 0, by_token = 0;
    wish->plan = PLAN_UNSUBSCRIBE;
    if (!reading->is_ambiguous)
        return true;
    if (!store_wish_writer(office->store, reading, &by_address, &by_token, error))
        return false;
    wish->row = (struct wish_row){.kind = WISH_WITHDRAW, .person = by_address, .message = unread->id};
    if (by_address > 0)
        wish->plan = PLAN_STOP;
    return true;
}

static bool meet_wish(const struct office *office, const struct unread *unread, const struct reading *reading,
                      struct wish *wish, gint64 now, GError **error)
{
    gint64 by_address = 0, by_token = 0;
    bool is_asked = false;
    wish->reason = kind_name(reading->kind);
    if (reading->is_forged)
        return true;
    if (reading->kind == KIND_UNSUBSCRIBE && reading->care == CARE_NONE)
        return meet_end(office, unread, reading, wish, error);
    if (reading->kind != KIND_WITHDRAW && reading->kind != KIND_ACCESS)
        return true;
    if (!store_wish_writer(office->store, reading, &by_address, &by_token, error))
        return false;
    gint64 person = by_token > 0 ? by_token : by_address;
    wish->row.kind = reading->kind == KIND_ACCESS ? WISH_ACCESS : WISH_WITHDRAW;
    wish->row.person = person;
    wish->row.message = unread->id;
    if (person == 0)
        return true;
    if (wish->row.kind == WISH_WITHDRAW && by_address == person)
        return weigh_withdrawal(office, unread, reading, person, wish, error);
    if (!store_wish_is_asked(office->store, person, wish->row.kind, now - DAY_SECS, &is_asked, error))
        return false;
    wish->plan = wish->may_answer && !is_asked && reading->care == CARE_NONE ? PLAN_ASK : PLAN_NONE;
    return true;
}

bool flow_wish_meet(const struct office *office, const struct unread *unread, struct reading *reading, struct wish *wish,
                    gint64 now_secs, GError **error)
{
    gint64 received = 0;
    const char *reason = NULL;
    *wish = (struct wish){0};
    if (!store_received_at(office->store, unread->id, &received, error))
        return false;
    wish->at_secs = reading->has_date ? MIN(reading->date_secs, received) : received;
    wish->may_answer = !unread->is_quiet && talk_may_acknowledge(office->campaign, reading, &reason);
    if (!meet_withdrawn(office, unread, reading, wish, error) ||
        (wish->plan == PLAN_NONE && !meet_answer(office, reading, wish, error)) ||
        (wish->plan == PLAN_NONE && !meet_wish(office, unread, reading, wish, now_secs, error)))
        return false;
    if (wish->plan != PLAN_GONE && wish->plan != PLAN_WITHDRAW && wish->plan != PLAN_CONFIRMED)
        add_dates(office, reading, received);
    return true;
}

/* ---- doing */

/* Makes a mail to address about the wish; NULL and no error where none may be sent. */
static struct outbox_mail *write_to(const struct office *office, const struct reading *reading, const struct talk_wish *talk,
                                    gint64 now, GError **error)
{
    if (talk->address == NULL || !mail_address_is_sendable(talk->address))
        return NULL;
    return talk_wish(office->campaign, survey_of(office, reading), reading, talk, now, error);
}

static bool tell_staff(const struct office *office, const char *address, const char *recall, guint64 *queued, gint64 now,
                       GError **error)
{
    AUTO(outbox_mail) mail = talk_recall(office->campaign, address, recall, now, error);
    *queued += mail != NULL;
    return mail != NULL && store_queue_last(office->store, mail, now, error);
}

/* Those who decide what counts hear what has to be recalled; where there are none, the contact address does. */
static bool tell_all_staff(const struct office *office, const char *recall, guint64 *queued, gint64 now, GError **error)
{
    const GPtrArray *members = office->campaign->staff.members;
    guint told = 0;
    for (guint i = 0; i < members->len; i++) {
        const struct staff_member *member = members->pdata[i];
        if ((member->rights & STAFF_MODERATE) == 0)
            continue;
        told++;
        if (!tell_staff(office, member->address, recall, queued, now, error))
            return false;
    }
    return told > 0 || office->campaign->contact_address == NULL ||
           tell_staff(office, office->campaign->contact_address, recall, queued, now, error);
}

/* Removes everything. The mail that says so is made before, from what is not there afterwards. */
static bool withdraw(const struct office *office, gint64 person, gint64 id, const struct reading *reading, gint64 at_secs,
                     bool may_answer, guint64 *queued, gint64 now, GError **error)
{
    g_autofree char *recall = NULL;
    GError *trouble = NULL;
    const struct talk_wish talk = {.occasion = TALK_WISH_WITHDRAWN, .address = reading->from_address};
    AUTO(outbox_mail) mail = may_answer ? write_to(office, reading, &talk, now, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    if (!store_withdraw(office->store, person, id, at_secs, &recall, now, error) ||
        (mail != NULL && !store_queue_last(office->store, mail, now, error)))
        return false;
    *queued += mail != NULL;
    log_info("read", id, "somebody has withdrawn: everything is removed%s",
             recall != NULL ? "; something had gone out, and waits to be recalled" : "");
    return recall == NULL || tell_all_staff(office, recall, queued, now, error);
}

/* Records message id, and asks the owner of the address whether the wish is his. */
static bool ask(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish, guint64 *queued,
                gint64 now, GError **error)
{
    GError *trouble = NULL;
    g_autofree char *address = store_wish_address(office->store, wish->row.person, &trouble), *token = token_new();
    gint64 by_address = 0, by_token = 0;
    if (trouble == NULL && store_wish_writer(office->store, reading, &by_address, &by_token, &trouble) &&
        by_address == wish->row.person) {
        g_free(address);
        address = g_strdup(reading->from_address);
    }
    const struct talk_wish talk = {.occasion = wish->row.kind == WISH_ACCESS ? TALK_WISH_ACCESS_ASK : TALK_WISH_WITHDRAW_ASK,
                                   .address = address,
                                   .token = token};
    AUTO(outbox_mail) mail = trouble == NULL ? write_to(office, reading, &talk, now, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    *queued += mail != NULL;
    return store_record(office->store, id, reading, DISPOSITION_HELD, wish->reason, NULL, now, error) &&
           (mail == NULL || store_wish_add(office->store, &wish->row, token, mail, now, error));
}

/* Sends all that is held. What is too much for a mail stays for staff to send. */
static bool send_data(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                      guint64 *queued, gint64 now, GError **error)
{
    GError *trouble = NULL;
    g_autoptr(GPtrArray) files = flow_wish_files(office, wish->row.person, &trouble);
    const struct talk_wish talk = {.occasion = TALK_WISH_ACCESS, .address = wish->row.address, .files = files};
    AUTO(outbox_mail) mail = files != NULL ? write_to(office, reading, &talk, now, &trouble) : NULL;
    if (trouble != NULL && !g_error_matches(trouble, ERROR_DOMAIN, ERROR_PERMANENT)) {
        g_propagate_error(error, trouble);
        return false;
    }
    if (trouble != NULL)
        log_warning("read", id, "an access request stays for staff: %s", trouble->message);
    g_clear_error(&trouble);
    if (!store_record(office->store, id, reading, DISPOSITION_SET_ASIDE, wish->reason, NULL, now, error) || mail == NULL)
        return mail == NULL;
    (*queued)++;
    return store_queue(office->store, id, mail, now, error) && store_wish_done(office->store, &wish->row, "sent", now, error);
}

static bool suppress(const struct office *office, const struct reading *reading, gint64 now, bool *is_new, GError **error)
{
    gint64 by_address = 0, by_token = 0;
    enum suppression why = SUPPRESSED_NOT;
    if (!store_wish_writer(office->store, reading, &by_address, &by_token, error) ||
        !store_suppressed(office->store, reading->from_address, &why, error) ||
        (*reading->from_address != '\0' &&
         !store_suppress(office->store, reading->from_address, SUPPRESSED_UNSUBSCRIBED, now, error)))
        return false;
    *is_new = why == SUPPRESSED_NOT;
    if (by_token == 0)
        return true;
    GError *trouble = NULL;
    g_autofree char *address = store_wish_address(office->store, by_token, &trouble);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return trouble == NULL && (address == NULL || store_suppress(office->store, address, SUPPRESSED_UNSUBSCRIBED, now, error));
}

static bool unsubscribe(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                        enum disposition *disposition, guint64 *queued, gint64 now, GError **error)
{
    bool is_new = false;
    GError *trouble = NULL;
    if (!suppress(office, reading, now, &is_new, error))
        return false;
    const struct talk_wish talk = {.occasion = TALK_WISH_UNSUBSCRIBED, .address = reading->from_address};
    AUTO(outbox_mail) mail = wish->may_answer && is_new ? write_to(office, reading, &talk, now, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    *queued += mail != NULL;
    const char *reason = NULL;
    *disposition = flow_dispose(reading, &reason);
    return store_record(office->store, id, reading, *disposition, wish->reason, mail, now, error);
}

/* The most protective of what may be meant, and a question: no more mail, and nothing counts until the person has said more. */
static bool stop(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                 enum disposition *disposition, guint64 *queued, gint64 now, GError **error)
{
    bool is_new = false;
    guint count = 0;
    GError *trouble = NULL;
    if (!store_keep_apart(office->store, wish->row.person, &count, error))
        return false;
    if (count == 0)
        return unsubscribe(office, id, reading, wish, disposition, queued, now, error);
    if (!suppress(office, reading, now, &is_new, error))
        return false;
    g_autofree char *token = token_new();
    const struct talk_wish talk = {.occasion = TALK_WISH_STOPPED, .address = reading->from_address, .token = token};
    AUTO(outbox_mail) mail = wish->may_answer ? write_to(office, reading, &talk, now, &trouble) : NULL;
    if (trouble != NULL) {
        g_propagate_error(error, trouble);
        return false;
    }
    *queued += mail != NULL;
    return store_record(office->store, id, reading, DISPOSITION_HELD, wish->reason, NULL, now, error) &&
           (mail == NULL || store_wish_add(office->store, &wish->row, token, mail, now, error));
}

static bool confirmed(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                      guint64 *queued, gint64 now, GError **error)
{
    bool is_in_care = false;
    if (wish->row.kind == WISH_ACCESS)
        return send_data(office, id, reading, wish, queued, now, error);
    if (!store_care_is_open(office->store, wish->row.person, &is_in_care, error))
        return false;
    if (!is_in_care)
        return withdraw(office, wish->row.person, id, reading, wish->at_secs, true, queued, now, error);
    struct wish_row later = wish->row;
    return store_record(office->store, id, reading, DISPOSITION_HELD, wish->reason, NULL, now, error) &&
           store_wish_done(office->store, &wish->row, NULL, now, error) &&
           store_wish_add(office->store, &later, NULL, NULL, now, error);
}

/* The owner of the address has said no: what was kept apart counts again, and needs nobody; where it was another who had asked,
 * somebody should know. */
static bool refused(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                    enum disposition *disposition, gint64 now, GError **error)
{
    bool has_some = false;
    if (!flow_count_again(office, wish->row.person, now, &has_some, error))
        return false;
    *disposition = has_some ? DISPOSITION_SET_ASIDE : DISPOSITION_HELD;
    return store_record(office->store, id, reading, *disposition, wish->reason, NULL, now, error) &&
           store_wish_done(office->store, &wish->row, "denied", now, error);
}

bool flow_wish_do(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                  enum disposition *disposition, guint64 *queued, gint64 now_secs, GError **error)
{
    *disposition = DISPOSITION_HELD;
    switch (wish->plan) {
    case PLAN_GONE:
        *disposition = DISPOSITION_SET_ASIDE;
        return store_erase(office->store, id, now_secs, error);
    case PLAN_WITHDRAW:
        *disposition = DISPOSITION_SET_ASIDE;
        return withdraw(office, wish->row.person, id, reading, wish->at_secs, wish->may_answer, queued, now_secs, error);
    case PLAN_ASK:
        return ask(office, id, reading, wish, queued, now_secs, error);
    case PLAN_CONFIRMED:
        *disposition = DISPOSITION_SET_ASIDE;
        return confirmed(office, id, reading, wish, queued, now_secs, error);
    case PLAN_UNSUBSCRIBE:
        return unsubscribe(office, id, reading, wish, disposition, queued, now_secs, error);
    case PLAN_STOP:
        return stop(office, id, reading, wish, disposition, queued, now_secs, error);
    case PLAN_REFUSED:
        return refused(office, id, reading, wish, disposition, now_secs, error);
    case PLAN_HOLD:
    case PLAN_NONE:
    case PLAN_LATER:
        break;
    }
    return store_record(office->store, id, reading, DISPOSITION_HELD, wish->reason, NULL, now_secs, error);
}

/* ---- later */

bool flow_wish_later(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                     gint64 now_secs, GError **error)
{
    bool is_new = false;
    struct wish_row row = {.kind = WISH_WITHDRAW, .person = wish->row.person, .message = id};
    return suppress(office, reading, now_secs, &is_new, error) &&
           store_wish_add(office->store, &row, NULL, NULL, now_secs, error);
}

static bool withdraw_waiting(const struct office *office, const struct wish_row *row, gint64 now, GError **error)
{
    AUTO_JSON json = store_reading(office->store, row->message, error);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, error) : NULL;
    guint64 queued = 0;
    const char *reason = NULL;
    return reading != NULL && withdraw(office, row->person, row->message, reading, now,
                                       talk_may_acknowledge(office->campaign, reading, &reason), &queued, now, error);
}

bool flow_wish_catch_up(const struct office *office, guint *count, gint64 now_secs, GError **error)
{
    if (!store_forget_sent(office->store, count, error))
        return false;
    for (;;) {
        struct wish_row row;
        if (!store_wish_waiting(office->store, &row, error))
            return false;
        if (row.id == 0)
            return true;
        bool ok = withdraw_waiting(office, &row, now_secs, error);
        wish_row_clear(&row);
        (*count)++;
        if (!ok)
            return false;
    }
}
