/* Looks words up in the dictionary that is compiled in. Keeps nothing in memory. */
#include "base/english.h"

#include <glib.h>
#include <string.h>

#include "base/embedded.h"

#define STEM_LENGTH_MIN 3u /* bytes, of what is left without a beginning or ending */
#define WORD_LENGTH_MAX 40u

/* Compares length bytes at line, which ends there, with word. */
static int compare_line(const char *line, size_t length, const char *word)
{
    size_t other = strlen(word);
    int order = memcmp(line, word, MIN(length, other));
    return order != 0 ? order : (length > other) - (length < other);
}

static bool is_listed(const char *word)
{
    size_t high = 0, low = 0;
    const char *words = embedded_english(&high);
    while (low < high) {
        size_t start = low + (high - low) / 2;
        while (start > low && words[start - 1] != '\n')
            start--;
        const char *end = memchr(words + start, '\n', high - start);
        size_t past = end != NULL ? (size_t)(end - words) : high;
        int order = compare_line(words + start, past - start, word);
        if (order == 0)
            return true;
        if (order > 0)
            high = start;
        else
            low = MIN(past + 1, high);
    }
    return false;
}

/* Whether word is a listed one with an ending behind it, or with its last letter in place of an "e" that the ending took. */
static bool is_derived(const char *word, size_t length)
{
    static const char *const endings[] = {"ly", "ness", "ship", "less", "ish", "ing", "ed", NULL};
    for (const char *const *ending = endings; *ending != NULL; ending++) {
        size_t taken = strlen(*ending);
        if (length < taken + STEM_LENGTH_MIN || !g_str_has_suffix(word, *ending))
            continue;
        char stem[WORD_LENGTH_MAX + 2] = "";
        memcpy(stem, word, length - taken);
        if (is_listed(stem))
            return true;
        stem[length - taken] = 'e';
        if (is_listed(stem))
            return true;
    }
    return false;
}

bool english_has(const char *word)
{
    static const char *const beginnings[] = {"", "un", "re", "over", "under", "non", "mis", "pre", "co", NULL};
    for (const char *const *beginning = beginnings; *beginning != NULL; beginning++) {
        const char *rest = word + strlen(*beginning);
        size_t length = g_str_has_prefix(word, *beginning) ? strlen(rest) : 0;
        if (length == 0 || length > WORD_LENGTH_MAX || (rest != word && length < STEM_LENGTH_MIN))
            continue;
        if (is_listed(rest) || is_derived(rest, length))
            return true;
    }
    return false;
}
