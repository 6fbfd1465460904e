/* The word that a yes-or-no question is about, in the answer: yes; turned round or denied: no. */
#include "answer/echo.h"

#include <string.h>

/* Whether word is about turned round: "unfair". */
static bool is_opposite(const struct answer_rules *rules, const char *word, const char *about)
{
    for (guint i = 0; i < rules->negative_prefixes->len; i++) {
        const char *prefix = rules->negative_prefixes->pdata[i];
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

guint8 echo_of(const struct answer_rules *rules, struct asked *asked, guint number, const char *word)
{
    guint8 *known = asked_known(asked, number);
    if (*known & KNOWN_ECHO)
        return *known;
    *known |= KNOWN_ECHO;
    if (said_same_word(word, asked->about))
        *known |= KNOWN_IS_SAME;
    if (is_opposite(rules, word, asked->about))
        *known |= KNOWN_IS_OPPOSITE;
    return *known;
}

void echo_match(struct said *said)
{
    gint64 yes = said->asked->yes, no = said->asked->no;
    if (said->asked->about == NULL || said->mentions->len > 0)
        return;
    for (guint i = 0; i < said->words->count; i++) {
        guint8 echo = echo_of(said->rules, said->asked, said->utterance->numbers[i], said->words->list[i].text);
        bool opposite = echo & KNOWN_IS_OPPOSITE, same = echo & KNOWN_IS_SAME;
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
    gint64 yes = said->asked->yes, no = said->asked->no;
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
