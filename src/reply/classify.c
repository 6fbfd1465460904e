/* What does a person want of us? Wishes are phrases, cancelled where the same words say the opposite or speak of something
 * else. The most protective one wins. */
#include "reply/classify.h"

#include <string.h>

#include "base/text.h"
#include "reply/classify_rules.h"

#define QUESTION_WORDS_MAX 110u /* of a mail that asks something; more, and most of its sentences must ask */
#define OTHER_SENTENCES_MAX 1u  /* beside a question that may be asked of nobody */
#define REACTION_WORDS_MAX 12u
#define LITTLE_WORDS 25u /* of a mail in which "it" can only be what we were given */

static const char *const kind_names[] = {[KIND_REPLY] = "reply",       [KIND_AUTO_REPLY] = "auto_reply",
                                         [KIND_BOUNCE] = "bounce",     [KIND_UNSUBSCRIBE] = "unsubscribe",
                                         [KIND_WITHDRAW] = "withdraw", [KIND_ACCESS] = "access",
                                         [KIND_QUESTION] = "question", [KIND_EMPTY] = "empty",
                                         [KIND_SPAM] = "spam",         [KIND_STAFF] = "staff"};

const char *kind_name(enum mail_kind kind) { return kind < G_N_ELEMENTS(kind_names) ? kind_names[kind] : "reply"; }

bool kind_from_name(const char *name, enum mail_kind *kind)
{
    for (guint i = 0; i < G_N_ELEMENTS(kind_names); i++)
        if (strcmp(name, kind_names[i]) == 0) {
            *kind = i;
            return true;
        }
    return false;
}

/* Returns whether text says the wish somewhere where no match of against overlaps it. */
static bool wishes(const GArray *matches, enum saying wish, enum saying against)
{
    guint past = 0;
    for (guint i = 0; i < matches->len; i++) {
        const struct pattern_match *match = &g_array_index(matches, struct pattern_match, i);
        if (match->id == against)
            past = MAX(past, match->last + 1);
        if (match->id != wish || match->first < past)
            continue;
        bool denied = false;
        for (guint n = i + 1; !denied && n < matches->len; n++) {
            const struct pattern_match *other = &g_array_index(matches, struct pattern_match, n);
            if (other->first > match->last)
                break;
            denied = other->id == against;
        }
        if (!denied)
            return true;
    }
    return false;
}

static bool says(const GArray *matches, enum saying saying)
{
    for (guint i = 0; i < matches->len; i++)
        if (g_array_index(matches, struct pattern_match, i).id == saying)
            return true;
    return false;
}

/* ---- questions */

/* The sentences of a text, and how many of them ask something of us. */
struct asking {
    guint sentences, asking, asking_weakly, words;
    bool of_us; /* a sentence before spoke of us or the survey */
};

static bool ends_with_question(const struct words *words, guint from, guint to)
{
    for (guint i = to; i-- > from && words->list[i].is_mark;)
        if (*words->list[i].text == '?')
            return true;
    return false;
}

static void count_asking(const GArray *matches, const struct words *words, struct asking *asking)
{
    guint next = 0;
    for (guint from = 0, to; from < words->count; from = to) {
        bool says = false, question = false, weak = false, denied = false;
        to = from + 1;
        while (to < words->count && !(words->list[to].gap & GAP_SENTENCE && !words->list[to].is_mark))
            to++;
        for (; next < matches->len && g_array_index(matches, struct pattern_match, next).first < to; next++) {
            guint id = g_array_index(matches, struct pattern_match, next).id;
            question |= id == WISH_QUESTION;
            weak |= id == WISH_QUESTION_WEAK;
            says |= id == WISH_ASKS;
            denied |= id == WISH_NOT_QUESTION;
        }
        asking->sentences++;
        bool has_mark = ends_with_question(words, from, to);
        asking->asking += says || (!denied && question && has_mark);
        asking->asking_weakly += !denied && !says && !question && (weak || asking->of_us) && has_mark;
        asking->of_us |= question;
        for (guint i = from; i < to; i++)
            asking->words += !words->list[i].is_mark;
    }
}

