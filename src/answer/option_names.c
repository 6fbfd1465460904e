/* Compiles the names of options: once for each question (asked.c). */
#include "answer/option_names.h"

#include <string.h>

#include "answer/said.h"
#include "base/text.h"

#define MOST_OPTION_BITS 64u
#define MOST_NAME_WORDS 24u

struct maker {
    const struct answer_rules *rules;
    const struct question *question;
    struct option_names *names;
    GHashTable *labels; /* label, words joined -> its option, plus one */
};

void option_names_free(struct option_names *names)
{
    if (names == NULL)
        return;
    for (guint i = 0; i < names->list->len; i++) {
        g_free(g_array_index(names->list, struct option_name, i).words);
        g_free(g_array_index(names->list, struct option_name, i).tight);
    }
    g_array_unref(names->list);
    g_ptr_array_unref(names->vocabulary);
    g_hash_table_unref(names->index);
    g_ptr_array_unref(names->names_of);
    g_hash_table_unref(names->whole);
    g_free(names->options_of);
    g_free(names->is_small);
    g_free(names);
}

static guint word_index(struct maker *maker, const char *word)
{
    struct option_names *names = maker->names;
    guint found = GPOINTER_TO_UINT(g_hash_table_lookup(names->index, word));
    if (found > 0)
        return found - 1;
    char *own = g_strdup(word);
    g_ptr_array_add(names->vocabulary, own);
    g_ptr_array_add(names->names_of, g_array_new(FALSE, FALSE, sizeof(guint)));
    g_hash_table_insert(names->index, own, GUINT_TO_POINTER(names->vocabulary->len));
    return names->vocabulary->len - 1;
}

/* Whether words in another order would be another name. */
static bool is_ordered(const struct answer_rules *rules, const struct option_name *name, const struct words *words)
{
    static const char *const turns[] = {"with", "from", "to", "then", "without", "than", "under", "became", "into", "after"};
    static const char *const denials[] = {"not", "no", "isn't", "wasn't", "never", "n't"};
    if (!name->is_label && (name->count > 3 || (name->core == 1 && name->count > 1)))
        return true;
    bool weighty = false;
    for (guint i = 0; i < words->count; i++) {
        const char *word = words->list[i].text;
        weighty |= !words->list[i].is_mark && !lexicon_has(rules, LIST_FILLER, word, NULL) &&
                   !lexicon_has(rules, LIST_SMALL, word, NULL);
        for (guint n = 0; n < G_N_ELEMENTS(turns); n++)
            if (g_str_equal(words->list[i].text, turns[n]))
                return true;
        for (guint n = 0; !name->is_label && n < G_N_ELEMENTS(denials); n++)
            if (g_str_equal(words->list[i].text, denials[n]))
                return true;
    }
    return !weighty;
}

/* Finds out whether the name only echoes the question: "it was", "I didn't", "certainly". */
static void note_echo(const struct maker *maker, struct option_name *name, const struct words *words)
{
    static const char *const writer[] = {"i", "we", NULL}, *const other[] = {"it", "they", NULL};
    static const char *const verbs[] = {"did", "do", "have", "am", "would", "will", "was", "were", "is", "has", "not", NULL};
    name->is_echo = name->is_meaning && name->is_generic;
    for (guint i = 0; i < words->count; i++) {
        const char *word = words->list[i].text;
        bool light = words->list[i].is_mark || lexicon_has(maker->rules, LIST_FILLER, word, NULL) ||
                     lexicon_has(maker->rules, LIST_SMALL, word, NULL) || g_str_has_suffix(word, "n't") ||
                     g_str_equal(word, "not");
        name->is_echo &= light;
    }
    const char *first = words->list[0].text, *last = words->list[words->count - 1].text;
    bool full = g_strv_contains(verbs, last) || g_str_has_suffix(last, "n't");
    name->is_of_writer = name->is_echo && full && g_strv_contains(writer, first);
    name->is_of_other = name->is_echo && full && g_strv_contains(other, first);
}

