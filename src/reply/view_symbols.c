/* Symbol fonts: Outlook writes ticks, boxes, arrows and smileys as letters in Wingdings. A reader sees the picture. */
#include "reply/view_symbols.h"

#include <string.h>

#define PICTURES_MAX 3u /* letters in a row that are read as pictures */
#define EMOJI_BYTES_MAX 40u
#define FIRST_SYMBOL 0x2190u /* arrows; letters and punctuation end before */

struct picture {
    guchar code;
    gunichar character;
};

static const struct picture wingdings[] = {
    {'(', 0x260E},  {'*', 0x2709},  {'A', 0x270C},  {'C', 0x1F44D}, {'D', 0x1F44E}, {'E', 0x261C},  {'F', 0x261E},
    {'G', 0x261D},  {'J', 0x263A},  {'K', 0x1F610}, {'L', 0x2639},  {'Q', 0x2708},  {'R', 0x263C},  {'T', 0x2744},
    {'l', 0x25CF},  {'n', 0x25A0},  {'o', 0x2610},  {'q', 0x2751},  {'r', 0x2752},  {'u', 0x25C6},  {'v', 0x2756},
    {'x', 0x2612},  {0x9F, 0x2022}, {0xA1, 0x25CB}, {0xA7, 0x25AA}, {0xA8, 0x2610}, {0xAB, 0x2605}, {0xD8, 0x27A2},
    {0xDF, 0x2190}, {0xE0, 0x2192}, {0xE1, 0x2191}, {0xE2, 0x2193}, {0xE7, 0x2190}, {0xE8, 0x2192}, {0xEF, 0x21E6},
    {0xF0, 0x21E8}, {0xFB, 0x2717}, {0xFC, 0x2714}, {0xFD, 0x2612}, {0xFE, 0x2611}};

static const struct picture wingdings_2[] = {{'O', 0x2717}, {'P', 0x2714}, {'Q', 0x2612}, {'R', 0x2611},
                                             {'S', 0x2612}, {'T', 0x2612}, {0xA3, 0x2610}};

static const struct picture webdings[] = {{'a', 0x2714}, {'c', 0x2610}, {'g', 0x25A0}, {'n', 0x25CF}, {'r', 0x2717}};

static const struct picture symbol[] = {{0xB7, 0x2022}};

static const struct {
    const struct picture *pictures;
    gsize count;
} fonts[] = {[FONT_WINGDINGS] = {wingdings, G_N_ELEMENTS(wingdings)},
             [FONT_WINGDINGS_2] = {wingdings_2, G_N_ELEMENTS(wingdings_2)},
             [FONT_WEBDINGS] = {webdings, G_N_ELEMENTS(webdings)},
             [FONT_SYMBOL] = {symbol, G_N_ELEMENTS(symbol)}};

gunichar symbol_seen(enum css_font font, gunichar c)
{
    bool is_private = c >= 0xF020 && c <= 0xF0FF; /* where Word keeps the codes of symbol fonts */
    if (is_private && font == FONT_TEXT)
        font = FONT_WINGDINGS;
    gunichar code = is_private ? c - 0xF000 : c;
    for (gsize i = 0; i < fonts[font].count; i++)
        if (fonts[font].pictures[i].code == code)
            return fonts[font].pictures[i].character;
    return c;
}

char *symbols_seen(enum css_font font, const char *text, gsize length)
{
    if (font == FONT_TEXT)
        return NULL;
    guint letters = 0;
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p))
        letters += !g_unichar_isspace(g_utf8_get_char(p));
    if (letters == 0 || letters > PICTURES_MAX)
        return NULL;
    GString *seen = g_string_sized_new(length + 8);
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p))
        g_string_append_unichar(seen, symbol_seen(font, g_utf8_get_char(p)));
    return g_string_free(seen, FALSE);
}

gboolean is_emoji(const char *text)
{
    gsize length = strlen(text);
    if (length == 0 || length > EMOJI_BYTES_MAX)
        return FALSE;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (c != 0x200D && (c < FIRST_SYMBOL || g_unichar_isalpha(c)))
            return FALSE;
    }
    return TRUE;
}
