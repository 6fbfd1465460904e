/* What is left of a passage of sentences once those that answer closed questions have been found: the rest of a sentence stays
 * with the answer in it, and what leads to somebody's own words is known by the question that it names. */
#include <string.h>

#include "answer/answer.h"
#include "base/text.h"
#include "reading/prose.h"

#define FIT_SEVERAL 60u
#define MOST_LEAD_WORDS 16u   /* "If I could change one thing about inspection, it would be" */
#define LEADING_WORDS 5u      /* of a sentence that begins with the question: "Tell the county that" */
#define MOST_NAMING_WORDS 30u /* of a sentence that answers as a whole: "You may contact me by email" */

bool prose_is_text(const struct prose *prose, guint question)
{
    return question != 0 && strcmp(survey_question_number(prose->sorter->survey, question)->type, "text") == 0;
}

static char *words_of(const struct prose *prose, guint first, guint past)
{
    return passage_cut(prose->passage, passage_word_start(prose->passage, prose_clause(prose, first)->first),
                       passage_word_start(prose->passage, prose_clause(prose, past - 1)->past));
}

/* ---- the rest of a sentence */

/* Whether list holds all of part, both lists. */
static bool holds(const json_t *list, const json_t *part)
{
    gsize found = 0;
    for (gsize i = 0; i < json_array_size(part); i++)
        for (gsize n = 0; n < json_array_size(list); n++)
            found += json_equal(json_array_get(list, n), json_array_get(part, i));
    return json_array_size(part) > 0 && found == json_array_size(part);
}

/* Whether the clauses [first, past) mean the same as an answer to question as [first, past) without clause rest, or name
 * more of several. */
static bool means_the_same(const struct prose *prose, guint first, guint past, guint rest, guint question)
{
    g_autofree char *whole = words_of(prose, first, past);
    g_autofree char *part = rest == first ? words_of(prose, first + 1, past) : words_of(prose, first, past - 1);
    struct value with = {0}, without = {0};
    prose->sorter->context.question = survey_question_number(prose->sorter->survey, question);
    answer_read(&prose->sorter->context, whole, &with);
    answer_read(&prose->sorter->context, part, &without);
    bool same = with.state == ANSWER_RECORDED && without.state == ANSWER_RECORDED &&
                (json_equal(with.json, without.json) || holds(with.json, without.json));
    value_clear(&with);
    value_clear(&without);
    return same;
}

/* Returns the first clause of the run of one question that ends before clause past. */
static guint run_start(const struct prose *prose, guint past)
{
    guint first = past - 1;
    while (first > 0 && prose_clause(prose, first - 1)->question == prose_clause(prose, past - 1)->question &&
           prose_clause(prose, first - 1)->paragraph == prose_clause(prose, first)->paragraph)
        first--;
    return first;
}

/* Gives clause i to the answer before it in its sentence, where that means the same with it. */
static void join_before(struct prose *prose, guint i)
{
    struct clause *clause = prose_clause(prose, i);
    if (i == 0 || clause->begins_sentence || prose_clause(prose, i - 1)->question == 0)
        return;
    guint question = prose_clause(prose, i - 1)->question;
    if (!prose_is_text(prose, question) && means_the_same(prose, run_start(prose, i), i + 1, i, question))
        clause->question = question;
}

/* Gives clause i, which begins a sentence, to the answer behind it there. */
static void join_behind(struct prose *prose, guint i)
{
    struct clause *clause = prose_clause(prose, i);
    if (i + 1 >= prose->clauses->len || prose_clause(prose, i + 1)->begins_sentence)
        return;
    guint question = prose_clause(prose, i + 1)->question, past = i + 2;
    while (past < prose->clauses->len && prose_clause(prose, past)->question == question &&
           prose_clause(prose, past)->paragraph == clause->paragraph)
        past++;
    if (question != 0 && !prose_is_text(prose, question) && means_the_same(prose, i, past, i, question))
        clause->question = question;
}

static bool is_answered(const struct prose *prose, guint question)
{
    for (guint i = 0; i < prose->clauses->len; i++)
        if (prose_clause(prose, i)->question == question)
            return true;
    return false;
}

/* Gives clause i to a question of which it names some of several answers: "I lost some sleep". */
static void find_several(struct prose *prose, guint i)
{
    guint found = 0;
    g_autofree char *words = words_of(prose, i, i + 1);
    for (guint q = 1; q < prose->columns; q++) {
        if (strcmp(survey_question_number(prose->sorter->survey, q)->type, "multi") != 0 || is_answered(prose, q))
            continue;
        if (sorter_fit(prose->sorter, q, words) >= FIT_SEVERAL)
            found = found == 0 ? q : prose->columns;
    }
    if (found != 0 && found < prose->columns)
        prose_clause(prose, i)->question = found;
}

/* ---- somebody's own words */

