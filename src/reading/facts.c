/* Short mails that put an answer right ("it was November 2023") or answer what we asked once more: each sentence is tried
 * against every question, and counts where it can be meant for one alone. A story is not read so, whatever facts it tells. */
#include <string.h>

#include "base/text.h"
#include "reading/sort.h"

#define MOST_WORDS 80u
#define MOST_WORDS_AND_MARKS 200u
#define FIT_FACT 60u
#define NAMED_BONUS 25u  /* the sentence, or the one before, names the question */
#define SHARED_BONUS 10u /* with words that other questions have as well */
#define MOST_HITS 2u
#define MARGIN 20u        /* to the next best question */
#define FACTS_PERCENT 60u /* of the sentences of a mail that is no correction must be answers */
#define MOST_PLAIN_WORDS 30u
#define MOST_FACT_WORDS 8u

struct sentence {
    guint first, past; /* words */
    guint question;    /* 0: answers none */
};

/* Divides the passage into sentences and lines. (transfer full) */
static GArray *sentences_of(const struct passage *passage)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(struct sentence));
    for (guint i = 0, first = 0; i < passage->words->count; i++) {
        bool last = i + 1 == passage->words->count;
        if (!last && !(passage->words->list[i + 1].gap & (GAP_SENTENCE | GAP_LINE)))
            continue;
        struct sentence sentence = {first, i + 1, 0};
        g_array_append_val(list, sentence);
        first = i + 1;
    }
    return list;
}

/* Whether words say what they are about by their answer alone: a month, an option by its name. */
static bool is_specific(const struct sorter *sorter, const struct question *question, const char *text)
{
    if (strcmp(question->type, "month") == 0)
        return true;
    AUTO(words) words = words_new(text, false);
    return mark_names_has_option(sorter->names, question->number, words);
}

/* Returns the question that the words [start, end) of passage answer, 0 where none or several alike. named_from: from which
 * byte on words may name it. */
static guint decide(struct sorter *sorter, const struct passage *passage, guint start, guint end, guint named_from)
{
    g_autofree char *words = passage_cut(passage, start, end), *naming = passage_cut(passage, named_from, end);
    AUTO(words) names = words_new(naming, false);
    guint best = 0, second = 0, question = 0;
    if (text_is_blank(words) || g_str_has_suffix(words, "?") || answer_is_refusal(sorter->context.rules, words))
        return 0;
    AUTO(words) tried = words_new(words, true);
    for (guint i = 0; i < sorter->survey->questions->len; i++) {
        const struct question *candidate = sorter->survey->questions->pdata[i];
        sorter->context.question = candidate;
        bool may = strcmp(candidate->type, "text") != 0 && answer_may_be_named(&sorter->context, tried, 0, tried->count);
        guint fit = may ? sorter_fit_well(sorter, candidate->number, words, FIT_FACT) : 0;
        bool is_said = strcmp(candidate->type, "choice") != 0 || is_specific(sorter, candidate, words);
        if (!is_said && start != named_from) {
            AUTO(words) own = words_new(words, false);
            is_said = mark_names_hits(sorter->names, candidate->number, own, 0, own->count) > 0;
        }
        bool is_named =
            (is_said || start == named_from) && mark_names_hits(sorter->names, candidate->number, names, 0, names->count) > 0;
        if (fit < FIT_FACT || (!is_named && candidate->is_consent) || (!is_named && !is_specific(sorter, candidate, words)))
            continue;
        guint own = mark_names_own_hits(sorter->names, candidate->number, names, 0, names->count);
        fit += NAMED_BONUS * MIN(own, MOST_HITS) + (is_named ? SHARED_BONUS : 0);
        if (fit > best) {
            second = best;
            best = fit;
            question = candidate->number;
        } else {
            second = MAX(second, fit);
        }
    }
    return second > 0 && best - second < MARGIN ? 0 : question;
}

guint sorter_fact(struct sorter *sorter, const struct passage *passage, guint start, guint end)
{
    return decide(sorter, passage, start, end, start);
}

