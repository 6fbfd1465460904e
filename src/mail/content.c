/* Reads the Content- fields of a part. Forgives what mail programs get wrong in them. */
#include "mail/content.h"

#include <string.h>

#include "mail/params.h"

#define NAME_BYTES 200u

/* Returns the type that value names (transfer full): "text" alone is text/plain, nonsense is default_type. */
static char *type_of(const char *value, const char *default_type)
{
    static const struct {
        const char *written, *meant;
    } short_names[] = {{"text", "text/plain"}, {"plain", "text/plain"}, {"html", "text/html"}, {"text/htm", "text/html"}};
    for (guint i = 0; i < G_N_ELEMENTS(short_names); i++)
        if (strcmp(value, short_names[i].written) == 0)
            return g_strdup(short_names[i].meant);
    const char *slash = strchr(value, '/');
    bool sound = slash != NULL && slash > value && slash[1] != '\0' && strchr(slash + 1, '/') == NULL;
    for (const char *p = value; *p != '\0' && sound; p++)
        sound = g_ascii_isgraph(*p);
    return g_strdup(sound ? value : default_type);
}

char *content_plain_filename(const char *name)
{
    if (name == NULL)
        return NULL;
    for (const char *p = name; *p != '\0'; p++)
        if (*p == '/' || *p == '\\')
            name = p + 1;
    gsize length = strlen(name);
    if (length > NAME_BYTES) {
        name += length - NAME_BYTES; /* the ending says most */
        while (((guchar)*name & 0xC0) == 0x80)
            name++;
    }
    bool is_name = *name != '\0' && strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
    return is_name ? g_strdup(name) : NULL;
}

static char *filename_of(const struct params *disposition, const struct params *type)
{
    g_autofree char *name = params_words(disposition, "filename");
    if (name == NULL)
        name = params_words(type, "name");
    return content_plain_filename(name);
}

/* Returns the boundary of type, or NULL where it is empty: a line of nothing but "--" is no delimiter. (transfer full) */
static char *boundary_of(const struct params *type)
{
    g_autofree char *boundary = params_raw(type, "boundary");
    return boundary != NULL && *g_strchomp(boundary) != '\0' ? g_steal_pointer(&boundary) : NULL;
}

static bool param_is(const struct params *params, const char *name, const char *wanted)
{
    g_autofree char *value = params_raw(params, name);
    return value != NULL && g_ascii_strcasecmp(g_strstrip(value), wanted) == 0;
}

struct content *content_read(const GArray *fields, const char *default_type)
{
    AUTO(params) type = params_read(field_find(fields, "Content-Type"));
    AUTO(params) disposition = params_read(field_find(fields, "Content-Disposition"));
    AUTO(params) encoding = params_read(field_find(fields, "Content-Transfer-Encoding"));
    struct content *content = g_new0(struct content, 1);
    content->type = type_of(type->value, default_type);
    content->charset = params_raw(type, "charset");
    content->boundary = boundary_of(type);
    content->filename = filename_of(disposition, type);
    content->disposition = g_strdup(disposition->value);
    content->transfer = transfer_from_name(encoding->value);
    content->flowed = param_is(type, "format", "flowed");
    content->delsp = param_is(type, "delsp", "yes");
    content->has_id = field_find(fields, "Content-ID") != NULL;
    return content;
}

void content_free(struct content *content)
{
    g_free(content->type);
    g_free(content->charset);
    g_free(content->boundary);
    g_free(content->filename);
    g_free(content->disposition);
    g_free(content);
}

bool content_is(const struct content *content, const char *prefix) { return g_str_has_prefix(content->type, prefix); }
