/* What people wish for themselves: to take everything back, to see what we hold, to be left in peace. */
#pragma once
#include "flow/flow.h"
#include "store/store_wish.h"

enum wish_plan {
    PLAN_NONE,        /* the message goes the way of all others */
    PLAN_LATER,       /* so, but its writer wants everything back once somebody has looked after him */
    PLAN_GONE,        /* its writer had withdrawn before: nothing of it is kept */
    PLAN_WITHDRAW,    /* everything is removed */
    PLAN_ASK,         /* the owner of the address is asked */
    PLAN_CONFIRMED,   /* and has said yes */
    PLAN_REFUSED,     /* or no */
    PLAN_UNSUBSCRIBE, /* no more mail */
    PLAN_STOP,        /* so, and all is kept apart until it is clear whether it shall be removed */
    PLAN_HOLD         /* a person has to decide */
};

struct wish {
    enum wish_plan plan;
    struct wish_row row; /* PLAN_ASK: what to ask; PLAN_CONFIRMED, PLAN_REFUSED: what was asked */
    gint64 at_secs;      /* place of the message in time */
    const char *reason;  /* of the disposition */
    bool may_answer;
};

/* Decides what reading, of unread, wishes; adds to its review what has a date. Clear wish with wish_row_clear(&wish->row). */
bool flow_wish_meet(const struct office *office, const struct unread *unread, struct reading *reading, struct wish *wish,
                    gint64 now_secs, GError **error);

/* Records the message and does what it wishes; not for PLAN_NONE and PLAN_LATER. *disposition: what became of the message. */
bool flow_wish_do(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                  enum disposition *disposition, guint64 *queued, gint64 now_secs, GError **error);

/* Notes the wish of PLAN_LATER, whose message is recorded by now. */
bool flow_wish_later(const struct office *office, gint64 id, const struct reading *reading, const struct wish *wish,
                     gint64 now_secs, GError **error);

/* Does what waited for a case, and removes last mails that have gone out. *count: how much was done. */
bool flow_wish_catch_up(const struct office *office, guint *count, gint64 now_secs, GError **error);

/* Returns all that is held of person as files of a mail (transfer full): GPtrArray of struct outgoing_file *; NULL and an
 * error, ERROR_PERMANENT where it is too much for a mail. */
GPtrArray *flow_wish_files(const struct office *office, gint64 person, GError **error);
