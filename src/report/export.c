/* Exports from their order to their manifest. Whoever answers while the file is made is not in it, and whoever withdraws in
 * that time is recorded as being in it: rather once too often than never. */
#include "report/export.h"

#include <string.h>

#include "base/error.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_export.h"

/* What goes through to out is counted and hashed. */
struct passing {
    FILE *out;
    GChecksum *sum;
    gint64 size_bytes;
};

static ssize_t pass(void *cookie, const char *bytes, size_t length)
{
    struct passing *passing = cookie;
    size_t count = fwrite(bytes, 1, length, passing->out);
    g_checksum_update(passing->sum, (const guchar *)bytes, (gssize)count);
    passing->size_bytes += (gint64)count;
    return (ssize_t)count; /* 0: an error */
}

static const char *words_of(const struct export_order *order)
{
    if (order->options.outside)
        return "none";
    return order->options.redaction != NULL ? "redacted" : "as written";
}

static const char *share_question(const struct survey *survey)
{
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (question->is_share)
            return question->id;
    }
    return NULL;
}

static bool write_through(const struct report_request *request, const struct export_order *order, struct passing *passing,
                          GError **error)
{
    const cookie_io_functions_t functions = {.write = pass};
    FILE *through = fopencookie(passing, "w", functions);
    if (through == NULL || !store_snapshot(request->store, error)) {
        if (through != NULL)
            fclose(through);
        return false;
    }
    bool ok = order->format->write(request, order->survey, &order->options, through, error);
    store_snapshot_end(request->store);
    bool written = ferror(through) == 0;
    written = fclose(through) == 0 && written && fflush(passing->out) == 0;
    if (ok && !written)
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot write the file: is there room on the disk?");
    return ok && written;
}

static json_t *manifest_of(const struct report_request *request, const struct export_order *order,
                           const struct passing *passing, gint64 people, gint64 left_out)
{
    json_t *manifest = json_object(), *least = order->options.outside ? json_integer(order->options.small_cells) : json_null();
    json_object_set_new(manifest, "export", json_integer(order->options.id));
    json_object_set_new(manifest, "made", figure_time(request->now_secs));
    json_object_set_new(manifest, "by", json_string(order->who));
    json_object_set_new(manifest, "for", order->recipient != NULL ? json_string(order->recipient) : json_null());
    json_object_set_new(manifest, "campaign", json_string(request->campaign));
    json_object_set_new(manifest, "survey", json_string(order->survey->id));
    json_object_set_new(manifest, "title", json_string(order->survey->title));
    json_object_set_new(manifest, "format", json_string(order->format->name));
    json_object_set_new(manifest, "words", json_string(words_of(order)));
    json_object_set_new(manifest, "private", json_boolean(order->options.private && !order->options.outside));
    json_object_set_new(manifest, "excel", json_boolean(order->options.excel));
    json_object_set_new(manifest, "small_cells", least);
    json_object_set_new(manifest, "people", json_integer(people));
    json_object_set_new(manifest, "not_shared", json_integer(left_out));
    json_object_set_new(manifest, "size_bytes", json_integer(passing->size_bytes));
    json_object_set_new(manifest, "sha256", json_string(g_checksum_get_string(passing->sum)));
    json_object_set_new(manifest, "hearback", json_string(HEARBACK_VERSION));
    return manifest;
}

json_t *export_make(const struct report_request *request, struct export_order *order, FILE *out, GError **error)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    struct passing passing = {.out = out, .sum = sum};
    const struct store_export row = {.survey = order->survey->id,
                                     .made_secs = request->now_secs,
                                     .format = order->format->name,
                                     .who = order->who,
                                     .recipient = order->recipient,
                                     .words = words_of(order)};
    gint64 people = 0, left_out = 0;
    order->options.id = store_export_begin(request->store, &row, share_question(order->survey), &people, &left_out, error);
    if (order->options.id == 0)
        return NULL;
    bool ok = write_through(request, order, &passing, error) &&
              store_export_done(request->store, order->options.id, passing.size_bytes, g_checksum_get_string(sum), error);
    if (!ok && (order->is_draft || passing.size_bytes == 0))
        store_export_forget(request->store, order->options.id, NULL);
    return ok ? manifest_of(request, order, &passing, people, left_out) : NULL;
}

/* ---- those there were */

static bool add_export(const struct store_export *row, void *data)
{
    json_array_append_new(data,
                          json_pack("{s:I, s:o, s:s, s:s?, s:s, s:s, s:s, s:I, s:I, s:s?}", "export", (json_int_t)row->id,
                                    "made", figure_time(row->made_secs), "by", row->who, "for", row->recipient, "survey",
                                    row->survey, "format", row->format, "words", row->words, "people", (json_int_t)row->people,
                                    "size_bytes", (json_int_t)row->size_bytes, "sha256", row->sha256));
    return true;
}

json_t *export_list(const struct report_request *request, GError **error)
{
    json_t *list = json_array();
    if (store_each_export(request->store, add_export, list, error))
        return list;
    json_decref(list);
    return NULL;
}

void export_print_list(const json_t *list, FILE *out)
{
    size_t i;
    const json_t *entry;
    AUTO(table) table = table_new("rlllrll", 0);
    if (json_array_size(list) == 0) {
        fprintf(out, "No answers have left hearback as a file so far.\n");
        return;
    }
    table_add(table, "export", "made", "of", "as", "people", "by", "for");
    json_array_foreach(list, i, entry)
    {
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, figure(entry, "export")),
                        *people = g_strdup_printf("%" G_GINT64_FORMAT, figure(entry, "people")),
                        *made = g_strndup(figure_text(entry, "made"), strlen("2024-06-18"));
        const char *recipient = json_string_value(json_object_get(entry, "for"));
        table_add(table, id, made, figure_text(entry, "survey"), figure_text(entry, "format"), people, figure_text(entry, "by"),
                  json_is_null(json_object_get(entry, "sha256")) ? "(not whole)"
                  : recipient != NULL                            ? recipient
                                                                 : "the team");
    }
    table_print(table, out);
}
