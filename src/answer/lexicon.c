/* Loads rules/words.yaml. Every problem found is reported with its place; nothing is left half loaded. */
#include "answer/lexicon.h"

#include "answer/memory.h"
#include "base/text.h"
#include "survey/node.h"

/* A list of words, and the number that its words have. */
static const struct {
    const char *key;
    enum word_list list;
} plain_lists[] = {{"fillers", LIST_FILLER},
                   {"small", LIST_SMALL},
                   {"pairs", LIST_PAIR},
                   {"nothings", LIST_NOTHING},
                   {"vague_times", LIST_VAGUE_TIME},
                   {"weekdays", LIST_WEEKDAY},
                   {"seasons", LIST_SEASON},
                   {"date_words", LIST_DATE},
                   {"firsts", LIST_FIRST},
                   {"lasts", LIST_LAST},
                   {"tops", LIST_TOP},
                   {"bottoms", LIST_BOTTOM},
                   {"stars", LIST_STARS}};

static const struct {
    const char *key;
    enum word_list list;
} numbered_lists[] = {{"numbers", LIST_NUMBER}, {"ordinals", LIST_ORDINAL}, {"times", LIST_TIMES}};

static const char *const phrase_keys[PHRASE_COUNT] = {[PHRASE_FILLER] = "filler_phrases",
                                                      [PHRASE_REFUSAL] = "refusals",
                                                      [PHRASE_UNSURE] = "unsure",
                                                      [PHRASE_DEPENDS] = "depends",
                                                      [PHRASE_DOUBT] = "doubts",
                                                      [PHRASE_HEDGE] = "hedges",
                                                      [PHRASE_TAKE_BACK] = "take_backs",
                                                      [PHRASE_TURN] = "turns",
                                                      [PHRASE_VOID] = "voids",
                                                      [PHRASE_CONCLUSION] = "conclusions",
                                                      [PHRASE_NEGATION] = "negations",
                                                      [PHRASE_NOT_NEGATION] = "not_negations",
                                                      [PHRASE_CONTRAST] = "contrasts",
                                                      [PHRASE_IDIOM] = "idioms",
                                                      [PHRASE_ALL] = "all",
                                                      [PHRASE_SOME] = "some",
                                                      [PHRASE_EXCEPT] = "except",
                                                      [PHRASE_SPARED] = "spared",
                                                      [PHRASE_SPARES] = "spares",
                                                      [PHRASE_VAGUE] = "vague",
                                                      [PHRASE_ABOVE] = "bounds_above",
                                                      [PHRASE_BELOW] = "bounds_below",
                                                      [PHRASE_ONGOING] = "ongoing",
                                                      [PHRASE_ASIDE] = "asides",
                                                      [PHRASE_WAS] = "was",
                                                      [PHRASE_CHANGE] = "changes",
                                                      [PHRASE_FORMER] = "formers",
                                                      [PHRASE_NEARLY] = "nearly"};

static const char *const unit_names[] = {
    [UNIT_HOUR] = "hour",   [UNIT_DAY] = "day",   [UNIT_WEEK] = "week",     [UNIT_FORTNIGHT] = "fortnight",
    [UNIT_MONTH] = "month", [UNIT_YEAR] = "year", [UNIT_DECADE] = "decade", NULL};

bool lexicon_has(const struct answer_rules *rules, enum word_list list, const char *word, gint64 *number)
{
    gpointer found = NULL;
    if (!g_hash_table_lookup_extended(rules->lists[list], word, NULL, &found))
        return false;
    if (number != NULL)
        *number = GPOINTER_TO_INT(found);
    return true;
}

const struct meaning *lexicon_meaning(const struct answer_rules *rules, const char *name)
{
    for (guint i = 0; i < rules->meanings->len; i++) {
        const struct meaning *meaning = rules->meanings->pdata[i];
        if (g_str_equal(meaning->name, name))
            return meaning;
    }
    return NULL;
}

char *lexicon_join(const struct words *words)
{
    GString *joined = g_string_new(NULL);
    for (guint i = 0; i < words->count; i++) {
        if (words->list[i].is_mark && (words->count > 1 || g_ascii_ispunct(words->list[i].text[0])))
            continue;
        if (joined->len > 0)
            g_string_append_c(joined, ' ');
        g_string_append(joined, words->list[i].text);
    }
    return g_string_free(joined, FALSE);
}