static void add_name(struct maker *maker, const struct option_name *like, const struct words *words)
{
    struct option_name name = *like;
    guint list[MOST_NAME_WORDS];
    GString *tight = g_string_new(NULL);
    for (guint i = 0; i < words->count && name.count < MOST_NAME_WORDS; i++) {
        const struct word *word = &words->list[i];
        bool skipped = word->is_mark && (words->count > 1 || g_ascii_ispunct(word->text[0]));
        name.has_marks |= skipped && strchr("-'\"", word->text[0]) == NULL;
        if (skipped)
            continue;
        list[name.count++] = word_index(maker, word->text);
        name.core += !lexicon_has(maker->rules, LIST_SMALL, word->text, NULL);
        g_string_append(tight, word->text);
    }
    name.is_bare = name.count == 1 && !name.is_generic &&
                   (g_ascii_isdigit(tight->str[0]) || (tight->len == 1 && g_ascii_isalpha(tight->str[0])));
    name.words = g_memdup2(list, name.count * sizeof *list);
    name.tight = g_string_free(tight, FALSE);
    if (name.count == 0) {
        g_free(name.tight);
        return;
    }
    name.is_ordered = is_ordered(maker->rules, &name, words);
    note_echo(maker, &name, words);
    guint index = maker->names->list->len;
    g_array_append_val(maker->names->list, name);
    for (guint i = 0; i < name.count; i++)
        g_array_append_val((GArray *)maker->names->names_of->pdata[list[i]], index);
}

static void add_own(struct maker *maker, guint option, const char *text, bool is_label)
{
    struct words *words = words_new(text, true);
    char *joined = lexicon_join(words);
    if (is_label)
        g_hash_table_insert(maker->labels, g_strdup(joined), GUINT_TO_POINTER(option + 1));
    if (g_hash_table_contains(maker->names->whole, joined)) {
        g_free(joined);
    } else {
        g_hash_table_insert(maker->names->whole, joined, GUINT_TO_POINTER(option + 1));
        add_name(maker, &(struct option_name){.option = option, .is_label = is_label, .telling = NO_WORD}, words);
    }
    words_free(words);
}

/* ---- meanings */

static void add_phrases(struct maker *maker, guint option, const struct meaning *meaning, bool generic)
{
    const struct option_name like = {.option = option, .is_meaning = true, .is_generic = generic, .telling = NO_WORD};
    for (guint i = 0; i < meaning->phrases->len; i++)
        if (option == OPTION_NONE && ((const struct words *)meaning->phrases->pdata[i])->count > 1)
            continue;
        else if (!g_hash_table_contains(maker->names->whole, meaning->joined->pdata[i]))
            add_name(maker, &like, meaning->phrases->pdata[i]);
}

static bool asks_leave(const struct maker *maker)
{
    if (maker->question->is_consent)
        return true;
    struct words *ask = words_new(maker->question->ask, false);
    bool asks = false;
    for (guint i = 0; !asks && i < maker->rules->asks_leave->phrases->len; i++)
        asks = words_begin_with(ask, 0, maker->rules->asks_leave->phrases->pdata[i], NULL);
    words_free(ask);
    return asks;
}

/* Returns the option, plus one, that is called by the meaning's own name, or whose label is one of its phrases; 0 where there
 * is none, or more than one. */
static guint owner_of(const struct maker *maker, const struct meaning *meaning)
{
    guint owner = GPOINTER_TO_UINT(g_hash_table_lookup(maker->names->whole, meaning->name));
    if (owner > 0)
        return owner;
    for (guint i = 0; i < meaning->joined->len; i++) {
        guint found = GPOINTER_TO_UINT(g_hash_table_lookup(maker->labels, meaning->joined->pdata[i]));
        if (found > 0 && owner > 0 && found != owner)
            return 0;
        owner = MAX(owner, found);
    }
    return owner;
}

