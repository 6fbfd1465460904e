/* Loads rules/sorting.yaml. */
#include "reading/sort_rules.h"

#include "base/text.h"
#include "survey/node.h"

static GHashTable *load_set(const struct node *file, const char *key, struct problems *problems)
{
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) words = node_texts(file, key, problems);
    for (guint i = 0; i < words->len; i++)
        g_hash_table_add(set, text_fold(words->pdata[i]));
    return set;
}

static struct pattern_set *load_patterns(const struct node *file, const char *key, struct problems *problems)
{
    struct pattern_set *set = pattern_set_new();
    const struct node *list = node_get(file, key);
    g_autoptr(GPtrArray) texts = node_texts(file, key, problems);
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *what = NULL;
        if (!pattern_set_add(set, 1, texts->pdata[i], &what))
            node_problem(list->kind == NODE_LIST ? list->children->pdata[i] : list, problems, "%s", what);
    }
    return set;
}

struct sort_rules *sort_rules_load(const char *path, struct problems *problems)
{
    static const char *const keys[] = {"number_words", "empty_words", "corrections", NULL};
    guint before = problems->list->len;
    AUTO(node) file = node_load(path, problems);
    if (file == NULL || !node_check_keys(file, keys, problems))
        return NULL;
    AUTO(sort_rules) rules = g_new0(struct sort_rules, 1);
    rules->number_words = load_set(file, "number_words", problems);
    rules->empty_words = load_set(file, "empty_words", problems);
    rules->corrections = load_patterns(file, "corrections", problems);
    return problems->list->len == before ? g_steal_pointer(&rules) : NULL;
}

void sort_rules_free(struct sort_rules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->number_words);
    g_hash_table_unref(rules->empty_words);
    pattern_set_free(rules->corrections);
    g_free(rules);
}

bool sort_rules_is_correction(const struct sort_rules *rules, const char *text)
{
    AUTO(words) words = words_new(text, true);
    return pattern_set_has(rules->corrections, words, 1);
}
