/* Making a file of answers: recorded before anything of it is written, with everybody who is in it. */
#pragma once
#include "report/report.h"

struct export_order {
    const struct export_format *format;
    const struct survey *survey;
    struct export_options options; /* id is set here */
    const char *who;               /* makes it */
    const char *recipient;         /* (nullable) whom it is for; NULL: the team itself */
    bool is_draft;                 /* where it fails, nothing of it gets out */
};

/* Writes the file into out. Returns its manifest (transfer full): {"export", "made", "by", "for" (null: the team), "campaign",
 * "survey", "title", "format", "words": "as written", "redacted" or "none", "private", "excel", "small_cells" (null: all
 * shown), "people", "not_shared", "size_bytes", "sha256", "hearback"}; NULL and an error. The caller has no transaction that it
 * could undo without telling. */
json_t *export_make(const struct report_request *request, struct export_order *order, FILE *out, GError **error);

/* Returns the exports that there were, as JSON: [{"export", "made", "by", "for", "survey", "format", "words", "people",
 * "size_bytes", "sha256"}]; sha256 is null where one did not come to its end. (transfer full) */
json_t *export_list(const struct report_request *request, GError **error);

/* Prints them. */
void export_print_list(const json_t *list, FILE *out);
