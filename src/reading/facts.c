/* Short mails that put an answer right ("it was November 2023") or answer what we asked once more: each sentence is tried
 * against every question, and counts where it can be meant for one alone. A story is not read so, whatever facts it tells. */
#include <string.h>

#include "base/text.h"
#include "reading/sort.h"

#define MOST_WORDS 80u
#define FIT_FACT 60u
#define NAMED_BONUS 25u   /* the sentence, or the one before, names the question */
#define MARGIN 20u        /* to the next best question */
#define FACTS_PERCENT 60u /* of the sentences of a mail that is no correction must be answers */
#define MOST_PLAIN_WORDS 30u

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

static guint start_of(const struct passage *passage, guint word)
{
    return word < passage->words->count ? passage->words->list[word].start : (guint)strlen(passage->text);
}

/* Decides which question sentence answers; before: where the sentence before it begins. */
static void decide(struct sorter *sorter, const struct passage *passage, struct sentence *sentence, guint before)
{
    g_autofree char *words = passage_cut(passage, start_of(passage, sentence->first), start_of(passage, sentence->past));
    guint best = 0, second = 0;
    for (guint i = 0; i < sorter->survey->questions->len; i++) {
        const struct question *question = sorter->survey->questions->pdata[i];
        if (strcmp(question->type, "text") == 0 || answer_is_refusal(sorter->context.rules, words))
            continue;
        guint fit = sorter_fit(sorter, question->number, words);
        if (fit < FIT_FACT)
            continue;
        if (mark_names_hits(sorter->names, question->number, passage->words, before, sentence->past) > 0)
            fit += NAMED_BONUS;
        if (fit > best) {
            second = best;
            best = fit;
            sentence->question = question->number;
        } else {
            second = MAX(second, fit);
        }
    }
    if (second > 0 && best - second < MARGIN)
        sentence->question = 0;
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
    guint size = count_words(passage);
    if (size > MOST_WORDS)
        return 0;
    g_autoptr(GArray) sentences = sentences_of(passage);
    guint facts = 0;
    for (guint i = 0; i < sentences->len; i++) {
        struct sentence *sentence = &g_array_index(sentences, struct sentence, i);
        guint before = i > 0 ? g_array_index(sentences, struct sentence, i - 1).first : sentence->first;
        decide(sorter, passage, sentence, before);
        facts += sentence->question != 0;
    }
    bool corrects = sort_rules_is_correction(sorter->rules, passage->text);
    if (facts == 0 || (!corrects && (facts * 100 < sentences->len * FACTS_PERCENT || size > MOST_PLAIN_WORDS)))
        return 0;
    for (guint i = 0; i < sentences->len; i++) {
        const struct sentence *sentence = &g_array_index(sentences, struct sentence, i);
        sorter_claim(sorter, passage, sentence->question, CLAIM_FACT, start_of(passage, sentence->first),
                     start_of(passage, sentence->past));
    }
    return facts;
}
