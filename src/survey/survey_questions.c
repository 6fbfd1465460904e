/* The questions of a survey's file: each by itself, and whether two of them could be taken for each other. */
#include <string.h>

#include "base/text.h"
#include "survey/survey_load.h"

struct loading {
    const struct question_shape *const *shapes;
    struct problems *problems;
    GHashTable *ids;                     /* id → the question's node */
    GHashTable *labels;                  /* comparable label word → the question's id */
    const char *story, *consent, *share; /* (nullable) ids of the questions that have it */
};

static void option_free(void *data)
{
    struct option *option = data;
    g_free(option->id);
    g_free(option->label);
    g_ptr_array_unref(option->also);
    g_free(option);
}

static void question_free(void *data)
{
    struct question *question = data;
    g_free(question->id);
    g_free(question->ask);
    g_free(question->hint);
    g_ptr_array_unref(question->options);
    g_ptr_array_unref(question->also);
    g_free(question);
}

/* Returns name as it is compared: what differs only in letter case, accents and punctuation is the same. (transfer full) */
static char *comparable(const char *name)
{
    g_autofree char *folded = text_fold(name);
    g_autoptr(GPtrArray) words = text_words(folded);
    g_ptr_array_add(words, NULL);
    return words->len > 1 ? g_strjoinv(" ", (char **)words->pdata) : g_steal_pointer(&folded);
}

/* ---- options */

/* Notes that name belongs to owner; adds a problem where it belongs to somebody else. */
static void claim(GHashTable *claimed, const char *name, const char *owner, const char *what, const struct node *node,
                  struct problems *problems)
{
    char *key = comparable(name);
    const char *other = g_hash_table_lookup(claimed, key);
    if (other != NULL && strcmp(other, owner) != 0)
        node_problem(node, problems, "`%s` would mean both the %s `%s` and the %s `%s`; leave it out of one", name, what, other,
                     what, owner);
    g_hash_table_insert(claimed, key, (char *)owner);
}

/* Returns the entry of an option that holds `id: Label`, or NULL after adding a problem. */
static const struct node *label_of(const struct node *node, struct problems *problems)
{
    static const char *const keys[] = {"also", "alone", NULL};
    const struct node *label = NULL;
    if (node->kind != NODE_MAP) {
        g_autofree char *found = node_describe(node);
        node_problem(node, problems, "found %s; expected an option: `id: Label as people see it`", found);
        return NULL;
    }
    for (guint i = 0; i < node->children->len; i++) {
        const struct node *child = node->children->pdata[i];
        if (g_strv_contains(keys, child->key))
            continue;
        if (label != NULL)
            node_unknown(child, "key", child->key, keys, problems);
        else
            label = child;
    }
    if (label == NULL)
        node_problem(node, problems, "found no `id: Label as people see it` in this option");
    return label;
}

static struct option *load_option(const struct node *node, bool may_be_none, struct problems *problems)
{
    const struct node *label = label_of(node, problems);
    if (label == NULL)
        return NULL;
    struct option *option = g_new0(struct option, 1);
    option->id = survey_load_id(label, label->key, problems);
    option->label = survey_load_line(node, label->key, true, problems);
    option->also = node_texts(node, "also", problems);
    option->none = node_boolean(node, "alone", false, problems);
    if (option->none && !may_be_none)
        node_problem(node_get(node, "alone"), problems,
                     "`alone`: only an option of a question where several can be chosen has this");
    return option;
}

static void claim_option(GHashTable *ids, GHashTable *names, const struct option *option, const struct node *node,
                         struct problems *problems)
{
    if (!g_hash_table_add(ids, option->id) && *option->id != '\0')
        node_problem(node, problems, "option `%s` stands here a second time", option->id);
    if (option->label != NULL)
        claim(names, option->label, option->id, "option", node, problems);
    for (guint i = 0; i < option->also->len; i++)
        claim(names, option->also->pdata[i], option->id, "option", node_get(node, "also"), problems);
}

static void load_options(struct question *question, const struct node *list, struct problems *problems)
{
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    bool has_none = false, may_be_none = g_strcmp0(question->type, "multi") == 0;
    if (list->kind != NODE_LIST || list->children->len < 2)
        node_problem(list, problems, "`options`: expected a list of two options or more: `- id: Label as people see it`");
    for (guint i = 0; list->kind == NODE_LIST && i < list->children->len; i++) {
        const struct node *node = list->children->pdata[i];
        struct option *option = load_option(node, may_be_none, problems);
        if (option == NULL)
            continue;
        g_ptr_array_add(question->options, option);
        claim_option(ids, names, option, node, problems);
        if (option->none && has_none)
            node_problem(node_get(node, "alone"), problems, "`alone`: another option of this question has it already");
        has_none = has_none || option->none;
    }
}

/* ---- what depends on the type */

/* Returns the shape of the question's type, or NULL after adding a problem. */
static const struct question_shape *shape_of(const struct loading *loading, const struct node *node)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    g_autofree char *type = survey_load_line(node, "type", true, loading->problems);
    for (guint i = 0; loading->shapes[i] != NULL; i++) {
        if (g_strcmp0(loading->shapes[i]->type, type) == 0)
            return loading->shapes[i];
        g_ptr_array_add(names, (char *)loading->shapes[i]->type);
    }
    g_ptr_array_add(names, NULL);
    if (type != NULL)
        node_unknown(node_get(node, "type"), "type", type, (const char *const *)names->pdata, loading->problems);
    return NULL;
}

