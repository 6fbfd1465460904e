/* What a word is to the options of a question, wherever it stands. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/asked.h"

/* How well a word is that of a name. */
enum likeness { LIKE_NOT, LIKE_MISSPELT, LIKE_FORM, LIKE_SAME };

/* A word of the options that the word may be. */
struct resemblance {
    guint word; /* index in the vocabulary of the options' names */
    enum likeness like;
};

/* A name that begins with the letters of the word. */
struct letters {
    guint name;
    bool is_joined; /* the word may be one of several that are one in the name */
    bool is_short;  /* the word is a short form of the name's first word */
};

struct sense {
    GArray *likes;   /* struct resemblance: itself where it is one of their words; else all forms and misspellings */
    GArray *letters; /* struct letters */
    gint64 turned;   /* the option that it denies by a prefix ("unfair"), or -1 */
};

/* Returns what word, which has number in the memory of rules, is to the options of asked. (transfer none): kept by asked */
const struct sense *sense_of(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word);

/* Returns whether the word can have a part in naming one of the options. */
bool sense_has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word);

/* Returns whether the word may be the first of several that are one in the name of an option. */
bool sense_may_be_joined(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word);
void sense_free(struct sense *sense);
