/* The automaton of a set of patterns, for pattern.c, which makes it, and pattern_match.c, which follows it. */
#pragma once
#include "base/pattern.h"

enum state_kind {
    STATE_WORD,
    STATE_PREFIX,
    STATE_MARK,
    STATE_NUMBER,
    STATE_ANY,
    STATE_START,
    STATE_END,
    STATE_SPLIT,
    STATE_MATCH
};

struct state {
    guint8 kind;
    bool over;     /* may consume a word behind the end of a sentence */
    guint hash;    /* STATE_WORD, STATE_MARK */
    char *text;    /* owned by the set's strings */
    guint length;  /* bytes of text, STATE_PREFIX */
    guint out;     /* next state; STATE_MATCH: the id */
    guint out_too; /* STATE_SPLIT */
};

/* A state that a match may begin with. */
struct entry {
    guint state;
    bool at_start; /* only at the start of the text */
};

struct pattern_set {
    GArray *states; /* struct state */
    GStringChunk *strings;
    GHashTable *lists;     /* name -> struct pattern_node * (a choice), owned */
    GHashTable *spellings; /* (nullable) see pattern_set_spell */
    GArray *entries;       /* struct entry */
    struct walk *walk;     /* what following it has found out so far; (nullable) */
};

void pattern_walk_free(struct walk *walk);
