/* The judgement: the value that the answer begins with, or the one that replaces it, unless another stands beside it on equal
 * terms, or it is denied, doubted or asked. All else is comment. */
#include "answer/judge.h"

#include <string.h>

#define NEAR_WORDS 8u      /* words of weight that may stand before a value in clauses of their own */
#define CONFLICT_WORDS 10u /* words of weight between two values, beyond which the second belongs to a story */
#define SHORT_CLAUSE 2u

static const struct mention *mention_at(const struct said *said, guint i)
{
    return &g_array_index(said->mentions, struct mention, i);
}

static const struct clause *clause_of(const struct said *said, const struct mention *mention)
{
    return &g_array_index(said->clauses, struct clause, mention->clause);
}

static bool usable(const struct mention *mention)
{
    return !mention->negated && !mention->former && (!mention->alone || mention->pure);
}

/* ---- what has been taken back */

/* Whether the words [from, to) say "that was": what follows is still about what is taken back ("sorry, that was the draft"). */
static bool tells_what_it_was(const struct said *said, guint from, guint to)
{
    while (from < to && said->words->list[from].is_mark)
        from++;
    return from + 1 < to && said_is_word(said, from, "that") && said_is_word(said, from + 1, "was");
}

/* Returns the first mention behind word index with nothing of weight between, or NULL. */
static const struct mention *follows(const struct said *said, guint index, guint *number)
{
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (mention->first < index)
            continue;
        if (tells_what_it_was(said, index, mention->first))
            continue;
        *number = i;
        return said_weight(said, index, mention->first) == 0 && !mention->negated ? mention : NULL;
    }
    return NULL;
}

/* Returns the value that follows a few words of explanation: "sorry, that was the draft. RI."; behind a plain take-back also
 * one that does not lead its clause, where no other is named: "hang on, that's the draft. It was published as RI". */
static const struct mention *explained(const struct said *said, guint index, bool plain, guint *number)
{
    const struct mention *found = NULL;
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        const struct clause *clause = clause_of(said, mention);
        bool far = said_weight(said, index, mention->first) > (plain ? NEAR_WORDS : SHORT_CLAUSE + 1);
        if (mention->first < index || far || tells_what_it_was(said, clause->first, mention->first) || mention->why_not != NULL)
            continue;
        bool fits = usable(mention) && mention->key != mention_at(said, 0)->key;
        if (!plain || (fits && mention->pure)) {
            *number = i;
            return mention->pure && fits ? mention : NULL;
        }
        if (!fits || mention->alone || mention->weak || said_weight(said, clause->first, clause->past) > SHORT_CLAUSE + 1 ||
            (found != NULL && found->key != mention->key))
            return NULL;
        *number = found == NULL ? i : *number;
        found = mention;
    }
    return found;
}

/* Whether the word at match->first begins a clause, so that "no" or "actually" can turn what was said. */
static bool opens_clause(const struct said *said, const struct pattern_match *match)
{
    return match->first > 0 && said->words->list[match->first].gap != 0;
}

/* Whether the phrase belongs to a value: "no" in "no overall grade". A bare "no" is one that may turn what was said. */
static bool is_part_of_value(const struct said *said, const struct pattern_match *match)
{
    for (guint i = 0; said->covered[match->first] && i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (mention->first <= match->first && mention->past > match->first)
            return !mention->generic || mention->first != match->first || mention->past != match->last + 1;
    }
    return false;
}

/* Whether next is a figure right behind the turning word that match is, and its clause ends with it: "10, no 11". */
static bool is_next_figure(const struct said *said, const struct pattern_match *match, const struct mention *next)
{
    bool counts = g_str_equal(said->question->type, "scale") || g_str_equal(said->question->type, "number");
    return counts && next->first == match->last + 1 && said_weight(said, next->past, clause_of(said, next)->past) == 0;
}

/* Returns the index of the mention from which on the text counts: behind the last take-back or conclusion. *void_after: what
 * was said was taken back and nothing put in its place. */
