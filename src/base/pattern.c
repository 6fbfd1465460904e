/* Makes one nondeterministic automaton of many phrase patterns. pattern_match.c follows it. */
#include "base/pattern.h"

#include <string.h>

#include "base/pattern_parse.h"
#include "base/pattern_set.h"

#define MOST_STATES 400000u
#define CHUNK_BYTES 4096u
#define MOST_LIST_DEPTH 10u /* lists that name lists */
#define NO_STATE G_MAXUINT

/* ---- making the automaton */

struct pattern_set *pattern_set_new(void)
{
    struct pattern_set *set = g_new0(struct pattern_set, 1);
    set->states = g_array_new(FALSE, FALSE, sizeof(struct state));
    set->strings = g_string_chunk_new(CHUNK_BYTES);
    set->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)pattern_node_free);
    set->entries = g_array_new(FALSE, FALSE, sizeof(struct entry));
    return set;
}

void pattern_set_free(struct pattern_set *set)
{
    if (set == NULL)
        return;
    g_array_unref(set->states);
    g_string_chunk_free(set->strings);
    g_hash_table_unref(set->lists);
    g_array_unref(set->entries);
    pattern_walk_free(set->walk);
    g_free(set);
}

static struct state *state_at(const struct pattern_set *set, guint index)
{
    return &g_array_index(set->states, struct state, index);
}

static guint add_state(struct pattern_set *set, enum state_kind kind, const struct pattern_node *node, guint out, guint out_too)
{
    struct state state = {.kind = (guint8)kind, .out = out, .out_too = out_too};
    if (node != NULL) {
        state.over = node->over;
        state.text = node->text != NULL ? g_string_chunk_insert_const(set->strings, node->text) : NULL;
        state.length = state.text != NULL ? (guint)strlen(state.text) : 0;
        state.hash = state.text != NULL ? g_str_hash(state.text) : 0;
    }
    g_array_append_val(set->states, state);
    return set->states->len - 1;
}

static guint emit(struct pattern_set *set, const struct pattern_node *node, guint next, guint depth, char **what);

static guint emit_choice(struct pattern_set *set, const struct pattern_node *node, guint next, guint depth, char **what)
{
    guint start = NO_STATE;
    for (guint i = node->children->len; *what == NULL && i-- > 0;) {
        guint child = emit(set, node->children->pdata[i], next, depth, what);
        start = start == NO_STATE ? child : add_state(set, STATE_SPLIT, NULL, child, start);
    }
    return start;
}

static guint emit_any(struct pattern_set *set, const struct pattern_node *node, guint next)
{
    guint at = next;
    for (guint i = node->to; i-- > 0;) {
        guint word = add_state(set, STATE_ANY, node, at, NO_STATE);
        at = i >= node->from ? add_state(set, STATE_SPLIT, NULL, word, next) : word;
    }
    return at;
}

static guint emit_list(struct pattern_set *set, const struct pattern_node *node, guint next, guint depth, char **what)
{
    struct pattern_node *list = g_hash_table_lookup(set->lists, node->text);
    if (list == NULL || depth >= MOST_LIST_DEPTH) {
        *what =
            g_strdup_printf(list == NULL ? "there is no list %%%s above" : "%%%s: lists within lists within lists", node->text);
        return next;
    }
    return emit_choice(set, list, next, depth + 1, what);
}

/* Adds the state of a word, or those of the words that it stands for. */
static guint emit_word(struct pattern_set *set, const struct pattern_node *node, guint next)
{
    char **words = set->spellings != NULL ? g_hash_table_lookup(set->spellings, node->text) : NULL;
    if (words == NULL)
        return add_state(set, STATE_WORD, node, next, NO_STATE);
    for (guint i = g_strv_length(words); i-- > 0;) {
        struct pattern_node word = {.kind = PATTERN_WORD, .text = words[i], .over = node->over && i == 0};
        next = add_state(set, STATE_WORD, &word, next, NO_STATE);
    }
    return next;
}

/* Adds the states of node in front of next. Returns the first of them. */
static guint emit(struct pattern_set *set, const struct pattern_node *node, guint next, guint depth, char **what)
{
    static const enum state_kind kinds[] = {[PATTERN_PREFIX] = STATE_PREFIX,
                                            [PATTERN_MARK] = STATE_MARK,
                                            [PATTERN_NUMBER] = STATE_NUMBER,
                                            [PATTERN_START] = STATE_START,
                                            [PATTERN_END] = STATE_END};
    if (*what == NULL && set->states->len > MOST_STATES)
        *what = g_strdup("the patterns of this file are too large together");
    if (*what != NULL)
        return next;
    switch (node->kind) {
    case PATTERN_SEQUENCE:
        for (guint i = node->children->len; i-- > 0;)
            next = emit(set, node->children->pdata[i], next, depth, what);
        return next;
    case PATTERN_CHOICE:
        return emit_choice(set, node, next, depth, what);
    case PATTERN_LIST:
        return emit_list(set, node, next, depth, what);
    case PATTERN_ANY:
        return emit_any(set, node, next);
    case PATTERN_WORD:
        return emit_word(set, node, next);
    default:
        return add_state(set, kinds[node->kind], node, next, NO_STATE);
    }
}

/* Adds the states that a pattern can begin with to the entries. Returns false where it could match without any word. */
static bool add_starts(struct pattern_set *set, guint index, bool at_start)
{
    const struct state *state = state_at(set, index);
    switch (state->kind) {
    case STATE_SPLIT: {
        guint out = state->out, out_too = state->out_too;
        return add_starts(set, out, at_start) && add_starts(set, out_too, at_start);
    }
    case STATE_START:
        return add_starts(set, state->out, true);
    case STATE_MATCH:
    case STATE_END:
        return false;
    default:
        g_array_append_val(set->entries, ((struct entry){index, at_start}));
        return true;
    }
}

void pattern_set_spell(struct pattern_set *set, GHashTable *spellings) { set->spellings = spellings; }

bool pattern_set_define(struct pattern_set *set, const char *name, const char *const *phrases, char **what)
{
    struct pattern_node *list = g_new0(struct pattern_node, 1);
    list->kind = PATTERN_CHOICE;
    list->children = g_ptr_array_new_with_free_func((GDestroyNotify)pattern_node_free);
    *what = NULL;
    for (guint i = 0; *what == NULL && phrases[i] != NULL; i++) {
        struct pattern_node *node = pattern_parse(phrases[i], what);
        if (node != NULL)
            g_ptr_array_add(list->children, node);
    }
    if (*what == NULL && list->children->len == 0)
        *what = g_strdup_printf("the list %%%s is empty", name);
    if (*what != NULL) {
        pattern_node_free(list);
        return false;
    }
    g_hash_table_replace(set->lists, g_strdup(name), list);
    return true;
}

bool pattern_set_add(struct pattern_set *set, guint id, const char *text, char **what)
{
    struct pattern_node *node = pattern_parse(text, what);
    if (node == NULL)
        return false;
    guint match = add_state(set, STATE_MATCH, NULL, id, NO_STATE);
    guint start = emit(set, node, match, 0, what);
    pattern_node_free(node);
    if (*what == NULL && !add_starts(set, start, false))
        *what = g_strdup_printf("\"%s\" would match without any word", text);
    g_clear_pointer(&set->walk, pattern_walk_free);
    return *what == NULL;
}
