/* Names that writers give to questions: those that the survey lists, the question's own words, and parts of both. */
#include <string.h>

#include "reading/mark.h"

#define STEM_LETTERS 5u     /* words that begin so are the same: "stress", "stressful" */
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
    GArray *names;    /* struct name */
    GPtrArray *stems; /* of each question: GHashTable of stems, owned */
};

static bool is_empty_word(const struct mark_names *names, const char *word)
{
    return g_hash_table_contains(names->rules->empty_words, word);
}

/* Returns the stem of word. (transfer full) */
static char *stem_of(const char *word)
{
    const char *end = word;
    for (guint i = 0; i < STEM_LETTERS && *end != '\0'; i++)
        end = g_utf8_next_char(end);
    char *stem = g_strndup(word, (gsize)(end - word));
    gsize length = strlen(stem);
    if (length > 3 && stem[length - 1] == 's' && word[length] == '\0')
        stem[length - 1] = '\0';
    return stem;
}

static void add_name(struct mark_names *names, guint question, const char *text, guint strength)
{
    struct name name = {question, strength, words_new(text, false)};
    if (name.words->count > 0)
        g_array_append_val(names->names, name);
    else
        words_free(name.words);
}

static void add_stems(const struct mark_names *names, GHashTable *stems, const char *text)
{
    AUTO(words) words = words_new(text, false);
    for (guint i = 0; i < words->count; i++)
        if (!is_empty_word(names, words->list[i].text))
            g_hash_table_add(stems, stem_of(words->list[i].text));
}

static void add_question(struct mark_names *names, const struct question *question)
{
    GHashTable *stems = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *id = g_strdelimit(g_strdup(question->id), "_-", ' ');
    add_name(names, question->number, question->ask, WHOLE_STRENGTH);
    add_name(names, question->number, id, LISTED_STRENGTH);
    add_stems(names, stems, question->ask);
    add_stems(names, stems, id);
    for (guint i = 0; question->also != NULL && i < question->also->len && i < MOST_LISTED; i++) {
        add_name(names, question->number, question->also->pdata[i], LISTED_STRENGTH);
        add_stems(names, stems, question->also->pdata[i]);
    }
    g_ptr_array_add(names->stems, stems);
}

struct mark_names *mark_names_new(const struct survey *survey, const struct sort_rules *rules)
{
    struct mark_names *names = g_new0(struct mark_names, 1);
    names->rules = rules;
    names->names = g_array_new(FALSE, FALSE, sizeof(struct name));
    names->stems = g_ptr_array_new_with_free_func((GDestroyNotify)g_hash_table_unref);
    for (guint i = 0; i < survey->questions->len; i++)
        add_question(names, survey->questions->pdata[i]);
    return names;
}

void mark_names_free(struct mark_names *names)
{
    if (names == NULL)
        return;
    for (guint i = 0; i < names->names->len; i++)
        words_free(g_array_index(names->names, struct name, i).words);
    g_array_unref(names->names);
    g_ptr_array_unref(names->stems);
    g_free(names);
}

bool mark_names_is_number_word(const struct mark_names *names, const struct word *word)
{
    return word != NULL && g_hash_table_contains(names->rules->number_words, word->text);
}

guint mark_names_hits(const struct mark_names *names, guint number, const struct words *words, guint first, guint past)
{
    guint hits = 0;
    for (guint i = first; i < past && number <= names->stems->len; i++) {
        const struct word *word = &words->list[i];
        if (word->is_mark || g_ascii_isdigit(*word->text) || is_empty_word(names, word->text))
            continue;
        g_autofree char *stem = stem_of(word->text);
        hits += g_hash_table_contains(names->stems->pdata[number - 1], stem);
    }
    return hits;
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
    for (guint q = 0; q < names->stems->len; q++) {
        guint hits = mark_names_hits(names, q + 1, words, first, past);
        sharing = hits > best ? 1 : sharing + (hits == best);
        best = MAX(best, hits);
    }
    if (best == 0 || best * 3 < counted * 2)
        return;
    for (guint q = 0; q < names->stems->len; q++)
        if (mark_names_hits(names, q + 1, words, first, past) == best)
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
