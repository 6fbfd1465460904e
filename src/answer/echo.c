/* The word that a yes-or-no question is about, in the answer: yes; turned round or denied: no. */
#include "answer/echo.h"

#include <string.h>

/* Returns the index of the option that means name, or -1. */
static gint64 option_meaning(const struct said *said, const char *name)
{
    const struct meaning *meaning = lexicon_meaning(said->rules, name);
    for (guint i = 0; meaning != NULL && i < said->question->options->len; i++) {
        const struct option *option = said->question->options->pdata[i];
        for (guint n = 0; n < meaning->phrases->len; n++) {
            const struct words *phrase = meaning->phrases->pdata[n];
            if (phrase->count == 1 && g_ascii_strcasecmp(phrase->list[0].text, option->label) == 0)
                return i;
        }
    }
    return -1;
}

static bool carries(const struct said *said, const char *word)
{
    return strlen(word) >= 4 && !lexicon_has(said->rules, LIST_FILLER, word, NULL) &&
           !lexicon_has(said->rules, LIST_SMALL, word, NULL);
}

/* Returns the word that the question is about: the verb behind "you" ("did you complain to"), else the last one of weight. */
static const char *subject(const struct said *said, guint count)
{
    if (count > 2 && lexicon_has(said->rules, LIST_FILLER, said->ask->list[0].text, NULL) &&
        g_str_equal(said->ask->list[1].text, "you") && carries(said, said->ask->list[2].text))
        return said->ask->list[2].text;
    for (guint i = count; i-- > 0;)
        if (carries(said, said->ask->list[i].text))
            return said->ask->list[i].text;
    return NULL;
}

/* Whether word is about turned round: "unfair". */
static bool is_opposite(const struct said *said, const char *word, const char *about)
{
    for (guint i = 0; i < said->rules->negative_prefixes->len; i++) {
        const char *prefix = said->rules->negative_prefixes->pdata[i];
        if (g_str_has_prefix(word, prefix) && said_same_word(word + strlen(prefix), about))
            return true;
    }
    return false;
}

/* Whether a negation stands directly before index. */
static bool is_denied(const struct said *said, guint index)
{
    for (guint i = index; i-- > 0;) {
        if (said->tags[i] & TAG(PHRASE_NEGATION))
            return true;
        if (said->weighs[i] || said->words->list[i].is_mark)
            return false;
    }
    return false;
}

void echo_match(struct said *said)
{
    gint64 yes = option_meaning(said, "yes"), no = option_meaning(said, "no");
    if (yes < 0 || no < 0 || said->mentions->len > 0)
        return;
    struct words *question = words_new(said->question->ask, false);
    const char *about = subject(said, MIN(question->count, said->ask->count));
    words_free(question);
    for (guint i = 0; about != NULL && i < said->words->count; i++) {
        const char *word = said->words->list[i].text;
        bool opposite = is_opposite(said, word, about), same = said_same_word(word, about);
        if (!opposite && !same)
            continue;
        bool denied = is_denied(said, i);
        if (opposite && denied)
            return;
        struct mention mention = {
            .first = i, .past = i + 1, .key = same && !denied ? yes : no, .alone = true, .weak = true, .certainty = 75};
        for (; denied && mention.first > 0 && !(said->tags[mention.first] & TAG(PHRASE_NEGATION));)
            mention.first--;
        said_add(said, &mention);
        return;
    }
}

void echo_denied(struct said *said)
{
    gint64 yes = option_meaning(said, "yes"), no = option_meaning(said, "no");
    if (yes < 0 || no < 0 || said->mentions->len != 1)
        return;
    struct mention *mention = &g_array_index(said->mentions, struct mention, 0);
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    guint denials = 0;
    for (guint i = clause->first; i < mention->first; i++)
        denials += (said->tags[i] & TAG(PHRASE_NEGATION)) && said->weighs[i];
    bool plain = said_weight(said, clause->first, clause->past) == denials && denials == 1 && mention->clause == 0;
    if (mention->key != yes || !mention->negated || mention->denied || !plain)
        return;
    mention->key = no;
    mention->negated = false;
    mention->leads = mention->pure = true;
    mention->weak = true;
    mention->certainty = 75;
}
