/* Answers of single people that do not leave the team, because too few have given them; private to report/. */
#pragma once
#include "report/report.h"

struct withheld;

/* Finds them among the answers that an export with options is of, by small_cells_hide. Returns them (transfer full), or NULL
 * and an error of the store. */
struct withheld *withheld_new(const struct report_request *request, const struct survey *survey,
                              const struct export_options *options, GError **error);
void withheld_free(struct withheld *withheld);
DEFINE_AUTO(withheld)

/* Returns whether value (of a question that takes several: the id of one option, as JSON) is among them. withheld: (nullable)
 */
bool withheld_has(const struct withheld *withheld, const struct question *question, const json_t *value);
