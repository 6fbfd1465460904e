/* The words of servers. They may hold an address, a greeting of a hundred kilobytes, or escape sequences for a terminal. */
#include "net/words.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

#define WORDS_BYTES 240u /* as much of it as is told */

static char *without_controls(const char *text)
{
    gsize length = strnlen(text, 4 * WORDS_BYTES);
    char *clean = text_repair(text, length);
    for (char *at = clean; *at != '\0'; at++)
        if (g_ascii_iscntrl(*at))
            *at = ' ';
    return clean;
}

char *words_from_server(const char *text)
{
    g_autofree char *clean = without_controls(text);
    g_auto(GStrv) words = g_strsplit(clean, " ", -1);
    GString *told = g_string_new("");
    for (guint i = 0; words[i] != NULL; i++) {
        if (*words[i] == '\0')
            continue;
        const char *word = strchr(words[i], '@') != NULL ? "(address)" : words[i];
        g_string_append_printf(told, "%s%s", told->len > 0 ? " " : "", word);
        if (told->len > WORDS_BYTES)
            break;
    }
    g_autofree char *whole = g_string_free(told, FALSE);
    if (strlen(whole) <= WORDS_BYTES)
        return g_steal_pointer(&whole);
    const char *end = whole + WORDS_BYTES;
    while (end > whole && ((guchar)*end & 0xc0) == 0x80)
        end--;
    return g_strdup_printf("%.*s ...", (int)(end - whole), whole);
}