/* Refuses key in node where only questions of other types have it. */
static void refuse(const struct node *node, const char *key, const char *type, struct problems *problems)
{
    const struct node *child = node_get(node, key);
    if (child != NULL)
        node_problem(child, problems, "`%s`: a question of the type `%s` has none", key, type);
}

#define RANGE_LEAST (-1000000000)
#define RANGE_MOST 1000000000

static void load_range(struct question *question, const struct question_shape *shape, const struct node *node,
                       struct problems *problems)
{
    question->from = node_integer(node, "from", RANGE_LEAST, RANGE_MOST, shape->default_from, problems);
    question->to = node_integer(node, "to", RANGE_LEAST, RANGE_MOST, shape->default_to, problems);
    if (question->from >= question->to)
        node_problem(node_get(node, "to") != NULL ? node_get(node, "to") : node, problems,
                     "found a range from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "; expected `from` to be less than `to`",
                     question->from, question->to);
}

static void load_by_shape(struct question *question, const struct question_shape *shape, const struct node *node,
                          struct problems *problems)
{
    const struct node *options = node_get(node, "options"), *hint = node_get(node, "hint");
    question->type = g_intern_string(shape->type);
    if (!shape->has_options)
        refuse(node, "options", shape->type, problems);
    else if (node_need(node, "options", problems))
        load_options(question, options, problems);
    if (shape->has_options && hint != NULL)
        node_problem(hint, problems, "`hint`: the options stand below this question; put the hint into `ask`");
    if (shape->has_range) {
        load_range(question, shape, node, problems);
    } else {
        refuse(node, "from", shape->type, problems);
        refuse(node, "to", shape->type, problems);
    }
}

/* ---- the question */

/* Reads the flag key, which only a question of type may have, and only one in a survey: *owner is its id. */
static bool load_sole_flag(const struct node *node, const char *key, const char *type, const struct question *question,
                           const char **owner, struct problems *problems)
{
    if (!node_boolean(node, key, false, problems))
        return false;
    if (question->type != NULL && strcmp(question->type, type) != 0)
        node_problem(node_get(node, key), problems,
                     "`%s`: found it on a question of the type `%s`; expected one of the type `%s`", key, question->type, type);
    if (*owner != NULL)
        node_problem(node_get(node, key), problems, "`%s`: question `%s` has it already", key, *owner);
    *owner = question->id;
    return true;
}

static void claim_question(struct loading *loading, const struct question *question, const struct node *node)
{
    const struct node *first = g_hash_table_lookup(loading->ids, question->id);
    if (first != NULL && *question->id != '\0')
        node_problem(node, loading->problems, "question `%s` stands here a second time; the first is in line %u", question->id,
                     first->line);
    g_hash_table_insert(loading->ids, question->id, (void *)node);
    for (guint i = 0; i < question->also->len; i++)
        claim(loading->labels, question->also->pdata[i], question->id, "question", node_get(node, "also"), loading->problems);
}

static struct question *load_question(struct loading *loading, const struct node *node, guint number)
{
    static const char *const keys[] = {"id",   "ask",     "hint",  "type",    "options", "from",    "to",
                                       "also", "private", "story", "consent", "share",   "context", NULL};
    struct problems *problems = loading->problems;
    node_check_keys(node, keys, problems);
    static guint stamps = 0;
    struct question *question = g_new0(struct question, 1);
    *question = (struct question){.number = number, .line = node->line, .stamp = ++stamps};
    g_autofree char *id = survey_load_line(node, "id", true, problems);
    question->id = id != NULL ? survey_load_id(node_get(node, "id"), id, problems) : g_strdup("");
    question->ask = survey_load_line(node, "ask", true, problems);
    question->hint = survey_load_line(node, "hint", false, problems);
    question->options = g_ptr_array_new_with_free_func(option_free);
    question->also = node_texts(node, "also", problems);
    question->is_private = node_boolean(node, "private", false, problems);
    question->is_context = node_boolean(node, "context", false, problems);
    const struct question_shape *shape = shape_of(loading, node);
    if (shape != NULL)
        load_by_shape(question, shape, node, problems);
    question->takes_story = load_sole_flag(node, "story", "text", question, &loading->story, problems);
    question->is_consent = load_sole_flag(node, "consent", "choice", question, &loading->consent, problems);
    question->is_share = load_sole_flag(node, "share", "choice", question, &loading->share, problems);
    claim_question(loading, question, node);
    return question;
}

GPtrArray *survey_load_questions(const struct node *root, const struct question_shape *const *shapes, struct problems *problems)
{
    GPtrArray *questions = g_ptr_array_new_with_free_func(question_free);
    g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
    g_autoptr(GHashTable) labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct loading loading = {.shapes = shapes, .problems = problems, .ids = ids, .labels = labels};
    const struct node *list = node_get(root, "questions");
    if (list == NULL || list->kind != NODE_LIST || list->children->len == 0)
        node_problem(list != NULL ? list : root, problems,
                     "`questions`: expected a list with one question or more: `- id: ...`");
    for (guint i = 0; list != NULL && i < list->children->len; i++)
        g_ptr_array_add(questions, load_question(&loading, list->children->pdata[i], i + 1));
    return questions;
}