static guint start_of_last_word(const struct said *said, bool *replaced, bool *void_after)
{
    guint start = 0;
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        bool take_back = match->id == PHRASE_TAKE_BACK, turn = match->id == PHRASE_TURN,
             conclusion = match->id == PHRASE_CONCLUSION, is_void = match->id == PHRASE_VOID;
        if ((!take_back && !turn && !conclusion && !is_void) || said->mentions->len == 0 || is_part_of_value(said, match))
            continue;
        bool after_one = mention_at(said, 0)->past <= match->first;
        guint number = 0;
        const struct mention *next = follows(said, match->last + 1, &number);
        if (next == NULL && take_back)
            next = follows(said, match->first + 1, &number); /* "sorry, no" */
        if (next == NULL && take_back)
            next = explained(said, match->last + 1, match->last > match->first, &number);
        bool next_figure = turn && next != NULL && is_next_figure(said, match, next);
        if (!after_one || ((turn || is_void) && !opens_clause(said, match) && !next_figure))
            continue;
        if (is_void && next == NULL && said_weight(said, mention_at(said, 0)->past, match->first) <= NEAR_WORDS)
            *void_after = true;
        if (next == NULL || ((turn || conclusion) && !next->pure && !next_figure))
            continue;
        start = number;
        *replaced = true;
        *void_after = false;
    }
    return start;
}

/* ---- which one */

static bool begins(const struct said *said, guint start, const struct mention *mention)
{
    const struct clause *clause = clause_of(said, mention);
    guint before = said_weight(said, start == 0 ? 0 : mention_at(said, start)->first, clause->first);
    bool near = !mention->weak || said_weight(said, mention->past, clause->past) <= SHORT_CLAUSE;
    return before <= NEAR_WORDS && usable(mention) && mention->leads && near &&
           (mention->clause == 0 || mention->pure || before == 0);
}

/* Returns the mention that the answer begins with, from number start on, or NULL. A yes or no that is no option only where
 * there is nothing else. */
static const struct mention *leading(const struct said *said, guint start)
{
    const struct mention *bare = NULL;
    for (guint i = start; i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (!begins(said, start, mention))
            continue;
        if (mention->key != MENTION_NO_KEY)
            return mention;
        if (bare == NULL)
            bare = mention;
    }
    return bare;
}

/* Returns the only value named in a short answer that does not begin with it ("They gave us a Good"), or NULL. */
static const struct mention *only(const struct said *said, guint start)
{
    const struct mention *found = NULL;
    for (guint i = start; i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (mention->key == MENTION_NO_KEY)
            continue;
        if (mention->negated || mention->alone || mention->generic || mention->weak ||
            (found != NULL && found->key != mention->key))
            return NULL;
        found = mention;
    }
    if (found == NULL || said->cut || said_weight(said, 0, said->words->count) > SHORT_CLAUSE)
        return NULL;
    for (guint i = 0; i < found->first; i++)
        if (said->tags[i] & TAG(PHRASE_NEGATION))
            return NULL;
    return found;
}

/* Whether other is no value of its own: an initial below the answers, or the "no" of "no one". */
static bool is_chatter(const struct said *said, const struct mention *other)
{
    const struct word *word = &said->words->list[other->first];
    bool initial = other->past == other->first + 1 && strlen(word->text) == 1 && (word->gap & GAP_LINE);
    return other->generic && (initial || other->why_not != NULL);
}

static bool has_tag(const struct said *said, const struct clause *clause, enum phrase_kind kind)
{
    for (guint i = clause->first; i < clause->past; i++)
        if ((said->tags[i] & TAG(kind)) && !said->covered[i])
            return true;
    return false;
}

/* Whether a clause tells what was before or might have been: "(was Outstanding)", "I would give it a 6". */
static bool is_aside(const struct said *said, const struct clause *clause)
{
    guint first = clause->first;
    while (first < clause->past && said->words->list[first].is_mark)
        first++;
    for (guint i = clause->first; i < clause->past; i++) {
        if (said->tags[i] & TAG(PHRASE_ASIDE))
            return true;
        if (i == first && (said->tags[i] & TAG(PHRASE_WAS)))
            return true;
    }
    return false;
}

