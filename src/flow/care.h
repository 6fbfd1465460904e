/* Looking after people in distress: who is told of a case, and what contacts write back. */
#pragma once
#include "flow/flow.h"
#include "store/store_care.h"

/* Tells a contact of each case of which one is to be told by now. Adds the mails to *queued. */
bool flow_care_tell(const struct office *office, gint64 now_secs, guint64 *queued, GError **error);

/* What a message has to do with a case. */
struct care_reply {
    struct care_token token;      /* token.care_case: 0 where it has nothing to do with any */
    enum disposition disposition; /* where it is an answer of a contact, or of somebody else to a contact's mail */
    const char *reason;           /* (static) */
    enum care_command command;
    bool is_contact; /* who wrote may say something about the case */
};

/* Looks whether reading answers a mail about a case. Such a reading is staff's from here on: nothing of it is an answer. Free
 * reply->token.contact. */
bool flow_care_meet(const struct office *office, struct reading *reading, struct care_reply *reply, GError **error);

/* Does what the contact wrote; the message is recorded by now. */
bool flow_care_obey(const struct office *office, const struct reading *reading, const struct care_reply *reply, gint64 now_secs,
                    guint64 *queued, GError **error);
