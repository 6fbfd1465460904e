/* Loads rules/sorting.yaml. */
#include "reading/sort_rules.h"

#include <string.h>

#include "base/text.h"
#include "survey/node.h"

#define MOST_LEAD_WORDS 8u
#define MOST_NOTE_WORDS 200u /* and marks; what is longer tells something */

static GHashTable *load_set(const struct node *file, const char *key, struct problems *problems)
{
    GHashTable *set = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GPtrArray) words = node_texts(file, key, problems);
    for (guint i = 0; i < words->len; i++)
        g_hash_table_add(set, text_fold(words->pdata[i]));
    return set;
}

static struct pattern_set *load_patterns(const struct node *file, const char *key, struct problems *problems)
{
    struct pattern_set *set = pattern_set_new();
    const struct node *list = node_get(file, key);
    g_autoptr(GPtrArray) texts = node_texts(file, key, problems);
    for (guint i = 0; i < texts->len; i++) {
        g_autofree char *what = NULL;
        if (!pattern_set_add(set, 1, texts->pdata[i], &what))
            node_problem(list->kind == NODE_LIST ? list->children->pdata[i] : list, problems, "%s", what);
    }
    return set;
}

struct sort_rules *sort_rules_load(const char *path, struct problems *problems)
{
    static const char *const keys[] = {"number_words", "empty_words", "answer_words",  "plain_answers", "leads",
                                       "trailers",     "notes",       "circumstances", "hints",         "accounts",
                                       "first_counts", "last_counts", "declines",      "corrections",   NULL};
    guint before = problems->list->len;
    AUTO(node) file = node_load(path, problems);
    if (file == NULL || !node_check_keys(file, keys, problems))
        return NULL;
    AUTO(sort_rules) rules = g_new0(struct sort_rules, 1);
    rules->number_words = load_set(file, "number_words", problems);
    rules->empty_words = load_set(file, "empty_words", problems);
    rules->answer_words = load_set(file, "answer_words", problems);
    rules->plain_answers = load_set(file, "plain_answers", problems);
    rules->trailers = load_set(file, "trailers", problems);
    rules->leads = load_patterns(file, "leads", problems);
    rules->circumstances = load_patterns(file, "circumstances", problems);
    rules->hints = load_patterns(file, "hints", problems);
    rules->accounts = load_patterns(file, "accounts", problems);
    rules->notes = load_patterns(file, "notes", problems);
    rules->first_counts = load_patterns(file, "first_counts", problems);
    rules->declines = load_patterns(file, "declines", problems);
    rules->last_counts = load_patterns(file, "last_counts", problems);
    rules->corrections = load_patterns(file, "corrections", problems);
    return problems->list->len == before ? g_steal_pointer(&rules) : NULL;
}

void sort_rules_free(struct sort_rules *rules)
{
    if (rules == NULL)
        return;
    g_hash_table_unref(rules->number_words);
    g_hash_table_unref(rules->empty_words);
    g_hash_table_unref(rules->answer_words);
    g_hash_table_unref(rules->plain_answers);
    g_hash_table_unref(rules->trailers);
    pattern_set_free(rules->leads);
    pattern_set_free(rules->notes);
    pattern_set_free(rules->circumstances);
    pattern_set_free(rules->hints);
    pattern_set_free(rules->accounts);
    pattern_set_free(rules->first_counts);
    pattern_set_free(rules->last_counts);
    pattern_set_free(rules->declines);
    pattern_set_free(rules->corrections);
    g_free(rules);
}

/* Whether mark may stand between a number or a bullet and its answer. */
static bool is_leading_mark(const char *mark)
{
    static const char *const marks[] = {"-", ":", "=", ">", ".", ")", "*", "•", "·", "▪", "◦", "‣", "●",
                                        "○", "→", "⇒", "➔", "➡", "►", "✓", "✔", "¬", "~", "|", NULL};
    return g_strv_contains(marks, mark);
}

