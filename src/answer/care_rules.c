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
    g_ptr_array_unref(rules->signs);
    g_ptr_array_unref(rules->rules);
    g_hash_table_unref(rules->word_numbers);
    g_hash_table_unref(rules->families);
    g_array_unref(rules->family_numbers);
    g_array_unref(rules->words);
    g_strfreev(rules->endings);
    g_free(rules);
}

static struct care_rules *rules_new(void)
{
    struct care_rules *rules = g_new0(struct care_rules, 1);
    rules->patterns = pattern_set_new();
    rules->signs = g_ptr_array_new_with_free_func(g_free);
    rules->rules = g_ptr_array_new_with_free_func((GDestroyNotify)rule_free);
    rules->word_numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->families = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    rules->family_numbers = g_array_new(FALSE, FALSE, sizeof(guint));
    rules->words = g_array_new(FALSE, FALSE, sizeof(struct care_word));
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
        if (expect_kind(loader, pattern, NODE_SCALAR, "a pattern") &&
            !pattern_set_add(loader->rules->patterns, id, pattern->scalar, &what))
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
    static const char *const keys[] = {"rule",      "find",    "level",   "points",      "adds",
                                       "danger",    "with",    "without", "urgent_with", "care_with",
                                       "none_with", "despite", "within",  "denied",      NULL};
    static const char *const levels[] = {"none", "care", "urgent", "danger", NULL};
    static const char *const scopes[] = {"sentence", "near", "passage", NULL};
    if (!node_check_keys(map, keys, loader->problems))
        return;
    struct care_rule *rule = g_new0(struct care_rule, 1);
    rule->with = g_array_new(FALSE, FALSE, sizeof(guint64));
    rule->name = g_strdup(node_text(map, "rule", "", loader->problems));
    rule->level = choice_of(loader, map, "level", levels, CARE_NONE);
    rule->points = (gint)node_integer(map, "points", -100, 100, 0, loader->problems);
    rule->danger = (gint)node_integer(map, "danger", -100, 100, 0, loader->problems);
    rule->adds = (gint)node_integer(map, "adds", 0, 1000, 0, loader->problems);
    rule->scope = (guint8)choice_of(loader, map, "within", scopes, CARE_SENTENCE);
    rule->deniable = node_boolean(map, "denied", true, loader->problems);
    rule->without = signs_of(loader, map, "without");
    rule->urgent_with = signs_of(loader, map, "urgent_with");
    rule->care_with = signs_of(loader, map, "care_with");
    rule->none_with = signs_of(loader, map, "none_with");
    rule->despite = signs_of(loader, map, "despite");
    load_with(loader, map, rule->with);
    load_patterns(loader, node_get(map, "find"), CARE_FIRST_RULE + loader->rules->rules->len);
    if (*rule->name == '\0' || node_get(map, "find") == NULL ||
        (rule->level == CARE_NONE) == (rule->points == 0 && rule->danger == 0))
        node_problem(map, loader->problems, "expected a rule with a name, find, and either level or points or danger");
    g_ptr_array_add(loader->rules->rules, rule);
}

/* ---- words */

/* Returns the place of the weights of stem, made where it has none. */
static struct care_word *word_of(struct care_rules *rules, const char *stem)
{
    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(rules->word_numbers, stem));
    if (number == 0) {
        struct care_word none = {0, 0};
        g_array_append_val(rules->words, none);
        number = rules->words->len;
        g_hash_table_insert(rules->word_numbers, g_strdup(stem), GUINT_TO_POINTER(number));
    }
    return &g_array_index(rules->words, struct care_word, number - 1);
}

/* A family is a word in capitals among the weights. */
static void load_family(const struct loader *loader, const struct node *family)
{
    struct care_rules *rules = loader->rules;
    guint bit = rules->family_numbers->len;
    if (bit >= CARE_FAMILIES)
        node_problem(family, loader->problems, "more than %u families", CARE_FAMILIES);
    if (bit >= CARE_FAMILIES || !expect_kind(loader, family, NODE_SCALAR, "words with commas between them"))
        return;
    word_of(rules, family->key);
    g_array_append_val(rules->family_numbers, rules->words->len);
    g_auto(GStrv) words = g_strsplit_set(family->scalar, ", ", -1);
    for (char **word = words; *word != NULL; word++) {
        g_autofree char *stem = care_stem(rules, *word);
        guint64 *bits = **word != '\0' ? g_hash_table_lookup(rules->families, stem) : NULL;
        if (bits == NULL && **word != '\0') {
            bits = g_new0(guint64, 1);
            g_hash_table_insert(rules->families, g_steal_pointer(&stem), bits);
        }
        if (bits != NULL)
            *bits |= G_GUINT64_CONSTANT(1) << bit;
    }
}

