/* Quotes: passages that are proposed for publication, and how many people somebody could be looked for among. */
#pragma once
#include "answer/redact.h"
#include "report/report.h"
#include "store/store_quote.h"

#define SMALL_CELL 10 /* fewer people than so many who share something could be found by it */

/* What a survey says about quoting; free it with quotes_where_clear. */
struct quotes_where {
    const struct survey *survey;
    struct quotable_question quotable;
    GPtrArray *texts;
};

/* Fills *where from survey. Returns false where the survey does not ask for consent. */
bool quotes_where(const struct survey *survey, struct quotes_where *where);
void quotes_where_clear(struct quotes_where *where);

/* Returns text in passages: of whole sentences, not cut within a span of redaction. (transfer full): GArray of struct passage
 */
struct passage {
    guint start, end; /* bytes */
};
GArray *quotes_passages(const char *text, const GPtrArray *spans);

/* Adds a proposal for each passage that may be quoted and is none yet, the same person with the same word throughout. Puts into
 * *count how many. One transaction. */
bool quotes_propose(const struct report_request *request, const struct quotes_where *where, const struct redact_rules *rules,
                    const char *who, guint *count, GError **error);

/* What is known of the people whose words are quoted: their answers to the questions that are context. */
struct context;

/* Returns it. (transfer full), NULL and an error of the store */
struct context *context_new(const struct report_request *request, const struct survey *survey, GError **error);
void context_free(struct context *context);
DEFINE_AUTO(context)

/* Returns how many people share all that person pseudonym answered to the questions of context; 0: nothing was answered. */
guint context_cell(const struct context *context, const char *pseudonym);

/* Returns as much of it, in the order of the survey, as SMALL_CELL people share: "primary · Good". Months never.
 * (transfer full) */
char *context_shown(const struct context *context, const char *pseudonym);

/* Returns quote as JSON: id, message, person_id, survey, person, question, state, who, at, asks_first, agreed,
 * may_be_published, is_published, original, words, people (context_cell). (transfer full) */
json_t *quote_figures(const struct store_quote *quote, const struct context *context);
