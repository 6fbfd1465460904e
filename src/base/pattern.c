/* Matches many phrase patterns at once: a nondeterministic automaton, simulated from every word of the text; only the patterns
 * whose first word can be that word are followed. A set keeps working memory of its own, so one thread uses it at a time. */
#include "base/pattern.h"

#include <string.h>

#include "base/pattern_parse.h"

#define MOST_STATES 400000u
#define CHUNK_BYTES 4096u
#define MOST_LIST_DEPTH 10u /* lists that name lists */
#define MOST_MARKS 16u      /* punctuation marks in a row that a match may pass over */
#define NO_STATE G_MAXUINT

enum state_kind {
    STATE_WORD,
    STATE_PREFIX,
    STATE_MARK,
    STATE_NUMBER,
    STATE_ANY,
    STATE_START,
    STATE_END,
    STATE_SPLIT,
    STATE_MATCH
};

struct state {
    guint8 kind;
    bool over;     /* may consume a word behind the end of a sentence */
    guint hash;    /* STATE_WORD, STATE_MARK */
    char *text;    /* owned by the set's strings */
    guint length;  /* bytes of text, STATE_PREFIX */
    guint out;     /* next state; STATE_MATCH: the id */
    guint out_too; /* STATE_SPLIT */
};

/* A state that a match may begin with. */
struct entry {
    guint state;
    bool at_start; /* only at the start of the text */
};

struct pattern_set {
    GArray *states; /* struct state */
    GStringChunk *strings;
    GHashTable *lists;    /* name -> struct pattern_node * (a choice), owned */
    GHashTable *by_word;  /* hash of a first word -> GArray of struct entry */
    GArray *by_byte[256]; /* first byte of a prefix -> struct entry; (nullable) */
    GArray *by_any;       /* struct entry: numbers, any word, marks */
    GArray *seen;         /* guint per state: the step that added it last */
    GArray *now, *next;   /* guint: states */
    guint step;
};

/* ---- making the automaton */

struct pattern_set *pattern_set_new(void)
{
    struct pattern_set *set = g_new0(struct pattern_set, 1);
    set->states = g_array_new(FALSE, FALSE, sizeof(struct state));
    set->strings = g_string_chunk_new(CHUNK_BYTES);
    set->lists = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)pattern_node_free);
    set->by_word = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    set->by_any = g_array_new(FALSE, FALSE, sizeof(struct entry));
    set->seen = g_array_new(FALSE, TRUE, sizeof(guint));
    set->now = g_array_new(FALSE, FALSE, sizeof(guint));
    set->next = g_array_new(FALSE, FALSE, sizeof(guint));
    return set;
}

void pattern_set_free(struct pattern_set *set)
{
    if (set == NULL)
        return;
    g_array_unref(set->states);
    g_string_chunk_free(set->strings);
    g_hash_table_unref(set->lists);
    g_hash_table_unref(set->by_word);
    for (guint i = 0; i < G_N_ELEMENTS(set->by_byte); i++)
        if (set->by_byte[i] != NULL)
            g_array_unref(set->by_byte[i]);
    g_array_unref(set->by_any);
    g_array_unref(set->seen);
    g_array_unref(set->now);
    g_array_unref(set->next);
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

/* Adds the states of node in front of next. Returns the first of them. */
static guint emit(struct pattern_set *set, const struct pattern_node *node, guint next, guint depth, char **what)
{
    static const enum state_kind kinds[] = {
        [PATTERN_WORD] = STATE_WORD,     [PATTERN_PREFIX] = STATE_PREFIX, [PATTERN_MARK] = STATE_MARK,
        [PATTERN_NUMBER] = STATE_NUMBER, [PATTERN_START] = STATE_START,   [PATTERN_END] = STATE_END};
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
    default:
        return add_state(set, kinds[node->kind], node, next, NO_STATE);
    }
}

static void add_entry(struct pattern_set *set, guint index, bool at_start)
{
    const struct state *state = state_at(set, index);
    struct entry entry = {index, at_start};
    GArray *list = set->by_any;
    if (state->kind == STATE_WORD) {
        list = g_hash_table_lookup(set->by_word, GUINT_TO_POINTER(state->hash));
        if (list == NULL) {
            list = g_array_new(FALSE, FALSE, sizeof(struct entry));
            g_hash_table_insert(set->by_word, GUINT_TO_POINTER(state->hash), list);
        }
    } else if (state->kind == STATE_PREFIX) {
        GArray **slot = &set->by_byte[(guchar)state->text[0]];
        if (*slot == NULL)
            *slot = g_array_new(FALSE, FALSE, sizeof(struct entry));
        list = *slot;
    }
    g_array_append_val(list, entry);
}

/* Adds the states that a pattern can begin with to the index. Returns false where it could match without any word. */
static bool index_starts(struct pattern_set *set, guint index, bool at_start)
{
    const struct state *state = state_at(set, index);
    switch (state->kind) {
    case STATE_SPLIT: {
        guint out = state->out, out_too = state->out_too;
        return index_starts(set, out, at_start) && index_starts(set, out_too, at_start);
    }
    case STATE_START:
        return index_starts(set, state->out, true);
    case STATE_MATCH:
    case STATE_END:
        return false;
    default:
        add_entry(set, index, at_start);
        return true;
    }
}

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
    if (*what == NULL && !index_starts(set, start, false))
        *what = g_strdup_printf("\"%s\" would match without any word", text);
    g_array_set_size(set->seen, set->states->len);
    return *what == NULL;
}

/* ---- matching */

/* A match being looked for. */
struct search {
    const struct pattern_set *set;
    const struct words *words;
    guint from, to;     /* the words looked at */
    guint first;        /* the word that it begins with */
    GArray *found;      /* struct pattern_match */
    guint found_before; /* matches that begin with earlier words */
};

