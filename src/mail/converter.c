/* Converters by name. Never gives iconv a name with a slash, which has a meaning there. */
#include "mail/converter.h"

#include <string.h>

#define MOST_MISSED 32u /* names noted: one message needs a few */
#define MOST_LOADED 300u
#define NAME_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:."

static GPtrArray *missed;
static GHashTable *loaded; /* name -> iconv_t, kept open so that it stays loaded */

static void note_missed(const char *name)
{
    if (missed == NULL)
        missed = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < missed->len; i++)
        if (strcmp(missed->pdata[i], name) == 0)
            return;
    if (missed->len < MOST_MISSED)
        g_ptr_array_add(missed, g_strdup(name));
}

iconv_t converter_open(const char *name)
{
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        note_missed(name);
    return converter;
}

bool converter_knows(const char *name)
{
    iconv_t converter = converter_open(name);
    if (converter == (iconv_t)-1)
        return false;
    iconv_close(converter);
    return true;
}

GPtrArray *converter_missed(void)
{
    GPtrArray *names = missed != NULL ? missed : g_ptr_array_new_with_free_func(g_free);
    missed = NULL;
    return names;
}

bool converter_load(const char *name)
{
    if (loaded == NULL)
        loaded = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    if (strspn(name, NAME_CHARACTERS) != strlen(name) || g_hash_table_contains(loaded, name) ||
        g_hash_table_size(loaded) >= MOST_LOADED)
        return false;
    iconv_t converter = iconv_open("UTF-8", name);
    if (converter == (iconv_t)-1)
        return false;
    g_hash_table_insert(loaded, g_strdup(name), converter);
    return true;
}
