/* Names that writers give to questions: those that the survey lists, the question's own words, and parts of both. */
#include <string.h>

#include "reading/mark.h"

#define STEM_LETTERS 5u     /* words that begin so are the same: "stress", "stressful" */
#define STEM_BYTES 32u      /* that so many letters take at most */
#define LISTED_STRENGTH 90u /* a name that the survey lists */
#define WHOLE_STRENGTH 95u  /* the question itself */
#define PARTLY_STRENGTH 65u /* all its words that count belong to one question alone */
#define SHARED_STRENGTH 50u /* several questions share the name */
#define MOST_LISTED 64u

/* A phrase that stands for a question. */
struct name {
    guint question;
    guint strength;
    struct words *words;
};

struct mark_names {
    const struct sort_rules *rules;
    GArray *names;       /* struct name */
    GHashTable *by_stem; /* stem, owned -> GArray of guint, owned: the numbers of the questions that know it */
    guint questions;
    GPtrArray *options; /* of each question GPtrArray of struct words *, owned: names of its options that say much */
};

static bool is_empty_word(const struct mark_names *names, const char *word)
{
    return g_hash_table_contains(names->rules->empty_words, word);
}

/* Writes the stem of word to stem. */
static void stem_of(const char *word, char stem[STEM_BYTES])
{
    const char *end = word;
    for (guint i = 0; i < STEM_LETTERS && *end != '\0'; i++)
        end = g_utf8_next_char(end);
    gsize length = (gsize)(end - word);
    memcpy(stem, word, length);
    stem[length] = '\0';
    if (length > 3 && stem[length - 1] == 's' && word[length] == '\0')
        stem[length - 1] = '\0';
}

static void add_name(struct mark_names *names, guint question, const char *text, guint strength)
{
    struct name name = {question, strength, words_new(text, false)};
    if (name.words->count > 0)
        g_array_append_val(names->names, name);
    else
        words_free(name.words);
}

static void add_stem(struct mark_names *names, guint question, const char *word)
{
    char stem[STEM_BYTES];
    stem_of(word, stem);
    GArray *list = g_hash_table_lookup(names->by_stem, stem);
    if (list == NULL) {
        list = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(names->by_stem, g_strdup(stem), list);
    }
    if (list->len == 0 || g_array_index(list, guint, list->len - 1) != question)
        g_array_append_val(list, question);
}

static void add_stems(struct mark_names *names, guint question, const char *text)
{
    AUTO(words) words = words_new(text, false);
    for (guint i = 0; i < words->count; i++)
        if (!is_empty_word(names, words->list[i].text))
            add_stem(names, question, words->list[i].text);
}

static void add_question(struct mark_names *names, const struct question *question)
{
    g_autofree char *id = g_strdelimit(g_strdup(question->id), "_-", ' ');
    add_name(names, question->number, question->ask, WHOLE_STRENGTH);
    add_name(names, question->number, id, LISTED_STRENGTH);
    names->questions++;
    add_stems(names, names->questions, question->ask);
    add_stems(names, names->questions, id);
    for (guint i = 0; question->also != NULL && i < question->also->len && i < MOST_LISTED; i++) {
        add_name(names, question->number, question->also->pdata[i], LISTED_STRENGTH);
        add_stems(names, names->questions, question->also->pdata[i]);
    }
}

/* Whether one of the words says more than a yes or no: "please don't" does not. */
static bool says_much(const struct mark_names *names, const struct words *words)
{
    for (guint i = 0; i < words->count; i++)
        if (!g_hash_table_contains(names->rules->plain_answers, words->list[i].text) &&
            !is_empty_word(names, words->list[i].text))
            return true;
    return false;
}

/* Adds the names of the question's options; "yes", "no" and the like could be said of anything. */
static void add_options(struct mark_names *names, const struct question *question)
{
    GPtrArray *list = g_ptr_array_new_with_free_func((GDestroyNotify)words_free);
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        for (guint n = 0; n <= option->also->len; n++) {
            struct words *name = words_new(n == 0 ? option->label : option->also->pdata[n - 1], false);
            if (says_much(names, name))
                g_ptr_array_add(list, name);
            else
                words_free(name);
        }
    }
    g_ptr_array_add(names->options, list);
}

struct mark_names *mark_names_new(const struct survey *survey, const struct sort_rules *rules)
{
    struct mark_names *names = g_new0(struct mark_names, 1);
    names->rules = rules;
    names->names = g_array_new(FALSE, FALSE, sizeof(struct name));
    names->by_stem = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    for (guint i = 0; i < survey->questions->len; i++)
        add_question(names, survey->questions->pdata[i]);
    names->options = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < survey->questions->len; i++)
        add_options(names, survey->questions->pdata[i]);
    return names;
}

