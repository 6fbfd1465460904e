/* The description of the data as DDI Codebook 2.5, the XML that archives ask for: every variable of the .sav and .dta files
 * with its question, values, missing values and counts. Holds no answer of anybody. */
#include <string.h>

#include "report/export_columns.h"
#include "report/export_xml.h"
#include "store/store_export.h"

#define NAMESPACE "ddi:codebook:2_5"
#define SCHEMA "https://ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd"
#define FILE_ID "F1"

struct writing {
    const struct export_columns *columns;
    const struct report_request *request;
    const struct survey *survey;
    xmlTextWriterPtr xml;
    GHashTable **counts; /* of each column: GINT_TO_POINTER(number) -> how many people */
    gint64 (*missing)[MISSING_COUNT];
    gint64 *sums;
    gint64 rows;
};

static const struct export_column *column_at(const struct writing *writing, guint i)
{
    return writing->columns->list->pdata[i];
}

static bool count_row(const struct export_cell *cells, void *data)
{
    struct writing *writing = data;
    for (guint i = 0; i < writing->columns->list->len; i++) {
        writing->missing[i][cells[i].missing]++;
        if (cells[i].missing != MISSING_NOT || column_is_text(column_at(writing, i)->kind))
            continue;
        gpointer key = GINT_TO_POINTER(cells[i].number);
        gint64 count = GPOINTER_TO_INT(g_hash_table_lookup(writing->counts[i], key));
        g_hash_table_insert(writing->counts[i], key, GINT_TO_POINTER(count + 1));
        writing->sums[i] += cells[i].number;
    }
    writing->rows++;
    return true;
}

/* ---- the study */

static void put_citation(const struct writing *writing)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(writing->request->now_secs);
    g_autofree char *day = when != NULL ? g_date_time_format(when, "%Y-%m-%d") : g_strdup("");
    xml_open(writing->xml, "citation");
    xml_open(writing->xml, "titlStmt");
    xml_element(writing->xml, "titl", writing->survey->title);
    xml_element(writing->xml, "IDNo", writing->survey->id);
    xml_close(writing->xml);
    xml_open(writing->xml, "prodStmt");
    xml_element(writing->xml, "producer", writing->request->campaign);
    xml_open(writing->xml, "prodDate");
    xml_attribute(writing->xml, "date", day);
    xml_text(writing->xml, day);
    xml_close(writing->xml);
    xml_open(writing->xml, "software");
    xml_attribute(writing->xml, "version", HEARBACK_VERSION);
    xml_text(writing->xml, "hearback");
    xml_close(writing->xml);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

static void put_study(const struct writing *writing)
{
    xml_open(writing->xml, "docDscr");
    put_citation(writing);
    xml_close(writing->xml);
    xml_open(writing->xml, "stdyDscr");
    put_citation(writing);
    xml_open(writing->xml, "stdyInfo");
    xml_open(writing->xml, "sumDscr");
    xml_element(writing->xml, "anlyUnit", "One person");
    xml_element(writing->xml, "dataKind", "Survey data");
    xml_close(writing->xml);
    xml_close(writing->xml);
    xml_open(writing->xml, "method");
    xml_open(writing->xml, "dataColl");
    xml_element(writing->xml, "collMode", "Self-administered questionnaire: by email");
    xml_close(writing->xml);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

static void put_file(const struct writing *writing)
{
    g_autofree char *rows = g_strdup_printf("%" G_GINT64_FORMAT, writing->rows),
                    *columns = g_strdup_printf("%u", writing->columns->list->len),
                    *name = g_strdup_printf("%s.sav", writing->survey->id);
    xml_open(writing->xml, "fileDscr");
    xml_attribute(writing->xml, "ID", FILE_ID);
    xml_open(writing->xml, "fileTxt");
    xml_element(writing->xml, "fileName", name);
    xml_open(writing->xml, "dimensns");
    xml_element(writing->xml, "caseQnty", rows);
    xml_element(writing->xml, "varQnty", columns);
    xml_close(writing->xml);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

/* ---- variables */

static void put_category(const struct writing *writing, gint64 value, const char *label, gint64 count, bool is_missing)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, value),
                    *people = g_strdup_printf("%" G_GINT64_FORMAT, count);
    xml_open(writing->xml, "catgry");
    if (is_missing)
        xml_attribute(writing->xml, "missing", "Y");
    xml_element(writing->xml, "catValu", number);
    xml_element(writing->xml, "labl", label);
    xml_open(writing->xml, "catStat");
    xml_attribute(writing->xml, "type", "freq");
    xml_text(writing->xml, people);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

static gint64 count_of(const struct writing *writing, guint i, gint64 value)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(writing->counts[i], GINT_TO_POINTER(value)));
}

