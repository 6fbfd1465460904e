/* The project of a REFI-QDA exchange as XML: users, codes, variables, a case for each person, and a source for each text. What
 * the same person, question or option is called stays the same from export to export. */
#include "report/export_refi.h"

#include <string.h>

#include "answer/answer.h"
#include "answer/themes.h"
#include "report/export_xml.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_find.h"

#define NAMESPACE "urn:QDA-XML:project:1.0"

struct refi {
    const struct export_columns *columns;
    const struct report_request *request;
    const struct survey *survey;
    xmlTextWriterPtr xml;
    refi_keep_text keep_text;
    void *data;
    guint texts;
    bool is_full; /* a text could not be kept */
    GError *error;
};

static const struct export_column *column_at(const struct refi *writing, guint i) { return writing->columns->list->pdata[i]; }

/* Returns a GUID that is always the same for these names (name-based, RFC 4122). (transfer full) */
static char *guid(const struct refi *writing, const char *kind, const char *name)
{
    guint8 digest[32];
    gsize length = sizeof digest;
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *const parts[] = {writing->request->campaign, writing->survey->id, kind, name};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        g_checksum_update(sum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
    g_checksum_get_digest(sum, digest, &length);
    digest[6] = (guint8)((digest[6] & 0x0f) | 0x50);
    digest[8] = (guint8)((digest[8] & 0x3f) | 0x80);
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < 16; i++)
        g_string_append_printf(text, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", digest[i]);
    return g_string_free(text, FALSE);
}

static void put_guid(const struct refi *writing, const char *attribute, const char *kind, const char *name)
{
    g_autofree char *id = guid(writing, kind, name);
    xml_attribute(writing->xml, attribute, id);
}

static void put_reference(const struct refi *writing, const char *element, const char *kind, const char *name)
{
    xml_open(writing->xml, element);
    put_guid(writing, "targetGUID", kind, name);
    xml_close(writing->xml);
}

/* ---- codes and variables */

static bool is_text_question(const struct export_column *column)
{
    return column->kind == COLUMN_WORDS && strcmp(column->question->type, "text") == 0;
}

/* Whether column is a variable of a case. */
static bool is_variable(const struct export_column *column)
{
    return column->question != NULL && column->kind != COLUMN_WHY && column->kind != COLUMN_COMMENT &&
           !is_text_question(column);
}

static void put_code(const struct refi *writing, const char *kind, const char *id, const char *name, const char *words)
{
    xml_open(writing->xml, "Code");
    put_guid(writing, "guid", kind, id);
    xml_attribute(writing->xml, "name", name);
    xml_attribute(writing->xml, "isCodable", "true");
    if (*words != '\0')
        xml_element(writing->xml, "Description", words);
    xml_close(writing->xml);
}

static const GPtrArray *themes_of_export(const struct refi *writing)
{
    return writing->columns->options->themes != NULL ? writing->columns->options->themes->list : NULL;
}

static bool has_codes(const struct refi *writing)
{
    for (guint i = 0; i < writing->columns->list->len; i++)
        if (is_text_question(column_at(writing, i)))
            return true;
    return false;
}

/* A list of codes must not be empty, and themes are about words. */
static void put_codes(const struct refi *writing)
{
    const GPtrArray *themes = themes_of_export(writing);
    if (!has_codes(writing))
        return;
    xml_open(writing->xml, "CodeBook");
    xml_open(writing->xml, "Codes");
    for (guint i = 0; i < writing->columns->list->len; i++) {
        const struct export_column *column = column_at(writing, i);
        if (is_text_question(column))
            put_code(writing, "code", column->name, column->name, column->label);
    }
    for (guint i = 0; themes != NULL && i < themes->len; i++) {
        const struct theme *theme = themes->pdata[i];
        put_code(writing, "theme", theme->id, theme->label, "");
    }
    xml_close(writing->xml);
    xml_close(writing->xml);
}

static const char *type_of(const struct export_column *column)
{
    if (column->kind == COLUMN_OPTION)
        return "Boolean";
    return column->kind == COLUMN_NUMBER ? "Integer" : "Text";
}

static void put_variables(const struct refi *writing)
{
    bool is_open = false;
    for (guint i = 0; i < writing->columns->list->len; i++) {
        const struct export_column *column = column_at(writing, i);
        if (!is_variable(column))
            continue;
        if (!is_open)
            xml_open(writing->xml, "Variables");
        is_open = true;
        xml_open(writing->xml, "Variable");
        put_guid(writing, "guid", "variable", column->name);
        xml_attribute(writing->xml, "name", column->name);
        xml_attribute(writing->xml, "typeOfVariable", type_of(column));
        xml_element(writing->xml, "Description", column->label);
        xml_close(writing->xml);
    }
    if (is_open)
        xml_close(writing->xml);
}

/* ---- cases, and the texts on the way */

/* Whether the person of these cells has withdrawn: nothing of them is left. */
static bool is_gone(const struct refi *writing, const struct export_cell *cells)
{
    for (guint i = 1; i < writing->columns->list->len; i++)
        if (cells[i].missing != MISSING_WITHDRAWN)
            return false;
    return true;
}

static void put_value(const struct refi *writing, const struct export_column *column, const struct export_cell *cell)
{
    g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, cell->number);
    xml_open(writing->xml, "VariableValue");
    put_reference(writing, "VariableRef", "variable", column->name);
    if (column->kind == COLUMN_OPTION)
        xml_element(writing->xml, "BooleanValue", cell->number != 0 ? "true" : "false");
    else if (column->kind == COLUMN_NUMBER)
        xml_element(writing->xml, "IntegerValue", number);
    else if (column->kind == COLUMN_CHOICE)
        xml_element(writing->xml, "TextValue",
                    ((const struct option *)column->question->options->pdata[cell->number - 1])->label);
    else
        xml_element(writing->xml, "TextValue", cell->text);
    xml_close(writing->xml);
}

