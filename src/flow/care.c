/* Cases of care: telling contacts one after the other until somebody has taken it, and doing what they write back. A contact's
 * mail counts only with the token of a mail that went to that very address. */
#include "flow/care.h"

#include <string.h>

#include "base/log.h"
#include "base/token.h"
#include "store/store_staff.h"
#include "talk/talk.h"

#define NOBODY_SECS 3600 /* where there is no contact, it is looked again */
#define WORDS_MOST 2000u /* characters of an outcome */

/* ---- whom to tell, and when */

static bool takes(const struct care_contact *contact, guint level)
{
    return level >= CARE_URGENT ? contact->takes_urgent : contact->takes_care;
}

/* Returns the contact who is next after so many alerts, NULL where there is none. (transfer none) */
static const struct care_contact *next_contact(const struct campaign *campaign, guint level, guint alerts)
{
    const GPtrArray *contacts = campaign->care.contacts;
    guint able = 0, seen = 0;
    for (guint i = 0; i < contacts->len; i++)
        able += takes(contacts->pdata[i], level);
    for (guint i = 0; able > 0 && i < contacts->len; i++)
        if (takes(contacts->pdata[i], level) && seen++ == alerts % able)
            return contacts->pdata[i];
    return NULL;
}

static const struct care_contact *contact_at(const struct campaign *campaign, const char *address)
{
    for (guint i = 0; address != NULL && i < campaign->care.contacts->len; i++) {
        const struct care_contact *contact = campaign->care.contacts->pdata[i];
        if (campaign_is_same_address(contact->address, address))
            return contact;
    }
    return NULL;
}

static gint64 next_secs(const struct campaign *campaign, guint level, gint64 now_secs)
{
    const struct care_config *care = &campaign->care;
    bool at_rest = calendar_next_open(&care->calendar, now_secs) > now_secs;
    const struct care_times *times = at_rest ? &care->at_rest : &care->by_day;
    return now_secs + (level >= CARE_URGENT ? times->urgent_secs : times->care_secs);
}

/* ---- mails to contacts */

/* Adds what the person wrote in message id to passages. */
static bool add_passage(struct store *store, gint64 id, GPtrArray *passages, GError **error)
{
    AUTO_JSON json = store_reading(store, id, error);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, error) : NULL;
    if (reading == NULL)
        return false;
    g_ptr_array_add(passages, g_strdup(reading->text != NULL && *reading->text != '\0' ? reading->text : reading->subject));
    return true;
}

static GPtrArray *passages_of(struct store *store, gint64 id, GError **error)
{
    g_autoptr(GPtrArray) passages = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) ids = store_care_messages(store, id, error);
    if (ids == NULL)
        return NULL;
    for (guint i = 0; i < ids->len; i++)
        if (!add_passage(store, g_array_index(ids, gint64, i), passages, error))
            return NULL;
    return g_steal_pointer(&passages);
}

/* Where a message is nobody's, its address is the way to the person. */
static bool add_sender(struct store *store, const struct care_case *found, GPtrArray *addresses, GError **error)
{
    if (addresses->len > 0 || found->message == 0)
        return true;
    AUTO_JSON json = store_reading(store, found->message, error);
    AUTO(reading) reading = json != NULL ? reading_from_json(json, error) : NULL;
    if (reading != NULL && *reading->from_address != '\0')
        g_ptr_array_add(addresses, g_strdup(reading->from_address));
    return reading != NULL;
}

/* Queues a mail to contact about case found. */
static bool write_to(const struct office *office, const struct care_case *found, const char *address, const char *name,
                     enum talk_care_occasion occasion, gint64 next, gint64 now, guint64 *queued, GError **error)
{
    g_autofree char *token = token_new();
    g_autoptr(GPtrArray) passages = NULL;
    g_autoptr(GPtrArray) addresses = store_care_addresses(office->store, found, error);
    if (addresses == NULL || !add_sender(office->store, found, addresses, error))
        return false;
    if (occasion == TALK_CARE_WORDS && (passages = passages_of(office->store, found->id, error)) == NULL)
        return false;
    struct talk_care care = {.occasion = occasion,
                             .name = name,
                             .address = address,
                             .token = token,
                             .number = found->id,
                             .opened_secs = found->opened_secs,
                             .next_secs = next,
                             .pseudonym = found->pseudonym,
                             .outcome = found->outcome,
                             .is_urgent = found->level >= CARE_URGENT && occasion <= TALK_CARE_MORE,
                             .is_again = found->alerts > 0,
                             .addresses = addresses,
                             .passages = passages};
    AUTO(outbox_mail) mail = talk_care(office->campaign, &care, now, error);
    *queued += mail != NULL;
    return mail != NULL && store_care_mail(office->store, found->id, token, mail, now, error);
}

/* ---- telling */

static bool tell_next(const struct office *office, const struct care_case *found, gint64 now, guint64 *queued, GError **error)
{
    const struct care_contact *contact = next_contact(office->campaign, found->level, found->alerts);
    if (contact == NULL) {
        log_info("care", found->message, "case %" G_GINT64_FORMAT " waits, but the configuration names no contact", found->id);
        return store_care_alerted(office->store, found->id, now + NOBODY_SECS, error);
    }
    gint64 next = next_secs(office->campaign, found->level, now);
    log_info("care", found->message, "case %" G_GINT64_FORMAT ": contact %u is told", found->id, found->alerts + 1);
    return write_to(office, found, contact->address, contact->name, TALK_CARE_ALERT, next, now, queued, error) &&
           store_care_alerted(office->store, found->id, next, error);
}

