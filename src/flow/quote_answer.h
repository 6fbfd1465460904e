/* What people answer who were asked whether their words may be published. */
#pragma once
#include "flow/flow.h"
#include "store/store_quote.h"

struct quote_answer {
    bool is_one;                  /* the message is to be recorded by flow_quote_do */
    bool is_clear;                /* a yes or a no, of the person, to the words as they are now: decision is taken */
    enum quote_decision decision; /* what it says */
    struct quote_ask ask;
};

/* Decides whether reading answers a mail that asked. What is not clear is one only where may_be_unclear. Clear answer with
 * quote_ask_clear(&answer->ask), whatever it returns. */
bool flow_quote_meet(const struct office *office, const struct reading *reading, bool may_be_unclear,
                     struct quote_answer *answer, GError **error);

/* Records message id, which is one, and does what it says; what is not clear waits for a human. *disposition: what became of
 * the message. */
bool flow_quote_do(const struct office *office, gint64 id, struct reading *reading, const struct quote_answer *answer,
                   enum disposition *disposition, gint64 now_secs, GError **error);
