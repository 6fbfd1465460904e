/* The answers for statistics programs, through ReadStat: numbers with labels, and missing values that are declared as such,
 * each with its reason. The rows are gone through twice: to measure texts, then to write them. */
#include "report/export_readstat.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "report/page.h"

#define CUT_MARK " [cut here]"

struct writing {
    const struct readstat_kind *kind;
    const struct export_columns *columns;
    readstat_writer_t *writer;
    readstat_variable_t **variables; /* one for each column */
    gsize *widths;                   /* of texts, in bytes */
    GPtrArray **refs;                /* for each column (nullable): readstat_string_ref_t *, row by row */
    guint row;
    glong rows;
    readstat_error_t failure;
    FILE *out;
};

/* Returns text of at most most bytes, whole characters only, and no others than a text should have; what is cut ends in mark.
 * (transfer full) */
static char *fit(const char *text, gsize most, const char *mark)
{
    g_autofree char *clean = page_clean(text), *sound = text_repair(clean, strlen(clean));
    gsize length = strlen(sound);
    if (length <= most)
        return g_steal_pointer(&sound);
    const char *end = g_utf8_find_prev_char(sound, sound + most - strlen(mark) + 1);
    return g_strdup_printf("%.*s%s", (int)(end != NULL ? end - sound : 0), sound, mark);
}

static const struct export_column *column_at(const struct writing *writing, guint i)
{
    return writing->columns->list->pdata[i];
}

/* ---- measuring */

static bool measure_row(const struct export_cell *cells, void *data)
{
    struct writing *writing = data;
    for (guint i = 0; i < writing->columns->list->len; i++) {
        if (!column_is_text(column_at(writing, i)->kind))
            continue;
        g_autofree char *text = fit(cells[i].text, writing->kind->text_bytes, CUT_MARK);
        writing->widths[i] = MAX(writing->widths[i], strlen(text));
    }
    writing->rows++;
    return true;
}

static bool is_apart(const struct writing *writing, guint i)
{
    return column_is_text(column_at(writing, i)->kind) && writing->widths[i] > writing->kind->fixed_bytes;
}

static bool keep_row(const struct export_cell *cells, void *data)
{
    struct writing *writing = data;
    for (guint i = 0; i < writing->columns->list->len; i++) {
        if (writing->refs[i] == NULL)
            continue;
        g_autofree char *text = fit(cells[i].text, writing->kind->text_bytes, CUT_MARK);
        g_ptr_array_add(writing->refs[i], readstat_add_string_ref(writing->writer, text));
    }
    return true;
}

/* Texts that are kept apart must be known before the first row is written. */
static bool keep_apart(struct writing *writing, GError **error)
{
    bool has_any = false;
    for (guint i = 0; i < writing->columns->list->len; i++)
        if (is_apart(writing, i)) {
            writing->refs[i] = g_ptr_array_new();
            has_any = true;
        }
    return !has_any || export_columns_each(writing->columns, keep_row, writing, error);
}

/* ---- labels */

static bool is_integer(const struct writing *writing) { return writing->kind->has_tags; }

static void label_value(const struct writing *writing, readstat_label_set_t *set, gint64 value, const char *words)
{
    g_autofree char *label = fit(words, writing->kind->value_label_bytes, "");
    if (is_integer(writing))
        readstat_label_int32_value(set, (gint32)value, label);
    else
        readstat_label_double_value(set, (double)value, label);
}

static char tag_of(enum missing missing) { return (char)('a' + missing - 1); }

static void label_missing(const struct writing *writing, readstat_label_set_t *set, const struct export_column *column)
{
    for (enum missing missing = MISSING_NOT + 1; missing < MISSING_COUNT; missing++) {
        if (writing->kind->has_tags)
            readstat_label_tagged_value(set, tag_of(missing), missing_words(missing));
        else
            label_value(writing, set, column_missing_code(column, missing), missing_words(missing));
    }
}

static void label_column(const struct writing *writing, const struct export_column *column, readstat_variable_t *variable)
{
    readstat_label_set_t *set =
        readstat_add_label_set(writing->writer, is_integer(writing) ? READSTAT_TYPE_INT32 : READSTAT_TYPE_DOUBLE, column->name);
    if (column->kind == COLUMN_OPTION) {
        label_value(writing, set, 0, "no");
        label_value(writing, set, 1, "yes");
    } else if (column->kind == COLUMN_WHY) {
        label_value(writing, set, 0, missing_words(MISSING_NOT));
    }
    for (guint i = 0; column->kind == COLUMN_CHOICE && i < column->question->options->len; i++)
        label_value(writing, set, (gint64)i + 1, ((const struct option *)column->question->options->pdata[i])->label);
    label_missing(writing, set, column);
    readstat_variable_set_label_set(variable, set);
    if (!writing->kind->has_tags)
        readstat_variable_add_missing_double_range(variable, (double)column_missing_code(column, MISSING_COUNT - 1),
                                                   (double)column_missing_code(column, MISSING_NOT + 1));
}

/* ---- variables */

static readstat_measure_t measure_of(enum column_kind kind, const struct question *question)
{
    if (kind == COLUMN_DAY)
        return READSTAT_MEASURE_SCALE;
    if (kind == COLUMN_NUMBER)
        return strcmp(question->type, "scale") == 0 ? READSTAT_MEASURE_ORDINAL : READSTAT_MEASURE_SCALE;
    return READSTAT_MEASURE_NOMINAL;
}

