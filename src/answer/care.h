/* Words of distress: would a trained colleague check on the writer? Rules in rules/care.yaml. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "survey/problems.h"

enum care_level { CARE_NONE, CARE_CARE, CARE_URGENT };

struct care_rules; /* compiled rules */

/* Loads the rules in the YAML file path. Returns them (transfer full), or NULL after adding every problem found. */
struct care_rules *care_rules_load(const char *path, struct problems *problems);
void care_rules_free(struct care_rules *rules);
DEFINE_AUTO(care_rules)

/* Returns how much words (UTF-8, the writer's own) ask for somebody to look after the writer. *reason is set to the names of
 * the rules that decided (transfer full; NULL where none). Linear in the length of words. */
enum care_level care_read(const struct care_rules *rules, const char *words, char **reason);

/* A rule that holds. */
struct care_held {
    char *rule, *words; /* its name, and what it found, as written */
    guint sentence;     /* counted from 0 */
};

void care_held_free(struct care_held *held);

/* The same, and adds to held (struct care_held, owned; nullable) every rule that holds. */
enum care_level care_explain(const struct care_rules *rules, const char *words, char **reason, GPtrArray *held);
