/* Sorts a person's words to questions: by the numbers and names that they write, by place under our questions, by order. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/answer.h"
#include "reading/mark.h"
#include "reading/passage.h"
#include "survey/survey.h"

enum claim_how {
    CLAIM_PLACE,  /* stands under our question */
    CLAIM_NUMBER, /* stands behind its number or name */
    CLAIM_ORDER,  /* the order of the answers leaves no doubt */
    CLAIM_DOUBT,  /* could answer this question or another */
    CLAIM_FACT,   /* said in a sentence of its own: a correction, an answer to our question */
    CLAIM_NOTE,   /* speaks of the mail or the answers, and belongs nowhere */
    CLAIM_STORY   /* belongs to no question: for the one that takes stories */
};

/* Words that answer a question. */
struct claim {
    guint question; /* its number */
    enum claim_how how;
    char *words;
    guint line_first, line_last; /* indexes in the view */
};

/* What sorting works with. */
struct sorter {
    const struct survey *survey;
    const struct mark_names *names;
    const struct sort_rules *rules;
    struct answer_context context; /* its question is set anew for each try */
    GArray *claims;                /* struct claim, to be added to */
    bool corrects;                 /* the passage at hand puts earlier answers right */
    GHashTable *fits;              /* what sorter_fit has found: a question's number and the words -> 1 + fit */
};

void claim_clear(struct claim *claim);

/* Adds claims of the paragraphs of [start, end) for the question that takes stories, if there is one. */
void sorter_claim_story(struct sorter *sorter, const struct passage *passage, guint start, guint end);

/* Adds a claim of the words [start, end) of passage's text, unless they are blank. */
void sorter_claim(struct sorter *sorter, const struct passage *passage, guint question, enum claim_how how, guint start,
                  guint end);

/* Makes notes about the mail ("typed on the train, sorry") of what was claimed for the story, where the mail has answers. */
void sorter_find_notes(struct sorter *sorter);

/* Returns 0..100: how much words look like an answer to question number. Words of a text question always look somewhat so. */
guint sorter_fit(struct sorter *sorter, guint question, const char *words);

/* The same where it is least or more, for closed questions; else 0, which is found out quickly. */
guint sorter_fit_well(struct sorter *sorter, guint question, const char *words, guint least);

/* Returns the number of the question that takes stories, 0 where none does. */
guint sorter_story(const struct sorter *sorter);

/* Sorts passage by the marks that its writer meant. Returns how many that were; where none, nothing was claimed. Paragraphs
 * before and after the marked answers are claimed for the story. */
guint sort_by_marks(struct sorter *sorter, const struct passage *passage);

/* Sorts passage by the order of its lines, or of what commas or full stops divide. Returns how many answers that gave; where
 * too few to be sure of the order, nothing was claimed. */
guint sort_by_order(struct sorter *sorter, const struct passage *passage);

/* Claims a passage that stands under a question of ours for it; from where the writer has marked answers to other questions
 * there as well, for those. */
void sort_under_question(struct sorter *sorter, const struct passage *passage);

/* Sorts a passage whose sentences answer much of the survey in its order. Returns how many answers that gave; where too few,
 * nothing was claimed. */
guint sort_by_prose(struct sorter *sorter, const struct passage *passage);

/* Takes from a short passage the answers that its sentences give by themselves: a correction, or what we had asked once more.
 * Returns how many; where none, nothing was claimed. */
guint sort_by_facts(struct sorter *sorter, const struct passage *passage);

/* Returns the number of the question that the words [start, end) of passage can be meant for alone, because they look like its
 * answer and like no other's as much; 0 where none. */
guint sorter_fact(struct sorter *sorter, const struct passage *passage, guint start, guint end);

/* Gives the pieces, in their order, to some of the count questions, in theirs. result[i] becomes the number of the question of
 * piece i, 0 where none; doubt[i] whether another would do as well. Returns the score, higher is better. */
gint order_pieces(struct sorter *sorter, const GPtrArray *pieces, const guint *questions, guint count, guint *result,
                  bool *doubt);
