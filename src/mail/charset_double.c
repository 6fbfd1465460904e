/* Text that was encoded as UTF-8 twice, and what an HTML document says of its own charset. */
#include <string.h>

#include "base/text.h"
#include "mail/charset.h"

#define PASSES 3u         /* some gateways do it again */
#define SNIFF_BYTES 4096u /* browsers look at 1024; Word puts its name spaces before */
#define SEQUENCE_BYTES 4u

/* A character that was torn apart: what it is, and how much of the text it takes. */
struct torn {
    gunichar character;
    gsize length;
    bool is_strong; /* no language has these characters side by side */
};

/* Returns the byte that windows-1252 (or iso-8859-1) has for c, 0 where there is none. */
static guchar byte_of(gunichar c)
{
    if (c < 0x100)
        return (guchar)c;
    if (c > 0x2122)
        return 0;
    for (guint byte = 0x80; byte <= 0x9F; byte++)
        if (text_windows_1252((guchar)byte) == c)
            return (guchar)byte;
    return 0;
}

static guint continuations_of(guchar lead)
{
    return lead >= 0xC2 && lead <= 0xDF ? 1 : lead >= 0xE0 && lead <= 0xEF ? 2 : lead >= 0xF0 && lead <= 0xF4 ? 3 : 0;
}

/* Returns whether the two characters of a short sequence stand for letters or signs of western Europe, and not for quotes that
 * a writer may have put behind a letter, or a space. */
static bool is_strong_pair(guchar lead, gunichar second)
{
    return lead <= 0xC3 && second <= 0xBF && !(lead == 0xC2 && second == 0xA0);
}

/* Returns whether a torn character begins at p. */
static bool find_torn(const char *p, struct torn *torn)
{
    char bytes[SEQUENCE_BYTES] = {(char)byte_of(g_utf8_get_char(p))};
    guint more = continuations_of((guchar)bytes[0]);
    gunichar second = 0;
    const char *q = g_utf8_next_char(p);
    for (guint i = 1; i <= more; i++, q = g_utf8_next_char(q)) {
        gunichar c = *q != '\0' ? g_utf8_get_char(q) : 0;
        guchar byte = byte_of(c);
        if (byte < 0x80 || byte > 0xBF)
            return false;
        bytes[i] = (char)byte;
        second = i == 1 ? c : second;
    }
    torn->character = more > 0 ? g_utf8_get_char_validated(bytes, more + 1) : (gunichar)-1;
    torn->length = (gsize)(q - p);
    torn->is_strong = more > 1 || is_strong_pair((guchar)bytes[0], second);
    return torn->character < 0x110000 && torn->character >= 0xA0;
}

/* Returns the next place from p on that can begin a torn character: all of them begin with U+00C2 to U+00F4. */
static const char *next_candidate(const char *p) { return strchr(p, '\xC3'); }

static bool has_strong(const char *text)
{
    struct torn torn;
    for (const char *p = next_candidate(text); p != NULL; p = next_candidate(p + 1))
        if (find_torn(p, &torn) && torn.is_strong)
            return true;
    return false;
}

static char *undo_once(const char *text, guint *places)
{
    GString *out = g_string_sized_new(strlen(text));
    struct torn torn;
    for (const char *p = text; *p != '\0';) {
        const char *found = next_candidate(p);
        if (found == NULL) {
            g_string_append(out, p);
            break;
        }
        g_string_append_len(out, p, found - p);
        if (find_torn(found, &torn)) {
            g_string_append_unichar(out, torn.character);
            p = found + torn.length;
            (*places)++;
        } else {
            p = g_utf8_next_char(found);
            g_string_append_len(out, found, p - found);
        }
    }
    return g_string_free(out, FALSE);
}

char *charset_undo_double(const char *text, guint *places)
{
    char *result = NULL;
    *places = 0;
    for (guint pass = 0; pass < PASSES && has_strong(text); pass++) {
        char *better = undo_once(text, places);
        g_free(result);
        text = result = better;
    }
    return result;
}

/* ---- HTML */

/* Returns the value that follows "charset" and "=" in the tag [p, end), or NULL. (transfer full) */
static char *charset_in_tag(const char *p, const char *end)
{
    for (; end - p > 8; p++)
        if (g_ascii_strncasecmp(p, "charset", 7) == 0)
            break;
    if (end - p <= 8)
        return NULL;
    p += 7;
    while (p < end && strchr(" \t\r\n=\"'", *p) != NULL && *p != '\0')
        p++;
    const char *stop = p;
    while (stop < end && (g_ascii_isalnum(*stop) || strchr("-_:.", *stop) != NULL) && *stop != '\0')
        stop++;
    return stop > p ? g_strndup(p, (gsize)(stop - p)) : NULL;
}

char *charset_of_html(const char *bytes, gsize length)
{
    const char *end = bytes + MIN(length, SNIFF_BYTES);
    for (const char *p = bytes; (p = memchr(p, '<', (gsize)(end - p))) != NULL; p++) {
        if (end - p < 6 || g_ascii_strncasecmp(p, "<meta", 5) != 0)
            continue;
        const char *close = memchr(p, '>', (gsize)(end - p));
        char *name = charset_in_tag(p, close != NULL ? close : end);
        if (name == NULL)
            continue;
        bool is_wide = g_ascii_strncasecmp(name, "utf-16", 6) == 0; /* it was read, so it is not */
        if (is_wide)
            g_free(name);
        return is_wide ? g_strdup("utf-8") : name;
    }
    return NULL;
}
