/* What the commands that show something share: the campaign opened, and the figures of one moment on standard output. */
#pragma once
#include "flow/flow.h"
#include "report/report.h"

#define REPORTING_ITEMS 20u /* entries of a list, unless --all is given */

struct reporting {
    struct office *office;
    struct report_request request;
};

/* Opens the campaign in dir (nullable: as command_campaign_dir finds it). Free it with reporting_close, whatever it returns. */
bool reporting_open(struct reporting *reporting, const char *dir, GError **error);
void reporting_close(struct reporting *reporting);

/* Prints figures as JSON. */
void reporting_print_json(const json_t *figures);

/* Returns whether all that was printed has reached standard output; an error in words else. */
bool reporting_was_printed(GError **error);
