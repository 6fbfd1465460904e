/* Loads rules/kinds.yaml: header fields and phrases by which machines and wishes are known. */
#include "reply/classify_rules.h"

#include <string.h>

#include "survey/node.h"

struct saying_list {
    const char *key;
    enum saying id;
};

static const struct saying_list subject_lists[] = {
    {"auto_reply", SUBJECT_AUTO_REPLY}, {"bounce", SUBJECT_BOUNCE}, {"receipt", SUBJECT_RECEIPT}};
static const struct saying_list text_lists[] = {
    {"auto_reply", TEXT_AUTO_REPLY}, {"away", TEXT_AWAY},     {"away_more", TEXT_AWAY_MORE},
    {"person", TEXT_PERSON},         {"bounce", TEXT_BOUNCE}, {"spam", TEXT_SPAM},
    {"reaction", TEXT_REACTION},     {"back", TEXT_BACK},     {"challenge", TEXT_CHALLENGE}};
static const struct saying_list wish_lists[] = {{"withdraw", WISH_WITHDRAW},
                                                {"not_withdraw", WISH_NOT_WITHDRAW},
                                                {"withdraw_it", WISH_WITHDRAW_IT},
                                                {"gave", WISH_GAVE},
                                                {"no_use", WISH_NO_USE},
                                                {"unsubscribe", WISH_UNSUBSCRIBE},
                                                {"not_unsubscribe", WISH_NOT_UNSUBSCRIBE},
                                                {"no_contact", WISH_NO_CONTACT},
                                                {"ambiguous", WISH_AMBIGUOUS},
                                                {"access", WISH_ACCESS},
                                                {"access_it", WISH_ACCESS_IT},
                                                {"not_access", WISH_NOT_ACCESS},
                                                {"question", WISH_QUESTION},
                                                {"question_weak", WISH_QUESTION_WEAK},
                                                {"asks", WISH_ASKS},
                                                {"not_question", WISH_NOT_QUESTION}};
static const char *const sign_keys[] = {"auto_reply", "perhaps", "bounce", "spam", "bulk", NULL};

static void header_sign_free(gpointer data)
{
    struct header_sign *sign = data;
    g_free(sign->name);
    g_free(sign->value);
    g_free(sign);
}

/* Defines %name for every list; returns through problems what is wrong. */
static void define_lists(struct kind_rules *rules, const struct node *map, struct problems *problems)
{
    for (guint i = 0; map != NULL && i < map->children->len; i++) {
        const struct node *list = map->children->pdata[i];
        g_autoptr(GPtrArray) phrases = node_texts(map, list->key, problems);
        g_ptr_array_add(phrases, NULL);
        g_autofree char *what = NULL;
        if (!pattern_set_define(rules->sayings, list->key, (const char *const *)phrases->pdata, &what))
            node_problem(list, problems, "%s", what);
    }
}

static void add_sayings(struct kind_rules *rules, const struct node *map, const struct saying_list *lists, guint count,
                        struct problems *problems)
{
    const char **keys = g_newa(const char *, count + 1);
    for (guint i = 0; i < count; i++)
        keys[i] = lists[i].key;
    keys[count] = NULL;
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    for (guint i = 0; i < count; i++) {
        const struct node *list = node_get(map, lists[i].key);
        for (guint n = 0; list != NULL && n < list->children->len; n++) {
            const struct node *phrase = list->children->pdata[n];
            g_autofree char *what = NULL;
            if (phrase->kind != NODE_SCALAR)
                node_problem(phrase, problems, "expected a phrase");
            else if (!pattern_set_add(rules->sayings, lists[i].id, phrase->scalar, &what))
                node_problem(phrase, problems, "%s", what);
        }
    }
}

/* One field: "X-Spam-Flag: [yes]". */
static void add_signs(GPtrArray *signs, const struct node *map, const struct node *field, struct problems *problems)
{
    g_autoptr(GPtrArray) values = node_texts(map, field->key, problems);
    for (guint i = 0; i < values->len; i++) {
        struct header_sign *sign = g_new0(struct header_sign, 1);
        sign->name = g_strdup(field->key);
        sign->value = g_strdup(values->pdata[i]);
        g_ptr_array_add(signs, sign);
    }
}

static void load_headers(struct kind_rules *rules, const struct node *headers, struct problems *problems)
{
    if (headers == NULL || !node_check_keys(headers, sign_keys, problems))
        return;
    for (guint sign = 0; sign < SIGNS; sign++) {
        const struct node *map = node_get(headers, sign_keys[sign]);
        for (guint i = 0; map != NULL && i < map->children->len; i++)
            add_signs(rules->signs[sign], map, map->children->pdata[i], problems);
    }
}

static void load_daemons(struct kind_rules *rules, const struct node *root, struct problems *problems)
{
    g_autoptr(GPtrArray) daemons = node_texts(root, "daemons", problems);
    for (guint i = 0; i < daemons->len; i++)
        g_ptr_array_add(rules->daemons, g_ascii_strdown(daemons->pdata[i], -1));
}

static void load(struct kind_rules *rules, const struct node *root, struct problems *problems)
{
    static const char *const keys[] = {"lists", "headers", "daemons", "subjects", "texts", "wishes", NULL};
    if (!node_check_keys(root, keys, problems))
        return;
    define_lists(rules, node_get(root, "lists"), problems);
    load_headers(rules, node_get(root, "headers"), problems);
    load_daemons(rules, root, problems);
    add_sayings(rules, node_get(root, "subjects"), subject_lists, G_N_ELEMENTS(subject_lists), problems);
    add_sayings(rules, node_get(root, "texts"), text_lists, G_N_ELEMENTS(text_lists), problems);
    add_sayings(rules, node_get(root, "wishes"), wish_lists, G_N_ELEMENTS(wish_lists), problems);
}

struct kind_rules *kind_rules_load(const char *path, struct problems *problems)
{
    AUTO(node) root = node_load(path, problems);
    if (root == NULL)
        return NULL;
    guint before = problems->list->len;
    struct kind_rules *rules = g_new0(struct kind_rules, 1);
    rules->sayings = pattern_set_new();
    rules->daemons = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < SIGNS; i++)
        rules->signs[i] = g_ptr_array_new_with_free_func(header_sign_free);
    load(rules, root, problems);
    if (problems->list->len == before)
        return rules;
    kind_rules_free(rules);
    return NULL;
}

void kind_rules_free(struct kind_rules *rules)
{
    if (rules == NULL)
        return;
    pattern_set_free(rules->sayings);
    for (guint i = 0; i < SIGNS; i++)
        g_ptr_array_unref(rules->signs[i]);
    g_ptr_array_unref(rules->daemons);
    g_free(rules);
}

void count_sayings(const struct kind_rules *rules, const struct words *words, guint counts[SAYINGS])
{
    guint past[SAYINGS] = {0};
    memset(counts, 0, SAYINGS * sizeof(guint));
    g_autoptr(GArray) matches = pattern_set_match(rules->sayings, words);
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        counts[match->id] += match->first >= past[match->id];
        past[match->id] = MAX(past[match->id], match->last + 1);
    }
}