/* Whether the clause of the mention has no other words at all. */
static bool is_bare(const struct said *said, const struct mention *mention)
{
    const struct clause *clause = clause_of(said, mention);
    for (guint i = clause->first; i < clause->past; i++)
        if (!said->covered[i] && !said->words->list[i].is_mark)
            return false;
    return true;
}

/* Whether other stands in a later sentence that says more than a value. */
static bool is_told_apart(const struct said *said, const struct mention *chosen, const struct mention *other)
{
    guint first = other->clause, past = other->clause + 1;
    while (first > 0 && g_array_index(said->clauses, struct clause, first).link != LINK_STOP)
        first--;
    while (past < said->clauses->len && g_array_index(said->clauses, struct clause, past).link != LINK_STOP)
        past++;
    if (first <= chosen->clause || is_bare(said, other))
        return false;
    return said_weight(said, g_array_index(said->clauses, struct clause, first).first,
                       g_array_index(said->clauses, struct clause, past - 1).past) > 0;
}

/* Whether the words between tell that chosen became other: "4 rising to 5". */
static bool changes_to(const struct said *said, const struct mention *chosen, const struct mention *other)
{
    const struct clause *clause = clause_of(said, other);
    if (other->first < chosen->past || other->clause > chosen->clause + 1 || is_chatter(said, other))
        return false;
    for (guint i = other->leads ? clause->past : other->first; i-- > chosen->past;)
        if ((said->tags[i] & TAG(PHRASE_CHANGE)) && !said->covered[i])
            return true;
    return false;
}

/* Whether other stands beside chosen on equal terms. */
static bool conflicts(const struct said *said, const struct mention *chosen, const struct mention *other)
{
    if (other->key == chosen->key || other->key == MENTION_NO_KEY || is_chatter(said, other) || !usable(other))
        return false;
    guint from = MIN(chosen->past, other->past), to = MAX(chosen->first, other->first);
    if (said_weight(said, from, to) > CONFLICT_WORDS)
        return false;
    const struct clause *clause = clause_of(said, other);
    bool near = other->clause <= chosen->clause + 1;
    if (chosen->pure && chosen->first < other->first && (is_aside(said, clause) || is_told_apart(said, chosen, other)))
        return false;
    if (other->pure || changes_to(said, chosen, other))
        return true;
    if (near && other->leads && clause->link == LINK_OR)
        return true;
    bool parallel = other->clause + 1 == chosen->clause && clause_of(said, chosen)->link == LINK_AND && !other->alone;
    if (other->first < chosen->first && parallel) /* "She has had four and I have had one" */
        return true;
    if (other->first < chosen->first)
        return !chosen->pure || other->leads || has_tag(said, clause, PHRASE_CONTRAST);
    return other->leads &&
           (has_tag(said, clause, PHRASE_CONTRAST) || !chosen->pure || has_tag(said, clause_of(said, chosen), PHRASE_CONTRAST));
}

/* Whether the words of the mention are themselves words of doubt: the option "maybe". */
static bool is_doubtful(const struct said *said, const struct mention *mention)
{
    for (guint i = mention->first; i < mention->past; i++)
        if (said->tags[i] & (TAG(PHRASE_DOUBT) | TAG(PHRASE_UNSURE) | TAG(PHRASE_DEPENDS)))
            return true;
    return false;
}

/* Returns the mention that makes chosen more precise: "No, still waiting"; "Yes but ask me first". */
static const struct mention *precisely(const struct said *said, const struct mention *chosen)
{
    if (!chosen->generic || !chosen->pure)
        return NULL;
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (mention->first < chosen->past || mention->key == chosen->key)
            continue;
        bool next = mention->clause <= chosen->clause + 1 && clause_of(said, mention)->link != LINK_OR;
        guint beside = said_weight(said, clause_of(said, mention)->first, clause_of(said, mention)->past);
        bool denies = (said->tags[mention->first] & TAG(PHRASE_NEGATION)) != 0;
        bool full = mention->pure || (mention->leads && !denies && (chosen->key == MENTION_NO_KEY || beside <= SHORT_CLAUSE));
        return next && full && !is_doubtful(said, mention) && usable(mention) && !mention->generic && !mention->weak ? mention
                                                                                                                     : NULL;
    }
    return NULL;
}

