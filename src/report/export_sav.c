/* The answers as a file of SPSS (.sav). Never writes a text longer than SPSS can hold: it is cut, and says so. */
#include "report/export_readstat.h"

#define DAYS_1582_TO_1970 141428 /* SPSS counts seconds since 14 October 1582 */
#define DAY_SECS 86400
#define LABEL_BYTES 255
#define VALUE_LABEL_BYTES 120
#define FILE_LABEL_BYTES 64
#define TEXT_BYTES 32767

static readstat_error_t begin(readstat_writer_t *writer, void *data, long rows)
{
    readstat_writer_set_compression(writer, READSTAT_COMPRESS_ROWS);
    return readstat_begin_writing_sav(writer, data, rows);
}

static const struct readstat_kind kind = {.day_format = "EDATE10",
                                          .number_format = "F8.0",
                                          .day_offset_days = DAYS_1582_TO_1970,
                                          .day_unit_secs = DAY_SECS,
                                          .label_bytes = LABEL_BYTES,
                                          .value_label_bytes = VALUE_LABEL_BYTES,
                                          .file_label_bytes = FILE_LABEL_BYTES,
                                          .text_bytes = TEXT_BYTES,
                                          .fixed_bytes = TEXT_BYTES,
                                          .begin = begin};

static bool sav_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                      FILE *out, GError **error)
{
    return export_readstat(&kind, request, survey, options, out, error);
}

const struct export_format export_sav = {.name = "sav",
                                         .type = "application/x-spss-sav",
                                         .summary = "SPSS: with labels, and missing values by their reasons",
                                         .write = sav_write};
