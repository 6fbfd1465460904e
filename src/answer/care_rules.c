/* Reads rules/care.yaml. What is wrong in it is told with its place; a file with mistakes is not used at all. */
#include "answer/care_rules.h"

#include <string.h>

#include "survey/node.h"

/* A file being read. */
struct loader {
    struct care_rules *rules;
    struct problems *problems;
};

static void rule_free(struct care_rule *rule)
{
    g_free(rule->name);
    g_array_unref(rule->with);
    g_free(rule);
}

void care_rules_free(struct care_rules *rules)
{
    if (rules == NULL)
        return;
    pattern_set_free(rules->patterns);
    g_hash_table_unref(rules->spellings);
    g_ptr_array_unref(rules->signs);
    g_ptr_array_unref(rules->rules);
    g_free(rules);
}

static struct care_rules *rules_new(void)
{
    struct care_rules *rules = g_new0(struct care_rules, 1);
    rules->patterns = pattern_set_new();
    rules->spellings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_strfreev);
    pattern_set_spell(rules->patterns, rules->spellings);
    rules->signs = g_ptr_array_new_with_free_func(g_free);
    rules->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    return rules;
}

/* ---- patterns */

static bool expect_kind(const struct loader *loader, const struct node *node, enum node_kind kind, const char *what)
{
    if (node->kind == kind)
        return true;
    node_problem(node, loader->problems, "expected %s", what);
    return false;
}

static void load_list(const struct loader *loader, const struct node *list)
{
    if (!expect_kind(loader, list, NODE_SCALAR, "phrases with commas between them"))
        return;
    g_auto(GStrv) phrases = g_strsplit(list->scalar, ", ", -1);
    g_autofree char *what = NULL;
    if (!pattern_set_define(loader->rules->patterns, list->key, (const char *const *)phrases, &what))
        node_problem(list, loader->problems, "%s", what);
}

static void load_patterns(const struct loader *loader, const struct node *list, guint id)
{
    if (list == NULL || !expect_kind(loader, list, NODE_LIST, "a list of patterns"))
        return;
    for (guint i = 0; i < list->children->len; i++) {
        const struct node *pattern = list->children->pdata[i];
        g_autofree char *what = NULL;
        if (!expect_kind(loader, pattern, NODE_SCALAR, "a pattern"))
            continue;
        if (!pattern_set_add(loader->rules->patterns, id, pattern->scalar, &what))
            node_problem(pattern, loader->problems, "%s", what);
    }
}

/* ---- signs */

/* Returns the bit of the sign called name, or 0 after adding a problem at node. */
static guint64 sign_bit(const struct loader *loader, const struct node *node, const char *name)
{
    const GPtrArray *signs = loader->rules->signs;
    for (guint i = 0; i < signs->len; i++)
        if (strcmp(signs->pdata[i], name) == 0)
            return G_GUINT64_CONSTANT(1) << i;
    node_problem(node, loader->problems, "there is no sign \"%s\" above", name);
    return 0;
}

/* Returns the bits of the signs that text names, with "|" between them. */
static guint64 sign_bits(const struct loader *loader, const struct node *node, const char *text)
{
    g_auto(GStrv) names = g_strsplit(text, "|", -1);
    guint64 bits = 0;
    for (char **name = names; *name != NULL; name++)
        bits |= sign_bit(loader, node, g_strstrip(*name));
    return bits;
}

static guint64 signs_of(const struct loader *loader, const struct node *map, const char *key)
{
    g_autoptr(GPtrArray) texts = node_texts(map, key, loader->problems);
    guint64 bits = 0;
    for (guint i = 0; i < texts->len; i++)
        bits |= sign_bits(loader, node_get(map, key), texts->pdata[i]);
    return bits;
}

static void load_sign(const struct loader *loader, const struct node *sign)
{
    GPtrArray *signs = loader->rules->signs;
    if (signs->len >= CARE_SIGNS) {
        node_problem(sign, loader->problems, "more than %u signs", CARE_SIGNS);
        return;
    }
    load_patterns(loader, sign, CARE_FIRST_SIGN + signs->len);
    g_ptr_array_add(signs, g_strdup(sign->key));
}

/* ---- rules */

/* Returns the number of the name that map has under key, otherwise where there is none. */
static guint choice_of(const struct loader *loader, const struct node *map, const char *key, const char *const *names,
                       guint otherwise)
{
    const char *text = node_text(map, key, names[otherwise], loader->problems);
    for (guint i = 0; names[i] != NULL; i++)
        if (strcmp(names[i], text) == 0)
            return i;
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    node_problem(node_get(map, key), loader->problems, "expected one of: %s", all);
    return otherwise;
}

