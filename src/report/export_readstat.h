/* Files of statistics programs; private to report/. */
#pragma once
#include <readstat.h>

#include "report/export_columns.h"

/* What differs between the formats. */
struct readstat_kind {
    const char *day_format, *number_format; /* number_format: (nullable) */
    gint64 day_offset_days, day_unit_secs;  /* a day is (days since 1970 + offset) times unit (0: 1) */
    bool has_tags;                          /* missing values are letters (.a, .b); else numbers that are declared missing */
    gsize label_bytes, value_label_bytes, file_label_bytes; /* at most */
    gsize text_bytes;                                       /* a text at most; more is cut, with a mark */
    gsize fixed_bytes;                                      /* texts of columns with longer ones are kept apart from the rows */
    readstat_error_t (*begin)(readstat_writer_t *writer, void *data, long rows);
};

/* Writes an export in the format of kind. As export_format.write does. */
bool export_readstat(const struct readstat_kind *kind, const struct report_request *request, const struct survey *survey,
                     const struct export_options *options, FILE *out, GError **error);