static void put_categories(const struct writing *writing, guint i)
{
    const struct export_column *column = column_at(writing, i);
    if (column->kind == COLUMN_OPTION) {
        put_category(writing, 0, "no", count_of(writing, i, 0), false);
        put_category(writing, 1, "yes", count_of(writing, i, 1), false);
    } else if (column->kind == COLUMN_WHY) {
        put_category(writing, 0, missing_words(MISSING_NOT), count_of(writing, i, 0), false);
    } else if (column->kind == COLUMN_NUMBER && strcmp(column->question->type, "scale") == 0) {
        for (gint64 value = column->question->from; value <= column->question->to; value++) {
            g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, value);
            put_category(writing, value, label, count_of(writing, i, value), false);
        }
    }
    for (guint n = 0; column->kind == COLUMN_CHOICE && n < column->question->options->len; n++)
        put_category(writing, (gint64)n + 1, ((const struct option *)column->question->options->pdata[n])->label,
                     count_of(writing, i, (gint64)n + 1), false);
    for (enum missing missing = MISSING_NOT + 1; column->question != NULL && missing < MISSING_COUNT; missing++)
        if (!column_is_text(column->kind))
            put_category(writing, column_missing_code(column, missing), missing_words(missing), writing->missing[i][missing],
                         true);
}

static const char *response_of(const struct export_column *column)
{
    if (column->kind == COLUMN_OPTION)
        return "multiple";
    if (column->kind == COLUMN_NUMBER)
        return "numeric";
    return column_is_text(column->kind) ? "text" : "category";
}

static void put_question(const struct writing *writing, const struct export_column *column)
{
    if (column->question == NULL || column->kind == COLUMN_WHY || column->kind == COLUMN_COMMENT)
        return;
    g_autofree char *number = g_strdup_printf("%u", column->question->number);
    xml_open(writing->xml, "qstn");
    xml_attribute(writing->xml, "seqNo", number);
    xml_attribute(writing->xml, "responseDomainType", response_of(column));
    xml_element(writing->xml, "qstnLit", column->question->ask);
    xml_close(writing->xml);
}

