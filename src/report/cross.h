/* How the answers to two questions go together. */
#pragma once
#include "report/report.h"

/* Returns the cross-table of the questions row and column of survey: {"row", "row_ask", "column", "column_ask", "columns":
 * [label], "lines": [{"label", "counts": [...], "total"}], "totals": [...], "people"}; counts that are hidden (least > 0: small
 * ones, with those that would tell them) are null. (transfer full), NULL and ERROR_PERMANENT where a question is not there or
 * has neither options of which one is chosen nor a scale. */
json_t *cross_collect(const struct report_request *request, const struct survey *survey, const char *row, const char *column,
                      gint64 least, GError **error);

/* Prints it. */
void cross_print(const json_t *cross, const struct report_request *request, FILE *out);