/* Own names that are a bare yes or no. */
static void mark_generic(struct maker *maker, const struct meaning *meaning)
{
    for (guint i = 0; meaning != NULL && i < meaning->joined->len; i++) {
        g_auto(GStrv) parts = g_strsplit(meaning->joined->pdata[i], " ", -1);
        g_autofree char *tight = g_strjoinv("", parts);
        for (guint n = 0; n < maker->names->list->len; n++) {
            struct option_name *name = &g_array_index(maker->names->list, struct option_name, n);
            name->is_generic |= g_str_equal(name->tight, tight);
        }
    }
}

static void add_meanings(struct maker *maker)
{
    bool leave = asks_leave(maker);
    for (guint i = 0; i < maker->rules->meanings->len; i++) {
        const struct meaning *meaning = maker->rules->meanings->pdata[i];
        bool yes = g_str_equal(meaning->name, "yes"), no = g_str_equal(meaning->name, "no");
        guint owner = owner_of(maker, meaning);
        if (owner > 0 && leave && (yes || no))
            add_phrases(maker, owner - 1, yes ? maker->rules->gives_leave : maker->rules->withholds_leave, true);
        if (owner > 0)
            add_phrases(maker, owner - 1, meaning, yes || no);
        else if (yes || no)
            add_phrases(maker, OPTION_NONE, meaning, true);
    }
}

/* Whether the question asks what its reader did: "did you", not "was the outcome". */
static bool asks_you(const struct maker *maker)
{
    const char *comma = strrchr(maker->question->ask, ',');
    struct words *ask = words_new(comma != NULL ? comma + 1 : maker->question->ask, false);
    bool you = ask->count > 1 && g_str_equal(ask->list[1].text, "you") &&
               lexicon_has(maker->rules, LIST_FILLER, ask->list[0].text, NULL);
    words_free(ask);
    return you;
}

/* ---- small words that make the difference */

/* Returns the words of weight of name, one after the other. (transfer full) */
static char *core_of(const struct maker *maker, const struct option_name *name)
{
    GString *core = g_string_new(NULL);
    for (guint i = 0; i < name->count; i++) {
        const char *word = maker->names->vocabulary->pdata[name->words[i]];
        if (!lexicon_has(maker->rules, LIST_SMALL, word, NULL))
            g_string_append_printf(core, "%s ", word);
    }
    return g_string_free(core, FALSE);
}

/* Where names of two options differ but in their small words ("head", "was a head"), none of these may be left out. */
static void note_small_differences(const struct maker *maker)
{
    g_autoptr(GHashTable) owners = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL); /* core -> option, plus one */
    g_autoptr(GHashTable) shared = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint pass = 0; pass < 2; pass++)
        for (guint i = 0; i < maker->names->list->len; i++) {
            struct option_name *name = &g_array_index(maker->names->list, struct option_name, i);
            if (name->is_meaning)
                continue;
            char *core = core_of(maker, name);
            guint owner = GPOINTER_TO_UINT(g_hash_table_lookup(owners, core));
            if (pass == 1)
                name->is_ordered |= g_hash_table_contains(shared, core);
            else if (owner == 0)
                g_hash_table_insert(owners, g_strdup(core), GUINT_TO_POINTER(name->option + 1));
            else if (owner != name->option + 1)
                g_hash_table_add(shared, g_strdup(core));
            g_free(core);
        }
}

/* ---- words that tell one option from the others */

static void note_options(struct option_names *names)
{
    names->options_of = g_new0(guint64, names->vocabulary->len + 1);
    for (guint i = 0; i < names->list->len; i++) {
        const struct option_name *name = &g_array_index(names->list, struct option_name, i);
        for (guint n = 0; !name->is_meaning && n < name->count; n++)
            names->options_of[name->words[n]] |= G_GUINT64_CONSTANT(1) << MIN(name->option, MOST_OPTION_BITS - 1);
    }
}

