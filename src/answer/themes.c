/* Themes by patterns: one that is found is enough. */
#include "answer/themes.h"

#include <string.h>

#include "base/pattern.h"
#include "survey/node.h"

#define VERSION_DIGITS 12

struct loading {
    struct theme_rules *rules;
    struct problems *problems;
    GChecksum *digest;
};

static void theme_free(void *data)
{
    struct theme *theme = data;
    g_free(theme->id);
    g_free(theme->label);
    g_free(theme);
}

void theme_rules_free(struct theme_rules *rules)
{
    if (rules == NULL)
        return;
    g_ptr_array_unref(rules->list);
    pattern_set_free(rules->patterns);
    g_free(rules->version);
    g_free(rules);
}

/* ---- loading */

static void digest(const struct loading *loading, const char *text)
{
    g_checksum_update(loading->digest, (const guchar *)text, (gssize)strlen(text) + 1);
}

static void load_phrases(const struct loading *loading, const struct node *map, guint id)
{
    const struct node *item = NULL;
    if (node_get(map, "phrases") == NULL)
        return;
    for (guint i = 0; (item = node_item(node_get(map, "phrases"), i)) != NULL; i++) {
        const char *text = node_item_text(item, loading->problems);
        g_autofree char *what = NULL;
        if (text != NULL && !pattern_set_add(loading->rules->patterns, id, text, &what))
            node_problem(item, loading->problems, "%s", what);
        digest(loading, text != NULL ? text : "");
    }
}

static bool is_id(const char *id) { return *id != '\0' && strspn(id, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(id); }

static void load_theme(const struct loading *loading, const struct node *map)
{
    static const char *const keys[] = {"id", "label", "phrases", NULL};
    if (!node_check_keys(map, keys, loading->problems) || !node_need(map, "id", loading->problems))
        return;
    const char *id = node_text(map, "id", "", loading->problems), *label = node_text(map, "label", id, loading->problems);
    if (!is_id(id) || theme_named(loading->rules, id) != NULL) {
        node_problem(node_get(map, "id"), loading->problems,
                     "`id`: found `%s`; expected small letters, digits and _, and no other theme of that name", id);
        return;
    }
    struct theme *theme = g_new0(struct theme, 1);
    *theme = (struct theme){.id = g_strdup(id), .label = g_strdup(label)};
    digest(loading, id);
    load_phrases(loading, map, loading->rules->list->len);
    g_ptr_array_add(loading->rules->list, theme);
}

struct theme_rules *theme_rules_load(const char *path, struct problems *problems)
{
    static const char *const keys[] = {"themes", NULL};
    guint before = problems->list->len;
    const struct node *item = NULL;
    AUTO(node) file = node_load(path, problems);
    if (file == NULL || !node_check_keys(file, keys, problems) || !node_need(file, "themes", problems))
        return NULL;
    AUTO(theme_rules) rules = g_new0(struct theme_rules, 1);
    rules->list = g_ptr_array_new_with_free_func(theme_free);
    rules->patterns = pattern_set_new();
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const struct loading loading = {rules, problems, sum};
    for (guint i = 0; (item = node_item(node_get(file, "themes"), i)) != NULL; i++)
        load_theme(&loading, item);
    rules->version = g_strndup(g_checksum_get_string(sum), VERSION_DIGITS);
    return problems->list->len == before ? g_steal_pointer(&rules) : NULL;
}

/* ---- finding */

const struct theme *theme_named(const struct theme_rules *rules, const char *name)
{
    for (guint i = 0; i < rules->list->len; i++) {
        const struct theme *theme = rules->list->pdata[i];
        if (g_ascii_strcasecmp(theme->id, name) == 0 || g_ascii_strcasecmp(theme->label, name) == 0)
            return theme;
    }
    return NULL;
}

GPtrArray *themes_of(const struct theme_rules *rules, const char *text)
{
    GPtrArray *found = g_ptr_array_new();
    AUTO(words) words = words_new(text, true);
    for (guint i = 0; i < rules->list->len; i++)
        if (pattern_set_has(rules->patterns, words, i))
            g_ptr_array_add(found, rules->list->pdata[i]);
    return found;
}
