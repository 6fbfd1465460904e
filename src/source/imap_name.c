/* Names of folders in modified UTF-7, as IMAP has them since before UTF-8. */
#include "source/imap.h"

#include <string.h>

/* Appends the run of other than ASCII characters in [from, to) as "&...-". */
static void append_run(GString *name, const char *from, const char *to)
{
    g_autofree gunichar2 *wide = NULL;
    glong count = 0;
    wide = g_utf8_to_utf16(from, to - from, NULL, &count, NULL);
    g_autofree guint8 *bytes = g_malloc((gsize)count * 2 + 1);
    for (glong i = 0; i < count; i++) {
        bytes[2 * i] = (guint8)(wide[i] >> 8);
        bytes[2 * i + 1] = (guint8)(wide[i] & 0xff);
    }
    g_autofree char *base64 = g_base64_encode(bytes, (gsize)count * 2);
    base64[strcspn(base64, "=")] = '\0';
    for (char *slash = base64; (slash = strchr(slash, '/')) != NULL;)
        *slash = ',';
    g_string_append_printf(name, "&%s-", base64);
}

char *imap_folder_name(const char *name)
{
    GString *encoded = g_string_new("");
    for (const char *at = name; *at != '\0';) {
        const char *end = at;
        while (*end != '\0' && ((guchar)*end >= 0x7f || (guchar)*end < 0x20))
            end = g_utf8_next_char(end);
        if (end > at)
            append_run(encoded, at, end);
        else if (*end == '&')
            g_string_append(encoded, "&-");
        else
            g_string_append_c(encoded, *end);
        at = end > at ? end : at + 1;
    }
    return g_string_free(encoded, FALSE);
}
