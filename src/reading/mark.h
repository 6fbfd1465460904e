/* Places in a passage where the writer may say which question comes: "5.", "Q5:", "(5)", "question five", "Outcome:". */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/answer.h"
#include "reading/passage.h"
#include "reading/sort_rules.h"
#include "survey/survey.h"

#define MARK_MOST_QUESTIONS 20u /* that one mark names: "7-9" */

struct mark {
    guint first, past; /* words of the passage: [first, past), with their punctuation */
    guint strength;    /* 0..100: how surely it is meant as a mark, by its form alone */
    bool by_name;      /* a number said as such ("Q5"), or a name: may stand out of order */
    bool at_line_start;
    guint count;                          /* of questions */
    guint questions[MARK_MOST_QUESTIONS]; /* their numbers, ascending */
};

struct mark_names; /* by which names a survey's questions may be called */

/* (transfer full); survey and rules must live longer. */
struct mark_names *mark_names_new(const struct survey *survey, const struct sort_rules *rules);
void mark_names_free(struct mark_names *names);
DEFINE_AUTO(mark_names)

/* Returns the places in passage, in order of first. At one word there may be several. (transfer full): GArray of struct mark */
GArray *marks_find(const struct passage *passage, const struct survey *survey, const struct mark_names *names,
                   const struct answer_rules *rules);

/* Returns whether word (nullable) stands before numbers of questions: "q", "question". */
bool mark_names_is_number_word(const struct mark_names *names, const struct word *word);

/* Returns how many of the words [first, past) that say something about it question number knows. */
guint mark_names_hits(const struct mark_names *names, guint number, const struct words *words, guint first, guint past);

/* The same for every question at once: hits[i] becomes that of question number i + 1. */
void mark_names_count(const struct mark_names *names, const struct words *words, guint first, guint past, guint *hits);

/* The same, of words that no other question knows. */
guint mark_names_own_hits(const struct mark_names *names, guint number, const struct words *words, guint first, guint past);

/* Returns whether words, which are without marks, hold a name of an option of question number that says more than yes or no. */
bool mark_names_has_option(const struct mark_names *names, guint number, const struct words *words);

/* A question that words name, and how surely. */
struct mark_named {
    guint question, strength;
};

/* Returns the questions that the words [first, past) name, all equally well; empty where none. (transfer full): GArray of
 * struct mark_named */
GArray *mark_named_questions(const struct mark_names *names, const struct words *words, guint first, guint past);
