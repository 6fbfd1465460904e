/* The words of people for programs of qualitative analysis (NVivo, ATLAS.ti, MAXQDA), as the REFI-QDA exchange format 1.0: a
 * text for each person, a case with the answers to closed questions, and a code for each question that was answered in words
 * and for each theme that staff have set. The archive is made in a folder that nobody else may enter; memory does not grow with
 * the texts. */
#include <glib/gstdio.h>
#include <string.h>
#include <zip.h>

#include "base/error.h"
#include "report/export_refi.h"
#include "report/export_rows.h"

#define PROJECT_FILE "project.qde"
#define TEXTS_FILE "texts"
#define ARCHIVE_FILE "answers.qdpx"

struct kept_text {
    char guid[REFI_GUID_CHARACTERS + 1];
    gint64 start, length; /* bytes */
};

struct writing {
    const struct export_columns *columns;
    const struct report_request *request;
    const struct survey *survey;
    zip_t *archive;
    const char *texts_path;
    FILE *texts; /* of everybody, one behind the other */
    gint64 texts_bytes;
    GArray *kept; /* struct kept_text, where they are */
};

/* Puts text behind the others, and notes where it is. */
static bool keep_text(const char *guid, const char *text, void *data)
{
    struct writing *writing = data;
    struct kept_text kept = {.start = writing->texts_bytes, .length = (gint64)strlen(text)};
    g_strlcpy(kept.guid, guid, sizeof kept.guid);
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

static bool fill(struct writing *writing, const char *project_path, GError **error)
{
    FILE *project = fopen(project_path, "wbe");
    bool ok =
        project != NULL && refi_write(writing->columns, writing->request, writing->survey, keep_text, writing, project, error);
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
    ok = ok && export_copy(archive, out, error);
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