/* Whether a clause that says what something is or was begins with word index: "and the inspection was in March". */
static bool begins_statement(const struct passage *passage, guint index, guint past)
{
    static const char *const joints[] = {"and", "but", NULL}, *const verbs[] = {"is", "was", "were", "should", "it's", NULL};
    if (!g_strv_contains(joints, passage->words->list[index].text))
        return false;
    for (guint i = index + 1; i < past; i++)
        if (passage->words->list[i].is_mark || g_strv_contains(joints, passage->words->list[i].text))
            return false;
        else if (g_strv_contains(verbs, passage->words->list[i].text))
            return true;
    return false;
}

/* Tries what commas divide of a sentence that answers nothing as a whole, and adds what answers something to list. */
static void decide_clauses(struct sorter *sorter, const struct passage *passage, struct sentence *sentence, bool corrects,
                           GArray *list)
{
    for (guint first = sentence->first, i = first; i < sentence->past; i++) {
        bool last = i + 1 == sentence->past;
        const struct word *word = &passage->words->list[i];
        bool joins = corrects && !last && begins_statement(passage, i + 1, sentence->past);
        if (joins) { /* what stands before says something else */
            first = i + 1;
            continue;
        }
        if (!last && !(word->is_mark && strchr(",;:", *word->text) != NULL))
            continue;
        struct sentence clause = {first, i + 1, 0};
        guint length = i + 1 - first;
        first = i + 1;
        if (!corrects && length > MOST_FACT_WORDS)
            continue;
        clause.question =
            decide(sorter, passage, passage_word_start(passage, clause.first), passage_word_start(passage, clause.past),
                   passage_word_start(passage, corrects ? sentence->first : clause.first));
        if (clause.question != 0) {
            g_array_append_val(list, clause);
            sentence->question = clause.question;
        }
    }
}

static guint count_words(const struct passage *passage)
{
    guint count = 0;
    for (guint i = 0; i < passage->words->count; i++)
        count += !passage->words->list[i].is_mark;
    return count;
}

guint sort_by_facts(struct sorter *sorter, const struct passage *passage)
{
    if (passage->words->count > MOST_WORDS_AND_MARKS)
        return 0;
    guint size = count_words(passage);
    bool corrects = size <= MOST_WORDS && sort_rules_is_correction(sorter->rules, passage->text);
    if (size > MOST_WORDS || (!corrects && (size > MOST_PLAIN_WORDS || strchr(passage->text, '?') != NULL)))
        return 0;
    g_autoptr(GArray) sentences = sentences_of(passage);
    g_autoptr(GArray) clauses = g_array_new(FALSE, FALSE, sizeof(struct sentence)); /* those that answer */
    guint facts = 0, telling = 0;                                                   /* sentences of more than a word */
    for (guint i = 0; i < sentences->len; i++) {
        struct sentence *sentence = &g_array_index(sentences, struct sentence, i);
        guint before = i > 0 ? g_array_index(sentences, struct sentence, i - 1).first : sentence->first;
        sentence->question = decide(sorter, passage, passage_word_start(passage, sentence->first),
                                    passage_word_start(passage, sentence->past), passage_word_start(passage, before));
        if (!corrects && sentence->past - sentence->first > MOST_FACT_WORDS + 1)
            sentence->question = 0; /* tells something */
        if (sentence->question == 0)
            decide_clauses(sorter, passage, sentence, corrects, clauses);
        else
            g_array_append_val(clauses, *sentence);
        facts += sentence->question != 0;
        telling += sentence->past - sentence->first > 1;
    }
    if (facts == 0 || (!corrects && facts * 100 < telling * FACTS_PERCENT))
        return 0;
    for (guint i = 0; i < clauses->len; i++) {
        const struct sentence *sentence = &g_array_index(clauses, struct sentence, i);
        sorter_claim(sorter, passage, sentence->question, CLAIM_FACT, passage_word_start(passage, sentence->first),
                     passage_word_start(passage, sentence->past));
    }
    return facts;
}