/* Whether nothing but marks stands in [at, to). */
static bool is_end(const struct search *search, guint at)
{
    while (at < search->to && search->words->list[at].is_mark)
        at++;
    return at >= search->to;
}

static void note_match(struct search *search, guint id, guint past)
{
    guint last = past - 1;
    for (guint i = search->found_before; i < search->found->len; i++) {
        struct pattern_match *match = &g_array_index(search->found, struct pattern_match, i);
        if (match->id == id) {
            match->last = MAX(match->last, last);
            return;
        }
    }
    struct pattern_match match = {id, search->first, last};
    g_array_append_val(search->found, match);
}

/* Adds state index and what follows from it without a word to list; at: the word that comes next. */
static void follow(struct search *search, GArray *list, guint index, guint at)
{
    const struct pattern_set *set = search->set;
    guint *seen = &g_array_index(set->seen, guint, index);
    if (*seen == set->step)
        return;
    *seen = set->step;
    const struct state *state = state_at(set, index);
    switch (state->kind) {
    case STATE_SPLIT:
        follow(search, list, state->out, at);
        follow(search, list, state->out_too, at);
        break;
    case STATE_START:
        break; /* not at the start any more */
    case STATE_END:
        if (is_end(search, at))
            follow(search, list, state->out, at);
        break;
    case STATE_MATCH:
        note_match(search, state->out, at);
        break;
    default:
        g_array_append_val(list, index);
    }
}

static bool takes(const struct state *state, const struct word *word)
{
    switch (state->kind) {
    case STATE_WORD:
    case STATE_MARK:
        return state->hash == word->hash && strcmp(state->text, word->text) == 0;
    case STATE_PREFIX:
        return strncmp(state->text, word->text, state->length) == 0;
    case STATE_NUMBER:
        return g_ascii_isdigit(word->text[0]);
    default:
        return true;
    }
}

/* Puts what state becomes over word at into set->next. */
static void step_state(struct search *search, guint index, guint at)
{
    const struct state *state = state_at(search->set, index);
    const struct word *word = &search->words->list[at];
    bool wants_mark = state->kind == STATE_MARK;
    if (word->is_mark && (!wants_mark || !takes(state, word))) {
        follow(search, search->set->next, index, at + 1);
        return;
    }
    bool breaks = at > search->first && (word->gap & (GAP_SENTENCE | GAP_PARAGRAPH)) && !state->over;
    if (wants_mark == word->is_mark && !breaks && takes(state, word))
        follow(search, search->set->next, state->out, at + 1);
}

static void new_step(struct pattern_set *set)
{
    if (++set->step == 0) { /* wrapped round */
        memset(set->seen->data, 0, (gsize)set->seen->len * sizeof(guint));
        set->step = 1;
    }
}

static void begin_with(struct search *search, const GArray *entries)
{
    bool is_first = search->first - search->from <= MOST_MARKS;
    for (guint i = search->from; is_first && i < search->first; i++)
        is_first = search->words->list[i].is_mark;
    for (guint i = 0; entries != NULL && i < entries->len; i++) {
        const struct entry *entry = &g_array_index(entries, struct entry, i);
        const struct state *state = state_at(search->set, entry->state);
        const struct word *word = &search->words->list[search->first];
        if ((!entry->at_start || is_first) && (state->kind == STATE_MARK) == word->is_mark && takes(state, word))
            follow(search, search->set->next, state->out, search->first + 1);
    }
}

static void swap_lists(struct pattern_set *set)
{
    GArray *list = set->now;
    set->now = set->next;
    set->next = list;
    g_array_set_size(set->next, 0);
}

static void search_from(struct search *search, struct pattern_set *set, guint first)
{
    const struct word *word = &search->words->list[first];
    search->first = first;
    search->found_before = search->found->len;
    g_array_set_size(set->next, 0);
    new_step(set);
    begin_with(search, g_hash_table_lookup(set->by_word, GUINT_TO_POINTER(word->hash)));
    begin_with(search, set->by_byte[(guchar)word->text[0]]);
    begin_with(search, set->by_any);
    swap_lists(set);
    for (guint at = first + 1, marks = 0; at < search->to && set->now->len > 0; at++) {
        marks = search->words->list[at].is_mark ? marks + 1 : 0;
        if (marks > MOST_MARKS)
            return;
        new_step(set);
        for (guint i = 0; i < set->now->len; i++)
            step_state(search, g_array_index(set->now, guint, i), at);
        swap_lists(set);
    }
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    const struct pattern_match *one = a, *two = b;
    if (one->first != two->first)
        return one->first < two->first ? -1 : 1;
    return (one->id > two->id) - (one->id < two->id);
}

GArray *pattern_set_match_part(const struct pattern_set *set, const struct words *words, guint from, guint to)
{
    struct search search = {.set = set,
                            .words = words,
                            .from = from,
                            .to = MIN(to, words->count),
                            .found = g_array_new(FALSE, FALSE, sizeof(struct pattern_match))};
    for (guint first = from; first < search.to; first++)
        search_from(&search, (struct pattern_set *)set, first);
    g_array_sort(search.found, compare_ids);
    return search.found;
}

GArray *pattern_set_match(const struct pattern_set *set, const struct words *words)
{
    return pattern_set_match_part(set, words, 0, words->count);
}

bool pattern_set_has(const struct pattern_set *set, const struct words *words, guint id)
{
    GArray *found = pattern_set_match(set, words);
    bool has = false;
    for (guint i = 0; !has && i < found->len; i++)
        has = g_array_index(found, struct pattern_match, i).id == id;
    g_array_unref(found);
    return has;
}
