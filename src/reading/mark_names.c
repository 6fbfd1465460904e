/* Names that writers give to questions: those that the survey lists, the question's own words, and parts of both. */
#include <string.h>

#include "reading/mark.h"

#define STEM_LETTERS 5u     /* words that begin so are the same: "stress", "stressful" */
#define LISTED_STRENGTH 90u /* a name that the survey lists */
#define WHOLE_STRENGTH 95u  /* the question itself */
#define PARTLY_STRENGTH 65u /* all its words that count belong to one question alone */
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

/* Returns the question whose listed name the words are; 0 where none, or names of several. */
static guint listed(const struct mark_names *names, const struct words *words, guint first, guint past, guint *strength)
{
    guint question = 0;
    for (guint i = 0; i < names->names->len; i++) {
        const struct name *name = &g_array_index(names->names, struct name, i);
        guint end = 0;
        if (!words_begin_with(words, first, name->words, &end) || end > past)
            continue;
        while (end < past && words->list[end].is_mark)
            end++;
        if (end != past)
            continue;
        if (question != 0 && question != name->question)
            return 0;
        question = name->question;
        *strength = name->strength;
    }
    return question;
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
        if (word->is_mark || is_empty_word(names, word->text))
            continue;
        g_autofree char *stem = stem_of(word->text);
        hits += g_hash_table_contains(names->stems->pdata[number - 1], stem);
    }
    return hits;
}

/* Returns the one question that knows more of the words that count than any other, and more than half of them. */
static guint nearest(const struct mark_names *names, const struct words *words, guint first, guint past, guint *strength)
{
    guint best = 0, second = 0, question = 0, counted = 0;
    for (guint i = first; i < past; i++)
        counted += !words->list[i].is_mark && !is_empty_word(names, words->list[i].text);
    for (guint q = 0; q < names->stems->len; q++) {
        guint hits = mark_names_hits(names, q + 1, words, first, past);
        if (hits > best) {
            second = best;
            best = hits;
            question = q + 1;
        } else {
            second = MAX(second, hits);
        }
    }
    if (best == 0 || best == second || best * 3 < counted * 2)
        return 0;
    *strength = PARTLY_STRENGTH;
    return question;
}

guint mark_named_question(const struct mark_names *names, const struct words *words, guint first, guint past, guint *strength)
{
    while (first < past && words->list[first].is_mark)
        first++;
    guint question = listed(names, words, first, past, strength);
    return question != 0 ? question : nearest(names, words, first, past, strength);
}
