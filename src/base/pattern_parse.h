/* The text of a pattern as a tree: what pattern.c makes its automaton of. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum pattern_node_kind {
    PATTERN_WORD,   /* text */
    PATTERN_PREFIX, /* text */
    PATTERN_MARK,   /* text */
    PATTERN_NUMBER,
    PATTERN_ANY, /* from..to words */
    PATTERN_START,
    PATTERN_END,
    PATTERN_SEQUENCE, /* children, one after the other */
    PATTERN_CHOICE,   /* one of the children */
    PATTERN_LIST      /* text: name of a defined list */
};

struct pattern_node {
    enum pattern_node_kind kind;
    char *text;
    guint from, to;
    bool over;           /* may stand behind the end of a sentence */
    GPtrArray *children; /* struct pattern_node *, owned; (nullable) */
};

/* Returns the tree of text (transfer full), or NULL and *what (transfer full): what is wrong and where. */
struct pattern_node *pattern_parse(const char *text, char **what);
void pattern_node_free(struct pattern_node *node);
