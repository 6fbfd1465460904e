/* A text as redaction sees it: words with their capitals, and what the lists know of each. */
#pragma once
#include "answer/redact_rules.h"
#include "base/words.h"

/* Lists of common words: none of them is a name by itself. */
#define LIST_COMMON                                                                                                            \
    (LIST_PLAIN | LIST_PUBLIC | LIST_TITLE | LIST_NAME_VERB | LIST_SAYING_VERB | LIST_LINK | LIST_SCHOOL_WORD |                \
     LIST_ORGANISATION_WORD | LIST_PLACE_WORD | LIST_BEFORE_PLACE | LIST_BEFORE_SCHOOL | LIST_BEFORE_PERSON | LIST_INSPECTOR)

struct redact_word {
    const char *text; /* folded; of a word with hyphens all of it: "akhtar-lowe" */
    guint start, end; /* bytes of the text, without a "'s" at the end */
    guint end_all;    /* with it */
    guint lists;      /* of enum redact_list: of the word alone */
    bool capital;     /* begins with a capital letter */
    bool shouted;     /* capitals only, two or more */
    bool first;       /* may have its capital from standing at the start of a sentence, a quotation or a bracket */
    bool follows;     /* nothing but white space or a hyphen stands before it, since the word before */
    bool joined;      /* only "&", or the full stop of a short form, stands before it, since the word before */
    bool possessive;  /* ends in "'s" */
    guint end_plural; /* the end of a "'" behind it: "Infants'"; 0 where there is none */
    bool line;        /* a new line begins here */
    bool sentence;    /* a new sentence begins here */
    bool known;       /* a common word of the language, or of the lists that hold no names */
    bool taken;       /* is part of a span already */
};

struct redact_text {
    const char *text;          /* not owned */
    struct redact_word *words; /* count of them */
    guint count;
    bool small; /* the writer uses no capitals */
    GStringChunk *strings;
    const struct redact_rules *rules;
    GPtrArray *spans; /* struct redact_span *, owned; word is not set yet */
};

/* Returns text, split. text must live on. (transfer full) */
struct redact_text *redact_text_new(const struct redact_rules *rules, const char *text);
void redact_text_free(struct redact_text *text);
DEFINE_AUTO(redact_text)

/* Returns the words [from, to) with ' ' between them, as the lists have them. (transfer full) */
char *redact_text_phrase(const struct redact_text *text, guint from, guint to);

/* Returns how many words from at on are the longest phrase of one of lists (bits), all within one sentence; 0 where none is. */
guint redact_text_longest(const struct redact_text *text, guint at, guint lists);

/* Adds a span over the words [from, to), unless one of them is taken, and takes them. */
void redact_text_take(struct redact_text *text, guint from, guint to, enum redact_kind kind);

/* The same for bytes: all words that it touches are taken. */
void redact_text_take_bytes(struct redact_text *text, guint start, guint end, enum redact_kind kind);

/* Finds e-mail addresses, web pages, numbers and dates; names of people, schools, places and organisations; single roles. */
void redact_find_forms(struct redact_text *text);
void redact_find_dates(struct redact_text *text);
void redact_find_names(struct redact_text *text);
