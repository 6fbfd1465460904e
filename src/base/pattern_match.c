/* Follows the automaton of a set from every word of a text. Sets of states that were reached once are kept, with where each
 * kind of word leads from them, so that most steps are a look into a table. The tables are bounded; what is found does not
 * depend on them. A set keeps working memory of its own, so one thread uses it at a time. */
#include <string.h>

#include "base/pattern_set.h"

#define MOST_MARKS 16u    /* punctuation marks in a row that a match may pass over */
#define MOST_STEPS 16384u /* kept; then all are forgotten */
#define FEWEST_SLOTS 256u /* of the table of steps */
#define STEP_MULTIPLIER G_GUINT64_CONSTANT(0x9E3779B97F4A7C15)
#define NOT_KNOWN G_MAXUINT
#define CLASS_OTHER 0u  /* of words that no pattern names */
#define CLASS_NUMBER 1u /* the same, beginning with a digit */
#define FIRST_CLASS 2u

/* What of a step is not the word itself. */
enum step_flag {
    STEP_MARK = 1 << 0,   /* the word is a mark */
    STEP_BREAKS = 1 << 1, /* it begins a sentence or paragraph; of a first step: it is the first of the text */
    STEP_ENDS = 1 << 2    /* no word follows it */
};
#define STEP_FLAGS 8u

/* Where words may lead: the states to go on from, and the patterns that are complete. */
struct place {
    guint first_state, states; /* in members */
    guint first_id, ids;
};

/* A beginning of words, and the class of words that begin so. */
struct prefix {
    const char *text;
    gsize length;
    guint class;
};

struct step {
    guint64 key; /* 0: none */
    guint place;
};

struct walk {
    GHashTable *literals;  /* word -> class */
    GArray *prefixes[256]; /* by first byte: struct prefix, the longest first; (nullable) */
    guint classes;
    GArray *places;     /* struct place */
    GArray *members;    /* guint */
    GHashTable *known;  /* index in places, plus one, of a place by its content */
    guint *starts;      /* by class and flags: the place that a first word leads to, or NOT_KNOWN */
    struct step *steps; /* the others; open addressing */
    guint slots, used;
    GArray *kinds;        /* guint: the classes of the words at hand */
    GArray *seen;         /* guint per state: the turn that added it last */
    GArray *next, *found; /* guint: states, ids */
    guint turn;
};

static const struct state *state_at(const struct pattern_set *set, guint index)
{
    return &g_array_index(set->states, struct state, index);
}

/* ---- classes of words */

static guint word_hash(gconstpointer data) { return ((const struct word *)data)->hash; }

static gboolean word_equal(gconstpointer a, gconstpointer b)
{
    const struct word *one = a, *two = b;
    return one->hash == two->hash && strcmp(one->text, two->text) == 0;
}

static gint longest_first(gconstpointer a, gconstpointer b)
{
    const struct prefix *one = a, *two = b;
    return (one->length < two->length) - (one->length > two->length);
}

static void add_literal(struct walk *walk, const struct state *state)
{
    struct word word = {.text = state->text, .hash = state->hash};
    if (g_hash_table_contains(walk->literals, &word))
        return;
    g_hash_table_insert(walk->literals, g_memdup2(&word, sizeof word), GUINT_TO_POINTER(walk->classes));
    walk->classes++;
}

static void add_prefix(struct walk *walk, const struct state *state)
{
    GArray **list = &walk->prefixes[(guchar)state->text[0]];
    if (*list == NULL)
        *list = g_array_new(FALSE, FALSE, sizeof(struct prefix));
    for (guint i = 0; i < (*list)->len; i++)
        if (strcmp(g_array_index(*list, struct prefix, i).text, state->text) == 0)
            return;
    struct prefix prefix = {state->text, state->length, walk->classes++};
    g_array_append_val(*list, prefix);
}

/* Words of one class are the same to every state: a word that a pattern names is a class of its own, others are told apart by
 * the longest beginning that a pattern names. */
