/* The words of people for programs of qualitative analysis (NVivo, ATLAS.ti, MAXQDA), as the REFI-QDA exchange format 1.0: a
 * text for each person, a case with the answers to closed questions, and a code for each question that was answered in words
 * and for each theme that staff have set. What the same person, question or option is called stays the same from export to
 * export. */
#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "answer/answer.h"
#include "answer/themes.h"
#include "base/error.h"
#include "report/export_columns.h"
#include "report/export_xml.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_find.h"

#define NAMESPACE "urn:QDA-XML:project:1.0"
#define PROJECT_FILE "project.qde"
#define TEXTS_FILE "texts"
#define ARCHIVE_FILE "answers.qdpx"
#define COPY_BYTES 65536
#define GUID_CHARACTERS 36

struct kept_text {
    char guid[GUID_CHARACTERS + 1];
    gint64 start, length; /* bytes */
};

struct writing {
    const struct export_columns *columns;
    const struct report_request *request;
    const struct survey *survey;
    xmlTextWriterPtr xml;
    zip_t *archive;
    const char *texts_path;
    FILE *texts; /* of everybody, one behind the other */
    gint64 texts_bytes;
    GArray *kept; /* struct kept_text, where they are */
    bool is_full; /* a text could not be written */
    GError *error;
};

static const struct export_column *column_at(const struct writing *writing, guint i)
{
    return writing->columns->list->pdata[i];
}

/* Returns a GUID that is always the same for these names (name-based, RFC 4122). (transfer full) */
static char *guid(const struct writing *writing, const char *kind, const char *name)
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

static void put_guid(const struct writing *writing, const char *attribute, const char *kind, const char *name)
{
    g_autofree char *id = guid(writing, kind, name);
    xml_attribute(writing->xml, attribute, id);
}

static void put_reference(const struct writing *writing, const char *element, const char *kind, const char *name)
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

static void put_code(const struct writing *writing, const char *kind, const char *id, const char *name, const char *words)
{
    xml_open(writing->xml, "Code");
    put_guid(writing, "guid", kind, id);
    xml_attribute(writing->xml, "name", name);
    xml_attribute(writing->xml, "isCodable", "true");
    if (*words != '\0')
        xml_element(writing->xml, "Description", words);
    xml_close(writing->xml);
}

static const GPtrArray *themes_of_export(const struct writing *writing)
{
    return writing->columns->options->themes != NULL ? writing->columns->options->themes->list : NULL;
}

static bool has_codes(const struct writing *writing)
{
    for (guint i = 0; i < writing->columns->list->len; i++)
        if (is_text_question(column_at(writing, i)))
            return true;
    return false;
}

/* A list of codes must not be empty, and themes are about words. */
static void put_codes(const struct writing *writing)
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

static void put_variables(const struct writing *writing)
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
static bool is_gone(const struct writing *writing, const struct export_cell *cells)
{
    for (guint i = 1; i < writing->columns->list->len; i++)
        if (cells[i].missing != MISSING_WITHDRAWN)
            return false;
    return true;
}

