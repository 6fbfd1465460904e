/* The answers as a file of Stata 14 and later (.dta). Missing values are .a to .f, with their reasons as labels. */
#include "report/export_readstat.h"

#define DAYS_1960_TO_1970 3653
#define FORMAT_VERSION 118 /* Stata 14: UTF-8 */
#define LABEL_BYTES 80     /* Stata counts characters: these are never more */
#define VALUE_LABEL_BYTES 32000
#define FILE_LABEL_BYTES 80
#define FIXED_BYTES 2045                /* of a str#; longer texts are a strL */
#define TEXT_BYTES ((gsize)1024 * 1024) /* so that one letter cannot fill the memory */

static readstat_error_t begin(readstat_writer_t *writer, void *data, long rows)
{
    readstat_writer_set_file_format_version(writer, FORMAT_VERSION);
    return readstat_begin_writing_dta(writer, data, rows);
}

static const struct readstat_kind kind = {.day_format = "%td",
                                          .day_offset_days = DAYS_1960_TO_1970,
                                          .has_tags = true,
                                          .label_bytes = LABEL_BYTES,
                                          .value_label_bytes = VALUE_LABEL_BYTES,
                                          .file_label_bytes = FILE_LABEL_BYTES,
                                          .text_bytes = TEXT_BYTES,
                                          .fixed_bytes = FIXED_BYTES,
                                          .begin = begin};

static bool dta_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                      FILE *out, GError **error)
{
    return export_readstat(&kind, request, survey, options, out, error);
}

const struct export_format export_dta = {.name = "dta",
                                         .type = "application/x-stata-dta",
                                         .summary = "Stata: with labels, and missing values by their reasons",
                                         .write = dta_write};