/* Returns the text question, but the one for stories, that the words [first, past) name and no other, 0 where there is none. */
static guint named_text(const struct prose *prose, guint first, guint past)
{
    g_autoptr(GArray) named = mark_named_questions(prose->sorter->names, prose->passage->words, first, past);
    guint question = named->len == 1 ? g_array_index(named, struct mark_named, 0).question : 0;
    bool takes = question != 0 && prose_is_text(prose, question) && question != sorter_story(prose->sorter);
    return takes && !is_answered(prose, question) ? question : 0;
}

/* Whether words lead from the name of a question to what is said of it, from word i on; *past becomes the word behind. */
static bool is_copula(const struct words *words, guint i, guint *past)
{
    static const char *const verbs[] = {"is", "was", "are", "be", ":", "-", NULL};
    static const char *const more[] = {"that", ":", NULL};
    if (!g_strv_contains(verbs, words->list[i].text))
        return false;
    for (i++; i < words->count && g_strv_contains(more, words->list[i].text);)
        i++;
    *past = i;
    return true;
}

/* Whether the sentence of words [first, past) answers question by a word that only that one has, and by what it asks leave for:
 * "You may contact me by email". */
static guint named_by_sentence(const struct prose *prose, guint first, guint past)
{
    static const char *const modals[] = {"would", "could", "can", "may", "should", "please", "happy", NULL};
    const struct words *words = prose->passage->words;
    bool modal = false;
    for (guint i = first; i < past && i < first + MOST_LEAD_WORDS; i++)
        modal |= g_strv_contains(modals, words->list[i].text);
    if (past - first > MOST_NAMING_WORDS)
        return 0;
    guint found = 0;
    for (guint q = 1; q < prose->columns; q++) {
        bool leads = mark_names_own_hits(prose->sorter->names, q, words, first, MIN(past, first + LEADING_WORDS)) > 1;
        if (!leads && (!modal || mark_names_own_hits(prose->sorter->names, q, words, first, past) == 0))
            continue;
        if (found != 0)
            return 0;
        found = q;
    }
    return found != 0 && prose_is_text(prose, found) && found != sorter_story(prose->sorter) && !is_answered(prose, found)
               ? found
               : 0;
}

/* Returns the clause behind the sentence that begins with clause i. */
static guint sentence_past(const struct prose *prose, guint i)
{
    do
        i++;
    while (i < prose->clauses->len && !prose_clause(prose, i)->begins_sentence);
    return i;
}

static void give_sentence(struct prose *prose, guint i, guint question)
{
    for (guint n = i, past = sentence_past(prose, i); n < past; n++) {
        prose_clause(prose, n)->question = question;
        prose_clause(prose, n)->is_open = false;
    }
}

void prose_find_texts(struct prose *prose)
{
    const struct words *words = prose->passage->words;
    for (guint i = 0; i < prose->clauses->len; i++) {
        struct clause *clause = prose_clause(prose, i);
        if (!clause->begins_sentence)
            continue;
        guint past = prose_clause(prose, sentence_past(prose, i) - 1)->past, behind = 0, question = 0;
        for (guint at = clause->first + 1; question == 0 && at + 1 < past && at <= clause->first + MOST_LEAD_WORDS; at++)
            if (is_copula(words, at, &behind) && behind < past)
                question = named_text(prose, clause->first, at);
        if (question == 0)
            continue;
        give_sentence(prose, i, question);
        clause->start = behind;
    }
}

/* Whether no clause of the sentence that begins with clause i answers anything. */
static bool is_free_sentence(const struct prose *prose, guint i)
{
    if (!prose_clause(prose, i)->begins_sentence)
        return false;
    for (guint past = sentence_past(prose, i); i < past; i++)
        if (prose_clause(prose, i)->question != 0)
            return false;
    return true;
}

/* More sentences of somebody's own words. */
static void continue_texts(struct prose *prose)
{
    for (guint i = 1; i < prose->clauses->len; i++) {
        struct clause *clause = prose_clause(prose, i);
        const struct clause *before = prose_clause(prose, i - 1);
        if (clause->question == 0 && before->question != 0 && prose_is_text(prose, before->question) &&
            clause->paragraph == before->paragraph)
            clause->question = before->question;
    }
}

void prose_name_texts(struct prose *prose)
{
    for (guint i = 0; i < prose->clauses->len; i++) {
        if (!is_free_sentence(prose, i))
            continue;
        guint past = prose_clause(prose, sentence_past(prose, i) - 1)->past;
        guint question = named_by_sentence(prose, prose_clause(prose, i)->first, past);
        if (question != 0)
            give_sentence(prose, i, question);
    }
    continue_texts(prose);
}

void prose_give_rest(struct prose *prose)
{
    for (guint i = 0; i < prose->clauses->len; i++)
        if (prose_clause(prose, i)->question == 0 && !prose_clause(prose, i)->is_of_story) {
            find_several(prose, i);
            join_before(prose, i);
        }
    for (guint i = prose->clauses->len; i-- > 0;)
        if (prose_clause(prose, i)->question == 0 && !prose_clause(prose, i)->is_of_story)
            join_behind(prose, i);
}
