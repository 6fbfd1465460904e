/* UTF-8 text as people write it. Never changes what it is given. */
#include "base/text.h"

#include <string.h>

static bool is_zero_width(gunichar c)
{
    return c == 0x00AD || (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) ||
           (c >= 0x2066 && c <= 0x2069) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF;
}

/* What a typographic character is in ASCII, or NULL. */
static const char *ascii_for(gunichar c)
{
    switch (c) {
    case 0x2018:
    case 0x2019:
    case 0x201A:
    case 0x201B:
    case 0x2032:
    case 0x00B4:
    case '`':
        return "'";
    case 0x201C:
    case 0x201D:
    case 0x201E:
    case 0x201F:
    case 0x2033:
    case 0x00AB:
    case 0x00BB:
        return "\"";
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
        return "-";
    case 0x2026:
        return "...";
    default:
        return NULL;
    }
}

static void fold_character(GString *out, gunichar c)
{
    const char *ascii = ascii_for(c);
    if (ascii != NULL) {
        g_string_append(out, ascii);
        return;
    }
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(c, TRUE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 0; i < count; i++)
        if (!g_unichar_ismark(parts[i]))
            g_string_append_unichar(out, g_unichar_tolower(parts[i]));
}

char *text_fold(const char *text)
{
    GString *out = g_string_sized_new(strlen(text) + 8);
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        guchar byte = (guchar)*p;
        if (byte < 0x80 && byte != '`') {
            g_string_append_c(out, g_ascii_isspace(byte) || byte < 0x20 ? ' ' : g_ascii_tolower(byte));
            continue;
        }
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isspace(c))
            g_string_append_c(out, ' ');
        else if (!is_zero_width(c))
            fold_character(out, c);
    }
    return g_string_free(out, FALSE);
}

char *text_squeeze(const char *text)
{
    GString *out = g_string_sized_new(strlen(text));
    bool gap = false;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (is_zero_width(c))
            continue;
        if (g_unichar_isspace(c)) {
            gap = out->len > 0;
            continue;
        }
        if (gap)
            g_string_append_c(out, ' ');
        gap = false;
        g_string_append_unichar(out, c);
    }
    return g_string_free(out, FALSE);
}

bool text_is_blank(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_isspace(c) && !is_zero_width(c))
            return false;
    }
    return true;
}

GPtrArray *text_words(const char *folded)
{
    GPtrArray *words = g_ptr_array_new_with_free_func(g_free);
    const char *p = folded;
    while (*p != '\0') {
        if (!text_is_word_character(g_utf8_get_char(p))) {
            p = g_utf8_next_char(p);
            continue;
        }
        const char *start = p;
        while (*p != '\0') {
            const char *next = g_utf8_next_char(p);
            bool inner_apostrophe = *p == '\'' && *next != '\0' && text_is_word_character(g_utf8_get_char(next));
            if (!text_is_word_character(g_utf8_get_char(p)) && !inner_apostrophe)
                break;
            p = next;
        }
        g_ptr_array_add(words, g_strndup(start, (gsize)(p - start)));
    }
    return words;
}

const char *text_nearest(const char *word, const char *const *names)
{
    guint limit = MAX(1u, (guint)(g_utf8_strlen(word, -1) / 3)) + 1;
    const char *nearest = NULL;
    for (guint i = 0; names[i] != NULL; i++) {
        guint distance = text_edit_distance(word, names[i], limit);
        if (distance < limit) {
            limit = distance;
            nearest = names[i];
        }
    }
    return nearest;
}

/* The 27 code points that windows-1252 has in 0x80..0x9F; 0 where it has none. */
static const guint16 windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                                         0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                         0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

gunichar text_windows_1252(guchar byte)
{
    if (byte < 0x80 || byte > 0x9F)
        return byte;
    return windows_1252[byte - 0x80] != 0 ? windows_1252[byte - 0x80] : 0xFFFD;
}

char *text_repair(const char *bytes, gsize length)
{
    GString *out = g_string_sized_new(length);
    const char *end = bytes + length;
    while (bytes < end) {
        const char *bad = NULL;
        g_utf8_validate(bytes, end - bytes, &bad);
        g_string_append_len(out, bytes, bad - bytes);
        bytes = bad;
        if (bytes < end) {
            g_string_append_unichar(out, *bytes == '\0' ? ' ' : text_windows_1252((guchar)*bytes));
            bytes++;
        }
    }
    return g_string_free(out, FALSE);
}

guint text_columns(const char *text)
{
    guint columns = 0;
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (!g_unichar_iszerowidth(c))
            columns += g_unichar_iswide(c) ? 2 : 1;
    }
    return columns;
}