/* Puts the element called name: values from least to most. */
static void put_bounds(const struct writing *writing, const char *name, gint64 least, gint64 most)
{
    g_autofree char *from = g_strdup_printf("%" G_GINT64_FORMAT, least), *to = g_strdup_printf("%" G_GINT64_FORMAT, most);
    xml_open(writing->xml, name);
    xml_open(writing->xml, "range");
    xml_attribute(writing->xml, "min", from);
    xml_attribute(writing->xml, "max", to);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

static void put_range(const struct writing *writing, const struct export_column *column)
{
    if (column->kind == COLUMN_NUMBER)
        put_bounds(writing, "valrng", column->question->from, column->question->to);
}

static void put_missing_range(const struct writing *writing, const struct export_column *column)
{
    if (column->question != NULL && !column_is_text(column->kind))
        put_bounds(writing, "invalrng", column_missing_code(column, MISSING_COUNT - 1),
                   column_missing_code(column, MISSING_NOT + 1));
}

static void put_statistics(const struct writing *writing, guint i)
{
    g_autofree char *valid = g_strdup_printf("%" G_GINT64_FORMAT, writing->missing[i][MISSING_NOT]),
                    *invalid = g_strdup_printf("%" G_GINT64_FORMAT, writing->rows - writing->missing[i][MISSING_NOT]);
    const char *const stats[][2] = {{"vald", valid}, {"invd", invalid}};
    for (guint n = 0; n < G_N_ELEMENTS(stats); n++) {
        xml_open(writing->xml, "sumStat");
        xml_attribute(writing->xml, "type", stats[n][0]);
        xml_text(writing->xml, stats[n][1]);
        xml_close(writing->xml);
    }
    if (column_at(writing, i)->kind != COLUMN_NUMBER || writing->missing[i][MISSING_NOT] == 0)
        return;
    char mean[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(mean, sizeof mean, "%.4f", (double)writing->sums[i] / (double)writing->missing[i][MISSING_NOT]);
    xml_open(writing->xml, "sumStat");
    xml_attribute(writing->xml, "type", "mean");
    xml_text(writing->xml, mean);
    xml_close(writing->xml);
}

static void put_variable(const struct writing *writing, guint i)
{
    const struct export_column *column = column_at(writing, i);
    g_autofree char *id = g_strdup_printf("V%u", i + 1);
    bool is_continuous = column->kind == COLUMN_DAY || column->kind == COLUMN_NUMBER;
    xml_open(writing->xml, "var");
    xml_attribute(writing->xml, "ID", id);
    xml_attribute(writing->xml, "name", column->name);
    xml_attribute(writing->xml, "files", FILE_ID);
    xml_attribute(writing->xml, "intrvl", is_continuous ? "contin" : "discrete");
    xml_element(writing->xml, "labl", column->label);
    put_question(writing, column);
    put_range(writing, column);
    put_missing_range(writing, column);
    put_statistics(writing, i);
    put_categories(writing, i);
    xml_open(writing->xml, "varFormat");
    xml_attribute(writing->xml, "type", column_is_text(column->kind) ? "character" : "numeric");
    if (column->kind == COLUMN_DAY)
        xml_attribute(writing->xml, "category", "date");
    xml_close(writing->xml);
    xml_close(writing->xml);
}

/* ---- the file */

static bool write_all(struct writing *writing, FILE *out, GError **error)
{
    if (!export_columns_each(writing->columns, count_row, writing, error) || (writing->xml = xml_begin(out, error)) == NULL)
        return false;
    xml_open(writing->xml, "codeBook");
    xml_attribute(writing->xml, "xmlns", NAMESPACE);
    xml_attribute(writing->xml, "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance");
    xml_attribute(writing->xml, "xsi:schemaLocation", NAMESPACE " " SCHEMA);
    xml_attribute(writing->xml, "version", "2.5");
    put_study(writing);
    put_file(writing);
    xml_open(writing->xml, "dataDscr");
    for (guint i = 0; i < writing->columns->list->len; i++)
        put_variable(writing, i);
    xml_close(writing->xml);
    xml_close(writing->xml);
    return xml_end(writing->xml, error);
}

static bool ddi_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                      FILE *out, GError **error)
{
    AUTO(export_columns) columns = export_columns_new(request, survey, options, error);
    if (columns == NULL)
        return false;
    guint count = columns->list->len;
    g_autofree GHashTable **counts = g_new0(GHashTable *, count);
    g_autofree gint64(*missing)[MISSING_COUNT] = g_malloc0_n(count, sizeof *missing);
    g_autofree gint64 *sums = g_new0(gint64, count);
    struct writing writing = {
        .columns = columns, .request = request, .survey = survey, .counts = counts, .missing = missing, .sums = sums};
    for (guint i = 0; i < count; i++)
        counts[i] = g_hash_table_new(NULL, NULL);
    bool ok = write_all(&writing, out, error);
    for (guint i = 0; i < count; i++)
        g_hash_table_unref(counts[i]);
    return ok;
}

const struct export_format export_ddi = {.name = "ddi",
                                         .type = "application/xml",
                                         .summary = "DDI Codebook 2.5: what each variable is, for archives",
                                         .write = ddi_write};
