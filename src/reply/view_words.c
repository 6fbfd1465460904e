/* Compares the words of two views by their hashes: nothing is copied, as this is done for every mail with two alternatives. */
#include "reply/view_words.h"

#include <string.h>

#define HASH_START 2166136261u
#define HASH_STEP 16777619u

/* Returns the end of the chunk at p: white space and the brackets that stand around addresses end it. */
static const char *chunk_end(const char *p) { return p + strcspn(p, " \t<>[]()"); }

static bool is_link(const char *p, const char *end)
{
    bool named = strncmp(p, "mailto:", 7) == 0 || strncmp(p, "cid:", 4) == 0;
    return named || g_strstr_len(p, end - p, "://") != NULL;
}

/* Returns the character at p as it counts in a word, in lower case, or 0 where it ends one. */
static gunichar word_character(const char *p)
{
    if ((guchar)*p < 0x80)
        return g_ascii_isalnum(*p) ? (gunichar)g_ascii_tolower(*p) : 0;
    gunichar c = g_utf8_get_char(p);
    return g_unichar_isalnum(c) ? g_unichar_tolower(c) : 0;
}

static void add_chunk(GArray *hashes, const char *p, const char *end)
{
    guint32 hash = HASH_START;
    bool in_word = false;
    for (; p < end; p = g_utf8_next_char(p)) {
        gunichar c = word_character(p);
        if (c != 0) {
            hash = (hash ^ c) * HASH_STEP;
            in_word = true;
        } else if (in_word) {
            g_array_append_val(hashes, hash);
            hash = HASH_START;
            in_word = false;
        }
    }
    if (in_word)
        g_array_append_val(hashes, hash);
}

/* Returns the hashes of all words. (transfer full) */
static GArray *hashes_of(const struct view *view)
{
    GArray *hashes = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint i = 0; i < view->lines->len; i++) {
        const char *p = ((const struct line *)view->lines->pdata[i])->text;
        while (*p != '\0') {
            const char *end = chunk_end(p);
            if (!is_link(p, end))
                add_chunk(hashes, p, end);
            p = *end != '\0' ? end + 1 : end;
        }
    }
    return hashes;
}

/* Sorts hashes, byte by byte from the lowest: no input makes that slow. */
static void sort(GArray *hashes)
{
    g_autofree guint32 *other = g_new(guint32, hashes->len + 1);
    guint32 *from = (guint32 *)(void *)hashes->data, *to = other;
    for (guint shift = 0; shift < 32; shift += 8) {
        gsize starts[257] = {0};
        for (guint i = 0; i < hashes->len; i++)
            starts[(from[i] >> shift & 0xFF) + 1]++;
        for (guint value = 0; value < 256; value++)
            starts[value + 1] += starts[value];
        for (guint i = 0; i < hashes->len; i++)
            to[starts[from[i] >> shift & 0xFF]++] = from[i];
        guint32 *swap = from;
        from = to;
        to = swap;
    }
}

struct word_difference view_words_compare(const struct view *first, const struct view *second)
{
    g_autoptr(GArray) a = hashes_of(first);
    g_autoptr(GArray) b = hashes_of(second);
    sort(a);
    sort(b);
    struct word_difference difference = {.first = a->len, .second = b->len};
    guint i = 0, n = 0;
    while (i < a->len && n < b->len) {
        guint32 mine = g_array_index(a, guint32, i), theirs = g_array_index(b, guint32, n);
        difference.only_first += mine < theirs;
        difference.only_second += mine > theirs;
        i += mine <= theirs;
        n += theirs <= mine;
    }
    difference.only_first += a->len - i;
    difference.only_second += b->len - n;
    return difference;
}
