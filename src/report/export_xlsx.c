/* The answers as a workbook: a sheet of answers with options by their labels, and a codebook. Rows go to the disk as they come,
 * so that memory does not grow with them. Never writes a formula: all is text or a number, whatever it looks like. */
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/error.h"
#include "base/text.h"
#include "report/export_rows.h"
#include "report/page.h"

#define CELL_CHARACTERS 32767 /* that a cell can hold */
#define CUT_MARK " [cut here]"
#define NUMBER_DIGITS 15u /* of a whole number that a cell keeps exactly */
#define WIDTH 18.0

struct workbook {
    struct export_sink sink; /* first */
    lxw_workbook *book;
    lxw_worksheet *sheet;
    lxw_format *bold;
    lxw_row_t row;
    lxw_col_t column;
    lxw_error failure;
};

/* Returns text that the format can hold: UTF-8 of at most so many characters, none that XML forbids. (transfer full) */
static char *cell_text(const char *text)
{
    g_autofree char *clean = page_clean(text), *sound = text_repair(clean, strlen(clean));
    GString *out = g_string_sized_new(strlen(sound));
    glong units = 0; /* of UTF-16, which spreadsheets count */
    for (const char *p = sound; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c == 0xFFFE || c == 0xFFFF)
            continue;
        units += c > 0xFFFF ? 2 : 1;
        if (units > CELL_CHARACTERS - (glong)strlen(CUT_MARK)) {
            g_string_append(out, CUT_MARK);
            break;
        }
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

static void put_cell(struct export_sink *sink, const char *text, bool is_number)
{
    struct workbook *workbook = (struct workbook *)sink;
    lxw_format *format = workbook->row == 0 ? workbook->bold : NULL;
    lxw_col_t column = workbook->column++;
    lxw_error failure = LXW_NO_ERROR;
    if (*text == '\0')
        return;
    if (is_number && strlen(text) <= NUMBER_DIGITS) {
        failure = worksheet_write_number(workbook->sheet, workbook->row, column, g_ascii_strtod(text, NULL), format);
    } else {
        g_autofree char *sound = cell_text(text);
        failure = worksheet_write_string(workbook->sheet, workbook->row, column, sound, format);
    }
    if (workbook->failure == LXW_NO_ERROR)
        workbook->failure = failure;
}

static bool end_row(struct export_sink *sink)
{
    struct workbook *workbook = (struct workbook *)sink;
    workbook->row++;
    workbook->column = 0;
    return workbook->failure == LXW_NO_ERROR;
}

static void begin_sheet(struct workbook *workbook, const char *name, lxw_col_t columns)
{
    workbook->sheet = workbook_add_worksheet(workbook->book, name);
    workbook->row = 0;
    workbook->column = 0;
    worksheet_set_column(workbook->sheet, 0, columns, WIDTH, NULL);
    worksheet_freeze_panes(workbook->sheet, 1, 1);
}

/* ---- the codebook: a row for each question, and for each of its options */

static void put_row(struct workbook *workbook, const char *const *cells, guint count)
{
    for (guint i = 0; i < count; i++)
        put_cell(&workbook->sink, cells[i] != NULL ? cells[i] : "", false);
    end_row(&workbook->sink);
}

static void put_question(struct workbook *workbook, const struct question *question)
{
    g_autofree char *number = g_strdup_printf("%u", question->number);
    const char *const cells[] = {question->id, number, question->type, question->ask};
    put_row(workbook, cells, G_N_ELEMENTS(cells));
    for (guint i = 0; question->options != NULL && i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        const char *const row[] = {question->id, "", "", "", option->id, option->label};
        put_row(workbook, row, G_N_ELEMENTS(row));
    }
}

static void put_codebook(struct workbook *workbook, const struct survey *survey, const struct export_options *options)
{
    static const char *const names[] = {"question", "number", "type", "asked", "option", "label"};
    begin_sheet(workbook, "codebook", G_N_ELEMENTS(names));
    put_row(workbook, names, G_N_ELEMENTS(names));
    for (guint i = 0; i < survey->questions->len; i++)
        if (!export_leaves_out(survey->questions->pdata[i], options))
            put_question(workbook, survey->questions->pdata[i]);
}

/* ---- the file */

static bool set_failure(lxw_error failure, GError **error)
{
    if (failure == LXW_NO_ERROR)
        return true;
    g_set_error(error, ERROR_DOMAIN, failure == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE ? ERROR_PERMANENT : ERROR_TEMPORARY,
                "cannot make the workbook: %s", lxw_strerror(failure));
    return false;
}

static bool fill(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                 const char *path, char *folder, GError **error)
{
    lxw_workbook_options how = {.constant_memory = LXW_TRUE, .tmpdir = folder};
    struct workbook workbook = {.sink = {.cell = put_cell, .end_row = end_row, .with_labels = true},
                                .book = workbook_new_opt(path, &how)};
    if (workbook.book == NULL)
        return set_failure(LXW_ERROR_MEMORY_MALLOC_FAILED, error);
    workbook.bold = workbook_add_format(workbook.book);
    format_set_bold(workbook.bold);
    begin_sheet(&workbook, "answers", (lxw_col_t)survey->questions->len + 2);
    bool ok = export_rows(request, survey, options, &workbook.sink, error);
    put_codebook(&workbook, survey, options);
    lxw_error closed = workbook_close(workbook.book);
    return ok && set_failure(workbook.failure != LXW_NO_ERROR ? workbook.failure : closed, error);
}

/* The library writes to a path only: it gets one in a folder that nobody else may enter. */
static bool xlsx_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                       FILE *out, GError **error)
{
    g_autofree char *folder = g_dir_make_tmp("hearback-XXXXXX", error);
    if (folder == NULL)
        return false;
    g_autofree char *path = g_build_filename(folder, "answers.xlsx", NULL);
    bool ok = fill(request, survey, options, path, folder, error) && export_copy(path, out, error);
    g_unlink(path);
    g_rmdir(folder);
    return ok;
}

const struct export_format export_xlsx = {.name = "xlsx",
                                          .type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                          .summary = "a workbook: one row a person, options by their labels, and a codebook",
                                          .write = xlsx_write};
