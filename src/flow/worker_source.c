/* The process of one source: looks into it, waits, looks again. Trouble with the server or with the database ends no process:
 * it is told once, stands in `hearback status`, and is tried again with patience. Nothing is taken in the meantime. */
#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "flow/worker.h"

struct post {
    const struct worker_context *context;
    const char *name;
    struct store *store;   /* NULL: not open */
    struct taker *taker;   /* of store */
    struct source *source; /* NULL: not open */
    struct trouble trouble;
};

static void close_store(struct post *post)
{
    flow_taker_free(post->taker);
    store_free(post->store);
    post->taker = NULL;
    post->store = NULL;
}

static bool open_store(struct post *post, GError **error)
{
    if (post->store != NULL)
        return true;
    post->store = office_open_store(post->context->campaign, error);
    if (post->store == NULL)
        return false;
    post->taker = flow_taker_new(post->store, post->context->campaign, FLOW_BATCH, false);
    flow_taker_set_stop(post->taker, worker_stopping, NULL);
    return true;
}

static void note_well(struct post *post)
{
    g_autoptr(GError) error = NULL;
    trouble_over(&post->trouble);
    if (!store_source_well(post->store, post->name, clock_now_secs(), &error))
        log_debug(post->name, 0, "its state cannot be recorded: %s", error->message);
}

/* Notes the trouble and waits before the next try. Whatever it was, the database is opened anew: it may be the one to blame. */
static void be_patient(struct post *post, const GError *trouble)
{
    g_autoptr(GError) error = NULL;
    gint64 secs = trouble_note(&post->trouble, trouble), now = clock_now_secs();
    if (post->store != NULL && !store_source_trouble(post->store, post->name, trouble->message, now + secs, now, &error))
        log_debug(post->name, 0, "its state cannot be recorded: %s", error->message);
    close_store(post);
    if (post->source != NULL && post->source->type->refuse != NULL)
        post->source->type->refuse(post->source, worker_stop_fd(), secs);
    else
        worker_wait(-1, secs);
}

/* Where messages could not be kept, the source knows that, and the taker knows why. */
static void explain(const struct post *post, GError **trouble)
{
    const char *why = post->taker != NULL ? flow_taker_trouble(post->taker) : NULL;
    if (why != NULL && *trouble != NULL) {
        char *both = g_strdup_printf("%s: %s", (*trouble)->message, why);
        g_free((*trouble)->message);
        (*trouble)->message = both;
    }
}

static void look(struct post *post)
{
    g_autoptr(GError) trouble = NULL;
    bool is_ready = open_store(post, &trouble);
    if (is_ready && post->source == NULL)
        post->source = source_open(post->context->config, &trouble);
    bool went_well = is_ready && post->source != NULL && flow_fetch(post->source, post->taker, &trouble) >= 0;
    if (worker_stopping(NULL))
        return;
    if (!went_well) {
        explain(post, &trouble);
        be_patient(post, trouble);
        return;
    }
    note_well(post);
    post->source->type->wait(post->source, worker_stop_fd());
}

int worker_source(const struct worker_context *context)
{
    const char *name = context->config->name;
    struct post post = {.context = context, .name = name, .trouble.name = name};
    while (!worker_stopping(NULL))
        look(&post);
    source_free(post.source);
    close_store(&post);
    trouble_clear(&post.trouble);
    return 0;
}
