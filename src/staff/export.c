/* Answers as a file, to the member who asks for it and to nobody else. That they were given out is recorded. */
#include "report/export.h"

#include <string.h>

#include "report/redaction.h"
#include "report/themes.h"
#include "staff/command.h"

#define DEFAULT_FORMAT "csv"
#define MAILED_MOST_BYTES ((size_t)15 * 1024 * 1024) /* more than most mail servers take, once it is encoded */

static void free_file(void *data)
{
    struct staff_file *file = data;
    g_free(file->name);
    g_bytes_unref(file->bytes);
    g_free(file);
}

static void add_file(struct staff_result *result, char *name, const char *type, const void *data, gsize length)
{
    struct staff_file *file = g_new0(struct staff_file, 1);
    *file = (struct staff_file){.name = name, .type = type, .bytes = g_bytes_new(data, length)};
    if (result->files == NULL)
        result->files = g_ptr_array_new_with_free_func(free_file);
    g_ptr_array_add(result->files, file);
}

/* Understands "sav", "ofsted-experiences xlsx", "redacted"; in any order. Says in result what is not understood. */
static bool understand(const struct staff_desk *desk, const char *words, struct export_order *order, bool *is_redacted,
                       struct staff_result *result)
{
    g_autofree char *lower = g_ascii_strdown(words, -1);
    g_auto(GStrv) list = g_strsplit_set(lower, " ,.", -1);
    order->format = export_format(DEFAULT_FORMAT);
    order->survey = desk->knowledge->surveys->pdata[0];
    for (guint i = 0; list[i] != NULL; i++) {
        const struct survey *survey = survey_find(desk->knowledge->surveys, list[i]);
        if (survey != NULL)
            order->survey = survey;
        else if (export_format(list[i]) != NULL)
            order->format = export_format(list[i]);
        else if (strcmp(list[i], "redacted") == 0)
            *is_redacted = true;
        else if (*list[i] != '\0' && strcmp(list[i], "as") != 0)
            return !staff_refuse(result,
                                 "Not done: \"%s\" is neither a survey nor a format. Formats are: csv, xlsx, json, jsonl, sav "
                                 "(SPSS), dta (Stata), ddi, qdpx (NVivo and others).",
                                 list[i]);
    }
    return true;
}

static bool add_manifest(const json_t *manifest, const struct export_order *order, struct staff_result *result)
{
    g_autofree char *text = json_dumps(manifest, JSON_INDENT(2));
    add_file(result, g_strdup_printf("%s.%s.manifest.json", order->survey->id, order->format->name), "application/json", text,
             strlen(text));
    return true;
}

/* Makes the file and takes it into result. One that no mail can carry is not sent. */
static bool make(const struct staff_desk *desk, const struct staff_call *call, struct export_order *order,
                 struct staff_result *result, GError **error)
{
    const struct report_request request = staff_request(desk);
    char *bytes = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&bytes, &length);
    AUTO_JSON manifest = export_make(&request, order, out, error);
    fclose(out);
    g_autofree char *owned = bytes;
    if (manifest == NULL)
        return false;
    if (length > MAILED_MOST_BYTES)
        return staff_refuse(result,
                            "Not sent: the file has %zu MB, which is too much for a mail. Please have it made at the terminal: "
                            "\"hearback export %s --output FILE\".",
                            length / 1024 / 1024, order->format->name);
    add_file(result, g_strdup_printf("%s.%s", order->survey->id, order->format->name), order->format->type, owned, length);
    return add_manifest(manifest, order, result) && staff_record(desk, call, 0, 0, order->survey->id, error);
}

bool staff_export(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    bool is_redacted = (desk->rights & STAFF_ADMIN) == 0;
    struct export_order order = {.options = {.excel = true}, .who = desk->who, .recipient = desk->who, .is_draft = true};
    if (!understand(desk, call->words, &order, &is_redacted, result))
        return true;
    AUTO(redact_rules) rules = is_redacted ? redaction_load(desk->campaign, error) : NULL;
    AUTO(theme_rules) themes = themes_load_or_fail(desk->campaign, error);
    if (themes == NULL || (is_redacted && rules == NULL))
        return false;
    order.options.redaction = rules;
    order.options.themes = themes;
    if (!make(desk, call, &order, result, error))
        return false;
    if (result->files == NULL)
        return true;
    return staff_say(result,
                     "Done: the answers are in the file %s%s. What it is stands in the manifest beside it. Please keep it as "
                     "carefully as the people who wrote to us would wish.",
                     ((const struct staff_file *)result->files->pdata[0])->name,
                     is_redacted ? ", with names and places taken out" : "");
}