static void add_variable(struct writing *writing, guint i)
{
    const struct export_column *column = column_at(writing, i);
    g_autofree char *label = fit(column->label, writing->kind->label_bytes, "...");
    readstat_type_t type = is_apart(writing, i)           ? READSTAT_TYPE_STRING_REF
                           : column_is_text(column->kind) ? READSTAT_TYPE_STRING
                           : is_integer(writing)          ? READSTAT_TYPE_INT32
                                                          : READSTAT_TYPE_DOUBLE;
    gsize width = type == READSTAT_TYPE_STRING ? MAX(writing->widths[i], 1) : 0;
    readstat_variable_t *variable = readstat_add_variable(writing->writer, column->name, type, width);
    readstat_variable_set_label(variable, label);
    readstat_variable_set_measure(variable, measure_of(column->kind, column->question));
    if (column->kind == COLUMN_DAY)
        readstat_variable_set_format(variable, writing->kind->day_format);
    else if (!column_is_text(column->kind))
        label_column(writing, column, variable);
    if (!column_is_text(column->kind) && column->kind != COLUMN_DAY && writing->kind->number_format != NULL)
        readstat_variable_set_format(variable, writing->kind->number_format);
    writing->variables[i] = variable;
}

/* ---- rows */

static readstat_error_t put_number(const struct writing *writing, const readstat_variable_t *variable, gint64 number)
{
    return is_integer(writing)
               ? readstat_insert_int32_value(writing->writer, variable, (gint32)CLAMP(number, G_MININT32, G_MAXINT32))
               : readstat_insert_double_value(writing->writer, variable, (double)number);
}

static readstat_error_t put_missing(const struct writing *writing, const struct export_column *column,
                                    const readstat_variable_t *variable, enum missing missing)
{
    if (column->kind == COLUMN_DAY)
        return readstat_insert_missing_value(writing->writer, variable);
    return writing->kind->has_tags ? readstat_insert_tagged_missing_value(writing->writer, variable, tag_of(missing))
                                   : put_number(writing, variable, column_missing_code(column, missing));
}

static readstat_error_t put_cell(const struct writing *writing, guint i, const struct export_cell *cell)
{
    const struct export_column *column = column_at(writing, i);
    const readstat_variable_t *variable = writing->variables[i];
    if (writing->refs[i] != NULL)
        return readstat_insert_string_ref(writing->writer, variable, writing->refs[i]->pdata[writing->row]);
    if (column_is_text(column->kind)) {
        g_autofree char *text = fit(cell->text, writing->kind->text_bytes, CUT_MARK);
        return readstat_insert_string_value(writing->writer, variable, text);
    }
    if (cell->missing != MISSING_NOT)
        return put_missing(writing, column, variable, cell->missing);
    if (column->kind == COLUMN_DAY)
        return put_number(writing, variable,
                          (cell->number + writing->kind->day_offset_days) * MAX(writing->kind->day_unit_secs, 1));
    return put_number(writing, variable, cell->number);
}

static bool put_row(const struct export_cell *cells, void *data)
{
    struct writing *writing = data;
    writing->failure = readstat_begin_row(writing->writer);
    for (guint i = 0; writing->failure == READSTAT_OK && i < writing->columns->list->len; i++)
        writing->failure = put_cell(writing, i, &cells[i]);
    if (writing->failure == READSTAT_OK)
        writing->failure = readstat_end_row(writing->writer);
    writing->row++;
    return writing->failure == READSTAT_OK;
}

/* ---- the file */

static ssize_t put_bytes(const void *data, size_t length, void *context)
{
    return fwrite(data, 1, length, ((struct writing *)context)->out) == length ? (ssize_t)length : -1;
}

static bool set_failure(readstat_error_t failure, GError **error)
{
    if (failure == READSTAT_OK)
        return true;
    bool is_writing = failure == READSTAT_ERROR_WRITE || failure == READSTAT_ERROR_MALLOC;
    g_set_error(error, ERROR_DOMAIN, is_writing ? ERROR_TEMPORARY : ERROR_PERMANENT, "cannot make the file: %s",
                readstat_error_message(failure));
    return false;
}

static bool write_all(struct writing *writing, const struct report_request *request, const struct survey *survey,
                      GError **error)
{
    g_autofree char *label = fit(survey->title, writing->kind->file_label_bytes, "...");
    if (!export_columns_each(writing->columns, measure_row, writing, error) || !keep_apart(writing, error))
        return false;
    readstat_set_data_writer(writing->writer, put_bytes);
    readstat_writer_set_file_label(writing->writer, label);
    readstat_writer_set_file_timestamp(writing->writer, (time_t)request->now_secs);
    for (guint i = 0; i < writing->columns->list->len; i++)
        add_variable(writing, i);
    if (!set_failure(writing->kind->begin(writing->writer, writing, writing->rows), error) ||
        !export_columns_each(writing->columns, put_row, writing, error) || !set_failure(writing->failure, error))
        return false;
    return set_failure(readstat_end_writing(writing->writer), error);
}

bool export_readstat(const struct readstat_kind *kind, const struct report_request *request, const struct survey *survey,
                     const struct export_options *options, FILE *out, GError **error)
{
    AUTO(export_columns) columns = export_columns_new(request, survey, options, error);
    if (columns == NULL)
        return false;
    guint count = columns->list->len;
    g_autofree readstat_variable_t **variables = g_new0(readstat_variable_t *, count);
    g_autofree gsize *widths = g_new0(gsize, count);
    g_autofree GPtrArray **refs = g_new0(GPtrArray *, count);
    struct writing writing = {.kind = kind,
                              .columns = columns,
                              .writer = readstat_writer_init(),
                              .variables = variables,
                              .widths = widths,
                              .refs = refs,
                              .out = out};
    bool ok = write_all(&writing, request, survey, error);
    readstat_writer_free(writing.writer);
    for (guint i = 0; i < count; i++)
        g_clear_pointer(&refs[i], g_ptr_array_unref);
    return ok;
}
