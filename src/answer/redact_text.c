/* Splits a text for redaction. */
#include "answer/redact_text.h"

#include <string.h>

#include "base/english.h"
#include "base/text.h"

#define HYPHENATED_PARTS 8u /* of one word */

static void span_free(struct redact_span *span)
{
    g_free(span->word);
    g_free(span);
}

static bool is_mark_of(const struct word *word, const char *marks)
{
    return word->is_mark && strlen(word->text) == 1 && strchr(marks, word->text[0]) != NULL;
}

/* Whether the marks in front of words[at] are a hyphen inside a word: "Akhtar-Lowe", "CAS-0093312", "IC-24-88104", not "13-14".
 */
static bool is_hyphenated(const struct words *words, const char *text, guint at, bool inside)
{
    if (at < 2 || words->list[at].is_mark || words->list[at - 2].is_mark || text[words->list[at - 1].start] != '-')
        return false;
    const struct word *before = &words->list[at - 2], *after = &words->list[at];
    bool has_letter = inside || !g_ascii_isdigit(text[before->start]) || !g_ascii_isdigit(text[after->start]);
    return words->list[at - 1].is_mark && before->end == words->list[at - 1].start && words->list[at - 1].end == after->start &&
           has_letter;
}

static bool is_capital(const char *p) { return g_unichar_isupper(g_utf8_get_char(p)); }

static bool is_shouted(const char *start, const char *end)
{
    guint letters = 0;
    for (const char *p = start; p < end; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_islower(c))
            return false;
        letters += g_unichar_isupper(c);
    }
    return letters > 1;
}

/* What stands between two words. */
static void look_between(struct redact_word *word, const struct words *words, guint mark, guint at)
{
    word->follows = mark == at;
    word->joined = mark + 1 == at && is_mark_of(&words->list[mark], "&.") && !word->sentence;
    word->first = word->sentence;
    for (guint i = mark; i < at; i++)
        word->first |= is_mark_of(&words->list[i], "\"':*") && (i == mark || words->list[i].start > words->list[i - 1].end ||
                                                                is_mark_of(&words->list[i - 1], ".!?,:-"));
}

/* Whether a word that people write together has lost its "'": "wouldnt", "shes". */
static bool is_contracted(const struct redact_rules *rules, const char *word)
{
    static const char *const endings[] = {"nt", "s", "d", "ll", "ve", "re", "m", NULL};
    for (const char *const *ending = endings; *ending != NULL; ending++) {
        if (!g_str_has_suffix(word, *ending))
            continue;
        g_autofree char *stem = g_strndup(word, strlen(word) - strlen(*ending));
        if (redact_lists_of(rules, stem) & LIST_PLAIN)
            return true;
    }
    return false;
}

/* Whether each part of word (folded), without "'s", is a common one. */
static bool is_known(const struct redact_rules *rules, const char *word, bool possessive)
{
    guint bare = (guint)strlen(word) - (possessive ? 2 : 0);
    g_autofree char *whole = g_strndup(word, bare);
    if (redact_lists_of(rules, whole) & LIST_COMMON)
        return true;
    if (!possessive && strchr(word, '\'') != NULL)
        return word[1] != '\'';
    g_auto(GStrv) parts = g_strsplit(whole, "-", -1);
    for (char **part = parts; *part != NULL; part++)
        if (!g_ascii_isdigit(**part) && !english_has(*part) && !is_contracted(rules, *part))
            return false;
    return true;
}

/* "(VA)" in the name of a school parts nothing. */
static void join_bracket(const struct redact_text *text, struct redact_word *word, const struct words *words, guint mark,
                         guint at)
{
    if (mark + 1 != at || word == text->words || word->sentence)
        return;
    const struct redact_word *before = word - 1;
    bool opens = is_mark_of(&words->list[mark], "(") && word->shouted && (word->lists & LIST_SCHOOL_WORD);
    bool closes =
        is_mark_of(&words->list[mark], ")") && before->joined && before->shouted && (before->lists & LIST_SCHOOL_WORD);
    word->joined |= opens || closes;
    word->first &= !word->joined;
}

static void finish_word(struct redact_text *text, struct redact_word *word, const char *folded)
{
    word->text = g_string_chunk_insert(text->strings, folded);
    word->end = word->end_all;
    gsize length = strlen(folded);
    word->possessive = length > 2 && strcmp(folded + length - 2, "'s") == 0;
    if (word->possessive) {
        const char *mark = g_utf8_find_prev_char(text->text, text->text + word->end - 1);
        word->end = (guint)(mark - text->text);
    }
    word->capital = is_capital(text->text + word->start);
    word->shouted = is_shouted(text->text + word->start, text->text + word->end);
    word->lists = redact_lists_of(text->rules, folded);
    if (word->possessive) {
        g_autofree char *bare = g_strndup(folded, length - 2);
        word->lists |= redact_lists_of(text->rules, bare);
    }
    word->known = is_known(text->rules, folded, word->possessive);
}

