/* Keeps words by number, texts and questions. Never decides what they mean. */
#include "answer/memory.h"

#include "answer/asked.h"
#include "answer/lexicon.h"
#include "answer/said.h"
#include "answer/utterance.h"

#define MOST_WORDS 20000u
#define MOST_BYTES ((gsize)2 * 1024 * 1024) /* of texts and what was made of them */
#define MOST_QUESTIONS 500u

struct memory {
    guint holders;
    GHashTable *numbers;   /* folded word, owned -> its number, plus one */
    GArray *facts;         /* struct fact: by number */
    GHashTable *texts;     /* text, owned -> struct utterance *, owned */
    GHashTable *questions; /* guint64 *, owned -> struct asked *, owned */
    gsize size_bytes;
};

struct memory *memory_new(void)
{
    struct memory *memory = g_new0(struct memory, 1);
    memory->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    memory->facts = g_array_new(FALSE, FALSE, sizeof(struct fact));
    memory->texts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)utterance_free);
    memory->questions = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, (GDestroyNotify)asked_free);
    return memory;
}

void memory_free(struct memory *memory)
{
    if (memory == NULL)
        return;
    g_hash_table_unref(memory->texts);
    g_hash_table_unref(memory->questions);
    g_hash_table_unref(memory->numbers);
    g_array_unref(memory->facts);
    g_free(memory);
}

void memory_hold(struct memory *memory)
{
    if (memory->holders++ > 0)
        return;
    bool too_many_words = memory->facts->len > MOST_WORDS;
    if (memory->size_bytes > MOST_BYTES || too_many_words) {
        g_hash_table_remove_all(memory->texts);
        memory->size_bytes = 0;
    }
    if (too_many_words || g_hash_table_size(memory->questions) > MOST_QUESTIONS)
        g_hash_table_remove_all(memory->questions);
    if (too_many_words) {
        g_hash_table_remove_all(memory->numbers);
        g_array_set_size(memory->facts, 0);
    }
}

void memory_let_go(struct memory *memory) { memory->holders--; }

guint memory_word(const struct answer_rules *rules, const char *word)
{
    struct memory *memory = rules->memory;
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(memory->numbers, word));
    if (known > 0)
        return known - 1;
    struct fact fact = {.link = said_link_of(word), .month = -1};
    for (guint i = 0; i < LIST_COUNT; i++)
        fact.lists |= lexicon_has(rules, (enum word_list)i, word, NULL) ? 1u << i : 0;
    g_array_append_val(memory->facts, fact);
    g_hash_table_insert(memory->numbers, g_strdup(word), GUINT_TO_POINTER(memory->facts->len));
    return memory->facts->len - 1;
}

struct fact *memory_fact(const struct answer_rules *rules, guint number)
{
    return &g_array_index(rules->memory->facts, struct fact, number);
}

guint32 memory_lists(const struct answer_rules *rules, guint number) { return memory_fact(rules, number)->lists; }

GHashTable *memory_utterances(struct memory *memory) { return memory->texts; }

GHashTable *memory_questions(struct memory *memory) { return memory->questions; }

void memory_grow(struct memory *memory, gsize size_bytes) { memory->size_bytes += size_bytes; }