/* Returns what person wrote, each answer below its question (transfer full), NULL where nothing. visit (nullable) gets the
 * place of each answer, in characters. */
static char *text_of(const struct refi *writing, const struct export_cell *cells,
                     void (*visit)(const struct refi *writing, const struct export_cell *cells, guint column, glong start,
                                   glong end))
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < writing->columns->list->len; i++) {
        if (!is_text_question(column_at(writing, i)) || *cells[i].text == '\0')
            continue;
        g_string_append_printf(text, "%s%s\n\n", text->len > 0 ? "\n\n" : "", column_at(writing, i)->label);
        glong start = g_utf8_strlen(text->str, -1);
        g_autofree char *words = page_clean(cells[i].text);
        g_string_append(text, words);
        if (visit != NULL)
            visit(writing, cells, i, start, start + g_utf8_strlen(words, -1));
    }
    return g_string_free(text, text->len == 0);
}

static bool put_case(const struct export_cell *cells, void *data)
{
    struct refi *writing = data;
    const char *pseudonym = cells[0].text;
    if (is_gone(writing, cells))
        return true;
    g_autofree char *text = text_of(writing, cells, NULL);
    g_autofree char *id = guid(writing, "source", pseudonym);
    if (text != NULL && !writing->keep_text(id, text, writing->data))
        writing->is_full = true;
    writing->texts += text != NULL;
    xml_open(writing->xml, "Case");
    put_guid(writing, "guid", "case", pseudonym);
    xml_attribute(writing->xml, "name", pseudonym);
    for (guint i = 0; i < writing->columns->list->len; i++)
        if (is_variable(column_at(writing, i)) && cells[i].missing == MISSING_NOT)
            put_value(writing, column_at(writing, i), &cells[i]);
    if (text != NULL)
        put_reference(writing, "SourceRef", "source", pseudonym);
    xml_close(writing->xml);
    return !writing->is_full;
}

/* ---- sources */

static void put_selection(const struct refi *writing, const struct export_cell *cells, guint i, glong start, glong end)
{
    const struct export_column *column = column_at(writing, i);
    g_autofree char *name = g_strdup_printf("%s %s", cells[0].text, column->name), *from = g_strdup_printf("%ld", start),
                    *to = g_strdup_printf("%ld", end);
    xml_open(writing->xml, "PlainTextSelection");
    put_guid(writing, "guid", "selection", name);
    xml_attribute(writing->xml, "name", column->name);
    xml_attribute(writing->xml, "startPosition", from);
    xml_attribute(writing->xml, "endPosition", to);
    xml_open(writing->xml, "Coding");
    put_guid(writing, "guid", "coding", name);
    put_reference(writing, "CodeRef", "code", column->name);
    xml_close(writing->xml);
    xml_close(writing->xml);
}

