/* Knows how a box for a tick is typed, with brackets or as one character. Never looks at the words beside it. */
#include "base/box.h"

#include <string.h>

#define MOST_BLANKS 3u /* within brackets */

static const char *find_prefix(const char *text, const char *const *list)
{
    for (guint i = 0; list[i] != NULL; i++)
        if (g_str_has_prefix(text, list[i]))
            return list[i];
    return NULL;
}

static const char *pass_blanks(const char *text)
{
    for (guint i = 0; i < MOST_BLANKS && *text == ' '; i++)
        text++;
    return text;
}

enum box box_at(const char *text, gsize *size)
{
    static const char *const ticked[] = {"☑", "☒", "🗹", "🗷", "■", "●", NULL}, *const empty[] = {"☐", "□", "○", NULL},
                             *const ticks[] = {"x", "X", "✓", "✔", "*", NULL};
    *size = 0;
    if ((guchar)*text < 0x80 && *text != '[' && *text != '(')
        return BOX_NONE;
    const char *glyph = find_prefix(text, ticked), *none = glyph == NULL ? find_prefix(text, empty) : NULL;
    if (glyph != NULL || none != NULL) {
        *size = strlen(glyph != NULL ? glyph : none);
        return glyph != NULL ? BOX_TICKED : BOX_EMPTY;
    }
    if (*text != '[' && *text != '(')
        return BOX_NONE;
    const char *inside = pass_blanks(text + 1), *tick = find_prefix(inside, ticks);
    const char *behind = tick != NULL ? inside + strlen(tick) : *text == '[' && *inside == '_' ? inside + 1 : inside;
    behind = pass_blanks(behind);
    if (*behind != (*text == '[' ? ']' : ')'))
        return BOX_NONE;
    *size = (gsize)(behind + 1 - text);
    return tick != NULL ? BOX_TICKED : BOX_EMPTY;
}

bool box_is_in(const char *text, enum box kind)
{
    gsize size = 0;
    for (const char *at = text; *at != '\0'; at++)
        if (box_at(at, &size) == kind)
            return true;
    return false;
}