/* Whether no other option has a word like this one. */
static bool is_telling(const struct option_names *names, guint option, const char *word)
{
    if (option >= MOST_OPTION_BITS - 1)
        return false;
    for (guint i = 0; i < names->vocabulary->len; i++) {
        const char *other = names->vocabulary->pdata[i];
        if ((names->options_of[i] & ~(G_GUINT64_CONSTANT(1) << option)) == 0)
            continue;
        if (said_same_word(word, other) || g_str_has_prefix(other, word) || text_edit_distance(word, other, 1) <= 1)
            return false;
    }
    return true;
}

static bool is_asked(const struct maker *maker, const char *word)
{
    AUTO(words) ask = words_new(maker->question->ask, false);
    for (guint i = 0; i < ask->count; i++)
        if (g_str_equal(ask->list[i].text, word))
            return true;
    return false;
}

/* Whether name denies something: no word of "not published yet" says so by itself. */
static bool denies(const struct maker *maker, const struct option_name *name)
{
    static const char *const denials[] = {"not", "no", "never", "neither", "without", "don't", NULL};
    for (guint i = 0; i < name->count; i++)
        if (g_strv_contains(denials, maker->names->vocabulary->pdata[name->words[i]]))
            return true;
    return false;
}

static guint telling_word(const struct maker *maker, const struct option_name *name)
{
    const struct option_names *names = maker->names;
    if (denies(maker, name))
        return NO_WORD;
    for (guint i = 0; name->is_label && name->count > 1 && i < name->count; i++) {
        const char *word = names->vocabulary->pdata[name->words[i]];
        if (lexicon_has(maker->rules, LIST_SMALL, word, NULL) || lexicon_has(maker->rules, LIST_FILLER, word, NULL))
            continue;
        bool plain = g_ascii_isalpha(*word) && strlen(word) >= 4 && !is_asked(maker, word) &&
                     !lexicon_has(maker->rules, LIST_NUMBER, word, NULL);
        return plain && is_telling(names, name->option, word) ? name->words[i] : NO_WORD;
    }
    return NO_WORD;
}

/* ---- all together */

struct option_names *option_names_new(const struct answer_rules *rules, const struct question *question)
{
    struct option_names *names = g_new0(struct option_names, 1);
    names->list = g_array_new(FALSE, FALSE, sizeof(struct option_name));
    names->vocabulary = g_ptr_array_new_with_free_func(g_free);
    names->index = g_hash_table_new(g_str_hash, g_str_equal);
    names->names_of = g_ptr_array_new_with_free_func((GDestroyNotify)g_array_unref);
    names->whole = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) labels = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct maker maker = {rules, question, names, labels};
    for (guint i = 0; i < question->options->len; i++)
        add_own(&maker, i, ((const struct option *)question->options->pdata[i])->label, true);
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        for (guint n = 0; option->also != NULL && n < option->also->len; n++)
            add_own(&maker, i, option->also->pdata[n], false);
        if (option->none)
            add_own(&maker, i, "none", false);
    }
    mark_generic(&maker, lexicon_meaning(rules, "yes"));
    mark_generic(&maker, lexicon_meaning(rules, "no"));
    add_meanings(&maker);
    note_small_differences(&maker);
    names->asks_you = asks_you(&maker);
    note_options(names);
    names->is_small = g_new0(bool, names->vocabulary->len + 1);
    for (guint i = 0; i < names->vocabulary->len; i++)
        names->is_small[i] = lexicon_has(rules, LIST_SMALL, names->vocabulary->pdata[i], NULL);
    for (guint i = 0; i < names->list->len; i++) {
        struct option_name *name = &g_array_index(names->list, struct option_name, i);
        name->telling = telling_word(&maker, name);
    }
    return names;
}
