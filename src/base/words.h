/* A text as a list of words that know where they stand: for comparing texts and for the patterns of rules/. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

/* What stands between a word and the one before it. */
enum word_gap {
    GAP_PUNCTUATION = 1 << 0, /* any: comma, dash, bracket, quote ... */
    GAP_SENTENCE = 1 << 1,    /* . ! ? and the like, followed by white space, or the start of the text */
    GAP_LINE = 1 << 2,        /* a line break, or the start of the text */
    GAP_PARAGRAPH = 1 << 3    /* a blank line, or the start of the text */
};

struct word {
    const char *text; /* folded (text_fold): "didn't", "23", "cafe"; a punctuation mark is a word too where wanted: ":" */
    guint start, end; /* bytes [start, end) of the text it was found in */
    guint hash;       /* g_str_hash of text */
    guint8 gap;       /* of enum word_gap: what stands before it */
    bool is_mark;     /* a punctuation mark */
};

struct words {
    struct word *list; /* count of them, in order */
    guint count;
    char *arena; /* where their texts are */
};

/* Returns the words of text (UTF-8): runs of letters and digits, with apostrophes, and dots or commas between digits, inside.
 * with_marks: every other visible character is a word of its own, with is_mark. Linear in the length of text. (transfer full)
 */
struct words *words_new(const char *text, bool with_marks);
void words_free(struct words *words);
DEFINE_AUTO(words)

/* Returns how many words text has, marks not counted. */
guint words_count(const char *text);

/* Returns whether the words [at, at + 1...) of words begin with the words of phrase (marks of neither count). *past (nullable)
 * becomes the index behind them. */
bool words_begin_with(const struct words *words, guint at, const struct words *phrase, guint *past);

/* Replaces each word that spellings (folded word -> NULL-terminated char **, its words) knows by the words that it stands for,
 * at its place: "don't" by "do", "not". The new texts are those of spellings, which must outlive words. */
void words_respell(struct words *words, GHashTable *spellings);
