/* Mail that servers have put off for hours: staff are told of it, once. It is tried further on. */
#include "base/log.h"
#include "flow/duty.h"
#include "store/store_query.h"

#define EVERY_SECS 600
#define LASTING_SECS (4 * 3600)

struct lasting {
    GArray *ids;      /* gint64 */
    GPtrArray *words; /* char * */
};

static bool collect(const struct store_mail *mail, void *data)
{
    struct lasting *lasting = data;
    g_array_append_val(lasting->ids, mail->id);
    g_ptr_array_add(lasting->words, g_strdup(mail->words != NULL ? mail->words : "the mail server gave no reason"));
    return true;
}

static bool tell(struct store *store, gint64 id, const char *words, gint64 now_secs, GError **error)
{
    g_autofree char *what = g_strdup_printf("our mail %" G_GINT64_FORMAT " does not go out: %s", id, words);
    if (!store_outbox_told(store, id, what, now_secs, error))
        return false;
    log_warning("send", 0, "mail %" G_GINT64_FORMAT " has not gone out for hours: %s", id, words);
    return true;
}

static bool run(const struct office *office, gint64 now_secs, GError **error)
{
    g_autoptr(GArray) ids = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    struct lasting lasting = {ids, words};
    if (!store_each_lasting(office->store, now_secs - LASTING_SECS, collect, &lasting, error))
        return false;
    for (guint i = 0; i < ids->len; i++)
        if (!tell(office->store, g_array_index(ids, gint64, i), words->pdata[i], now_secs, error))
            return false;
    return true;
}

const struct duty duty_lasting = {.name = "lasting", .every_secs = EVERY_SECS, .run = run};
