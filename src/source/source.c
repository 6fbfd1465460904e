/* The table of sources. Never knows how any of them works. */
#include "source/source.h"

#include "base/error.h"
#include "source/source_imap.h"
#include "source/source_lmtp.h"
#include "source/source_maildir.h"
#include "source/source_pop3.h"

static const struct source_type *const types[] = {&source_maildir, &source_imap, &source_pop3, &source_lmtp, NULL};

const struct source_type *const *source_types(void) { return types; }

bool taker_stops(const struct taker *taker) { return taker->stop != NULL && taker->stop(taker->data); }

const struct source_type *source_type(const char *name)
{
    for (guint i = 0; types[i] != NULL; i++)
        if (g_strcmp0(types[i]->name, name) == 0)
            return types[i];
    return NULL;
}

static const struct source_type *type_of(const struct source_config *config, GError **error)
{
    const struct source_type *type = source_type(config->type);
    if (type == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "there is no type of source called %s", config->type);
    return type;
}

struct source *source_open(const struct source_config *config, GError **error)
{
    const struct source_type *type = type_of(config, error);
    return type != NULL ? type->open(config, error) : NULL;
}

bool source_try(const struct source_config *config, char **words, GError **error)
{
    const struct source_type *type = type_of(config, error);
    return type != NULL && type->try(config, words, error);
}

void source_free(struct source *source)
{
    if (source != NULL)
        source->type->close(source);
}