void mark_names_free(struct mark_names *names)
{
    if (names == NULL)
        return;
    for (guint i = 0; i < names->names->len; i++)
        words_free(g_array_index(names->names, struct name, i).words);
    g_array_unref(names->names);
    g_hash_table_unref(names->by_stem);
    g_ptr_array_unref(names->options);
    g_free(names);
}

bool mark_names_is_number_word(const struct mark_names *names, const struct word *word)
{
    return word != NULL && g_hash_table_contains(names->rules->number_words, word->text);
}

/* Returns the numbers of the questions that know word (GArray of guint), NULL where it says nothing or none does. */
static const GArray *questions_of(const struct mark_names *names, const struct word *word)
{
    if (word->is_mark || g_ascii_isdigit(*word->text) || is_empty_word(names, word->text))
        return NULL;
    char stem[STEM_BYTES];
    stem_of(word->text, stem);
    return g_hash_table_lookup(names->by_stem, stem);
}

void mark_names_count(const struct mark_names *names, const struct words *words, guint first, guint past, guint *hits)
{
    memset(hits, 0, (gsize)names->questions * sizeof *hits);
    for (guint i = first; i < past; i++) {
        const GArray *list = questions_of(names, &words->list[i]);
        for (guint n = 0; list != NULL && n < list->len; n++)
            hits[g_array_index(list, guint, n) - 1]++;
    }
}

guint mark_names_hits(const struct mark_names *names, guint number, const struct words *words, guint first, guint past)
{
    guint hits = 0;
    for (guint i = first; i < past; i++) {
        const GArray *list = questions_of(names, &words->list[i]);
        for (guint n = 0; list != NULL && n < list->len; n++)
            hits += g_array_index(list, guint, n) == number;
    }
    return hits;
}

guint mark_names_own_hits(const struct mark_names *names, guint number, const struct words *words, guint first, guint past)
{
    guint hits = 0;
    for (guint i = first; i < past; i++) {
        const GArray *list = questions_of(names, &words->list[i]);
        hits += list != NULL && list->len == 1 && g_array_index(list, guint, 0) == number;
    }
    return hits;
}

bool mark_names_has_option(const struct mark_names *names, guint number, const struct words *words)
{
    const GPtrArray *options = names->options->pdata[number - 1];
    for (guint i = 0; i < options->len; i++)
        for (guint n = 0; n < words->count; n++)
            if (words_begin_with(words, n, options->pdata[i], NULL))
                return true;
    return false;
}

static void add_named(GArray *list, guint question, guint strength)
{
    struct mark_named named = {question, strength};
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, struct mark_named, i).question == question)
            return;
    g_array_append_val(list, named);
}

/* Adds the questions whose listed name the words are. */
static void find_listed(const struct mark_names *names, const struct words *words, guint first, guint past, GArray *list)
{
    for (guint i = 0; i < names->names->len; i++) {
        const struct name *name = &g_array_index(names->names, struct name, i);
        guint end = 0;
        if (!words_begin_with(words, first, name->words, &end) || end > past)
            continue;
        while (end < past && words->list[end].is_mark)
            end++;
        if (end == past)
            add_named(list, name->question, name->strength);
    }
    for (guint i = 0; list->len > 1 && i < list->len; i++)
        g_array_index(list, struct mark_named, i).strength = SHARED_STRENGTH;
}

/* Adds the questions that know most of the words that count, and more than half of them. */
static void find_nearest(const struct mark_names *names, const struct words *words, guint first, guint past, GArray *list)
{
    guint best = 0, counted = 0, sharing = 0;
    for (guint i = first; i < past; i++)
        counted +=
            !words->list[i].is_mark && !g_ascii_isdigit(*words->list[i].text) && !is_empty_word(names, words->list[i].text);
    g_autofree guint *hits = g_new0(guint, names->questions + 1);
    mark_names_count(names, words, first, past, hits);
    for (guint q = 0; q < names->questions; q++) {
        sharing = hits[q] > best ? 1 : sharing + (hits[q] == best);
        best = MAX(best, hits[q]);
    }
    if (best == 0 || best * 3 < counted * 2)
        return;
    for (guint q = 0; q < names->questions; q++)
        if (hits[q] == best)
            add_named(list, q + 1, sharing == 1 ? PARTLY_STRENGTH : SHARED_STRENGTH);
}

GArray *mark_named_questions(const struct mark_names *names, const struct words *words, guint first, guint past)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct mark_named));
    while (first < past && words->list[first].is_mark)
        first++;
    find_listed(names, words, first, past, list);
    if (list->len == 0)
        find_nearest(names, words, first, past, list);
    return list;
}
