/* What the templates of the digest and of the report page are filled with; private to report/. */
#pragma once
#include "report/report.h"
#include "survey/campaign.h"

/* Takes all words out of what waits because somebody should look after its writer, in place. */
void digest_without_care(json_t *figures);

/* Takes out of figures of a digest what does not leave the team, in place. */
void digest_mask(json_t *figures, gint64 small_cells);

/* Returns the data (transfer full). In it, each question with bars has "picture": the name of its chart, "source": "cid:NAME"
 * with a domain, empty here, and "alt". */
json_t *digest_data(const json_t *figures, const struct report_request *request, const struct campaign *campaign);

/* Returns one survey for the partial `answers` (transfer full). */
json_t *digest_survey_data(const json_t *answers);

/* Returns data with every name, each list with an entry, to check templates with. (transfer full) */
json_t *digest_sample_data(void);

/* Printing in parts, for the text twin (report_digest.c). */
void digest_print_news(const json_t *figures, const struct report_request *request, FILE *out);
void digest_print_texts(const json_t *figures, FILE *out);
