/* All the names of a question's options: labels, other names, and what words of one meaning add. Made once for each question.
 */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/lexicon.h"

#define OPTION_NONE G_MAXUINT /* the option of a bare yes or no that is no option here */
#define NO_WORD G_MAXUINT

struct option_name {
    guint option;
    guint *words; /* count of them: indexes in names->vocabulary */
    guint count;
    guint core;      /* of these not small */
    guint telling;   /* of a label: the word that tells its option from all others, or NO_WORD */
    char *tight;     /* its words without blanks */
    bool is_meaning; /* from a group of words with one meaning */
    bool is_generic; /* yes or no */
    bool is_label;
    bool has_marks;    /* it is written with commas or the like */
    bool is_bare;      /* only a number or one letter */
    bool is_ordered;   /* its words mean something else in another order: \"RI with good leadership\" */
    bool is_echo;      /* only small words: \"it was\", \"I did\" */
    bool is_of_writer; /* an echo about the writer: "I did" */
    bool is_of_other;  /* an echo about something else: "it was" */
};

struct option_names {
    GArray *list;          /* struct option_name */
    GPtrArray *vocabulary; /* char *, owned: folded words */
    GHashTable *index;     /* word -> its index in vocabulary, plus one */
    GPtrArray *names_of;   /* for each word GArray of guint: names that have it */
    GHashTable *whole;     /* own name, words joined -> its option, plus one */
    guint64 *options_of;   /* for each word: bits of the options whose own names have it */
    bool *is_small;        /* for each word */
    bool asks_you;         /* the question asks what the reader did: \"did you\" */
};

/* Returns the names of the question's options. (transfer full) */
struct option_names *option_names_new(const struct answer_rules *rules, const struct question *question);
void option_names_free(struct option_names *names);
