/* The answers as CSV (RFC 4180). Never writes a cell that a spreadsheet would take for a formula, where it is for one. */
#include <string.h>

#include "report/export_rows.h"
#include "report/page.h"

#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

struct csv {
    struct export_sink sink; /* first */
    const struct export_options *options;
    FILE *out;
    bool begun; /* the row has a cell already */
};

/* ---- cells */

/* Whether a spreadsheet would take text for a formula. The wide forms are treated as the narrow ones by some. */
static bool looks_like_formula(const char *text)
{
    static const char *const starts[] = {"=", "+", "-", "@", "\t", "\r", "\n", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    char *end = NULL;
    g_ascii_strtod(text, &end);
    if (*text != '\0' && end != text && *end == '\0')
        return false; /* a number, as "-3" */
    for (guint i = 0; i < G_N_ELEMENTS(starts); i++)
        if (g_str_has_prefix(text, starts[i]))
            return true;
    return false;
}

static void put_cell(struct export_sink *sink, const char *text, bool is_number)
{
    struct csv *csv = (struct csv *)sink;
    (void)is_number;
    g_autofree char *clean = page_clean(text);
    bool escaped = csv->options->excel && looks_like_formula(text);
    bool quoted = strpbrk(clean, ",\"\r\n") != NULL || *clean == ' ';
    if (csv->begun)
        putc(',', csv->out);
    csv->begun = true;
    if (quoted)
        putc('"', csv->out);
    if (escaped)
        putc('\'', csv->out);
    for (const char *p = clean; *p != '\0'; p++) {
        if (*p == '"')
            putc('"', csv->out);
        putc(*p, csv->out);
    }
    if (quoted)
        putc('"', csv->out);
}

static bool end_row(struct export_sink *sink)
{
    struct csv *csv = (struct csv *)sink;
    fputs("\r\n", csv->out);
    csv->begun = false;
    return ferror(csv->out) == 0;
}

static bool csv_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                      FILE *out, GError **error)
{
    struct csv csv = {.sink = {.cell = put_cell, .end_row = end_row}, .options = options, .out = out};
    if (options->excel)
        fputs(BYTE_ORDER_MARK, out);
    return export_rows(request, survey, options, &csv.sink, error);
}

const struct export_format export_csv = {
    .name = "csv", .type = "text/csv", .summary = "one row a person, one column a question (RFC 4180)", .write = csv_write};
