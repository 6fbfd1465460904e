/* Loads rules/labels.yaml: phrases by what they say, names of header fields, words of attributions. */
#include "reply/label_rules.h"

#include <string.h>

#include "base/text.h"
#include "survey/node.h"

struct phrase_list {
    const char *key;
    guint id;
};

static const struct phrase_list whole_lists[] = {
    {"greeting", WHOLE_GREETING},   {"farewell", WHOLE_FAREWELL},         {"footer", WHOLE_FOOTER},
    {"separator", WHOLE_SEPARATOR}, {"introduction", WHOLE_INTRODUCTION}, {"quoting", WHOLE_QUOTING},
    {"banner", WHOLE_BANNER}};
static const struct phrase_list part_lists[] = {{"disclaimer", PART_DISCLAIMER},
                                                {"legal", PART_LEGAL},
                                                {"banner", PART_BANNER},
                                                {"banner_more", PART_BANNER_MORE},
                                                {"cover", PART_COVER},
                                                {"pass_on", PART_PASS_ON},
                                                {"notice", PART_NOTICE},
                                                {"title", PART_TITLE},
                                                {"person", PART_PERSON},
                                                {"prose", PART_PROSE},
                                                {"postscript", PART_POSTSCRIPT},
                                                {"soft", PART_SOFT},
                                                {"self", PART_SELF},
                                                {"no_name", PART_NO_NAME}};
static const char *const role_names[ROLES] = {NULL, "from", "sent", "to", "cc", "subject", "other"};

static void add_pattern(struct pattern_set *set, guint id, const char *text, const struct node *at, struct problems *problems)
{
    g_autofree char *what = NULL;
    if (!pattern_set_add(set, id, text, &what))
        node_problem(at, problems, "%s", what);
}

/* Adds the phrases of map; format is how a phrase becomes a pattern: "%s" or "^ %s $". */
static void add_phrases(struct pattern_set *set, const struct node *map, const struct phrase_list *lists, guint count,
                        bool whole, struct problems *problems)
{
    for (guint i = 0; i < count; i++) {
        const struct node *list = map == NULL ? NULL : node_get(map, lists[i].key);
        for (guint n = 0; list != NULL && n < list->children->len; n++) {
            const struct node *phrase = list->children->pdata[n];
            g_autofree char *text = whole ? g_strdup_printf("^ (%s) $", phrase->scalar) : g_strdup(phrase->scalar);
            add_pattern(set, lists[i].id, text, phrase, problems);
        }
    }
}

/* Lists that patterns name: %device. */
static void define_lists(struct label_rules *rules, const struct node *map, struct problems *problems)
{
    for (guint i = 0; map != NULL && i < map->children->len; i++) {
        const struct node *list = map->children->pdata[i];
        GPtrArray *phrases = node_texts(map, list->key, problems);
        g_ptr_array_add(phrases, NULL);
        g_autofree char *what = NULL, *what_too = NULL;
        if (!pattern_set_define(rules->whole, list->key, (const char *const *)phrases->pdata, &what) ||
            !pattern_set_define(rules->parts, list->key, (const char *const *)phrases->pdata, &what_too))
            node_problem(list, problems, "%s", what != NULL ? what : what_too);
        g_ptr_array_unref(phrases);
    }
}

static void add_roles(struct label_rules *rules, const struct node *map, struct problems *problems)
{
    for (guint role = ROLE_FROM; map != NULL && role < ROLES; role++) {
        g_autoptr(GPtrArray) names = node_texts(map, role_names[role], problems);
        for (guint i = 0; i < names->len; i++)
            g_hash_table_insert(rules->roles, text_fold(names->pdata[i]), GUINT_TO_POINTER(role));
    }
}

static void add_attributions(struct label_rules *rules, const struct node *map, struct problems *problems)
{
    if (map == NULL)
        return;
    g_autoptr(GPtrArray) verbs = node_texts(map, "verbs", problems);
    for (guint i = 0; i < verbs->len; i++)
        g_ptr_array_add(rules->verbs, text_fold(verbs->pdata[i]));
    g_autoptr(GPtrArray) leads = node_texts(map, "leads", problems);
    for (guint i = 0; i < leads->len; i++)
        g_hash_table_add(rules->leads, text_fold(leads->pdata[i]));
}

static void check_keys(const struct node *map, const struct phrase_list *lists, guint count, struct problems *problems)
{
    if (map == NULL)
        return;
    const char **names = g_newa(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        names[i] = lists[i].key;
    names[count] = NULL;
    node_check_keys(map, names, problems);
}

static void load(struct label_rules *rules, const struct node *root, struct problems *problems)
{
    static const char *const keys[] = {"lists", "headers", "attribution", "lines", "parts", NULL};
    static const char *const attribution_keys[] = {"verbs", "leads", NULL};
    const struct node *headers = node_get(root, "headers"), *attribution = node_get(root, "attribution");
    const struct node *lines = node_get(root, "lines"), *parts = node_get(root, "parts");
    node_check_keys(root, keys, problems);
    if (headers != NULL)
        node_check_keys(headers, role_names + ROLE_FROM, problems);
    if (attribution != NULL)
        node_check_keys(attribution, attribution_keys, problems);
    check_keys(lines, whole_lists, G_N_ELEMENTS(whole_lists), problems);
    check_keys(parts, part_lists, G_N_ELEMENTS(part_lists), problems);
    define_lists(rules, node_get(root, "lists"), problems);
    add_roles(rules, headers, problems);
    add_attributions(rules, attribution, problems);
    add_phrases(rules->whole, lines, whole_lists, G_N_ELEMENTS(whole_lists), true, problems);
    add_phrases(rules->parts, parts, part_lists, G_N_ELEMENTS(part_lists), false, problems);
}

struct label_rules *label_rules_load(const char *path, struct problems *problems)
{
    AUTO(node) root = node_load(path, problems);
    if (root == NULL)
        return NULL;
    guint before = problems->list->len;
    struct label_rules *rules = g_new0(struct label_rules, 1);
    rules->whole = pattern_set_new();
    rules->parts = pattern_set_new();
    rules->roles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->verbs = g_ptr_array_new_with_free_func(g_free);
    rules->leads = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    load(rules, root, problems);
    if (problems->list->len == before)
        return rules;
    label_rules_free(rules);
    return NULL;
}

void label_rules_free(struct label_rules *rules)
{
    if (rules == NULL)
        return;
    pattern_set_free(rules->whole);
    pattern_set_free(rules->parts);
    g_hash_table_unref(rules->roles);
    g_ptr_array_unref(rules->verbs);
    g_hash_table_unref(rules->leads);
    g_free(rules);
}

static guint ids_of(const struct pattern_set *set, const struct words *words, guint from, guint to)
{
    g_autoptr(GArray) matches = pattern_set_match_part(set, words, from, to);
    guint ids = 0;
    for (guint i = 0; i < matches->len; i++)
        ids |= g_array_index(matches, struct pattern_match, i).id;
    return ids;
}

guint rules_whole(const struct label_rules *rules, const struct words *words, guint from, guint to)
{
    return ids_of(rules->whole, words, from, to);
}

guint rules_parts(const struct label_rules *rules, const struct words *words, guint from, guint to)
{
    return ids_of(rules->parts, words, from, to);
}
