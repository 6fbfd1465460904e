/* Words of distress: would a trained colleague check on the writer? Rules in rules/care.yaml. */
#pragma once
#include <glib.h>

#include "survey/problems.h"

struct care_rules; /* compiled rules */

/* Loads the rules in the YAML file path. Returns them (transfer full), or NULL after adding every problem found. */
struct care_rules *care_rules_load(const char *path, struct problems *problems);
void care_rules_free(struct care_rules *rules);

/* Returns 0 none, 1 care, 2 urgent for words (UTF-8, the writer's own). *reason is set to the name of the rule that decided
 * (transfer full; NULL where none). Linear in the length of words. */
guint care_read(const struct care_rules *rules, const char *words, char **reason);