/* Loads lines of a weight and the words that have it. */
static void load_weights(const struct loader *loader, const struct node *weights, bool urgency)
{
    for (guint i = 0; weights != NULL && i < weights->children->len; i++) {
        const struct node *line = weights->children->pdata[i];
        char *end = NULL;
        gint64 weight = g_ascii_strtoll(line->key, &end, 10);
        if (*end != '\0' || ABS(weight) > 1000)
            node_problem(line, loader->problems, "expected a weight from -1000 to 1000");
        if (!expect_kind(loader, line, NODE_SCALAR, "words with commas between them"))
            continue;
        g_auto(GStrv) words = g_strsplit_set(line->scalar, ", ", -1);
        for (char **word = words; *word != NULL; word++)
            if (**word != '\0' && urgency)
                word_of(loader->rules, *word)->urgency = (gint)weight;
            else if (**word != '\0')
                word_of(loader->rules, *word)->distress = (gint)weight;
    }
}

static void load_scale(const struct loader *loader, const struct node *file, const char *key, struct care_scale *scale)
{
    static const char *const keys[] = {"start", "enough", "fewest", "more", "rule", "clues", "words", NULL};
    const struct node *map = node_get(file, key);
    if (map == NULL)
        node_problem(file, loader->problems, "expected \"%s\"", key);
    else if (node_check_keys(map, keys, loader->problems)) {
        scale->start = (gint)node_integer(map, "start", -1000, 1000, 0, loader->problems);
        scale->enough = (gint)node_integer(map, "enough", -1000, 1000, 0, loader->problems);
        scale->fewest = (gint)node_integer(map, "fewest", 0, 1000, 0, loader->problems);
        scale->more = (gint)node_integer(map, "more", 0, 1000, 0, loader->problems);
        scale->rule = (gint)node_integer(map, "rule", 0, 1000, 0, loader->problems);
        scale->clues = (gint)node_integer(map, "clues", 0, 1000, 0, loader->problems);
        load_weights(loader, node_get(map, "words"), scale == &loader->rules->urgency);
    }
}

static void load_endings(const struct loader *loader, const struct node *file)
{
    g_autoptr(GPtrArray) endings = node_texts(file, "endings", loader->problems);
    loader->rules->endings = g_new0(char *, endings->len + 1);
    for (guint i = 0; i < endings->len; i++)
        loader->rules->endings[i] = g_strdup(endings->pdata[i]);
}

/* ---- the file */

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

static void load_file(const struct loader *loader, const struct node *file)
{
    static const char *const keys[] = {"enough", "enough_danger", "lists",    "idioms",   "denials", "assertions",
                                       "turns",  "signs",         "deniable", "present",  "past",    "closed",
                                       "rules",  "endings",       "families", "distress", "urgency", NULL};
    if (!node_check_keys(file, keys, loader->problems))
        return;
    loader->rules->enough = (gint)node_integer(file, "enough", 1, 100, 4, loader->problems);
    loader->rules->enough_danger = (gint)node_integer(file, "enough_danger", 1, 100, 4, loader->problems);
    for_each(loader, file, "lists", NODE_MAP, load_list);
    load_patterns(loader, node_get(file, "idioms"), CARE_IDIOM);
    load_patterns(loader, node_get(file, "denials"), CARE_DENIAL);
    load_patterns(loader, node_get(file, "assertions"), CARE_ASSERTION);
    load_patterns(loader, node_get(file, "turns"), CARE_TURN);
    for_each(loader, file, "signs", NODE_MAP, load_sign);
    loader->rules->deniable = signs_of(loader, file, "deniable");
    loader->rules->present = signs_of(loader, file, "present");
    loader->rules->past = signs_of(loader, file, "past");
    loader->rules->closed = signs_of(loader, file, "closed");
    for_each(loader, file, "rules", NODE_LIST, load_rule);
    load_endings(loader, file);
    for_each(loader, file, "families", NODE_MAP, load_family);
    load_scale(loader, file, "distress", &loader->rules->distress);
    load_scale(loader, file, "urgency", &loader->rules->urgency);
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
