/* Compares a word with those of a question's options: equal, another ending, a small misspelling, a beginning, turned round.
 * Done once for each word that comes. */
#include "answer/sense.h"

#include <string.h>

#include "answer/memory.h"
#include "answer/option_names.h"
#include "answer/said.h"
#include "base/text.h"

#define SHORTEST_TIGHT 6u /* of a name whose words may be written together */

/* A word that is looked at for the first time. */
struct look {
    const struct answer_rules *rules;
    struct asked *asked;
    const struct option_names *names;
    guint number; /* of the word in the memory of the rules */
    const struct word *word;
};

static const struct option_name *name_at(const struct look *look, guint i)
{
    return &g_array_index(look->names->list, struct option_name, i);
}

/* Whether a is b turned round: "unfair", "dissatisfied". */
static bool is_turned_round(const struct answer_rules *rules, const char *a, const char *b)
{
    gsize own = strlen(a);
    for (guint i = 0; i < rules->negative_prefixes->len; i++) {
        const char *prefix = rules->negative_prefixes->pdata[i];
        gsize length = strlen(prefix);
        if (own >= length + 4 && strncmp(a, prefix, length) == 0 &&
            (said_same_word(a + length, b) || text_edit_distance(a + length, b, 1) <= 1))
            return true;
    }
    return false;
}

/* Whether a and b differ by a letter doubled or two letters swapped. */
static bool is_slip(const char *a, const char *b)
{
    if (text_edit_distance(a, b, 1) != 1)
        return false;
    gsize a_length = strlen(a), b_length = strlen(b), at = 0;
    const char *longer = a_length >= b_length ? a : b, *shorter = a_length >= b_length ? b : a;
    while (longer[at] == shorter[at] && shorter[at] != '\0')
        at++;
    if (a_length == b_length)
        return shorter[at] != '\0' && longer[at] == shorter[at + 1] && longer[at + 1] == shorter[at];
    return at > 0 && longer[at] == longer[at - 1];
}

static bool is_misspelt(const struct answer_rules *rules, const char *word, const char *name)
{
    gsize length = strlen(name), own_length = strlen(word);
    if (length < 4 || own_length < 4 || g_ascii_isdigit(*word) || g_ascii_isdigit(*name))
        return false;
    guint most = MAX(length, own_length) >= 8 ? 2 : 1;
    if (own_length > length + 3 * most || length > own_length + 3 * most) /* bytes of a letter with an accent count more */
        return false;
    if (length == 4)
        return is_slip(word, name);
    if (word[0] != name[0] && !(word[0] == name[1] && word[1] == name[0]))
        return false;
    return text_edit_distance(word, name, most) <= most && !is_turned_round(rules, word, name) &&
           !is_turned_round(rules, name, word);
}

/* Returns the words of the options that the word may be: itself where it is one; else all forms and misspellings. */
static GArray *find_likes(const struct look *look)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct resemblance));
    const char *word = look->word->text;
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(look->names->index, word));
    if (known > 0) {
        g_array_append_val(list, ((struct resemblance){known - 1, LIKE_SAME}));
        return list;
    }
    const char *base = g_hash_table_lookup(look->rules->irregular, word);
    known = base != NULL ? GPOINTER_TO_UINT(g_hash_table_lookup(look->names->index, base)) : 0;
    if (known > 0) {
        g_array_append_val(list, ((struct resemblance){known - 1, LIKE_FORM}));
        return list;
    }
    bool plain = (memory_lists(look->rules, look->number) & (1u << LIST_FILLER | 1u << LIST_SMALL)) != 0;
    for (guint i = 0; !plain && !look->word->is_mark && i < look->names->vocabulary->len; i++) {
        const char *name = look->names->vocabulary->pdata[i];
        struct resemblance found = {i, LIKE_NOT};
        if (strlen(name) >= 4 && said_same_word(word, name))
            found.like = LIKE_FORM;
        else if (is_misspelt(look->rules, word, name))
            found.like = LIKE_MISSPELT;
        if (found.like != LIKE_NOT)
            g_array_append_val(list, found);
    }
    return list;
}

/* Whether the word is the beginning of a label's first word: "exec", "outst". */
static bool is_short_form(const struct look *look, const struct option_name *name)
{
    const char *word = look->word->text, *first = look->names->vocabulary->pdata[name->words[0]];
    gsize length = strlen(word);
    if (!name->is_label || length < 4 || strlen(first) < length + 2 || !g_str_has_prefix(first, word))
        return false;
    return !(memory_lists(look->rules, look->number) & (1u << LIST_FILLER)) && !asked_has(look->asked, look->number, word) &&
           !g_hash_table_contains(look->names->index, word);
}

/* Returns the names that begin with the letters of the word. (transfer full) */
static GArray *find_letters(const struct look *look)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct letters));
    const char *word = look->word->text;
    gsize own = strlen(word);
    for (guint n = 0; n < look->names->list->len; n++) {
        const struct option_name *name = name_at(look, n);
        if (name->is_meaning || name->tight[0] != word[0])
            continue;
        gsize length = strlen(name->tight);
        struct letters letters = {.name = n};
        letters.is_joined = length >= SHORTEST_TIGHT && own <= length && strncmp(name->tight, word, own) == 0;
        letters.is_short = is_short_form(look, name);
        if (letters.is_joined || letters.is_short)
            g_array_append_val(list, letters);
    }
    return list;
}

/* Whether the word may deny anything by its beginning. */
static bool has_negative_prefix(const struct look *look)
{
    for (guint i = 0; i < look->rules->negative_prefixes->len; i++)
        if (g_str_has_prefix(look->word->text, look->rules->negative_prefixes->pdata[i]))
            return true;
    return false;
}

/* Returns the option that the word denies by a prefix ("unfair"), or -1. */
static gint64 find_turned(const struct look *look)
{
    bool may = has_negative_prefix(look);
    for (guint i = 0; may && i < look->names->list->len; i++) {
        const struct option_name *name = name_at(look, i);
        if (name->count == 1 && !name->is_meaning && is_turned_round(look->rules, look->word->text, name->tight))
            return name->option;
    }
    return -1;
}

const struct sense *sense_of(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    if (number >= asked->senses->len)
        g_ptr_array_set_size(asked->senses, (gint)number + 1);
    struct sense *sense = asked->senses->pdata[number];
    if (sense != NULL)
        return sense;
    const struct look look = {rules, asked, asked->names, number, word};
    sense = g_new0(struct sense, 1);
    sense->likes = find_likes(&look);
    sense->letters = find_letters(&look);
    sense->turned = find_turned(&look);
    asked->senses->pdata[number] = sense;
    return sense;
}

bool sense_has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    const struct sense *sense = sense_of(rules, asked, number, word);
    return sense->likes->len > 0 || sense->letters->len > 0 || sense->turned >= 0;
}

bool sense_may_be_joined(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    const GArray *letters = sense_of(rules, asked, number, word)->letters;
    for (guint i = 0; i < letters->len; i++)
        if (g_array_index(letters, struct letters, i).is_joined)
            return true;
    return false;
}

void sense_free(struct sense *sense)
{
    if (sense == NULL)
        return;
    g_array_unref(sense->likes);
    g_array_unref(sense->letters);
    g_free(sense);
}
