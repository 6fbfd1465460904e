/* A passage of sentences that answer, cut into clauses. Private to prose*.c. */
#pragma once
#include "reading/sort.h"

/* A stretch of the passage between two places where it can be cut. */
struct clause {
    guint first, past; /* words */
    guint start;       /* the first word to be claimed; later than first where words only lead to an answer */
    guint paragraph;
    guint question;       /* that it answers; 0: none */
    guint *hits;          /* of each question: how many of its words know it */
    guint *parts;         /* of each question: what answer_may_be_named says of its words, plus one; 0 not known */
    bool begins_sentence; /* or a line */
    bool is_open;         /* its paragraph names enough questions to be looked at closely */
    bool is_of_story;     /* its paragraph tells more than it answers */
};

struct prose {
    struct sorter *sorter;
    const struct passage *passage;
    GArray *clauses;    /* struct clause */
    guint columns;      /* questions and one for none yet */
    struct step *steps; /* best way to each (clause, last question) */
};

/* Returns clause number i. (transfer none) */
static inline struct clause *prose_clause(const struct prose *prose, guint i)
{
    return &g_array_index(prose->clauses, struct clause, i);
}

/* Returns whether question (0: none) is one for somebody's own words. */
bool prose_is_text(const struct prose *prose, guint question);

/* Gives sentences that lead to somebody's own words ("The one thing I would change is ...") to the text question that they
 * name, and closes them for others. */
void prose_find_texts(struct prose *prose);

/* The same for sentences that answer no closed question and name a text question otherwise ("You may contact me by email"); and
 * gives sentences behind such, up to the next answer or the end of the paragraph, to the same question. */
void prose_name_texts(struct prose *prose);

/* Gives what is left of the clauses to the answers that they stand beside, where these mean the same with them. */
void prose_give_rest(struct prose *prose);
