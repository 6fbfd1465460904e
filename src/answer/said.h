/* What was said in an answer: its words with what each one does there, the clauses they stand in, and the places where a value
 * is named. The types find those places; the judgement which of them counts is the same for all (judge.h). */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/answer.h"
#include "answer/asked.h"
#include "answer/lexicon.h"
#include "answer/utterance.h"
#include "base/cleanup.h"
#include "base/words.h"

/* What a clause begins with. */
enum clause_link {
    LINK_START,
    LINK_STOP,  /* a new sentence, line or bracket */
    LINK_COMMA, /* comma, dash, colon */
    LINK_AND,   /* and, & */
    LINK_OR,    /* or, / */
    LINK_BUT,
    LINK_CLOSE /* behind a bracket */
};

struct clause {
    guint first, past; /* words [first, past); marks are outside or at the ends */
    enum clause_link link;
    bool asks; /* ends with a question mark */
};

/* The key of a mention that names no value of the question: "yes" where the options are not yes and no. */
#define MENTION_NO_KEY (-1)

/* A place where a value is named. */
struct mention {
    guint first, past;   /* words [first, past) */
    gint64 key;          /* equal keys are the same value */
    guint certainty;     /* 0..100, of what is meant, by itself */
    bool alone;          /* counts only where nothing else is said beside it */
    bool generic;        /* a bare yes or no: something more specific may follow */
    bool denied;         /* the word itself denies the value: "unfair" */
    bool echo;           /* counts only where it fills its clause: "it was" */
    bool weak;           /* by a likeness, not by name */
    const char *why_not; /* (nullable, static) a person would have to ask; why */
    /* set by said_split: */
    guint clause;
    bool leads;   /* nothing of weight stands before it in its clause */
    bool pure;    /* nothing of weight stands beside it in its clause */
    bool negated; /* "not good" */
    bool former;  /* "down from Good" */
};

struct said {
    const struct answer_rules *rules;
    const struct question *question;
    struct asked *asked;               /* the same, compiled; not owned */
    const struct utterance *utterance; /* the text by itself; not owned */
    const char *text;                  /* as given; not owned */
    const struct words *words;         /* with marks; at most LIMIT_ANSWER_WORDS; not owned */
    guint32 *tags;                     /* a word's bits of TAG(enum phrase_kind) */
    bool *weighs;          /* a word is one of weight: no mark, no filler, no softening, and no word of the question */
    bool *covered;         /* a word belongs to a mention */
    const GArray *matches; /* struct pattern_match; not owned */
    GArray *mentions;      /* struct mention, in order, without overlap */
    GArray *clauses;       /* struct clause; empty before said_split */
    bool cut;              /* there were more words than are looked at */
};

/* Returns the words of text with their tags. text must outlive it. (transfer full) */
struct said *said_new(const struct answer_context *context, const char *text);
void said_free(struct said *said);
DEFINE_AUTO(said)

/* Adds a place; each must stand behind the one before. */
void said_add(struct said *said, const struct mention *mention);

/* Cuts the text into clauses, mentions kept whole, and fills in what depends on them. Call when all mentions are there. */
void said_split(struct said *said);

/* Returns the count of words of weight in [from, to) outside mentions. */
guint said_weight(const struct said *said, guint from, guint to);

/* Returns the index of the next word behind index that is no mark, or the count of words. */
guint said_next(const struct said *said, guint index);

/* Returns whether nothing that can be seen stands between word index and the one before it but white space. */
bool said_is_attached(const struct said *said, guint index);

/* Returns whether word index is the mark, "-" or "/". */
bool said_is_mark(const struct said *said, guint index, const char *mark);

/* Returns whether word index joins clauses: "but", "and", "because". */
bool said_is_link(const struct said *said, guint index);

/* Returns whether word index is this folded word or mark. */
bool said_is_word(const struct said *said, guint index, const char *word);

/* Returns whether word index is one of the question itself, in any ending. */
bool said_is_asked(const struct said *said, guint index);

/* Returns whether there is a word index, and it is one of list. */
bool said_is_in(const struct said *said, guint index, enum word_list list);

/* The same; where it is, *number becomes its number there. */
bool said_number_in(const struct said *said, guint index, enum word_list list, gint64 *number);

/* Returns the enum clause_link of a clause that may begin with word by what the word is ("but", "and", "because"), or -1. */
gint8 said_link_of(const char *word);

/* Returns whether a and b are forms of one word: "inspection", "inspections". */
bool said_same_word(const char *a, const char *b);

/* Returns the text from word index on, or NULL where nothing but blanks and punctuation is left. (transfer full) */
char *said_rest(const struct said *said, guint index);
