/* Any bytes as plain text; the first one chooses format=flowed and delsp. No letter or digit may be lost or added. */
#include <stddef.h>
#include <stdint.h>

#include "base/text.h"
#include "fuzz_view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Returns the letters and digits of ASCII in text. (transfer full) */
static char *letters(const char *text)
{
    GString *out = g_string_new(NULL);
    for (const char *p = text; *p != '\0'; p++)
        if (g_ascii_isalnum(*p))
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

/* Initials before a '>' are a quote mark, and no letters of the text then. */
static bool may_have_initials(const char *text)
{
    for (const char *p = strchr(text, '>'); p != NULL; p = strchr(p + 1, '>'))
        if (p > text && g_ascii_isupper(p[-1]))
            return true;
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    g_autofree char *text = text_repair((const char *)data + 1, size - 1);
    AUTO(view) view = view_from_plain(text, data[0] & 1, data[0] & 2);
    require_view(view, strlen(text));
    if (*view->why != '\0' || may_have_initials(text))
        return 0;
    GString *all = g_string_new(NULL);
    for (guint i = 0; i < view->lines->len; i++)
        g_string_append(all, ((struct line *)view->lines->pdata[i])->text);
    g_autofree char *before = letters(text);
    g_autofree char *after = letters(all->str);
    REQUIRE(strcmp(before, after) == 0);
    g_string_free(all, TRUE);
    return 0;
}
