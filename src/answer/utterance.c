/* Takes a text apart once, however many questions it is tried against. Never knows a question. */
#include "answer/utterance.h"

#include <string.h>

#include "answer/memory.h"
#include "base/limits.h"

#define NEUTRAL_TAGS                                                                                                           \
    (TAG(PHRASE_FILLER) | TAG(PHRASE_UNSURE) | TAG(PHRASE_DOUBT) | TAG(PHRASE_HEDGE) | TAG(PHRASE_TAKE_BACK) |                 \
     TAG(PHRASE_CONCLUSION) | TAG(PHRASE_ABOVE) | TAG(PHRASE_BELOW) | TAG(PHRASE_DEPENDS) | TAG(PHRASE_NOT_NEGATION) |         \
     TAG(PHRASE_NEARLY))

#define MOST_BYTES_A_WORD 32u
#define BYTES_A_WORD 48u   /* about, of what is made of a word */
#define FIRST_FACE 0x1F300 /* thumbs and faces begin here */

/* Returns how many bytes of text the first most words take; *cut: whether there are more. Linear, so that a book is no burden.
 */
static gsize bytes_of_words(const char *text, guint most, bool *cut)
{
    guint count = 0;
    bool inside = false;
    const char *p = text;
    for (; *p != '\0'; p = g_utf8_next_char(p)) {
        bool space = g_unichar_isspace(g_utf8_get_char(p));
        if (!space && !inside && ++count > most)
            break;
        inside = !space;
        if ((gsize)(p - text) > (gsize)most * MOST_BYTES_A_WORD)
            break;
    }
    *cut = *p != '\0';
    return (gsize)(p - text);
}

/* Thumbs and faces are words, though of no weight. */
static void take_faces(struct words *words)
{
    for (guint i = 0; i < words->count; i++)
        if (words->list[i].is_mark && g_utf8_get_char(words->list[i].text) >= FIRST_FACE)
            words->list[i].is_mark = false;
}

static void tag_words(struct utterance *utterance, const struct answer_rules *rules)
{
    utterance->matches = pattern_set_match(rules->phrases, utterance->words);
    for (guint i = 0; i < utterance->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(utterance->matches, struct pattern_match, i);
        for (guint at = match->first; at <= match->last; at++)
            utterance->tags[at] |= TAG(match->id);
    }
}

static bool has_weight(const struct utterance *utterance, guint index)
{
    const struct word *word = &utterance->words->list[index];
    if (word->is_mark || (utterance->tags[index] & NEUTRAL_TAGS) || (utterance->lists[index] & (1u << LIST_FILLER)))
        return false;
    return g_unichar_isalnum(g_utf8_get_char(word->text));
}

/* Finds the refusal that the words open with. */
static void find_refusal(struct utterance *utterance)
{
    const struct words *words = utterance->words;
    guint first = 0, behind = 0, weight = 0;
    while (first < words->count && words->list[first].is_mark)
        first++;
    for (guint i = 0; i < utterance->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(utterance->matches, struct pattern_match, i);
        if (match->id == PHRASE_REFUSAL && match->first == first)
            behind = MAX(behind, match->last + 1);
    }
    for (guint i = behind; i < words->count; i++)
        weight += utterance->weighs[i];
    utterance->refusal_past = behind;
    utterance->refuses = behind > 0 && weight == 0;
}

static struct utterance *utterance_new(const struct answer_rules *rules, const char *text)
{
    struct utterance *utterance = g_new0(struct utterance, 1);
    gsize length = bytes_of_words(text, LIMIT_ANSWER_WORDS, &utterance->cut);
    g_autofree char *head = g_strndup(text, length);
    utterance->words = words_new(head, true);
    take_faces(utterance->words);
    guint count = utterance->words->count;
    utterance->tags = g_new0(guint32, count + 1);
    utterance->lists = g_new0(guint32, count + 1);
    utterance->numbers = g_new0(guint, count + 1);
    utterance->weighs = g_new0(bool, count + 1);
    tag_words(utterance, rules);
    for (guint i = 0; i < count; i++) {
        utterance->numbers[i] = memory_word(rules, utterance->words->list[i].text);
        utterance->lists[i] = memory_lists(rules, utterance->numbers[i]);
        utterance->weighs[i] = has_weight(utterance, i);
    }
    utterance->joined = lexicon_join(utterance->words);
    find_refusal(utterance);
    return utterance;
}

void utterance_free(struct utterance *utterance)
{
    if (utterance == NULL)
        return;
    words_free(utterance->words);
    g_array_unref(utterance->matches);
    g_free(utterance->tags);
    g_free(utterance->lists);
    g_free(utterance->numbers);
    g_free(utterance->weighs);
    g_free(utterance->joined);
    g_free(utterance);
}

const struct utterance *utterance_of(const struct answer_rules *rules, const char *text)
{
    GHashTable *kept = memory_utterances(rules->memory);
    struct utterance *utterance = g_hash_table_lookup(kept, text);
    if (utterance != NULL)
        return utterance;
    utterance = utterance_new(rules, text);
    g_hash_table_insert(kept, g_strdup(text), utterance);
    memory_grow(rules->memory, sizeof *utterance + 2 * strlen(text) + utterance->words->count * BYTES_A_WORD);
    return utterance;
}