/* Returns the index behind the words at the beginning that only lead to an answer. */
static guint pass_leads(const struct sort_rules *rules, const struct words *words, bool by_name)
{
    guint at = 0;
    while (at < words->count && words->list[at].is_mark && is_leading_mark(words->list[at].text))
        at++;
    if (at > 0 && at < words->count && words->list[at].start == words->list[at - 1].end &&
        strchr("=*>~|", *words->list[at - 1].text) != NULL) /* belongs to the words: "=HYPERLINK" */
        at = 0;
    if (at + 1 < words->count && g_hash_table_contains(rules->answer_words, words->list[at].text) &&
        words->list[at + 1].is_mark && strchr(":-=.)", *words->list[at + 1].text) != NULL)
        at += 2;
    if (!by_name)
        return at;
    g_autoptr(GArray) found = pattern_set_match_part(rules->leads, words, at, MIN(words->count, at + MOST_LEAD_WORDS));
    for (guint i = 0; i < found->len; i++) {
        const struct pattern_match *match = &g_array_index(found, struct pattern_match, i);
        if (match->first == at)
            return match->last + 1;
    }
    return at;
}

void sort_rules_trim(const struct sort_rules *rules, const char *text, bool by_name, guint *start, guint *end)
{
    g_autofree char *part = g_strndup(text + *start, *end - *start);
    AUTO(words) words = words_new(part, true);
    guint first = pass_leads(rules, words, by_name), past = words->count;
    if (first >= past)
        return;
    bool ends_line = strchr(part + words->list[past - 1].end, '\n') != NULL || text[*end] == '\0';
    while (by_name && past > first + 1) {
        const struct word *last = &words->list[past - 1];
        if ((ends_line || !g_hash_table_contains(rules->trailers, last->text)) &&
            !(last->is_mark && strchr(",;&-", *last->text) != NULL))
            break;
        past--;
    }
    *end = past < words->count ? *start + words->list[past - 1].end : *end;
    *start += words->list[first].start;
}

/* Returns whether match lies within one of notes, which are in order. */
static bool is_within(const struct pattern_match *match, const GArray *notes)
{
    for (guint i = 0; i < notes->len; i++) {
        const struct pattern_match *note = &g_array_index(notes, struct pattern_match, i);
        if (note->first > match->first)
            return false;
        if (note->last >= match->last)
            return true;
    }
    return false;
}

/* Returns how many matches begin in the words [from, to), not counting those within one of notes (nullable). */
static guint count_from(const GArray *matches, guint from, guint to, const GArray *notes)
{
    guint count = 0;
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        count += match->first >= from && match->first < to && (notes == NULL || !is_within(match, notes));
    }
    return count;
}

struct sort_sentences sort_rules_sentences(const struct sort_rules *rules, const char *text)
{
    struct sort_sentences sentences = {0};
    AUTO(words) words = words_new(text, true);
    if (words->count > MOST_NOTE_WORDS)
        return (struct sort_sentences){.accounts = 1};
    g_autoptr(GArray) notes = pattern_set_match(rules->notes, words);
    g_autoptr(GArray) circumstances = pattern_set_match(rules->circumstances, words);
    g_autoptr(GArray) accounts = pattern_set_match(rules->accounts, words);
    sentences.is_hinted = pattern_set_has(rules->hints, words, 1);
    for (guint from = 0, to; from < words->count; from = to) {
        for (to = from + 1; to < words->count && !(words->list[to].gap & GAP_SENTENCE && !words->list[to].is_mark);)
            to++;
        bool tells = count_from(accounts, from, to, notes) > 0, of_mail = count_from(notes, from, to, NULL) > 0;
        bool is_note = of_mail || count_from(circumstances, from, to, NULL) > 0;
        sentences.both += tells && of_mail;
        sentences.of_mail |= of_mail;
        sentences.accounts += tells && !of_mail;
        sentences.notes += !tells && is_note;
        sentences.others += !tells && !is_note;
    }
    return sentences;
}

bool sort_rules_declines(const struct sort_rules *rules, const char *text)
{
    AUTO(words) words = words_new(text, true);
    return pattern_set_has(rules->declines, words, 1);
}

guint sort_rules_choice(const struct sort_rules *rules, const char *text)
{
    AUTO(words) words = words_new(text, true);
    bool first = pattern_set_has(rules->first_counts, words, 1), last = pattern_set_has(rules->last_counts, words, 1);
    return first == last ? 0 : first ? 1 : 2;
}

bool sort_rules_is_correction(const struct sort_rules *rules, const char *text)
{
    AUTO(words) words = words_new(text, true);
    return pattern_set_has(rules->corrections, words, 1);
}
