/* What becomes of a message, by its reading: recorded, held for a person, or set aside. Never looks at the message itself. */
#include <string.h>

#include "flow/flow.h"

/* Reasons are keys: `hearback status` counts by them. The name of a kind stands for itself. */
#define REASON_ANSWERS "answers"
#define REASON_CARE "care"
#define REASON_ATTACHMENT "attachment"
#define REASON_UNCLEAR "unclear"
#define REASON_NOT_UNDERSTOOD "not understood"
#define REASON_COMPLAINT "complaint"
#define REASON_FORGED "sender not proven"
#define REVIEW_ATTACHMENT "attachment"

static bool has_answer(const struct reading *reading, enum answer_state state)
{
    for (guint i = 0; i < reading->answers->len; i++)
        if (((const struct read_answer *)reading->answers->pdata[i])->state == state)
            return true;
    return false;
}

static bool asks_to_review(const struct reading *reading, const char *what)
{
    for (guint i = 0; i < reading->review->len; i++)
        if (g_str_has_prefix(reading->review->pdata[i], what))
            return true;
    return false;
}

/* Why a reply from which nothing can be recorded waits for a person. */
static const char *why_held(const struct reading *reading)
{
    if (has_answer(reading, ANSWER_UNCLEAR))
        return REASON_UNCLEAR;
    return asks_to_review(reading, REVIEW_ATTACHMENT) ? REASON_ATTACHMENT : REASON_NOT_UNDERSTOOD;
}

/* Machines' mail and empty mail need nobody, unless there are words of distress or a file in them. */
static enum disposition dispose_without_words(const struct reading *reading, const char **reason)
{
    bool needs_care = reading->care != CARE_NONE;
    bool needs_look = reading->kind == KIND_EMPTY && asks_to_review(reading, REVIEW_ATTACHMENT);
    bool is_challenge = asks_to_review(reading, REVIEW_CHALLENGE);
    *reason = needs_care                            ? REASON_CARE
              : needs_look                          ? REASON_ATTACHMENT
              : is_challenge                        ? REVIEW_CHALLENGE
              : reading->bounce == BOUNCE_COMPLAINT ? REASON_COMPLAINT
                                                    : kind_name(reading->kind);
    return needs_care || needs_look || is_challenge ? DISPOSITION_HELD : DISPOSITION_SET_ASIDE;
}

/* A mail that our own server says is not from its sender counts for nobody before a person has looked at it. */
static bool is_kept_from_counting(const struct reading *reading)
{
    bool is_machines = reading->kind == KIND_AUTO_REPLY || reading->kind == KIND_BOUNCE || reading->kind == KIND_SPAM;
    return reading->is_forged && !is_machines && reading->kind != KIND_EMPTY;
}

enum disposition flow_dispose(const struct reading *reading, const char **reason)
{
    if (is_kept_from_counting(reading)) {
        *reason = REASON_FORGED;
        return DISPOSITION_HELD;
    }
    switch (reading->kind) {
    case KIND_AUTO_REPLY:
    case KIND_BOUNCE:
    case KIND_SPAM:
    case KIND_EMPTY:
        return dispose_without_words(reading, reason);
    case KIND_UNSUBSCRIBE: /* who says nothing else needs nobody: it is done by machine */
        *reason = kind_name(reading->kind);
        return reading->review->len == 0 && reading->answers->len == 0 && reading->care == CARE_NONE ? DISPOSITION_SET_ASIDE
                                                                                                     : DISPOSITION_HELD;
    case KIND_WITHDRAW:
    case KIND_ACCESS:
    case KIND_QUESTION:
    case KIND_STAFF:
        *reason = kind_name(reading->kind);
        return DISPOSITION_HELD;
    case KIND_REPLY:
        break;
    }
    bool is_recorded = has_answer(reading, ANSWER_RECORDED);
    *reason = is_recorded ? REASON_ANSWERS : why_held(reading);
    return is_recorded ? DISPOSITION_RECORDED : DISPOSITION_HELD;
}
