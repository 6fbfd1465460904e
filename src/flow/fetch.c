/* One round over the sources. Never lets the trouble of one keep the others waiting. */
#include "base/clock.h"
#include "base/log.h"
#include "flow/flow.h"

gint64 flow_fetch(struct source *source, const struct taker *taker, GError **error)
{
    gint64 count = source->type->fetch(source, taker, error);
    if (count > 0)
        log_info(source->config->name, 0, "%" G_GINT64_FORMAT " new", count);
    return count;
}

bool flow_forget_sources(struct store *store, const struct campaign *campaign, GError **error)
{
    g_autofree const char **names = g_new0(const char *, campaign->sources->len + 1);
    for (guint i = 0; i < campaign->sources->len; i++)
        names[i] = ((const struct source_config *)campaign->sources->pdata[i])->name;
    return store_forget_sources(store, names, error);
}

/* Whether mail comes to it only while a daemon runs. */
static bool is_served(const struct source_config *config)
{
    const struct source_type *type = source_type(config->type);
    return type != NULL && type->refuse != NULL;
}

/* Looks into one source, and records how that went. */
static bool fetch_one(struct store *store, const struct source_config *config, const struct taker *taker, GError **error)
{
    g_autoptr(GError) trouble = NULL;
    g_autoptr(GError) unrecorded = NULL;
    AUTO(source) source = source_open(config, &trouble);
    bool went_well = source != NULL && flow_fetch(source, taker, &trouble) >= 0;
    gint64 now = clock_now_secs();
    if (!(went_well ? store_source_well(store, config->name, now, &unrecorded)
                    : store_source_trouble(store, config->name, trouble->message, 0, now, &unrecorded)))
        log_debug(config->name, 0, "its state cannot be recorded: %s", unrecorded->message);
    if (went_well)
        return true;
    log_error(config->name, 0, "%s", trouble->message);
    g_propagate_error(error, g_steal_pointer(&trouble));
    return false;
}

bool flow_fetch_all(struct store *store, const struct campaign *campaign, const struct taker *taker, GError **error)
{
    GError *first = NULL;
    bool ok = flow_forget_sources(store, campaign, &first);
    for (guint i = 0; i < campaign->sources->len; i++)
        ok = (is_served(campaign->sources->pdata[i]) ||
              fetch_one(store, campaign->sources->pdata[i], taker, first == NULL ? &first : NULL)) &&
             ok;
    if (first != NULL)
        g_propagate_error(error, first);
    return ok;
}