static const struct mention *conflicting(const struct said *said, guint start, const struct mention *chosen)
{
    for (guint i = start; i < said->mentions->len; i++)
        if (conflicts(said, chosen, mention_at(said, i)))
            return mention_at(said, i);
    return NULL;
}

/* ---- how surely */

/* Returns the tags of the words around chosen: in its clause, and in clauses beside it in which nothing else is said. */
static guint32 tags_around(const struct said *said, const struct mention *chosen)
{
    guint32 tags = 0;
    for (guint c = 0; c < said->clauses->len; c++) {
        const struct clause *clause = &g_array_index(said->clauses, struct clause, c);
        bool own = c == chosen->clause;
        bool beside = c + 1 == chosen->clause || c == chosen->clause + 1;
        if (c == chosen->clause + 1 && clause->first < said->words->count)
            tags |= said->tags[clause->first] & TAG(PHRASE_DEPENDS);
        if (!own && (!beside || said_weight(said, clause->first, clause->past) > 0))
            continue;
        for (guint i = clause->first; i < clause->past; i++) {
            if (own && i >= chosen->past && said->weighs[i])
                break;
            bool of_value = i + 3 >= chosen->first || said_weight(said, clause->first, i) == 0;
            if (!said->covered[i] && of_value)
                tags |= said->tags[i];
        }
    }
    return tags;
}

/* Returns why chosen is doubted too much, or NULL after lowering *certainty for lesser doubt. */
static const char *doubted(const struct said *said, const struct mention *chosen, const struct judge_manner *manner,
                           guint *certainty)
{
    guint32 tags = tags_around(said, chosen);
    const struct clause *clause = clause_of(said, chosen);
    if (clause->asks && said_weight(said, chosen->past, clause->past) == 0)
        return "the value is put as a question";
    if (tags & TAG(PHRASE_DEPENDS))
        return "the words say that it depends";
    if (tags & TAG(PHRASE_UNSURE))
        return "the writer is not sure";
    if ((tags & TAG(PHRASE_DOUBT)) && !manner->estimates)
        return "the value is doubted";
    if ((tags & (TAG(PHRASE_DOUBT) | TAG(PHRASE_HEDGE))) && manner->strict)
        return "consent is not given plainly";
    if (tags & TAG(PHRASE_DOUBT))
        *certainty = MIN(*certainty, 60);
    if (tags & TAG(PHRASE_HEDGE))
        *certainty = MIN(*certainty, 75);
    return NULL;
}

/* ---- the result */

static guint share(const struct said *said, const struct mention *chosen)
{
    guint all = 0, explained = 0;
    const struct clause *clause = chosen != NULL ? clause_of(said, chosen) : NULL;
    bool light = chosen != NULL && said_weight(said, 0, said->words->count) == 0;
    for (guint i = 0; i < said->words->count; i++) {
        if (said->words->list[i].is_mark)
            continue;
        bool own = clause != NULL && i >= clause->first && i < clause->past && !said->weighs[i];
        all++;
        explained += said->covered[i] || own || light;
    }
    if (all == 0 || said->cut)
        return 0;
    return explained * 100 / all;
}

void judge_unclear(const struct said *said, const char *why, struct value *value)
{
    value->state = ANSWER_UNCLEAR;
    value->certainty = 0;
    g_free(value->reason);
    g_clear_pointer(&value->comment, g_free);
    value->reason = g_strdup(why);
    value->consumed = share(said, NULL);
}

/* What a person should see beside the value: all behind it, or all where it is not what the answer begins with. */
static char *comment_beside(const struct said *said, const struct mention *chosen)
{
    bool other = false;
    for (guint i = 0; i < said->mentions->len; i++)
        other |= mention_at(said, i)->key != chosen->key && mention_at(said, i)->key != MENTION_NO_KEY;
    if (!said->cut && !other && said_weight(said, 0, said->words->count) == 0 &&
        (tags_around(said, chosen) & TAG(PHRASE_DOUBT)) == 0)
        return NULL;
    if (said->cut || chosen->clause > 0 || !chosen->leads || chosen->certainty < 80)
        return g_strstrip(g_strdup(said->text));
    return said_rest(said, chosen->past);
}

