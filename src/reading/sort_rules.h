/* What sorting knows of how people write: rules/sorting.yaml. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/pattern.h"
#include "survey/problems.h"

struct sort_rules {
    GHashTable *number_words;  /* set of char *, owned */
    GHashTable *empty_words;   /* set of char *, owned */
    GHashTable *answer_words;  /* set of char *, owned */
    GHashTable *plain_answers; /* set of char *, owned */
    GHashTable *trailers;      /* set of char *, owned */
    struct pattern_set *leads, *notes, *circumstances, *hints, *accounts, *corrections, *first_counts, *last_counts, *declines;
};

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct sort_rules *sort_rules_load(const char *path, struct problems *problems);
void sort_rules_free(struct sort_rules *rules);
DEFINE_AUTO(sort_rules)

/* Returns the bytes [*start, *end) of text without what leads to an answer ("A: ", "should be ", "- ") and what leads on from
 * it
 * (" and", ","). by_name: its question was named within a sentence, so that verbs may lead to it. */
void sort_rules_trim(const struct sort_rules *rules, const char *text, bool by_name, guint *start, guint *end);

/* What the sentences of a text speak of. */
struct sort_sentences {
    guint notes;    /* of the mail, the answers, or how they were written */
    guint accounts; /* of what happened */
    guint both;     /* of the mail or the answers and of what happened */
    guint others;   /* of neither */
    bool of_mail;   /* one of them speaks of the mail or the answers themselves */
    bool is_hinted; /* a word would make a note of it if it is short */
};

/* Returns how many sentences of words speak of what; long ones are an account without a closer look. */
struct sort_sentences sort_rules_sentences(const struct sort_rules *rules, const char *words);

/* Returns whether text says that its writer will not answer the questions as they are. */
bool sort_rules_declines(const struct sort_rules *rules, const char *text);

/* Returns which of several cases text says shall count: 0 none, 1 the first, 2 the last. */
guint sort_rules_choice(const struct sort_rules *rules, const char *text);

/* Returns whether words sound like those of somebody who puts an answer right. */
bool sort_rules_is_correction(const struct sort_rules *rules, const char *words);
