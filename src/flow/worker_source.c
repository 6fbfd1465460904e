/* The process of one source: looks into it, waits, looks again. Trouble with the server or with the database ends no process:
 * it is told once, stands in `hearback status`, and is tried again with patience. */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "flow/worker.h"

struct post {
    const char *name;
    struct store *store;
    struct source *source; /* NULL: not open */
    guint failures;        /* in a row */
    char *told;            /* the trouble that the log was told of; NULL: none */
};

static void note_well(struct post *post)
{
    g_autoptr(GError) error = NULL;
    if (post->told != NULL)
        log_info(post->name, 0, "works again");
    g_clear_pointer(&post->told, g_free);
    post->failures = 0;
    if (!store_source_well(post->store, post->name, clock_now_secs(), &error))
        log_debug(post->name, 0, "its state cannot be recorded: %s", error->message);
}

/* Notes the trouble and waits before the next try. */
static void be_patient(struct post *post, const GError *trouble)
{
    g_autoptr(GError) error = NULL;
    gint64 secs = patience_secs(trouble, ++post->failures), now = clock_now_secs();
    enum log_level level = g_strcmp0(post->told, trouble->message) == 0 ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR;
    log_write(level, post->name, 0, "%s; next try in %" G_GINT64_FORMAT " s", trouble->message, secs);
    g_free(post->told);
    post->told = g_strdup(trouble->message);
    if (!store_source_trouble(post->store, post->name, trouble->message, now + secs, now, &error))
        log_debug(post->name, 0, "its state cannot be recorded: %s", error->message);
    worker_wait(-1, secs);
}

static void look(struct post *post, const struct source_config *config, const struct taker *taker)
{
    g_autoptr(GError) trouble = NULL;
    if (post->source == NULL)
        post->source = source_open(config, &trouble);
    bool went_well = post->source != NULL && flow_fetch(post->source, taker, &trouble) >= 0;
    if (worker_stopping(NULL))
        return;
    if (!went_well) {
        be_patient(post, trouble);
        return;
    }
    note_well(post);
    post->source->type->wait(post->source, worker_stop_fd());
}

int worker_source(const struct worker_context *context)
{
    GError *error = NULL;
    AUTO(store) store = office_open_store(context->campaign, &error);
    if (store == NULL)
        return worker_fail(context->config->name, error);
    struct taker *taker = flow_taker_new(store, context->campaign, FLOW_BATCH, false);
    struct post post = {.name = context->config->name, .store = store};
    flow_taker_set_stop(taker, worker_stopping, NULL);
    while (!worker_stopping(NULL))
        look(&post, context->config, taker);
    source_free(post.source);
    g_free(post.told);
    flow_taker_free(taker);
    return 0;
}
