/* Finds whose or which answers are which where a mail speaks of two cases. */
#include "reading/party.h"

#include <string.h>

#include "base/text.h"

#define FEWEST_USES 3u /* claims in which a letter stands before a value, before it is a marker */
#define MOST_MARKERS 4u
#define MOST_PARTS 8u

/* Whether word i of words is a single capital that may stand for a case: not "I", and "A" only before a capital, a figure or a
 * mark, or behind punctuation. */
static bool is_letter(const struct words *words, guint i, const char *text)
{
    const struct word *word = &words->list[i];
    if (word->is_mark || word->end - word->start != 1 || !g_ascii_isupper(text[word->start]) || text[word->start] == 'I')
        return false;
    return i + 1 < words->count;
}

/* Counts the letters that claim uses, once each. */
static void count_letters(const struct claim *claim, guint *uses)
{
    AUTO(words) words = words_new(claim->words, true);
    bool seen[26] = {false};
    for (guint i = 0; i < words->count; i++)
        if (is_letter(words, i, claim->words))
            seen[words->list[i].text[0] - 'a'] = true;
    for (guint i = 0; i < G_N_ELEMENTS(seen); i++)
        uses[i] += seen[i];
}

static void find_markers(const struct sorter *sorter, struct parties *parties)
{
    guint uses[26] = {0}, found = 0;
    for (guint i = 0; i < sorter->claims->len; i++) {
        const struct claim *claim = &g_array_index(sorter->claims, struct claim, i);
        const struct question *question = survey_question_number(sorter->survey, claim->question);
        if (claim->how == CLAIM_NUMBER && strcmp(question->type, "text") != 0)
            count_letters(claim, uses);
    }
    for (guint i = 0; i < G_N_ELEMENTS(uses); i++)
        found += uses[i] >= FEWEST_USES;
    for (guint i = 0; found >= 2 && found <= MOST_MARKERS && i < G_N_ELEMENTS(uses); i++)
        if (uses[i] >= FEWEST_USES)
            g_ptr_array_add(parties->markers, g_strdup_printf("%c", 'a' + (char)i));
}

struct parties *parties_find(const struct sorter *sorter, const char *text)
{
    struct parties *parties = g_new0(struct parties, 1);
    parties->markers = g_ptr_array_new_with_free_func(g_free);
    find_markers(sorter, parties);
    parties->choice = (enum party_choice)sort_rules_choice(sorter->rules, text);
    return parties;
}

void parties_free(struct parties *parties)
{
    if (parties == NULL)
        return;
    g_ptr_array_unref(parties->markers);
    g_free(parties);
}

static bool is_marker(const struct parties *parties, const struct words *words, guint i, const char *text)
{
    if (!is_letter(words, i, text))
        return false;
    for (guint n = 0; n < parties->markers->len; n++)
        if (strcmp(words->list[i].text, parties->markers->pdata[n]) == 0)
            return true;
    return false;
}

/* Adds the text from byte start to end without punctuation at its ends, unless it is blank. */
static void add_part(GPtrArray *parts, const char *text, guint start, guint end)
{
    while (start < end && strchr(" :-=,;.\n", text[start]) != NULL)
        start++;
    while (end > start && strchr(" ,;\n", text[end - 1]) != NULL)
        end--;
    if (start < end && parts->len < MOST_PARTS)
        g_ptr_array_add(parts, g_strndup(text + start, end - start));
}

static void divide_by_markers(const struct parties *parties, const char *text, GPtrArray *parts)
{
    AUTO(words) words = words_new(text, true);
    guint start = G_MAXUINT;
    for (guint i = 0; i < words->count; i++) {
        if (!is_marker(parties, words, i, text))
            continue;
        if (start != G_MAXUINT)
            add_part(parts, text, start, words->list[i].start);
        start = words->list[i].end;
    }
    if (start != G_MAXUINT)
        add_part(parts, text, start, (guint)strlen(text));
}

GPtrArray *parties_divide(const struct parties *parties, const char *text)
{
    GPtrArray *parts = g_ptr_array_new_with_free_func(g_free);
    if (parties->markers->len > 0)
        divide_by_markers(parties, text, parts);
    if (parts->len == 0 && parties->choice != PARTY_NONE) {
        g_auto(GStrv) pieces = g_strsplit(text, "/", 3);
        for (guint i = 0; g_strv_length(pieces) == 2 && i < 2; i++)
            add_part(parts, pieces[i], 0, (guint)strlen(pieces[i]));
    }
    if (parts->len < 2)
        g_ptr_array_set_size(parts, 0);
    return parts;
}
