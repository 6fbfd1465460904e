/* A plain YES or NO to a quote is taken as it stands; whatever says more, comes from elsewhere, or is about words that have
 * been changed since, waits for a human. Publishes nothing: a human has approved these words before they were asked about. */
#include "flow/quote_answer.h"

#include "base/log.h"
#include "store/store_wish.h"

static bool may_answer(const struct reading *reading)
{
    return reading->kind == KIND_REPLY || reading->kind == KIND_QUESTION || reading->kind == KIND_WITHDRAW ||
           reading->kind == KIND_UNSUBSCRIBE;
}

/* Puts into answer what the words decide. A no takes an earlier yes back. */
static void weigh(const struct office *office, const struct reading *reading, struct quote_answer *answer)
{
    const struct quote_ask *ask = &answer->ask;
    enum confirmation said = people_rules_quote(office->knowledge->people, reading->text);
    bool is_owner = campaign_is_same_address(ask->address, reading->from_address);
    bool is_yes = said == CONFIRMATION_YES && ask->is_waiting && ask->is_current;
    bool is_no = said == CONFIRMATION_NO && (ask->is_waiting || ask->is_approved);
    answer->is_clear = is_owner && reading->care == CARE_NONE && (is_yes || is_no);
    answer->decision = is_yes ? QUOTE_AGREE : ask->is_approved ? QUOTE_WITHDRAW : QUOTE_REJECT;
}

bool flow_quote_meet(const struct office *office, const struct reading *reading, bool may_be_unclear,
                     struct quote_answer *answer, GError **error)
{
    *answer = (struct quote_answer){0};
    if (!may_answer(reading) || reading->token == NULL)
        return true;
    if (!store_quote_asked(office->store, reading->token, &answer->ask, error))
        return false;
    if (answer->ask.id == 0)
        return true;
    weigh(office, reading, answer);
    answer->is_one = answer->is_clear || may_be_unclear;
    return true;
}

bool flow_quote_do(const struct office *office, gint64 id, struct reading *reading, const struct quote_answer *answer,
                   enum disposition *disposition, gint64 now_secs, GError **error)
{
    *disposition = answer->is_clear ? DISPOSITION_SET_ASIDE : DISPOSITION_HELD;
    if (answer->is_clear) {
        g_ptr_array_set_size(reading->review, 0);
        log_info("read", id, "a yes or no to a quote");
        return store_record(office->store, id, reading, *disposition, REASON_QUOTE_ANSWERED, NULL, now_secs, error) &&
               store_quote_answered(office->store, &answer->ask, answer->decision, id, now_secs, error);
    }
    g_ptr_array_add(reading->review,
                    g_strdup_printf("quote %" G_GINT64_FORMAT ": its writer has answered, and not with a plain yes or no",
                                    answer->ask.quote));
    log_info("read", id, "an answer about a quote waits for a human");
    return store_record(office->store, id, reading, *disposition, REASON_QUOTE_ANSWER_UNCLEAR, NULL, now_secs, error);
}
