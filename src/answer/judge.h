/* Which of the values named in an answer is meant, if a careful person could tell. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/said.h"

struct judge_manner {
    bool estimates;      /* "maybe four months": a figure that is an estimate anyway */
    bool strict;         /* consent: no doubt at all is borne */
    const char *nothing; /* the reason where no value is named: "no option is named" */
};

/* Finds the mention that counts. Fills in *value but its json: state (ANSWER_RECORDED or ANSWER_UNCLEAR), certainty, reason,
 * comment, consumed. Returns the mention (transfer none), or NULL where unclear. said_split has been called. */
const struct mention *judge(const struct said *said, const struct judge_manner *manner, struct value *value);

/* Makes *value unclear. why: in plain words (transfer none). */
void judge_unclear(const struct said *said, const char *why, struct value *value);