static void load_with(const struct loader *loader, const struct node *map, GArray *with)
{
    g_autoptr(GPtrArray) texts = node_texts(map, "with", loader->problems);
    for (guint i = 0; i < texts->len; i++) {
        guint64 bits = sign_bits(loader, node_get(map, "with"), texts->pdata[i]);
        g_array_append_val(with, bits);
    }
}

static void load_rule(const struct loader *loader, const struct node *map)
{
    static const char *const keys[] = {"rule",    "find",    "says",   "danger", "with",
                                       "without", "despite", "within", "denied", NULL};
    static const char *const scopes[] = {"sentence", "near", "passage", NULL};
    if (!node_check_keys(map, keys, loader->problems))
        return;
    struct care_rule *rule = g_new0(struct care_rule, 1);
    rule->with = g_array_new(FALSE, FALSE, sizeof(guint64));
    rule->name = g_strdup(node_text(map, "rule", "", loader->problems));
    rule->says = (gint)node_integer(map, "says", -1000, 1000, 0, loader->problems);
    rule->danger = (gint)node_integer(map, "danger", -1000, 1000, 0, loader->problems);
    rule->scope = (guint8)choice_of(loader, map, "within", scopes, CARE_SENTENCE);
    rule->deniable = node_boolean(map, "denied", true, loader->problems);
    rule->without = signs_of(loader, map, "without");
    rule->despite = signs_of(loader, map, "despite");
    load_with(loader, map, rule->with);
    load_patterns(loader, node_get(map, "find"), CARE_FIRST_RULE + loader->rules->rules->len);
    if (*rule->name == '\0' || node_get(map, "find") == NULL || (rule->says == 0 && rule->danger == 0))
        node_problem(map, loader->problems, "expected a rule with a name, find, and what it says or what danger");
    g_ptr_array_add(loader->rules->rules, rule);
}

static void for_each(const struct loader *loader, const struct node *file, const char *key, enum node_kind kind,
                     void (*load)(const struct loader *, const struct node *))
{
    const struct node *part = node_get(file, key);
    if (part == NULL)
        node_problem(file, loader->problems, "expected \"%s\"", key);
    else if (expect_kind(loader, part, kind, kind == NODE_MAP ? "names with what they stand for" : "a list"))
        for (guint i = 0; i < part->children->len; i++)
            load(loader, part->children->pdata[i]);
}

/* ---- the file */

static void load_spelling(const struct loader *loader, const struct node *line)
{
    if (!expect_kind(loader, line, NODE_SCALAR, "words with commas between them"))
        return;
    g_auto(GStrv) words = g_strsplit_set(line->scalar, ", ", -1);
    for (char **word = words; *word != NULL; word++)
        if (**word != '\0')
            g_hash_table_replace(loader->rules->spellings, g_strdup(*word), g_strsplit(line->key, " ", -1));
}

static void load_file(const struct loader *loader, const struct node *file)
{
    static const char *const keys[] = {"enough",  "more",       "against", "enough_danger", "spellings", "lists", "idioms",
                                       "denials", "assertions", "turns",   "signs",         "deniable",  "rules", NULL};
    if (!node_check_keys(file, keys, loader->problems))
        return;
    loader->rules->enough = (gint)node_integer(file, "enough", 1, 1000, 100, loader->problems);
    loader->rules->more = (gint)node_integer(file, "more", 0, 1000, 0, loader->problems);
    loader->rules->against = (gint)node_integer(file, "against", 0, 1000, 1000, loader->problems);
    loader->rules->enough_danger = (gint)node_integer(file, "enough_danger", -1000, 1000, 0, loader->problems);
    for_each(loader, file, "spellings", NODE_MAP, load_spelling);
    for_each(loader, file, "lists", NODE_MAP, load_list);
    load_patterns(loader, node_get(file, "idioms"), CARE_IDIOM);
    load_patterns(loader, node_get(file, "denials"), CARE_DENIAL);
    load_patterns(loader, node_get(file, "assertions"), CARE_ASSERTION);
    load_patterns(loader, node_get(file, "turns"), CARE_TURN);
    for_each(loader, file, "signs", NODE_MAP, load_sign);
    loader->rules->deniable = signs_of(loader, file, "deniable");
    for_each(loader, file, "rules", NODE_LIST, load_rule);
}

struct care_rules *care_rules_load(const char *path, struct problems *problems)
{
    guint before = problems->list->len;
    AUTO(node) file = node_load(path, problems);
    if (file == NULL)
        return NULL;
    struct loader loader = {rules_new(), problems};
    load_file(&loader, file);
    if (problems->list->len == before)
        return loader.rules;
    care_rules_free(loader.rules);
    return NULL;
}
