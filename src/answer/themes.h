/* What an account is about, by rules/themes.yaml. Proposes only: a person decides. */
#pragma once
#include <glib.h>

#include "base/cleanup.h"
#include "survey/problems.h"

struct theme {
    char *id, *label;
};

struct theme_rules {
    GPtrArray *list; /* struct theme *, owned */
    struct pattern_set *patterns;
    char *version; /* hex digest over all of it */
};

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct theme_rules *theme_rules_load(const char *path, struct problems *problems);
void theme_rules_free(struct theme_rules *rules);
DEFINE_AUTO(theme_rules)

/* Returns the theme called name by its id or label, in any letter case; NULL where there is none. (transfer none) */
const struct theme *theme_named(const struct theme_rules *rules, const char *name);

/* Returns the themes that text (UTF-8) is about, in the order of the rules. (transfer container): GPtrArray of const struct
 * theme * */
GPtrArray *themes_of(const struct theme_rules *rules, const char *text);