static bool is_question(const GArray *matches, const struct words *words)
{
    struct asking asking = {0};
    count_asking(matches, words, &asking);
    if (asking.asking == 0)
        return asking.asking_weakly > 0 && asking.sentences <= asking.asking_weakly + OTHER_SENTENCES_MAX;
    return asking.words <= QUESTION_WORDS_MAX || asking.asking * 2 > asking.sentences;
}

/* ---- nothing at all */

static bool has_letters(const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p))
        if (g_unichar_isalnum(g_utf8_get_char(p)))
            return true;
    return false;
}

/* ---- all together */

/* Whether the writer takes back what was given: by its name, or as "it" where nothing else can be meant. */
static bool withdraws(const GArray *matches, const struct words *words, bool has_answers)
{
    if (wishes(matches, WISH_WITHDRAW, WISH_NOT_WITHDRAW) || (!has_answers && wishes(matches, WISH_NO_USE, WISH_NOT_WITHDRAW)))
        return true;
    return (words->count <= LITTLE_WORDS || says(matches, WISH_GAVE)) && wishes(matches, WISH_WITHDRAW_IT, WISH_NOT_WITHDRAW);
}

/* The wishes in order of protection, apart from questions. Returns whether there is one. */
static bool find_wish(const GArray *matches, const struct words *words, bool has_answers, enum mail_kind *kind,
                      const char **reason)
{
    *kind = KIND_WITHDRAW;
    *reason = "wants what was sent to be deleted";
    if (withdraws(matches, words, has_answers))
        return true;
    *kind = KIND_UNSUBSCRIBE;
    *reason = "wants no more mail";
    if (wishes(matches, WISH_UNSUBSCRIBE, WISH_NOT_UNSUBSCRIBE) ||
        (!has_answers && wishes(matches, WISH_NO_CONTACT, WISH_NOT_UNSUBSCRIBE)))
        return true;
    *reason = "wants to be left alone, and perhaps to take all back";
    if (says(matches, WISH_AMBIGUOUS))
        return true;
    *kind = KIND_ACCESS;
    *reason = "asks what is held about them";
    return wishes(matches, WISH_ACCESS, WISH_NOT_ACCESS) ||
           (says(matches, WISH_GAVE) && wishes(matches, WISH_ACCESS_IT, WISH_NOT_ACCESS));
}

bool classify_is_ambiguous(const struct kind_rules *rules, const char *subject, const char *words)
{
    AUTO(words) said = words_new(has_letters(words) || subject == NULL ? words : subject, true);
    return pattern_set_has(rules->sayings, said, WISH_AMBIGUOUS);
}

GArray *classify_returns(const struct kind_rules *rules, const struct words *words)
{
    GArray *matches = pattern_set_match(rules->sayings, words);
    for (guint i = matches->len; i > 0; i--)
        if (g_array_index(matches, struct pattern_match, i - 1).id != TEXT_BACK)
            g_array_remove_index(matches, i - 1);
    return matches;
}

enum mail_kind classify_wish(const struct kind_rules *rules, const char *subject, const char *words, bool has_answers,
                             const char **reason)
{
    enum mail_kind kind, by_subject;
    AUTO(words) said = words_new(words, true);
    AUTO(words) headed = words_new(subject == NULL ? "" : subject, true);
    g_autoptr(GArray) matches = pattern_set_match(rules->sayings, said);
    g_autoptr(GArray) in_subject = pattern_set_match(rules->sayings, headed);
    bool wish = find_wish(matches, said, has_answers, &kind, reason);
    const char *subject_reason;
    if (find_wish(in_subject, headed, has_answers, &by_subject, &subject_reason) &&
        (!wish || by_subject == KIND_WITHDRAW || (by_subject == KIND_UNSUBSCRIBE && kind == KIND_ACCESS))) {
        kind = by_subject;
        *reason = subject_reason;
        wish = true;
    }
    if (wish)
        return kind;
    *reason = "nothing of the writer's own";
    if (!has_answers && (!has_letters(words) || (said->count <= REACTION_WORDS_MAX && says(matches, TEXT_REACTION))))
        return KIND_EMPTY;
    *reason = "asks something and answers nothing";
    if (!has_answers && is_question(matches, said))
        return KIND_QUESTION;
    *reason = "a person's answer";
    return KIND_REPLY;
}
