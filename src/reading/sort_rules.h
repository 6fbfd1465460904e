/* What sorting knows of how people write: rules/sorting.yaml. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/pattern.h"
#include "survey/problems.h"

struct sort_rules {
    GHashTable *number_words; /* set of char *, owned */
    GHashTable *empty_words;  /* set of char *, owned */
    struct pattern_set *corrections;
};

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct sort_rules *sort_rules_load(const char *path, struct problems *problems);
void sort_rules_free(struct sort_rules *rules);
DEFINE_AUTO(sort_rules)

/* Returns whether words sound like those of somebody who puts an answer right. */
bool sort_rules_is_correction(const struct sort_rules *rules, const char *words);