static void put(struct answer_rules *rules, enum word_list list, const char *word, gint64 number)
{
    g_hash_table_replace(rules->lists[list], text_fold(word), GINT_TO_POINTER((gint)number));
}

static void load_words(struct answer_rules *rules, const struct node *map, const char *key, enum word_list list, gint64 number,
                       struct problems *problems)
{
    g_autoptr(GPtrArray) texts = node_texts(map, key, problems);
    for (guint i = 0; i < texts->len; i++)
        put(rules, list, texts->pdata[i], number);
}

static void load_numbers(struct answer_rules *rules, const struct node *root, const char *key, enum word_list list,
                         struct problems *problems)
{
    const struct node *map = node_get(root, key);
    for (guint i = 0; map != NULL && i < map->children->len; i++) {
        const struct node *child = map->children->pdata[i];
        if (child->key != NULL)
            put(rules, list, child->key, node_integer(map, child->key, 0, 1000, 0, problems));
    }
}

static void load_irregular(struct answer_rules *rules, const struct node *root, struct problems *problems)
{
    const struct node *map = node_get(root, "irregular");
    for (guint i = 0; map != NULL && i < map->children->len; i++) {
        const struct node *child = map->children->pdata[i];
        if (child->key != NULL)
            g_hash_table_replace(rules->irregular, text_fold(child->key), text_fold(node_text(map, child->key, "", problems)));
    }
}

static void load_units(struct answer_rules *rules, const struct node *root, struct problems *problems)
{
    const struct node *map = node_get(root, "units");
    if (map == NULL || !node_check_keys(map, unit_names + UNIT_HOUR, problems))
        return;
    for (guint unit = UNIT_HOUR; unit <= UNIT_DECADE; unit++)
        load_words(rules, map, unit_names[unit], LIST_UNIT, unit, problems);
}

static void load_months(struct answer_rules *rules, const struct node *root, struct problems *problems)
{
    const struct node *list = node_get(root, "months");
    if (list == NULL)
        return;
    if (list->kind != NODE_LIST || list->children->len != 12) {
        node_problem(list, problems, "expected twelve lists of names, January first");
        return;
    }
    for (guint month = 0; month < 12; month++) {
        const struct node *names = list->children->pdata[month];
        for (guint i = 0; i < names->children->len; i++)
            put(rules, LIST_MONTH, ((const struct node *)names->children->pdata[i])->scalar, month + 1);
    }
}

static void load_phrases(struct answer_rules *rules, const struct node *root, enum phrase_kind kind, struct problems *problems)
{
    const struct node *list = node_get(root, phrase_keys[kind]);
    for (guint i = 0; list != NULL && i < list->children->len; i++) {
        const struct node *child = list->children->pdata[i];
        g_autofree char *what = NULL;
        if (child->kind != NODE_SCALAR)
            node_problem(child, problems, "expected a phrase");
        else if (!pattern_set_add(rules->phrases, kind, child->scalar, &what))
            node_problem(child, problems, "%s", what);
    }
}

static void meaning_free(struct meaning *meaning)
{
    if (meaning == NULL)
        return;
    g_free(meaning->name);
    g_ptr_array_unref(meaning->phrases);
    g_ptr_array_unref(meaning->joined);
    g_free(meaning);
}

static struct meaning *load_meaning(const struct node *map, const char *key, struct problems *problems)
{
    struct meaning *meaning = g_new0(struct meaning, 1);
    meaning->name = g_strdup(key);
    meaning->phrases = g_ptr_array_new_with_free_func((GDestroyNotify)words_free);
    meaning->joined = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) texts = node_texts(map, key, problems);
    for (guint i = 0; i < texts->len; i++) {
        struct words *words = words_new(texts->pdata[i], true);
        g_ptr_array_add(meaning->phrases, words);
        g_ptr_array_add(meaning->joined, lexicon_join(words));
    }
    return meaning;
}