/* Whether key is that of an option that only names a state for the time being: "not published yet". */
static bool is_passing(const struct said *said, gint64 key)
{
    static const char *const passing[] = {"yet", "still", "waiting", "pending", NULL};
    const GPtrArray *options = said->question->options;
    if (options == NULL || key < 0 || key >= options->len)
        return false;
    AUTO(words) label = words_new(((const struct option *)options->pdata[key])->label, false);
    for (guint i = 0; i < label->count; i++)
        if (g_strv_contains(passing, label->list[i].text))
            return true;
    return false;
}

/* Returns the mention that tells what came of the state that chosen names ("not published yet; it has since come out as RI"),
 * or NULL.
 */
static const struct mention *overtaking(const struct said *said, const struct mention *chosen)
{
    bool changed = false;
    if (!is_passing(said, chosen->key))
        return NULL;
    for (guint i = chosen->past; i < said->words->count && said_weight(said, chosen->past, i) <= NEAR_WORDS; i++) {
        changed |= (said->tags[i] & TAG(PHRASE_CHANGE)) && !said->covered[i];
        for (guint n = 0; changed && n < said->mentions->len; n++)
            if (mention_at(said, n)->first == i && mention_at(said, n)->key != chosen->key && usable(mention_at(said, n)) &&
                mention_at(said, n)->key != MENTION_NO_KEY)
                return mention_at(said, n);
    }
    return NULL;
}

/* Returns the mention that says the same as chosen, which is put as a question, and does not ask: "graded?? yes graded". */
static const struct mention *affirmed(const struct said *said, const struct mention *chosen)
{
    for (guint i = 0; clause_of(said, chosen)->asks && i < said->mentions->len; i++) {
        const struct mention *mention = mention_at(said, i);
        if (mention->first >= chosen->past && mention->key == chosen->key && mention->pure && usable(mention) &&
            !clause_of(said, mention)->asks)
            return mention;
    }
    return chosen;
}

static const struct mention *choose(const struct said *said, const char **why)
{
    bool replaced = false, void_after = false;
    guint start = start_of_last_word(said, &replaced, &void_after);
    if (void_after) {
        *why = "the value is taken back";
        return NULL;
    }
    const struct mention *chosen = replaced ? mention_at(said, start) : leading(said, start);
    if (chosen == NULL)
        chosen = only(said, start);
    if (chosen == NULL)
        return NULL;
    const struct mention *precise = precisely(said, chosen);
    if (precise != NULL)
        return precise;
    const struct mention *outcome = overtaking(said, chosen);
    if (outcome != NULL)
        return outcome;
    if (conflicting(said, start, chosen) != NULL) {
        *why = "more than one value is named";
        return NULL;
    }
    return affirmed(said, chosen);
}

const struct mention *judge(const struct said *said, const struct judge_manner *manner, struct value *value)
{
    const char *why = said->mentions->len == 0 ? manner->nothing : "no value is named plainly";
    const struct mention *chosen = choose(said, &why);
    if (chosen == NULL && said->mentions->len == 1 && mention_at(said, 0)->why_not != NULL)
        why = mention_at(said, 0)->why_not;
    if (chosen != NULL && chosen->why_not != NULL)
        why = chosen->why_not;
    guint certainty = chosen != NULL ? chosen->certainty : 0;
    const char *doubt = chosen != NULL && chosen->why_not == NULL ? doubted(said, chosen, manner, &certainty) : NULL;
    if (chosen == NULL || chosen->why_not != NULL || doubt != NULL) {
        judge_unclear(said, doubt != NULL ? doubt : why, value);
        return NULL;
    }
    value->state = ANSWER_RECORDED;
    value->certainty = certainty;
    value->consumed = share(said, chosen);
    value->comment = comment_beside(said, chosen);
    value->reason = g_strdup(chosen->weak ? "a likeness names it" : "the words name it");
    return chosen;
}
