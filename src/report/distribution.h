/* How the answers to a question are distributed: values counted into bars; private to report/. */
#pragma once
#include <glib.h>
#include <jansson.h>

#include "survey/survey.h"

struct counted {
    json_t *value; /* owned */
    gint64 count;
};

/* Returns the bars of question for values (struct counted): [{"label", "count"}], in the order in which people read them; NULL
 * where the type has none. (transfer full) */
json_t *distribution_bars(const struct question *question, const GArray *values);

/* Returns the mean of values as JSON, NULL where the type has none or there are no values. (transfer full) */
json_t *distribution_mean(const struct question *question, const GArray *values);
