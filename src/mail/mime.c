/* Gives bytes to GMime without copying them, and says where in them the parts are. */
#include "mail/mime.h"

#include "mail/charset.h"
#include "mail/converter.h"
#include "mail/guard.h"

void mime_init(void)
{
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        static const char *charsets[] = {"utf-8", "windows-1252", NULL};
        g_mime_init();
        g_mime_parser_options_set_fallback_charsets(g_mime_parser_options_get_default(), charsets);
        g_once_init_leave(&ready, 1);
    }
}

GMimeParserOptions *mime_options(const char *fallback)
{
    struct charset charset = charset_from_name(fallback);
    const char *with_own[] = {"utf-8", charset.name, NULL}, *charsets[] = {"utf-8", "windows-1252", NULL};
    GMimeParserOptions *options = g_mime_parser_options_new();
    g_mime_parser_options_set_fallback_charsets(
        options, charset.kind == CHARSET_OTHER && converter_knows(charset.name) ? with_own : charsets);
    return options;
}

struct mime *mime_parse(const char *data, gsize length, bool is_message, GPtrArray *notes)
{
    struct mime *mime = g_new0(struct mime, 1);
    mime_init();
    mime->copy = guard_bound(data, length, notes);
    mime->view = (GByteArray){(guint8 *)data, (guint)length};
    GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(mime->copy != NULL ? mime->copy : &mime->view);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
    GMimeParser *parser = g_mime_parser_new_with_stream(stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_autoptr(GMimeParserOptions) options = mime_options(NULL);
    mime->object = is_message ? GMIME_OBJECT(g_mime_parser_construct_message(parser, options))
                              : g_mime_parser_construct_part(parser, options);
    g_object_unref(parser);
    g_object_unref(stream);
    return mime;
}

void mime_free(struct mime *mime)
{
    g_clear_object(&mime->object);
    g_clear_pointer(&mime->copy, g_byte_array_unref);
    g_free(mime);
}

bool mime_is_mail(GMimeContentType *type)
{
    static const char *const names[] = {"rfc822", "global", "news"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (g_mime_content_type_is_type(type, "message", names[i]))
            return true;
    return false;
}

struct span mime_body(GMimePart *part)
{
    GMimeDataWrapper *content = g_mime_part_get_content(part);
    GMimeStream *stream = content != NULL ? g_mime_data_wrapper_get_stream(content) : NULL;
    if (stream == NULL)
        return (struct span){"", ""};
    const GByteArray *bytes = GMIME_STREAM_MEM(stream)->buffer;
    const char *start = (const char *)bytes->data;
    return (struct span){start + stream->bound_start, start + stream->bound_end};
}