static guint class_of(const struct walk *walk, const struct word *word)
{
    gpointer found = NULL;
    if (g_hash_table_lookup_extended(walk->literals, word, NULL, &found))
        return GPOINTER_TO_UINT(found);
    const GArray *list = walk->prefixes[(guchar)word->text[0]];
    for (guint i = 0; list != NULL && i < list->len; i++) {
        const struct prefix *prefix = &g_array_index(list, struct prefix, i);
        if (strncmp(prefix->text, word->text, prefix->length) == 0)
            return prefix->class;
    }
    return g_ascii_isdigit(word->text[0]) ? CLASS_NUMBER : CLASS_OTHER;
}

/* ---- places */

/* A place's content as it is looked up: the count of states, the states, the ids. */
static guint content_hash(gconstpointer data)
{
    const GArray *content = data;
    guint hash = 0;
    for (guint i = 0; i < content->len; i++)
        hash = hash * 31 + g_array_index(content, guint, i);
    return hash;
}

static gboolean content_equal(gconstpointer a, gconstpointer b)
{
    const GArray *one = a, *two = b;
    return one->len == two->len && memcmp(one->data, two->data, (gsize)one->len * sizeof(guint)) == 0;
}

static gint by_number(gconstpointer a, gconstpointer b)
{
    const guint *one = a, *two = b;
    return (*one > *two) - (*one < *two);
}

/* Returns the place of walk->next and walk->found. */
static guint take_place(struct walk *walk)
{
    g_array_sort(walk->next, by_number);
    g_array_sort(walk->found, by_number);
    GArray *content = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(content, walk->next->len);
    g_array_append_vals(content, walk->next->data, walk->next->len);
    g_array_append_vals(content, walk->found->data, walk->found->len);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(walk->known, content));
    if (known > 0) {
        g_array_unref(content);
        return known - 1;
    }
    struct place place = {.first_state = walk->members->len, .states = walk->next->len, .ids = walk->found->len};
    g_array_append_vals(walk->members, walk->next->data, walk->next->len);
    place.first_id = walk->members->len;
    g_array_append_vals(walk->members, walk->found->data, walk->found->len);
    g_array_append_val(walk->places, place);
    g_hash_table_insert(walk->known, content, GUINT_TO_POINTER(walk->places->len));
    return walk->places->len - 1;
}

/* ---- what is kept */

static void forget_steps(struct walk *walk)
{
    g_array_set_size(walk->places, 0);
    g_array_set_size(walk->members, 0);
    g_hash_table_remove_all(walk->known);
    memset(walk->starts, 0xff, (gsize)walk->classes * STEP_FLAGS * sizeof *walk->starts);
    g_free(walk->steps);
    walk->slots = FEWEST_SLOTS;
    walk->steps = g_new0(struct step, walk->slots);
    walk->used = 0;
}

static struct walk *walk_new(const struct pattern_set *set)
{
    struct walk *walk = g_new0(struct walk, 1);
    walk->literals = g_hash_table_new_full(word_hash, word_equal, g_free, NULL);
    walk->classes = FIRST_CLASS;
    for (guint i = 0; i < set->states->len; i++) {
        const struct state *state = state_at(set, i);
        if (state->kind == STATE_WORD || state->kind == STATE_MARK)
            add_literal(walk, state);
        else if (state->kind == STATE_PREFIX)
            add_prefix(walk, state);
    }
    for (guint i = 0; i < G_N_ELEMENTS(walk->prefixes); i++)
        if (walk->prefixes[i] != NULL)
            g_array_sort(walk->prefixes[i], longest_first);
    walk->places = g_array_new(FALSE, FALSE, sizeof(struct place));
    walk->members = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->known = g_hash_table_new_full(content_hash, content_equal, (GDestroyNotify)g_array_unref, NULL);
    walk->starts = g_new(guint, (gsize)walk->classes * STEP_FLAGS);
    walk->kinds = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->seen = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(walk->seen, set->states->len);
    walk->next = g_array_new(FALSE, FALSE, sizeof(guint));
    walk->found = g_array_new(FALSE, FALSE, sizeof(guint));
    forget_steps(walk);
    return walk;
}