/* Adds words[at] and what hyphens join to it. Returns the index behind it. */
static guint add_word(struct redact_text *text, const struct words *words, guint mark, guint at)
{
    struct redact_word *word = &text->words[text->count++];
    guint begin = at;
    g_autoptr(GString) folded = g_string_new(words->list[at].text);
    for (guint i = mark; i <= at; i++) {
        word->sentence |= (words->list[i].gap & GAP_SENTENCE) != 0;
        word->line |= (words->list[i].gap & GAP_LINE) != 0;
    }
    word->start = words->list[at].start;
    look_between(word, words, mark, at);
    for (guint parts = 1;
         parts < HYPHENATED_PARTS && at + 2 < words->count && is_hyphenated(words, text->text, at + 2, parts > 1); parts++) {
        at += 2;
        g_string_append_printf(folded, "-%s", words->list[at].text);
    }
    word->end_all = words->list[at].end;
    bool plural = at + 1 < words->count && is_mark_of(&words->list[at + 1], "'") &&
                  words->list[at + 1].start == word->end_all && g_str_has_suffix(folded->str, "s");
    word->end_plural = plural ? words->list[at + 1].end : 0;
    finish_word(text, word, folded->str);
    join_bracket(text, word, words, mark, begin);
    return at + 1;
}

static void find_habit(struct redact_text *text)
{
    guint capitals = 0, sentences = 0;
    for (guint i = 0; i < text->count; i++) {
        const struct redact_word *word = &text->words[i];
        sentences += word->sentence;
        capitals += word->capital && word->text[0] != 'i';
    }
    text->small = text->count > 3 && capitals * 3 < sentences;
}

struct redact_text *redact_text_new(const struct redact_rules *rules, const char *text)
{
    struct redact_text *split = g_new0(struct redact_text, 1);
    AUTO(words) words = words_new(text, true);
    split->text = text;
    split->rules = rules;
    split->words = g_new0(struct redact_word, words->count + 1);
    split->strings = g_string_chunk_new(1024);
    split->spans = g_ptr_array_new_with_free_func((GDestroyNotify)span_free);
    guint mark = 0;
    for (guint i = 0; i < words->count;) {
        if (words->list[i].is_mark)
            i++;
        else
            mark = i = add_word(split, words, mark, i);
    }
    find_habit(split);
    return split;
}

void redact_text_free(struct redact_text *text)
{
    if (text == NULL)
        return;
    g_free(text->words);
    g_string_chunk_free(text->strings);
    g_ptr_array_unref(text->spans);
    g_free(text);
}

char *redact_text_phrase(const struct redact_text *text, guint from, guint to)
{
    GString *phrase = g_string_new(NULL);
    for (guint i = from; i < to; i++)
        g_string_append_printf(phrase, "%s%s", i > from ? " " : "", text->words[i].text);
    return g_string_free(phrase, FALSE);
}

guint redact_text_longest(const struct redact_text *text, guint at, guint lists)
{
    g_autoptr(GString) phrase = g_string_new(NULL);
    guint longest = 0;
    for (guint i = at; i < text->count && i < at + REDACT_PHRASE_WORDS; i++) {
        const struct redact_word *word = &text->words[i];
        if (i > at && (word->sentence || !(word->follows || word->joined)))
            break;
        if (i > at)
            g_string_append_c(phrase, ' ');
        gsize length = phrase->len;
        g_string_append(phrase, word->text);
        if (redact_lists_of(text->rules, phrase->str) & lists)
            longest = i - at + 1;
        if (!word->possessive)
            continue;
        g_string_truncate(phrase, phrase->len - 2);
        if (redact_lists_of(text->rules, phrase->str) & lists)
            longest = i - at + 1;
        g_string_truncate(phrase, length);
        g_string_append(phrase, word->text);
    }
    return longest;
}

static void add_span(struct redact_text *text, guint start, guint end, enum redact_kind kind)
{
    struct redact_span *span = g_new0(struct redact_span, 1);
    *span = (struct redact_span){.start = start, .end = end, .kind = kind};
    g_ptr_array_add(text->spans, span);
}

void redact_text_take(struct redact_text *text, guint from, guint to, enum redact_kind kind)
{
    for (guint i = from; i < to; i++)
        if (text->words[i].taken)
            return;
    for (guint i = from; i < to; i++)
        text->words[i].taken = true;
    const struct redact_word *last = &text->words[to - 1];
    guint end = last->end;
    if (kind == REDACT_SCHOOL)
        end = last->end_plural > 0 ? last->end_plural : last->end_all;
    add_span(text, text->words[from].start, end, kind);
}

void redact_text_take_bytes(struct redact_text *text, guint start, guint end, enum redact_kind kind)
{
    guint low = 0, high = text->count; /* the first word that ends behind start */
    while (low < high) {
        guint middle = (low + high) / 2;
        if (text->words[middle].end_all <= start)
            low = middle + 1;
        else
            high = middle;
    }
    for (guint i = low; i < text->count && text->words[i].start < end; i++)
        if (text->words[i].taken)
            return;
    for (guint i = low; i < text->count && text->words[i].start < end; i++)
        text->words[i].taken = true;
    add_span(text, start, end, kind);
}
