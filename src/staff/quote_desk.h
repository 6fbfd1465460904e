/* Quotes as staff handle them: looked at, decided, changed; by mail and at the terminal with the same code. */
#pragma once
#include <stdio.h>

#include "staff/staff.h"

/* Returns the quotes in state (nullable: all), or the one with id where it is not 0, as quote_figures makes them, of all
 * surveys. (transfer full), NULL and an error */
json_t *quotes_collect(const struct staff_desk *desk, gint64 id, const char *state, GError **error);

/* Prints one of them: what its writer said about consent, and a warning where few others are alike, go with it. */
void quotes_print(const json_t *quote, FILE *out);

/* Prints quote id with its original and where it stands or stood; out NULL: puts it into *json (transfer full) instead. Where a
 * quote is outlives the quote. ERROR_PERMANENT where there never was one. */
bool quotes_show(const struct staff_desk *desk, gint64 id, FILE *out, json_t **json, GError **error);

/* Returns the NULL-terminated verbs of quotes_act. (static) */
const char *const *quotes_verbs(void);

/* Does verb to quote id: "approve" (whoever wants to see the words first is asked by mail), "reject", "withdraw", "agreed" (the
 * writer has said yes elsewhere), "redact" (words: what shall stand there instead), "change" (words: "OLD = NEW", a part of
 * it). ERROR_PERMANENT and what is wrong where it cannot be. */
bool quotes_act(const struct staff_desk *desk, const char *verb, gint64 id, const char *words, GError **error);
