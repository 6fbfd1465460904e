/* All that is held of somebody, as files: what was understood in words, and the messages as they came. */
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "flow/wish.h"
#include "mail/compose.h"
#include "store/store_ask.h"
#include "store/store_query.h"

#define FILES_BYTES ((gsize)15 * 1024 * 1024) /* more than this few mail servers take */

static void file_free(void *data)
{
    struct outgoing_file *file = data;
    g_free((char *)file->filename);
    g_bytes_unref(file->bytes);
    g_free(file);
}

static void add_file(GPtrArray *files, char *filename, const char *type, GBytes *bytes)
{
    struct outgoing_file *file = g_new0(struct outgoing_file, 1);
    *file = (struct outgoing_file){.filename = filename, .type = type, .bytes = bytes};
    g_ptr_array_add(files, file);
}

static bool add_answer(const struct store_answer *answer, void *data)
{
    g_autofree char *value = answer->value != NULL ? json_dumps(answer->value, JSON_ENCODE_ANY) : g_strdup("unclear");
    g_string_append_printf(data, "  %s: %s%s\n    in your words: %s\n", answer->question, value,
                           answer->is_current ? "" : " (replaced later)", answer->words);
    return true;
}

static bool add_message(const struct office *office, gint64 id, guint number, GString *text, GPtrArray *files, gsize *size,
                        GError **error)
{
    gint64 received = 0;
    if (!store_received_at(office->store, id, &received, error))
        return false;
    g_autofree char *time = clock_format_utc(received);
    g_string_append_printf(text, "\nmessage-%u.eml, which reached us at %s\n", number, time);
    if (!store_each_answer(office->store, id, add_answer, text, error))
        return false;
    GBytes *bytes = store_raw(office->store, id, error);
    if (bytes == NULL)
        return false;
    *size += g_bytes_get_size(bytes);
    add_file(files, g_strdup_printf("message-%u.eml", number), "application/octet-stream", bytes);
    if (*size > FILES_BYTES)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "what is held is too much for one mail");
    return *size <= FILES_BYTES;
}

GPtrArray *flow_wish_files(const struct office *office, gint64 person, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(file_free);
    g_autoptr(GString) text = g_string_new(NULL);
    g_autoptr(GArray) ids = store_wish_messages(office->store, person, error);
    gsize size = 0;
    if (ids == NULL || !store_wish_describe(office->store, person, text, error))
        return NULL;
    for (guint i = 0; i < ids->len; i++)
        if (!add_message(office, g_array_index(ids, gint64, i), i + 1, text, files, &size, error))
            return NULL;
    add_file(files, g_strdup("what-we-hold.txt"), "text/plain", g_bytes_new(text->str, text->len));
    return g_steal_pointer(&files);
}