static void load_meanings(struct answer_rules *rules, const struct node *root, struct problems *problems)
{
    const struct node *map = node_get(root, "meanings");
    for (guint i = 0; map != NULL && i < map->children->len; i++) {
        const struct node *child = map->children->pdata[i];
        if (child->key != NULL)
            g_ptr_array_add(rules->meanings, load_meaning(map, child->key, problems));
    }
    rules->gives_leave = load_meaning(root, "gives_leave", problems);
    rules->withholds_leave = load_meaning(root, "withholds_leave", problems);
    rules->asks_leave = load_meaning(root, "asks_leave", problems);
    rules->asks_past = load_meaning(root, "asks_past", problems);
}

static void check_keys(const struct node *root, struct problems *problems)
{
    g_autoptr(GPtrArray) keys = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(plain_lists); i++)
        g_ptr_array_add(keys, (char *)plain_lists[i].key);
    for (guint i = 0; i < G_N_ELEMENTS(numbered_lists); i++)
        g_ptr_array_add(keys, (char *)numbered_lists[i].key);
    for (guint i = 0; i < PHRASE_COUNT; i++)
        g_ptr_array_add(keys, (char *)phrase_keys[i]);
    static const char *const others[] = {"meanings",  "gives_leave", "withholds_leave", "irregular",         "asks_leave",
                                         "asks_past", "units",       "months",          "negative_prefixes", NULL};
    for (guint i = 0; others[i] != NULL; i++)
        g_ptr_array_add(keys, (char *)others[i]);
    g_ptr_array_add(keys, NULL);
    if (!node_check_keys(root, (const char *const *)keys->pdata, problems))
        return;
    for (guint i = 0; i + 1 < keys->len; i++)
        if (node_get(root, keys->pdata[i]) == NULL)
            node_problem(root, problems, "expected a list `%s`", (const char *)keys->pdata[i]);
}

static void load_all(struct answer_rules *rules, const struct node *root, struct problems *problems)
{
    for (guint i = 0; i < G_N_ELEMENTS(plain_lists); i++)
        load_words(rules, root, plain_lists[i].key, plain_lists[i].list, 0, problems);
    for (guint i = 0; i < G_N_ELEMENTS(numbered_lists); i++)
        load_numbers(rules, root, numbered_lists[i].key, numbered_lists[i].list, problems);
    for (guint kind = 0; kind < PHRASE_COUNT; kind++)
        load_phrases(rules, root, (enum phrase_kind)kind, problems);
    load_irregular(rules, root, problems);
    load_units(rules, root, problems);
    load_months(rules, root, problems);
    load_meanings(rules, root, problems);
    rules->negative_prefixes = node_texts(root, "negative_prefixes", problems);
}

struct answer_rules *answer_rules_load(const char *path, struct problems *problems)
{
    guint before = problems->list->len;
    AUTO(node) root = node_load(path, problems);
    if (root == NULL)
        return NULL;
    struct answer_rules *rules = g_new0(struct answer_rules, 1);
    for (guint i = 0; i < LIST_COUNT; i++)
        rules->lists[i] = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    rules->irregular = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    rules->phrases = pattern_set_new();
    rules->memory = memory_new();
    rules->meanings = g_ptr_array_new_with_free_func((GDestroyNotify)meaning_free);
    check_keys(root, problems);
    if (problems->list->len == before)
        load_all(rules, root, problems);
    if (problems->list->len == before)
        return rules;
    answer_rules_free(rules);
    return NULL;
}

void answer_rules_free(struct answer_rules *rules)
{
    if (rules == NULL)
        return;
    for (guint i = 0; i < LIST_COUNT; i++)
        g_hash_table_unref(rules->lists[i]);
    g_hash_table_unref(rules->irregular);
    pattern_set_free(rules->phrases);
    g_ptr_array_unref(rules->meanings);
    meaning_free(rules->gives_leave);
    meaning_free(rules->withholds_leave);
    meaning_free(rules->asks_leave);
    meaning_free(rules->asks_past);
    if (rules->negative_prefixes != NULL)
        g_ptr_array_unref(rules->negative_prefixes);
    memory_free(rules->memory);
    g_free(rules);
}
