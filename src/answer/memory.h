/* What the rules for answers have made of words, texts and questions so far: a reading tries the same words against many
 * questions, and most messages use the same words. Bounded; emptied when it is full and nobody holds it. */
#pragma once
#include <glib.h>

struct memory;
struct answer_rules;

/* Returns an empty memory. (transfer full) */
struct memory *memory_new(void);
void memory_free(struct memory *memory);

/* Between these two, which may be nested, nothing that is kept goes away. */
void memory_hold(struct memory *memory);
void memory_let_go(struct memory *memory);

/* Returns the number of the folded word: 0, 1, 2 ... in the order in which words came. */
guint memory_word(const struct answer_rules *rules, const char *word);

/* What is known of a word whatever is asked. */
struct fact {
    guint32 lists; /* that it is in: bits 1 << enum word_list */
    gint8 link;    /* enum clause_link of a clause that it begins, or -1 */
    gint8 month;   /* the month that it names, 0: none, -1: not known yet */
};

/* Returns what is known of word number; it may be added to. (transfer none): valid until the next memory_word */
struct fact *memory_fact(const struct answer_rules *rules, guint number);

/* Returns the lists that word number is in, as bits 1 << enum word_list. */
guint32 memory_lists(const struct answer_rules *rules, guint number);

/* Returns where texts are kept: text -> struct utterance *; and questions: guint64 * -> struct asked *. (transfer none) */
GHashTable *memory_utterances(struct memory *memory);
GHashTable *memory_questions(struct memory *memory);

/* Takes note that size_bytes more are kept. */
void memory_grow(struct memory *memory, gsize size_bytes);