void pattern_walk_free(struct walk *walk)
{
    if (walk == NULL)
        return;
    g_hash_table_unref(walk->literals);
    for (guint i = 0; i < G_N_ELEMENTS(walk->prefixes); i++)
        if (walk->prefixes[i] != NULL)
            g_array_unref(walk->prefixes[i]);
    g_array_unref(walk->places);
    g_array_unref(walk->members);
    g_hash_table_unref(walk->known);
    g_free(walk->starts);
    g_free(walk->steps);
    g_array_unref(walk->kinds);
    g_array_unref(walk->seen);
    g_array_unref(walk->next);
    g_array_unref(walk->found);
    g_free(walk);
}

static guint64 step_key(guint place, guint class, guint flags)
{
    return (((guint64)place << 32) | ((guint64) class * STEP_FLAGS + flags)) + 1;
}

/* Returns the slot that has key, or the free one where it belongs. */
static struct step *step_slot(const struct walk *walk, guint64 key)
{
    guint at = (guint)((key * STEP_MULTIPLIER) >> 32) & (walk->slots - 1);
    while (walk->steps[at].key != 0 && walk->steps[at].key != key)
        at = (at + 1) & (walk->slots - 1);
    return &walk->steps[at];
}

static void keep_step(struct walk *walk, guint64 key, guint place)
{
    if ((walk->used + 1) * 2 > walk->slots) {
        struct step *old = walk->steps;
        guint slots = walk->slots;
        walk->slots *= 2;
        walk->steps = g_new0(struct step, walk->slots);
        for (guint i = 0; i < slots; i++)
            if (old[i].key != 0)
                *step_slot(walk, old[i].key) = old[i];
        g_free(old);
    }
    *step_slot(walk, key) = (struct step){key, place};
    walk->used++;
}

/* ---- a step that was not made before */

/* A word and where it stands. */
struct tread {
    const struct pattern_set *set;
    struct walk *walk;
    const struct word *word;
    guint flags;
};

static void begin_tread(struct walk *walk)
{
    g_array_set_size(walk->next, 0);
    g_array_set_size(walk->found, 0);
    if (++walk->turn == 0) { /* wrapped round */
        memset(walk->seen->data, 0, (gsize)walk->seen->len * sizeof(guint));
        walk->turn = 1;
    }
}

static void note_id(struct walk *walk, guint id)
{
    for (guint i = 0; i < walk->found->len; i++)
        if (g_array_index(walk->found, guint, i) == id)
            return;
    g_array_append_val(walk->found, id);
}

