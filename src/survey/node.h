/* A YAML file as a tree of nodes that know their place, and the checks that every file of a campaign goes through.
 * The only place that knows the YAML library. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/problems.h"

enum node_kind { NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
    enum node_kind kind;
    char *key;           /* the key in the parent map; NULL elsewhere */
    char *scalar;        /* the value of a NODE_SCALAR, "" where empty */
    GPtrArray *children; /* struct node *, owned; empty for NODE_SCALAR */
    const char *file;    /* as given to node_load; interned */
    guint line, column;  /* 1-based: of the key where there is one, else of the value */
    bool is_unknown;     /* node_check_keys has complained of its key */
};

/* In front of a name, it makes the path of a file as it was when the program was built: "built-in:rules/care.yaml". */
#define NODE_BUILT_IN "built-in:"

/* Reads the YAML file path. Returns its tree (transfer full), or NULL after adding what is wrong to problems: not readable,
 * not UTF-8, syntax, duplicate keys, aliases and anchors (refused), larger than LIMIT_YAML_BYTES. */
struct node *node_load(const char *path, struct problems *problems);
void node_free(struct node *node);
DEFINE_AUTO(node)

/* Returns the child of map called key, or NULL. (transfer none) */
const struct node *node_get(const struct node *map, const char *key);

/* Adds a problem for every key of map that is not among the NULL-terminated allowed ones, with the nearest right name; and
 * one if map is not a map at all ("expected ..."). Returns whether all was well. */
bool node_check_keys(const struct node *map, const char *const *allowed, struct problems *problems);

/* Adds a problem if map lacks key. Returns whether it has it. No problem where another key was meant to be it, which
 * node_check_keys has complained of. */
bool node_need(const struct node *map, const char *key, struct problems *problems);

/* The value of key in map; where it is missing, of the wrong kind or out of range, the default, after adding a problem for
 * all but a missing one. node_text: (transfer none), valid as long as the tree. */
const char *node_text(const struct node *map, const char *key, const char *otherwise, struct problems *problems);
gint64 node_integer(const struct node *map, const char *key, gint64 from, gint64 to, gint64 otherwise,
                    struct problems *problems);
bool node_boolean(const struct node *map, const char *key, bool otherwise, struct problems *problems);
/* Seconds from "90 seconds", "15 minutes", "2 hours", "5 days", "3 weeks". */
gint64 node_seconds(const struct node *map, const char *key, gint64 otherwise, struct problems *problems);
/* Bytes from "900", "64 MB", "2 GB", "100 KB" (powers of 1024). */
gint64 node_bytes(const struct node *map, const char *key, gint64 otherwise, struct problems *problems);
/* The index of the value among the NULL-terminated names: "starttls", "tls". */
guint node_choice(const struct node *map, const char *key, const char *const *names, guint otherwise,
                  struct problems *problems);
/* The strings of a list (or one scalar as a list of one); empty where missing. (transfer full): GPtrArray of char *, owned. */
GPtrArray *node_texts(const struct node *map, const char *key, struct problems *problems);

/* Returns the index-th item of list (nullable), where one scalar counts as a list of one; NULL behind the end and for a map.
 * (transfer none) */
const struct node *node_item(const struct node *list, guint index);
/* Returns the text of an item (transfer none), or NULL after adding a problem. */
const char *node_item_text(const struct node *item, struct problems *problems);

/* Adds a problem at the place of node. */
void node_problem(const struct node *node, struct problems *problems, const char *format, ...) G_GNUC_PRINTF(3, 4);

/* Adds a problem at the place of node: "unknown type `chioce`; did you mean `choice`?", or all the NULL-terminated names where
 * none is near. what: "type". */
void node_unknown(const struct node *node, const char *what, const char *found, const char *const *names,
                  struct problems *problems);

/* Returns what a node is, for a message: "`Good`", "a list", "nothing"; and text on one line, cut where it is long.
 * (transfer full) */
char *node_describe(const struct node *node);
char *node_shorten(const char *text);
