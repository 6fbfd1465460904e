/* Takes what GMime read of the Content- fields of a part, made harmless. */
#include "mail/content.h"

#include <string.h>

#include "mail/converter.h"
#include "mail/encoded_word.h"

#define NAME_BYTES 200u

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

/* Takes note of the charset that GMime had to know for a parameter. */
static void note_charset(GMimeParamList *list, const char *name)
{
    GMimeParam *param = list != NULL ? g_mime_param_list_get_parameter(list, name) : NULL;
    const char *charset = param != NULL ? g_mime_param_get_charset(param) : NULL;
    if (charset != NULL)
        converter_knows(charset);
}

static char *filename_of(GMimeObject *object, GMimeContentType *type)
{
    const char *raw = g_mime_object_get_content_disposition_parameter(object, "filename");
    GMimeContentDisposition *disposition = g_mime_object_get_content_disposition(object);
    note_charset(disposition != NULL ? g_mime_content_disposition_get_parameters(disposition) : NULL, "filename");
    note_charset(g_mime_content_type_get_parameters(type), "name");
    if (raw == NULL)
        raw = g_mime_content_type_get_parameter(type, "name");
    g_autofree char *name = raw != NULL ? encoded_words_decode(raw, strlen(raw), NULL) : NULL;
    return content_plain_filename(name);
}

static bool param_is(GMimeContentType *type, const char *name, const char *wanted)
{
    const char *raw = g_mime_content_type_get_parameter(type, name);
    g_autofree char *value = raw != NULL ? g_strstrip(g_strdup(raw)) : NULL;
    return value != NULL && g_ascii_strcasecmp(value, wanted) == 0;
}

struct content *content_read(GMimeObject *object)
{
    GMimeContentType *type = g_mime_object_get_content_type(object);
    const char *disposition = g_mime_object_get_disposition(object);
    struct content *content = g_new0(struct content, 1);
    g_autofree char *name = g_mime_content_type_get_mime_type(type);
    content->type = g_ascii_strdown(name, -1);
    content->charset = g_strdup(g_mime_content_type_get_parameter(type, "charset"));
    content->filename = filename_of(object, type);
    content->disposition = g_ascii_strdown(disposition != NULL ? disposition : "", -1);
    content->encoding =
        GMIME_IS_PART(object) ? g_mime_part_get_content_encoding(GMIME_PART(object)) : GMIME_CONTENT_ENCODING_DEFAULT;
    content->flowed = param_is(type, "format", "flowed");
    content->delsp = param_is(type, "delsp", "yes");
    content->has_id = g_mime_object_get_content_id(object) != NULL;
    return content;
}

void content_free(struct content *content)
{
    g_free(content->type);
    g_free(content->charset);
    g_free(content->filename);
    g_free(content->disposition);
    g_free(content);
}

bool content_is(const struct content *content, const char *prefix) { return g_str_has_prefix(content->type, prefix); }
