/* Lists of names, and patterns for one question. Never looks at a mail. */
#include "reply/people_rules.h"

#include <string.h>

#include "base/pattern.h"
#include "base/text.h"
#include "survey/node.h"

struct people_rules {
    GHashTable *columns;              /* comparable heading → enum list_column */
    GHashTable *shared;               /* local part, or part of one, in lower case → itself */
    struct pattern_set *confirmation; /* by enum confirmation */
    struct pattern_set *quote;        /* by enum confirmation */
    struct pattern_set *care;         /* by enum care_command */
    struct pattern_set *complaint;    /* about what we do with data */
};

enum { COMPLAINT_MEANT, COMPLAINT_NOT_MEANT };

/* Returns heading as it is compared: "E-Mail address:" is "email address". (transfer full) */
static char *comparable(const char *heading)
{
    g_autofree char *folded = text_fold(heading);
    GString *letters = g_string_new(NULL);
    for (const char *p = folded; *p != '\0'; p++)
        if (*p == ' ' || *p == '_')
            g_string_append_c(letters, ' ');
        else if (g_ascii_isalnum(*p) || (*p & 0x80) != 0)
            g_string_append_c(letters, *p);
    g_autofree char *loose = g_string_free(letters, FALSE);
    return text_squeeze(loose);
}

static void load_columns(struct people_rules *rules, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"address", "name", NULL};
    static const enum list_column columns[] = {COLUMN_ADDRESS, COLUMN_NAME};
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    for (guint i = 0; keys[i] != NULL; i++) {
        g_autoptr(GPtrArray) names = node_texts(map, keys[i], problems);
        for (guint n = 0; n < names->len; n++)
            g_hash_table_insert(rules->columns, comparable(names->pdata[n]), GINT_TO_POINTER(columns[i]));
    }
}

static void load_shared(struct people_rules *rules, const struct node *root, struct problems *problems)
{
    g_autoptr(GPtrArray) names = node_texts(root, "shared", problems);
    for (guint i = 0; i < names->len; i++)
        g_hash_table_add(rules->shared, g_utf8_strdown(names->pdata[i], -1));
}

/* Adds the phrases of each of keys in map to set; ids are in their order. */
static void load_phrases(struct pattern_set *set, const struct node *map, const char *const *keys, const guint *ids,
                         struct problems *problems)
{
    if (map == NULL || !node_check_keys(map, keys, problems))
        return;
    for (guint i = 0; keys[i] != NULL; i++) {
        const struct node *item = NULL;
        for (guint n = 0; (item = node_item(node_get(map, keys[i]), n)) != NULL; n++) {
            const char *phrase = node_item_text(item, problems);
            g_autofree char *what = NULL;
            if (phrase != NULL && !pattern_set_add(set, ids[i], phrase, &what))
                node_problem(item, problems, "%s", what);
        }
    }
}

static void load_confirmation(struct pattern_set *set, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"yes", "no", NULL};
    static const guint ids[] = {CONFIRMATION_YES, CONFIRMATION_NO};
    load_phrases(set, map, keys, ids, problems);
}

static void load_care(struct people_rules *rules, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"false_alarm", "done", "taken", "show", NULL};
    static const guint ids[] = {CARE_FALSE_ALARM, CARE_DONE, CARE_TAKEN, CARE_SHOW};
    load_phrases(rules->care, map, keys, ids, problems);
}

static void load_complaint(struct people_rules *rules, const struct node *map, struct problems *problems)
{
    static const char *const keys[] = {"meant", "not_meant", NULL};
    static const guint ids[] = {COMPLAINT_MEANT, COMPLAINT_NOT_MEANT};
    load_phrases(rules->complaint, map, keys, ids, problems);
}

struct people_rules *people_rules_load(const char *path, struct problems *problems)
{
    static const char *const keys[] = {"columns", "shared", "confirm", "quote", "care", "complaint", NULL};
    guint before = problems->list->len;
    AUTO(node) root = node_load(path, problems);
    if (root == NULL || !node_check_keys(root, keys, problems))
        return NULL;
    AUTO(people_rules) rules = g_new0(struct people_rules, 1);
    rules->columns = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->confirmation = pattern_set_new();
    rules->quote = pattern_set_new();
    rules->care = pattern_set_new();
    rules->complaint = pattern_set_new();
    for (guint i = 0; keys[i] != NULL; i++)
        node_need(root, keys[i], problems);
    load_columns(rules, node_get(root, "columns"), problems);
    load_shared(rules, root, problems);
    load_confirmation(rules->confirmation, node_get(root, "confirm"), problems);
    load_confirmation(rules->quote, node_get(root, "quote"), problems);
    load_care(rules, node_get(root, "care"), problems);
    load_complaint(rules, node_get(root, "complaint"), problems);
    return problems->list->len == before ? g_steal_pointer(&rules) : NULL;
}

void people_rules_free(struct people_rules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->columns);
    g_hash_table_unref(rules->shared);
    pattern_set_free(rules->confirmation);
    pattern_set_free(rules->quote);
    pattern_set_free(rules->care);
    pattern_set_free(rules->complaint);
    g_free(rules);
}

enum list_column people_rules_column(const struct people_rules *rules, const char *heading)
{
    g_autofree char *name = comparable(heading);
    return (enum list_column)GPOINTER_TO_INT(g_hash_table_lookup(rules->columns, name));
}

bool people_rules_is_shared(const struct people_rules *rules, const char *address)
{
    const char *at = strrchr(address, '@');
    g_autofree char *whole = g_strndup(address, at != NULL ? (gsize)(at - address) : strlen(address));
    g_autofree char *local = g_utf8_strdown(whole, -1);
    if (g_hash_table_contains(rules->shared, local))
        return true;
    g_auto(GStrv) parts = g_strsplit_set(local, ".-_+", -1);
    for (guint i = 0; parts[i] != NULL; i++)
        if (g_hash_table_contains(rules->shared, parts[i]))
            return true;
    return false;
}

/* Returns what text says by set; a no outweighs a yes. */
static enum confirmation confirm(const struct pattern_set *set, const char *text)
{
    AUTO(words) words = words_new(text, true);
    if (pattern_set_has(set, words, CONFIRMATION_NO))
        return CONFIRMATION_NO;
    return pattern_set_has(set, words, CONFIRMATION_YES) ? CONFIRMATION_YES : CONFIRMATION_UNCLEAR;
}

enum confirmation people_rules_confirmation(const struct people_rules *rules, const char *text)
{
    return confirm(rules->confirmation, text);
}

enum confirmation people_rules_quote(const struct people_rules *rules, const char *text)
{
    return strchr(text, '?') == NULL ? confirm(rules->quote, text) : CONFIRMATION_UNCLEAR;
}

enum care_command people_rules_care(const struct people_rules *rules, const char *text)
{
    static const enum care_command order[] = {CARE_FALSE_ALARM, CARE_DONE, CARE_SHOW, CARE_TAKEN};
    AUTO(words) words = words_new(text, true);
    for (guint i = 0; i < G_N_ELEMENTS(order); i++)
        if (pattern_set_has(rules->care, words, order[i]))
            return order[i];
    return CARE_UNCLEAR;
}

bool people_rules_is_complaint(const struct people_rules *rules, const char *text)
{
    AUTO(words) words = words_new(text, true);
    return pattern_set_has(rules->complaint, words, COMPLAINT_MEANT) &&
           !pattern_set_has(rules->complaint, words, COMPLAINT_NOT_MEANT);
}
