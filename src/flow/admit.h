/* Whose reply is it, and does it count? By the mode of the survey, its end, and what we know of the writer. */
#pragma once
#include "flow/flow.h"
#include "store/store_ask.h"

/* Reasons why a reply is kept apart: `hearback status` counts by them. */
#define REASON_CLOSED "closed"
#define REASON_NOT_INVITED "not invited"
#define REASON_NOT_CONFIRMED "not confirmed"

struct admission {
    enum disposition disposition;
    const char *reason; /* static */
    struct standing standing;
    bool is_in_care;        /* somebody looks after the writer: no questions, no figures */
    bool is_late;           /* it came after the end of the survey */
    bool is_uninvited;      /* only those whom we have written to may answer */
    bool is_unconfirmed;    /* nobody knows yet whether it was the owner of the address who wrote */
    bool asks_confirmation; /* that shall be asked now */
    bool confirms;          /* it says yes to that */
    bool denies;            /* or no */
};

/* Decides what becomes of message id by its reading and its writer. False and an error where the database fails. */
bool flow_admit(const struct office *office, gint64 id, const struct reading *reading, struct admission *admission,
                GError **error);

/* Takes note that the one who was asked with token said yes: what was kept apart for that counts now. *first: the first of
 * these messages, 0 where there is none. */
bool flow_confirm(const struct office *office, const char *token, gint64 now_secs, gint64 *first, GError **error);

/* Settles anew what was kept apart until person has said whether it shall be removed. *has_some: there
 * was something. */
bool flow_count_again(const struct office *office, gint64 person, gint64 now_secs, bool *has_some, GError **error);

/* Settles anew what came after the end of survey, which is open again. *count: how many messages count now. */
bool flow_count_late(const struct office *office, const struct survey *survey, gint64 now_secs, guint64 *count, GError **error);
