/* How far two words are from each other. Most pairs that are asked about are far apart, so what rules them out comes first: the
 * ends that they share, their lengths, their letters; only then the table, and of that only the diagonal within reach. */
#include <string.h>

#include "base/text.h"

#define CODE_POINTS_MOST 64u /* of what differs */

/* What differs of two words: without the beginning and the end that they share. */
struct difference {
    gunichar a[CODE_POINTS_MOST], b[CODE_POINTS_MOST];
    guint a_count, b_count;
};

static bool continues(char byte) { return ((guchar)byte & 0xC0) == 0x80; }

/* Returns how many bytes both begin with, whole code points. */
static gsize shared_beginning(const char *a, const char *b)
{
    gsize length = 0;
    while (a[length] != '\0' && a[length] == b[length])
        length++;
    while (length > 0 && (continues(a[length]) || continues(b[length])))
        length--;
    return length;
}

/* Returns how many bytes both end with, whole code points. */
static gsize shared_end(const char *a, gsize a_length, const char *b, gsize b_length)
{
    gsize most = MIN(a_length, b_length), length = 0, whole = 0;
    while (length < most && a[a_length - length - 1] == b[b_length - length - 1]) {
        length++;
        if (!continues(a[a_length - length]))
            whole = length;
    }
    return whole;
}

/* Puts the code points of length bytes into list. Returns false where they are too many. */
static bool list_code_points(const char *text, gsize length, gunichar *list, guint *count)
{
    *count = 0;
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        if (*count == CODE_POINTS_MOST)
            return false;
        list[(*count)++] = (guchar)*p < 0x80 ? (gunichar)*p : g_utf8_get_char(p);
    }
    return true;
}

static bool find_difference(const char *a, const char *b, struct difference *difference)
{
    gsize beginning = shared_beginning(a, b);
    a += beginning;
    b += beginning;
    gsize a_length = strlen(a), b_length = strlen(b), end = shared_end(a, a_length, b, b_length);
    return list_code_points(a, a_length - end, difference->a, &difference->a_count) &&
           list_code_points(b, b_length - end, difference->b, &difference->b_count);
}

static guint64 letters_of(const gunichar *list, guint count)
{
    guint64 letters = 0;
    for (guint i = 0; i < count; i++)
        letters |= (guint64)1 << (list[i] % 64);
    return letters;
}

/* Whether more letters stand in only one of them than max changes could bring or take. */
static bool has_other_letters(const struct difference *difference, guint max)
{
    guint64 a = letters_of(difference->a, difference->a_count), b = letters_of(difference->b, difference->b_count);
    return (guint)__builtin_popcountll(a & ~b) > max || (guint)__builtin_popcountll(b & ~a) > max;
}

/* The table of the optimal string alignment, row by row, as far as max reaches from the diagonal. */
static guint align(const struct difference *difference, guint max)
{
    guint rows[3][CODE_POINTS_MOST + 2], n = difference->a_count, m = difference->b_count, beyond = max + 1;
    for (guint j = 0; j <= m + 1; j++)
        rows[0][j] = MIN(j, beyond);
    for (guint i = 1; i <= n; i++) {
        guint *row = rows[i % 3], *above = rows[(i + 2) % 3], *two_above = rows[(i + 1) % 3];
        guint from = i > max ? i - max : 1, to = MIN(m, i + max), least = beyond;
        row[from - 1] = from == 1 ? MIN(i, beyond) : beyond;
        for (guint j = from; j <= to; j++) {
            guint best = MIN(above[j], row[j - 1]) + 1;
            best = MIN(best, above[j - 1] + (difference->a[i - 1] != difference->b[j - 1]));
            if (i > 1 && j > 1 && difference->a[i - 1] == difference->b[j - 2] && difference->a[i - 2] == difference->b[j - 1])
                best = MIN(best, two_above[j - 2] + 1);
            row[j] = MIN(best, beyond);
            least = MIN(least, row[j]);
        }
        row[to + 1] = beyond; /* what the next rows see there */
        if (least == beyond && row[from - 1] == beyond)
            return beyond;
    }
    return rows[n % 3][m];
}

guint text_edit_distance(const char *a, const char *b, guint max)
{
    struct difference difference;
    if (!find_difference(a, b, &difference))
        return max + 1;
    guint more = MAX(difference.a_count, difference.b_count), fewer = MIN(difference.a_count, difference.b_count);
    if (more - fewer > max || has_other_letters(&difference, max))
        return max + 1;
    return fewer == 0 ? more : align(&difference, max);
}