static void put_value(const struct writing *writing, const struct export_column *column, const struct export_cell *cell)
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
static char *text_of(const struct writing *writing, const struct export_cell *cells,
                     void (*visit)(const struct writing *writing, const struct export_cell *cells, guint column, glong start,
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

/* Puts text behind the others, and notes where it is. */
static bool keep_text(struct writing *writing, const char *pseudonym, const char *text)
{
    struct kept_text kept = {.start = writing->texts_bytes, .length = (gint64)strlen(text)};
    g_autofree char *id = guid(writing, "source", pseudonym);
    g_strlcpy(kept.guid, id, sizeof kept.guid);
    g_array_append_val(writing->kept, kept);
    writing->texts_bytes += kept.length;
    return fwrite(text, 1, (size_t)kept.length, writing->texts) == (size_t)kept.length;
}

/* Puts the texts into the archive, which reads them from their file when it is closed. */
static bool add_texts(const struct writing *writing)
{
    for (guint i = 0; i < writing->kept->len; i++) {
        const struct kept_text *kept = &g_array_index(writing->kept, struct kept_text, i);
        g_autofree char *name = g_strdup_printf("Sources/%s.txt", kept->guid);
        zip_source_t *source = zip_source_file(writing->archive, writing->texts_path, (zip_uint64_t)kept->start, kept->length);
        if (source == NULL)
            return false;
        if (zip_file_add(writing->archive, name, source, ZIP_FL_ENC_UTF_8) < 0) {
            zip_source_free(source);
            return false;
        }
    }
    return true;
}

static bool put_case(const struct export_cell *cells, void *data)
{
    struct writing *writing = data;
    const char *pseudonym = cells[0].text;
    if (is_gone(writing, cells))
        return true;
    g_autofree char *text = text_of(writing, cells, NULL);
    if (text != NULL && !keep_text(writing, pseudonym, text))
        writing->is_full = true;
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

static void put_selection(const struct writing *writing, const struct export_cell *cells, guint i, glong start, glong end)
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
    const struct writing *writing;
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
    struct writing *writing = data;
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
static bool has_cases(const struct writing *writing, bool *has, GError **error)
{
    guint count = 0;
    void *data[] = {&count, (void *)writing};
    bool ok = export_columns_each(writing->columns, count_case, data, error);
    *has = count > 0;
    return ok;
}

static void put_head(const struct writing *writing)
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

static bool put_list(struct writing *writing, const char *element, bool (*put)(const struct export_cell *cells, void *data),
                     GError **error)
{
    xml_open(writing->xml, element);
    bool ok = export_columns_each(writing->columns, put, writing, error);
    xml_close(writing->xml);
    return ok;
}

static bool put_project(struct writing *writing, GError **error)
{
    bool has = false, ok = has_cases(writing, &has, error);
    put_head(writing);
    ok = ok && (!has || put_list(writing, "Cases", put_case, error)) &&
         (writing->kept->len == 0 || put_list(writing, "Sources", put_source, error));
    xml_close(writing->xml);
    bool has_failed = writing->error != NULL;
    if (has_failed)
        g_propagate_error(error, g_steal_pointer(&writing->error));
    return ok && !has_failed && !writing->is_full;
}

/* ---- the archive, made in a folder that nobody else may enter */

static bool fill(struct writing *writing, const char *project_path, GError **error)
{
    FILE *project = fopen(project_path, "wbe");
    writing->xml = project != NULL ? xml_begin(project, error) : NULL;
    bool ok = writing->xml != NULL && put_project(writing, error);
    ok = writing->xml != NULL && xml_end(writing->xml, ok ? error : NULL) && ok;
    ok = project != NULL && fclose(project) == 0 && ok;
    ok = fflush(writing->texts) == 0 && ok;
    zip_source_t *source = ok ? zip_source_file(writing->archive, project_path, 0, -1) : NULL;
    if (source == NULL)
        return false;
    if (zip_file_add(writing->archive, PROJECT_FILE, source, ZIP_FL_ENC_UTF_8) >= 0)
        return add_texts(writing);
    zip_source_free(source);
    return false;
}

static bool copy(const char *path, FILE *out)
{
    g_autofree char *buffer = g_malloc(COPY_BYTES);
    FILE *in = fopen(path, "rbe");
    size_t count = 0;
    while (in != NULL && (count = fread(buffer, 1, COPY_BYTES, in)) > 0)
        fwrite(buffer, 1, count, out);
    bool ok = in != NULL && ferror(in) == 0;
    if (in != NULL)
        fclose(in);
    return ok;
}

static bool write_in(struct writing *writing, const char *folder, FILE *out, GError **error)
{
    g_autofree char *texts = g_build_filename(folder, TEXTS_FILE, NULL),
                    *project = g_build_filename(folder, PROJECT_FILE, NULL),
                    *archive = g_build_filename(folder, ARCHIVE_FILE, NULL);
    writing->texts_path = texts;
    writing->texts = fopen(texts, "wbe");
    writing->archive = zip_open(archive, ZIP_CREATE | ZIP_EXCL, NULL);
    bool ok = writing->texts != NULL && writing->archive != NULL && fill(writing, project, error);
    if (writing->archive != NULL && (!ok || zip_close(writing->archive) != 0)) {
        ok = false;
        zip_discard(writing->archive);
    }
    if (writing->texts != NULL)
        fclose(writing->texts);
    ok = ok && copy(archive, out);
    g_unlink(texts);
    g_unlink(project);
    g_unlink(archive);
    return ok;
}

static bool qdpx_write(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                       FILE *out, GError **error)
{
    AUTO(export_columns) columns = export_columns_new(request, survey, options, error);
    g_autofree char *folder = columns != NULL ? g_dir_make_tmp("hearback-XXXXXX", error) : NULL;
    GError *trouble = NULL;
    if (folder == NULL)
        return false;
    g_autoptr(GArray) kept = g_array_new(FALSE, FALSE, sizeof(struct kept_text));
    struct writing writing = {.columns = columns, .request = request, .survey = survey, .kept = kept};
    bool ok = write_in(&writing, folder, out, &trouble);
    g_rmdir(folder);
    if (!ok && trouble == NULL)
        g_set_error(&trouble, ERROR_DOMAIN, ERROR_TEMPORARY,
                    "cannot make the project: is there room in the folder for temporary files?");
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    return ok;
}

const struct export_format export_qdpx = {.name = "qdpx",
                                          .type = "application/zip",
                                          .summary = "REFI-QDA: texts and cases for NVivo, ATLAS.ti and MAXQDA",
                                          .write = qdpx_write};