struct coding {
    const struct refi *writing;
    const char *pseudonym;
};

/* Codes the whole text of a person with a theme. */
static bool put_theme(const char *id, void *data)
{
    const struct coding *coding = data;
    if (theme_named(coding->writing->columns->options->themes, id) == NULL)
        return true; /* the rules know it no more */
    g_autofree char *name = g_strdup_printf("%s %s", coding->pseudonym, id);
    xml_open(coding->writing->xml, "Coding");
    put_guid(coding->writing, "guid", "theme of", name);
    put_reference(coding->writing, "CodeRef", "theme", id);
    xml_close(coding->writing->xml);
    return true;
}

static bool put_source(const struct export_cell *cells, void *data)
{
    struct refi *writing = data;
    g_autofree char *has_text = text_of(writing, cells, NULL);
    if (has_text == NULL)
        return true;
    g_autofree char *id = guid(writing, "source", cells[0].text), *path = g_strdup_printf("internal://%s.txt", id);
    xml_open(writing->xml, "TextSource");
    xml_attribute(writing->xml, "guid", id);
    xml_attribute(writing->xml, "name", cells[0].text);
    xml_attribute(writing->xml, "plainTextPath", path);
    put_guid(writing, "creatingUser", "user", "hearback");
    g_autofree char *text = text_of(writing, cells, put_selection);
    struct coding coding = {writing, cells[0].text};
    if (themes_of_export(writing) != NULL &&
        !store_each_theme_of(writing->request->store, cells[0].text, writing->survey->id, put_theme, &coding, &writing->error))
        return false;
    xml_close(writing->xml);
    return true;
}

/* ---- the project */

static bool count_case(const struct export_cell *cells, void *data)
{
    guint *count = ((void **)data)[0];
    *count += !is_gone(((void **)data)[1], cells);
    return *count == 0;
}

/* Whether there is anybody: an empty list is not allowed. */
static bool has_cases(const struct refi *writing, bool *has, GError **error)
{
    guint count = 0;
    void *data[] = {&count, (void *)writing};
    bool ok = export_columns_each(writing->columns, count_case, data, error);
    *has = count > 0;
    return ok;
}

static void put_head(const struct refi *writing)
{
    AUTO_JSON now = figure_time(writing->request->now_secs);
    xml_open(writing->xml, "Project");
    xml_attribute(writing->xml, "xmlns", NAMESPACE);
    xml_attribute(writing->xml, "name", writing->survey->title);
    xml_attribute(writing->xml, "origin", "hearback " HEARBACK_VERSION);
    put_guid(writing, "creatingUserGUID", "user", "hearback");
    xml_attribute(writing->xml, "creationDateTime", json_string_value(now));
    xml_open(writing->xml, "Users");
    xml_open(writing->xml, "User");
    put_guid(writing, "guid", "user", "hearback");
    xml_attribute(writing->xml, "name", "hearback");
    xml_close(writing->xml);
    xml_close(writing->xml);
    put_codes(writing);
    put_variables(writing);
}

static bool put_list(struct refi *writing, const char *element, bool (*put)(const struct export_cell *cells, void *data),
                     GError **error)
{
    xml_open(writing->xml, element);
    bool ok = export_columns_each(writing->columns, put, writing, error);
    xml_close(writing->xml);
    return ok;
}

static bool put_project(struct refi *writing, GError **error)
{
    bool has = false, ok = has_cases(writing, &has, error);
    put_head(writing);
    ok = ok && (!has || put_list(writing, "Cases", put_case, error)) &&
         (writing->texts == 0 || put_list(writing, "Sources", put_source, error));
    xml_close(writing->xml);
    bool has_failed = writing->error != NULL;
    if (has_failed)
        g_propagate_error(error, g_steal_pointer(&writing->error));
    return ok && !has_failed && !writing->is_full;
}

bool refi_write(const struct export_columns *columns, const struct report_request *request, const struct survey *survey,
                refi_keep_text keep_text, void *data, FILE *out, GError **error)
{
    struct refi refi = {.columns = columns,
                        .request = request,
                        .survey = survey,
                        .xml = xml_begin(out, error),
                        .keep_text = keep_text,
                        .data = data};
    if (refi.xml == NULL)
        return false;
    bool ok = put_project(&refi, error);
    return xml_end(refi.xml, ok ? error : NULL) && ok;
}