/* Whoever has taken the case hears that there is more. */
static bool tell_taker(const struct office *office, const struct care_case *found, gint64 now, guint64 *queued, GError **error)
{
    const struct care_contact *contact = contact_at(office->campaign, found->taken_by);
    if (contact == NULL)
        return tell_next(office, found, now, queued, error);
    return write_to(office, found, contact->address, contact->name, TALK_CARE_MORE, 0, now, queued, error) &&
           store_care_alerted(office->store, found->id, 0, error);
}

bool flow_care_tell(const struct office *office, gint64 now_secs, guint64 *queued, GError **error)
{
    for (;;) {
        gint64 id = 0;
        if (!store_care_due(office->store, now_secs, &id, error))
            return false;
        if (id == 0)
            return true;
        AUTO(care_case) found = store_care_case(office->store, id, error);
        if (found == NULL)
            return false;
        bool ok = found->taken_secs > 0 ? tell_taker(office, found, now_secs, queued, error)
                                        : tell_next(office, found, now_secs, queued, error);
        if (!ok)
            return false;
    }
}

/* ---- what contacts write back */

/* Has reading be staff's: what stands in it is no answer, and asks for nobody to look after its writer. */
static void make_staffs(struct reading *reading)
{
    reading->kind = KIND_STAFF;
    reading->care = CARE_NONE;
    g_ptr_array_set_size(reading->answers, 0);
    g_ptr_array_set_size(reading->review, 0);
}

bool flow_care_meet(const struct office *office, struct reading *reading, struct care_reply *reply, GError **error)
{
    *reply = (struct care_reply){0};
    if (!store_care_token(office->store, reading->token, &reply->token, error))
        return false;
    if (reply->token.care_case == 0)
        return true;
    bool is_machine = reading->kind == KIND_AUTO_REPLY || reading->kind == KIND_BOUNCE;
    reply->is_contact = campaign_is_same_address(reply->token.contact, reading->from_address);
    reply->disposition = is_machine || reply->is_contact ? DISPOSITION_SET_ASIDE : DISPOSITION_HELD;
    reply->reason = is_machine ? kind_name(reading->kind) : reply->is_contact ? REASON_STAFF : REASON_STAFF_NOT_PROVEN;
    reply->command = people_rules_care(office->knowledge->people, reading->text);
    enum mail_kind kind = reading->kind;
    make_staffs(reading);
    if (is_machine)
        reading->kind = kind;
    return true;
}

static bool answer(const struct office *office, const struct care_reply *reply, enum talk_care_occasion occasion, gint64 now,
                   guint64 *queued, GError **error)
{
    const struct care_contact *contact = contact_at(office->campaign, reply->token.contact);
    AUTO(care_case) found = store_care_case(office->store, reply->token.care_case, error);
    if (found == NULL)
        return false;
    if (found->closed_secs > 0)
        occasion = TALK_CARE_CLOSED;
    gint64 next = found->taken_secs == 0 && found->closed_secs == 0 ? found->due_secs : 0;
    return write_to(office, found, reply->token.contact, contact != NULL ? contact->name : NULL, occasion, next, now, queued,
                    error);
}

/* Returns the words of an outcome, without a part of a character at the end. (transfer full) */
static char *outcome_words(const char *text)
{
    g_autofree char *cut = g_utf8_strlen(text, -1) > (glong)WORDS_MOST ? g_utf8_substring(text, 0, WORDS_MOST) : g_strdup(text);
    return g_strdup(g_strstrip(cut));
}

static bool close_case(const struct office *office, const struct reading *reading, const struct care_reply *reply, gint64 now,
                       guint64 *queued, GError **error)
{
    g_autofree char *words = outcome_words(reading->text);
    return store_care_close(office->store, reply->token.care_case, reply->token.contact,
                            reply->command == CARE_DONE ? "done" : "false alarm", words, now, error) &&
           answer(office, reply, TALK_CARE_CLOSED, now, queued, error);
}

bool flow_care_obey(const struct office *office, const struct reading *reading, const struct care_reply *reply, gint64 now_secs,
                    guint64 *queued, GError **error)
{
    gint64 id = reply->token.care_case;
    if (reading->kind != KIND_STAFF)
        return reply->token.is_used || store_care_hurry(office->store, id, now_secs, error); /* the contact is not there */
    if (!reply->is_contact)
        return true;
    AUTO(care_case) found = store_care_case(office->store, id, error);
    if (found == NULL)
        return false;
    if (reply->token.is_used || found->closed_secs > 0)
        return answer(office, reply, TALK_CARE_USED, now_secs, queued, error);
    if (reply->command == CARE_UNCLEAR)
        return answer(office, reply, TALK_CARE_NOT_UNDERSTOOD, now_secs, queued, error);
    if (!store_care_use(office->store, reading->token, now_secs, error))
        return false;
    if (reply->command == CARE_TAKEN)
        return store_care_take(office->store, id, reply->token.contact, now_secs, error) &&
               answer(office, reply, TALK_CARE_TAKEN, now_secs, queued, error);
    if (reply->command == CARE_SHOW)
        return answer(office, reply, TALK_CARE_WORDS, now_secs, queued, error);
    return close_case(office, reading, reply, now_secs, queued, error);
}
