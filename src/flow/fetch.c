/* One round over the sources. Never lets the trouble of one keep the others waiting. */
#include "base/log.h"
#include "flow/flow.h"

gint64 flow_fetch(struct source *source, const struct taker *taker, GError **error)
{
    gint64 count = source->type->fetch(source, taker, error);
    if (count > 0)
        log_info(source->config->name, 0, "%" G_GINT64_FORMAT " new", count);
    return count;
}

bool flow_fetch_all(const struct campaign *campaign, const struct taker *taker, GError **error)
{
    GError *first = NULL;
    for (guint i = 0; i < campaign->sources->len; i++) {
        g_autoptr(GError) trouble = NULL;
        AUTO(source) source = source_open(campaign->sources->pdata[i], &trouble);
        if (source != NULL && flow_fetch(source, taker, &trouble) >= 0)
            continue;
        const struct source_config *config = campaign->sources->pdata[i];
        log_error(config->name, 0, "%s", trouble->message);
        if (first == NULL)
            first = g_steal_pointer(&trouble);
    }
    if (first != NULL)
        g_propagate_error(error, first);
    return first == NULL;
}
