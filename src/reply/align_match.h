/* The words of a view, each with the word of ours that it is. Private to align*.c. */
#pragma once
#include "reply/align.h"

#define NOT_OURS 0u
#define EDITED G_MAXUINT /* takes the place of a word of ours */

/* A word of the view. */
struct reply_word {
    const char *text;
    guint hash;
    guint line, start, end; /* where it stands */
    guint sent;             /* NOT_OURS, EDITED, or 1 + its index in the invitation's words */
    guint piece;            /* 1 + index of the accepted piece of ours; 0: none */
};

struct reply_words {
    GArray *list;     /* struct reply_word */
    GPtrArray *lines; /* struct words *, owned: keep the texts */
};

/* Returns the words of view, none of them ours yet. (transfer full) */
struct reply_words *reply_words_new(const struct view *view);
void reply_words_free(struct reply_words *words);
DEFINE_AUTO(reply_words)

/* Returns the word number index. (transfer none) */
static inline struct reply_word *reply_word(const struct reply_words *words, guint index)
{
    return &g_array_index(words->list, struct reply_word, index);
}

/* Sets sent and piece of the words that are ours. Options are left out: see align_options. */
void match_words(const struct invitation *invitation, struct reply_words *words);

/* Finds complete lists of options behind their questions, sets piece of their words, and adds them to options. */
void match_options(const struct invitation *invitation, const struct view *view, struct reply_words *words, GArray *options);
