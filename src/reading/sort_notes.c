/* Of the paragraphs that belong to no question, finds those that are no part of an account: notes about the mail, the answers,
 * where they were written and for whom. What tells of anything that happened is never taken for a note. */
#include <string.h>

#include "base/text.h"
#include "reading/sort.h"

#define NAME_WORDS 2u     /* so few words beside answers are a name, or nothing */
#define LEADING_WORDS 25u /* before a colon, that lead to the answers */
#define HINT_WORDS 10u    /* of a paragraph of which a word makes a note */
#define LEADING_HINT_WORDS 20u
#define NOTE_WORDS 70u       /* what is longer is no note */
#define THANKS_WORDS 10u     /* of a mail that only says that all is well */
#define STORY_NOTE_WORDS 16u /* of a note at the beginning or end of a story that comes without answers */

/* Whether a paragraph speaks of the mail, not of what happened. is_before: it leads to answers. */
static bool is_note(const struct sorter *sorter, const char *paragraph, bool is_before)
{
    guint count = words_count(paragraph);
    bool leads = g_str_has_suffix(paragraph, ":");
    if (count <= NAME_WORDS || (leads && count <= LEADING_WORDS))
        return true;
    if (count > NOTE_WORDS)
        return false;
    struct sort_sentences sentences = sort_rules_sentences(sorter->rules, paragraph);
    bool may_tell = is_before && count <= LEADING_WORDS && sentences.of_mail; /* "Dad's answers: he is 88 and I type" */
    if (sentences.accounts + sentences.both > 0 && !may_tell)
        return false;
    sentences.notes += sentences.both;
    if (sentences.is_hinted && count <= (is_before ? LEADING_HINT_WORDS : HINT_WORDS))
        return true;
    if (sentences.notes == 0)
        return false;
    return sentences.others <= sentences.notes + (is_before ? 1 : 0);
}

static bool is_short_note(const struct sorter *sorter, const char *words, guint most_words)
{
    struct sort_sentences sentences = sort_rules_sentences(sorter->rules, words);
    return words_count(words) <= most_words && sentences.notes > 0 &&
           sentences.accounts + sentences.both + sentences.others == 0;
}

static struct claim *claim_at(const struct sorter *sorter, guint index)
{
    return &g_array_index(sorter->claims, struct claim, index);
}

/* Whether claim number index is the first or the last of a story without answers. */
static bool is_at_end(const struct sorter *sorter, guint index)
{
    bool first = true, last = true;
    for (guint i = 0; i < sorter->claims->len; i++) {
        first = first && (i == index || claim_at(sorter, i)->line_first > claim_at(sorter, index)->line_first);
        last = last && (i == index || claim_at(sorter, i)->line_last < claim_at(sorter, index)->line_last);
    }
    return first != last;
}

void sorter_find_notes(struct sorter *sorter)
{
    guint first = G_MAXUINT;
    for (guint i = 0; i < sorter->claims->len; i++)
        if (claim_at(sorter, i)->how != CLAIM_STORY)
            first = MIN(first, claim_at(sorter, i)->line_first);
    for (guint i = 0; i < sorter->claims->len; i++) {
        struct claim *claim = claim_at(sorter, i);
        if (claim->how != CLAIM_STORY)
            continue;
        bool note = first != G_MAXUINT         ? is_note(sorter, claim->words, claim->line_first < first)
                    : sorter->claims->len == 1 ? is_short_note(sorter, claim->words, THANKS_WORDS)
                    : is_at_end(sorter, i)     ? is_short_note(sorter, claim->words, STORY_NOTE_WORDS)
                                               : false;
        if (note)
            claim->how = CLAIM_NOTE;
    }
}
