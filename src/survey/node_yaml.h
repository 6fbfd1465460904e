/* Inside node: from bytes to a tree. */
#pragma once
#include "survey/node.h"

/* Returns the tree of the YAML text of length bytes (valid UTF-8) that was read from file (interned) (transfer full), or NULL
 * after adding what is wrong. */
struct node *node_from_yaml(const char *text, gsize length, const char *file, struct problems *problems);
