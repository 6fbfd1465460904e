/* Proposes what to take out of an account, and the words that stand for it. Never changes an original. */
#include "answer/redact.h"

#include <string.h>

#include "answer/redact_text.h"

#define ROLE_WORDS_MIN 3u  /* of a single role, before a comma may end it */
#define INSPECTOR_WORDS 5u /* words before a name that may say that it is an inspector's */

/* Returns the end of the words [first, last] before a mark that parts clauses; the first few words stay together. */
static guint end_of_clause(const struct words *words, guint first, guint last)
{
    guint count = 0;
    for (guint i = first; i < last; i++) {
        const struct word *word = &words->list[i];
        count += !word->is_mark;
        if (word->is_mark && count >= ROLE_WORDS_MIN && strchr(",;:()", word->text[0]) != NULL)
            return words->list[i].start;
    }
    return words->list[last].end;
}

static void find_roles(struct redact_text *text)
{
    AUTO(words) words = words_new(text->text, true);
    g_autoptr(GArray) matches = pattern_set_match(text->rules->roles, words);
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        guint end = end_of_clause(words, match->first, match->last);
        redact_text_take_bytes(text, words->list[match->first].start, end, REDACT_ROLE);
    }
}

/* ---- what stands for a name */

/* The words given so far. */
struct naming {
    const struct redact_text *text;
    GHashTable *words;         /* kind and word of a name -> its label (not owned) */
    GPtrArray *labels;         /* char *, owned */
    guint given[REDACT_KINDS]; /* labels of a kind */
    guint inspectors;
    guint at; /* the first word that may be part of the next span */
};

/* Returns "A", "B" ... "Z", "AA" ... (transfer full) */
static char *letters_of(guint number)
{
    GString *letters = g_string_new(NULL);
    for (guint n = number + 1; n > 0; n = (n - 1) / 26)
        g_string_prepend_c(letters, (char)('A' + (n - 1) % 26));
    return g_string_free(letters, FALSE);
}

static bool names_inspector(const struct naming *naming, guint first)
{
    const struct redact_text *text = naming->text;
    for (guint i = first; i-- > 0 && first - i <= INSPECTOR_WORDS && !text->words[i + 1].sentence && !text->words[i].taken;)
        if (text->words[i].lists & LIST_INSPECTOR)
            return true;
    return false;
}

static char *new_label(struct naming *naming, enum redact_kind kind, guint first)
{
    bool inspects = kind == REDACT_PERSON && names_inspector(naming, first);
    g_autofree char *letters = letters_of(inspects ? naming->inspectors++ : naming->given[kind]++);
    char *label =
        g_strdup_printf("%s %s", inspects ? naming->text->rules->inspector : naming->text->rules->words[kind], letters);
    g_ptr_array_add(naming->labels, label);
    return label;
}

/* Returns what the word stands for under: its kind and text without "'s"; NULL for a word that says nothing. (transfer full) */
static char *key_of(const struct redact_word *word, enum redact_kind kind)
{
    guint weak = LIST_TITLE | LIST_LINK | LIST_SCHOOL_WORD | LIST_ORGANISATION_WORD | LIST_PLACE_WORD | LIST_PARTICLE;
    if (word->lists & weak)
        return NULL;
    return g_strdup_printf("%u %.*s", kind, (int)(strlen(word->text) - (word->possessive ? 2 : 0)), word->text);
}

/* Gives span the label of the name that one of its words is known from, or a new one. */
static void name_span(struct naming *naming, struct redact_span *span)
{
    const struct redact_text *text = naming->text;
    while (naming->at < text->count && text->words[naming->at].end_all <= span->start)
        naming->at++;
    const char *label = NULL;
    for (guint i = naming->at; label == NULL && i < text->count && text->words[i].start < span->end; i++) {
        g_autofree char *key = key_of(&text->words[i], span->kind);
        label = key != NULL ? g_hash_table_lookup(naming->words, key) : NULL;
    }
    if (label == NULL)
        label = new_label(naming, span->kind, naming->at);
    for (guint i = naming->at; i < text->count && text->words[i].start < span->end; i++) {
        char *key = key_of(&text->words[i], span->kind);
        if (key != NULL && !g_hash_table_contains(naming->words, key))
            g_hash_table_insert(naming->words, key, (gpointer)label);
        else
            g_free(key);
    }
    span->word = g_strdup(label);
}

static void name_spans(const struct redact_text *text)
{
    struct naming naming = {.text = text,
                            .words = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                            .labels = g_ptr_array_new_with_free_func(g_free)};
    for (guint i = 0; i < text->spans->len; i++) {
        struct redact_span *span = text->spans->pdata[i];
        if (span->kind <= REDACT_ORGANISATION)
            name_span(&naming, span);
        else
            span->word = g_strdup(text->rules->words[span->kind]);
    }
    g_hash_table_unref(naming.words);
    g_ptr_array_unref(naming.labels);
}

/* ---- */

GPtrArray *redact_find(const struct redact_rules *rules, const char *text)
{
    AUTO(redact_text) split = redact_text_new(rules, text);
    redact_find_forms(split);
    redact_find_dates(split);
    find_roles(split);
    redact_find_names(split);
    name_spans(split);
    return g_ptr_array_ref(split->spans);
}

char *redact_apply(const char *text, const GPtrArray *spans)
{
    GString *out = g_string_new(NULL);
    guint at = 0;
    for (guint i = 0; i < spans->len; i++) {
        const struct redact_span *span = spans->pdata[i];
        g_string_append_len(out, text + at, (gssize)(span->start - at));
        g_string_append_printf(out, "[%s]", span->word);
        at = span->end;
    }
    g_string_append(out, text + at);
    return g_string_free(out, FALSE);
}

json_t *redact_to_json(const struct redact_rules *rules, const char *text)
{
    g_autoptr(GPtrArray) spans = redact_find(rules, text);
    json_t *list = json_array();
    glong points = 0; /* code points before at */
    guint at = 0;
    for (guint i = 0; i < spans->len; i++) {
        const struct redact_span *span = spans->pdata[i];
        glong start = points + g_utf8_strlen(text + at, (gssize)(span->start - at));
        glong end = start + g_utf8_strlen(text + span->start, (gssize)(span->end - span->start));
        json_array_append_new(list, json_pack("[I,I,s]", (json_int_t)start, (json_int_t)end, redact_kind_name(span->kind)));
        points = end;
        at = span->end;
    }
    g_autofree char *redacted = redact_apply(text, spans);
    return json_pack("{s:o,s:s}", "spans", list, "text", redacted);
}