/* Adds state index and what follows from it without a word to walk->next. */
static void follow(const struct tread *tread, guint index)
{
    struct walk *walk = tread->walk;
    guint *seen = &g_array_index(walk->seen, guint, index);
    if (*seen == walk->turn)
        return;
    *seen = walk->turn;
    const struct state *state = state_at(tread->set, index);
    switch (state->kind) {
    case STATE_SPLIT:
        follow(tread, state->out);
        follow(tread, state->out_too);
        break;
    case STATE_START:
        break; /* not at the start any more */
    case STATE_END:
        if (tread->flags & STEP_ENDS)
            follow(tread, state->out);
        break;
    case STATE_MATCH:
        note_id(walk, state->out);
        break;
    default:
        g_array_append_val(walk->next, index);
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

/* Adds what state becomes over the word; a mark that it does not ask for is passed over. */
static void tread_on(const struct tread *tread, guint index)
{
    const struct state *state = state_at(tread->set, index);
    bool wants_mark = state->kind == STATE_MARK, is_mark = tread->flags & STEP_MARK;
    if (is_mark && (!wants_mark || !takes(state, tread->word))) {
        follow(tread, index);
        return;
    }
    bool breaks = (tread->flags & STEP_BREAKS) && !state->over;
    if (wants_mark == is_mark && !breaks && takes(state, tread->word))
        follow(tread, state->out);
}

static guint first_place(const struct tread *tread)
{
    begin_tread(tread->walk);
    bool is_mark = tread->flags & STEP_MARK, is_first = tread->flags & STEP_BREAKS;
    for (guint i = 0; i < tread->set->entries->len; i++) {
        const struct entry *entry = &g_array_index(tread->set->entries, struct entry, i);
        const struct state *state = state_at(tread->set, entry->state);
        if ((!entry->at_start || is_first) && (state->kind == STATE_MARK) == is_mark && takes(state, tread->word))
            follow(tread, state->out);
    }
    return take_place(tread->walk);
}

static guint next_place(const struct tread *tread, guint from)
{
    begin_tread(tread->walk);
    struct place place = g_array_index(tread->walk->places, struct place, from);
    for (guint i = 0; i < place.states; i++)
        tread_on(tread, g_array_index(tread->walk->members, guint, place.first_state + i));
    return take_place(tread->walk);
}

/* ---- matching */

/* Matches being looked for. */
struct search {
    const struct pattern_set *set;
    struct walk *walk;
    const struct words *words;
    guint from, to, end; /* the words looked at; end: behind the last that is no mark */
    guint first;         /* the word that matches begin with */
    GArray *found;       /* struct pattern_match */
    guint found_before;  /* matches that begin with earlier words */
};

static void note_match(struct search *search, guint id, guint last)
{
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

/* Returns the place that word at leads to from place, NOT_KNOWN for a first word. */
static guint step_from(struct search *search, guint place, guint at, bool is_first)
{
    struct walk *walk = search->walk;
    const struct word *word = &search->words->list[at];
    bool breaks = place == NOT_KNOWN ? is_first : (word->gap & (GAP_SENTENCE | GAP_PARAGRAPH)) != 0;
    guint flags = (word->is_mark ? STEP_MARK : 0u) | (breaks ? STEP_BREAKS : 0u) | (at + 1 >= search->end ? STEP_ENDS : 0u);
    guint class = g_array_index(walk->kinds, guint, at - search->from);
    const struct tread tread = {search->set, walk, word, flags};
    if (place == NOT_KNOWN) {
        guint *start = &walk->starts[class * STEP_FLAGS + flags];
        if (*start == NOT_KNOWN)
            *start = first_place(&tread);
        return *start;
    }
    guint64 key = step_key(place, class, flags);
    const struct step *known = step_slot(walk, key);
    if (known->key != 0)
        return known->place;
    guint next = next_place(&tread, place);
    keep_step(walk, key, next);
    return next;
}

static void search_from(struct search *search, guint first, bool is_first)
{
    guint place = NOT_KNOWN;
    search->first = first;
    search->found_before = search->found->len;
    for (guint at = first, marks = 0; at < search->to; at++) {
        marks = at > first && search->words->list[at].is_mark ? marks + 1 : 0;
        if (marks > MOST_MARKS)
            return;
        place = step_from(search, place, at, is_first);
        const struct place *reached = &g_array_index(search->walk->places, struct place, place);
        for (guint i = 0; i < reached->ids; i++)
            note_match(search, g_array_index(search->walk->members, guint, reached->first_id + i), at);
        if (reached->states == 0)
            return;
    }
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    const struct pattern_match *one = a, *two = b;
    if (one->first != two->first)
        return one->first < two->first ? -1 : 1;
    return (one->id > two->id) - (one->id < two->id);
}

/* Finds the classes of the words, and where the last one ends. */
static void look_at_words(struct search *search)
{
    g_array_set_size(search->walk->kinds, 0);
    search->end = search->from;
    for (guint i = search->from; i < search->to; i++) {
        const struct word *word = &search->words->list[i];
        guint class = class_of(search->walk, word);
        g_array_append_val(search->walk->kinds, class);
        search->end = word->is_mark ? search->end : i + 1;
    }
}

GArray *pattern_set_match_part(const struct pattern_set *set, const struct words *words, guint from, guint to)
{
    if (set->walk == NULL)
        ((struct pattern_set *)set)->walk = walk_new(set);
    struct search search = {.set = set,
                            .walk = set->walk,
                            .words = words,
                            .from = from,
                            .to = MIN(to, words->count),
                            .found = g_array_new(FALSE, FALSE, sizeof(struct pattern_match))};
    look_at_words(&search);
    bool is_first = true; /* nothing but a few marks stands before */
    for (guint first = from; first < search.to; first++) {
        if (search.walk->used > MOST_STEPS)
            forget_steps(search.walk);
        search_from(&search, first, is_first && first - from <= MOST_MARKS);
        is_first &= words->list[first].is_mark;
    }
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
