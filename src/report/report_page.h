/* The figures of a campaign for a period, with cross-tables: on a terminal, as JSON, and as one HTML page that needs no other
 * file. */
#pragma once
#include "report/report.h"
#include "report/themes.h"
#include "survey/campaign.h"

struct report_options {
    const struct survey *survey;          /* (nullable) that one alone */
    const char *cross_row, *cross_column; /* (nullable) questions that are crossed */
    const struct theme_rules *themes;     /* (nullable) count themes, too */
    gint64 least;                         /* > 0: it leaves the team, counts of fewer people are hidden */
};

/* Returns the figures of request->period: {"campaign", "time", "since", "until", "surveys", "themes", "cross"}. (transfer
 * full), NULL and an error. */
json_t *report_collect(const struct report_request *request, const struct report_options *options, GError **error);

/* Prints them. */
void report_print(const json_t *figures, const struct report_request *request, FILE *out);

/* Returns them as an HTML page made of templates/report.html (transfer full), NULL and an error: a wrong template. */
char *report_html(const json_t *figures, const struct campaign *campaign, GError **error);
