/* multi: any of the options, in their order; "all but sleep", "none of these". What is no option is a comment. */
#include "answer/answer_types.h"
#include "answer/figure.h"
#include "answer/judge.h"
#include "answer/option_match.h"

#define MOST_OPTIONS 64u
#define STORY_WORDS 40u /* words of weight from which options in passing are not taken for answers */
#define PASSING_WORDS 6u

/* What was chosen so far. */
struct choice {
    const struct said *said;
    bool chosen[MOST_OPTIONS];
    bool all, none, some;
    guint certainty;
    const char *why; /* (nullable) why it is unclear */
};

static guint count_options(const struct question *question) { return MIN(question->options->len, MOST_OPTIONS); }

static const struct option *option_at(const struct question *question, guint i) { return question->options->pdata[i]; }

/* ---- all of them */

/* Returns the match of kind that begins at word index, or NULL. */
static const struct pattern_match *match_at(const struct said *said, guint index, enum phrase_kind kind)
{
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        if (match->first == index && match->id == kind)
            return match;
    }
    return NULL;
}

/* Whether "all" opens its clause: "all of them", not "it was all too much". */
static bool opens(const struct said *said, guint index, guint past)
{
    for (guint c = 0; c < said->clauses->len; c++) {
        const struct clause *clause = &g_array_index(said->clauses, struct clause, c);
        if (index < clause->first || index >= clause->past)
            continue;
        bool negated = index > clause->first && (said->tags[index - 1] & TAG(PHRASE_NEGATION));
        struct figure number;
        if (figure_at(said, past, &number))
            past = number.past;
        guint end = past;
        bool whole = past > index + 1 && past < clause->past && said_is_in(said, past, LIST_SMALL) &&
                     !(said->tags[past] & TAG(PHRASE_WAS));
        while (end < clause->past && !(said->tags[end] & TAG(PHRASE_EXCEPT)))
            end++;
        bool nearly = index > 0 && (said->tags[index - 1] & TAG(PHRASE_NEARLY));
        return !negated && !nearly && (whole || said_weight(said, past, end) == 0) &&
               said_weight(said, clause->first, index) == 0;
    }
    return false;
}

static guint real_options(const struct question *question)
{
    guint count = 0;
    for (guint i = 0; i < count_options(question); i++)
        count += !option_at(question, i)->none;
    return count;
}

/* "all six": whether the number behind "all" is that of the options. */
static bool count_is_right(const struct said *said, const struct pattern_match *match)
{
    struct figure figure;
    for (guint i = match->first; i <= match->last + 1 && i < said->words->count; i++)
        if (figure_at(said, i, &figure) && figure.kind == FIGURE_PLAIN && figure.value > 1)
            return figure.value == real_options(said->question);
    return true;
}

/* Whether behind the first word of some stands an "all" that means nothing: "above all". */
static bool holds_all(const struct said *said, const struct pattern_match *some)
{
    for (guint i = some->first + 1; i <= some->last; i++)
        if (match_at(said, i, PHRASE_ALL) != NULL)
            return true;
    return false;
}

static void find_all(struct choice *choice)
{
    const struct said *said = choice->said;
    for (guint i = 0; i < said->words->count; i++) {
        if (said->covered[i]) /* the name of an option: "none at all" */
            continue;
        const struct pattern_match *some = match_at(said, i, PHRASE_SOME), *all = match_at(said, i, PHRASE_ALL);
        bool of_option = some != NULL && some->last + 1 < said->words->count && said->covered[some->last + 1];
        if (some != NULL && said->mentions->len > 1 && holds_all(said, some))
            continue; /* "confidence above all, and sleep"; alone it leaves open what else there was */
        if (some != NULL && !of_option && opens(said, i, some->last + 1) && (all == NULL || some->last >= all->last)) {
            choice->some |= all == NULL || some->last > all->last;
            continue;
        }
        if (all == NULL || !opens(said, i, all->last + 1) || (said->tags[i] & (TAG(PHRASE_IDIOM) | TAG(PHRASE_SOME))))
            continue;
        if (count_is_right(said, all))
            choice->all = true;
        else
            choice->why = "it names another number than there are options";
    }
}

/* "The first three": options by their place. */
static void find_by_place(struct choice *choice)
{
    const struct said *said = choice->said;
    for (guint i = 0; i + 1 < said->words->count; i++) {
        struct figure figure;
        bool first = said_is_in(said, i, LIST_FIRST);
        bool last = said_is_in(said, i, LIST_LAST);
        if ((!first && !last) || !figure_at(said, i + 1, &figure) || figure.kind != FIGURE_PLAIN)
            continue;
        if (said_weight(said, 0, i) > 0 ||
            (figure.past < said->words->count && said_is_attached(said, figure.past) && said->weighs[figure.past]))
            continue;
        guint real = real_options(said->question), seen = 0;
        for (guint n = 0; n < count_options(said->question); n++) {
            if (option_at(said->question, n)->none)
                continue;
            choice->chosen[n] |= first ? seen < figure.value : seen + figure.value >= real;
            seen++;
        }
        choice->certainty = 80;
        if (figure.value > real)
            choice->why = "it names more than there are options";
        return;
    }
}

/* ---- one by one */

/* Whether the words behind the mention spare it: "sleep was fine". */
static bool is_spared(const struct said *said, const struct mention *mention)
{
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    for (guint i = mention->past; i < clause->past; i++) {
        if (said->covered[i])
            return false;
        if (said->tags[i] & TAG(PHRASE_SPARED))
            return true;
    }
    for (guint i = clause->first; i < mention->first; i++)
        if (said->tags[i] & TAG(PHRASE_SPARES))
            return true;
    return false;
}

/* Whether the mention is left out: it stands behind "except", "all but", with no new sentence between. */
static bool is_excepted(const struct said *said, const struct mention *mention)
{
    for (guint i = mention->first; i-- > 0;) {
        if (said->tags[i] & TAG(PHRASE_EXCEPT))
            return true;
        if (said->words->list[i + 1].gap & (GAP_SENTENCE | GAP_PARAGRAPH))
            return false;
        if (said->weighs[i] && !said->covered[i] && !g_str_equal(said->words->list[i].text, "and") &&
            !g_str_equal(said->words->list[i].text, "or"))
            return false;
    }
    return false;
}

/* A negation goes on over a list: "not sleep or anxiety". */
static bool is_denied(const struct said *said, guint number)
{
    const struct mention *mention = &g_array_index(said->mentions, struct mention, number);
    if (mention->negated)
        return true;
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    return number > 0 && clause->link == LINK_OR && mention->leads && is_denied(said, number - 1);
}

/* Whether an option is named in passing, in a story and not in a list. */
static bool in_passing(const struct said *said, const struct mention *mention)
{
    if (mention->pure)
        return false;
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    guint total = said_weight(said, 0, said->words->count);
    if (mention->weak && !mention->leads)
        return true;
    if (total > STORY_WORDS && (!mention->leads || said_weight(said, clause->first, clause->past) > PASSING_WORDS))
        return true;
    return false;
}

/* Whether the words are those of a "no". */
static bool says_no(const struct said *said, const struct mention *mention)
{
    const struct meaning *no = lexicon_meaning(said->rules, "no");
    const char *word = said->words->list[mention->first].text;
    guint past = 0;
    for (guint i = 0; no != NULL && i < no->phrases->len; i++)
        if (words_begin_with(said->words, mention->first, no->phrases->pdata[i], &past) && past == mention->past)
            return true;
    return g_str_equal(word, "no");
}

/* Whether the mention is a yes or no that belongs to the option right before it: "sleep - yes, anxiety - no". */
static bool is_verdict(const struct said *said, guint number)
{
    const struct mention *mention = &g_array_index(said->mentions, struct mention, number);
    if (number == 0 || !mention->generic)
        return false;
    const struct mention *before = mention - 1;
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    return !before->generic && before->key >= 0 && mention->first - before->past <= 2 &&
           mention->clause <= before->clause + 1 && said_weight(said, before->past, mention->first) == 0 &&
           said_weight(said, mention->past, clause->past) == 0;
}

/* Whether the option is put in doubt: "sleep?", "possibly anxiety", "sleep or anxiety". */
static const char *doubt(const struct said *said, guint number)
{
    const struct mention *mention = &g_array_index(said->mentions, struct mention, number);
    const struct clause *clause = &g_array_index(said->clauses, struct clause, mention->clause);
    if (clause->asks && mention->pure)
        return "an option is put as a question";
    for (guint i = clause->first; i < mention->first; i++)
        if (said->tags[i] & TAG(PHRASE_DOUBT))
            return "an option is doubted";
    bool or = g_str_equal(said->words->list[clause->first].text, "or");
    return or &&number > 0 && mention->pure && mention->clause == (mention - 1)->clause + 1 ? "it is one or the other" : NULL;
}

static void take(struct choice *choice, const struct mention *mention)
{
    const struct option *option = option_at(choice->said->question, (guint)mention->key);
    if (mention->why_not != NULL && choice->why == NULL)
        choice->why = mention->why_not;
    if (option->none)
        choice->none = true;
    else
        choice->chosen[mention->key] = true;
    choice->certainty = MIN(choice->certainty, mention->certainty);
}

/* Whether mention number counts at all. */
static bool counts(const struct said *said, guint number)
{
    const struct mention *mention = &g_array_index(said->mentions, struct mention, number);
    if (mention->key < 0 || mention->key >= count_options(said->question) || (mention->alone && !mention->pure))
        return false;
    return !is_verdict(said, number) && !(mention->generic && mention->why_not != NULL);
}

/* Whether what follows "none of these" is what is left: "none apart from sleep". */
static bool leaves_some(const struct said *said, guint number)
{
    if (number + 1 >= said->mentions->len)
        return false;
    return is_excepted(said, &g_array_index(said->mentions, struct mention, number + 1));
}

static void take_mentions(struct choice *choice, guint from, bool *left_out)
{
    const struct said *said = choice->said;
    bool none_but = false;
    for (guint i = from; i < said->mentions->len; i++) {
        const struct mention *mention = &g_array_index(said->mentions, struct mention, i);
        if (!counts(said, i))
            continue;
        bool none = option_at(said->question, (guint)mention->key)->none;
        if (none && leaves_some(said, i)) {
            none_but = true;
            continue;
        }
        bool denied = i + 1 < said->mentions->len && is_verdict(said, i + 1) && says_no(said, mention + 1);
        bool excepted = is_excepted(said, mention);
        if ((excepted && !none_but) || denied || (is_denied(said, i) && !(excepted && none_but)) || is_spared(said, mention)) {
            left_out[mention->key] = true;
            if (mention->negated) /* "scrap anxiety" */
                choice->chosen[mention->key] = false;
            continue;
        }
        if (in_passing(said, mention) || (none && !mention->leads))
            continue;
        if (choice->why == NULL)
            choice->why = doubt(said, i);
        take(choice, mention);
    }
}

static bool is_doubted(const struct said *said)
{
    guint32 wrong = TAG(PHRASE_UNSURE) | TAG(PHRASE_DEPENDS);
    for (guint c = 0; c < said->clauses->len && c < 3; c++) {
        const struct clause *clause = &g_array_index(said->clauses, struct clause, c);
        if (said_weight(said, clause->first, clause->past) > 0)
            continue;
        for (guint i = clause->first; i < clause->past; i++)
            if ((said->tags[i] & wrong) && !said->covered[i])
                return true;
    }
    return false;
}

/* What take-backs do to a list. */
enum retreat { RETREAT_NONE, RETREAT_REPLACED, RETREAT_UNCLEAR };

/* "Author visits - scratch that, longer loans": a single thing is replaced by what follows; *from becomes the number of the
 * first mention that counts. Where more stood before, nobody knows what is taken back. */
static enum retreat retreat(const struct said *said, guint *from)
{
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        if (match->id != PHRASE_TAKE_BACK && match->id != PHRASE_VOID)
            continue;
        guint before = 0, after = said->mentions->len;
        for (guint m = said->mentions->len; m-- > 0;) {
            const struct mention *mention = &g_array_index(said->mentions, struct mention, m);
            before += mention->past <= match->first;
            if (mention->first > match->last && said_weight(said, match->last + 1, mention->first) == 0)
                after = m;
        }
        if (before == 0 || (after == said->mentions->len && match->id == PHRASE_TAKE_BACK))
            continue;
        if (before > 1 || after == said->mentions->len)
            return RETREAT_UNCLEAR;
        *from = after;
        return RETREAT_REPLACED;
    }
    return RETREAT_NONE;
}

static void decide(struct choice *choice)
{
    const struct question *question = choice->said->question;
    bool left_out[MOST_OPTIONS] = {false};
    find_all(choice);
    if (!choice->all)
        find_by_place(choice);
    guint from = 0;
    enum retreat retreated = retreat(choice->said, &from);
    take_mentions(choice, from, left_out);
    for (guint i = 0; choice->all && i < count_options(question); i++)
        choice->chosen[i] = !option_at(question, i)->none && !left_out[i];
    bool some = false;
    for (guint i = 0; i < count_options(question); i++)
        some |= choice->chosen[i];
    if (choice->why != NULL)
        return;
    if (choice->none && some)
        choice->why = "\"none\" and one of the others are named";
    else if (choice->some && !choice->all)
        choice->why = "it does not say which";
    else if (retreated == RETREAT_UNCLEAR)
        choice->why = "something is taken back, and what is left is not plain";
    else if (is_doubted(choice->said))
        choice->why = "the writer is not sure";
    else if (!some && !choice->none)
        choice->why = "none of the options is named";
}

static json_t *list_of(const struct choice *choice)
{
    const struct question *question = choice->said->question;
    json_t *list = json_array();
    for (guint i = 0; i < count_options(question); i++)
        if (choice->none ? option_at(question, i)->none : choice->chosen[i])
            json_array_append_new(list, json_string(option_at(question, i)->id));
    return list;
}

/* What share of the words the list explains. */
static guint share(const struct said *said)
{
    guint all = 0, light = 0;
    for (guint i = 0; i < said->words->count; i++) {
        if (said->words->list[i].is_mark)
            continue;
        bool structure = said->tags[i] & (TAG(PHRASE_ALL) | TAG(PHRASE_EXCEPT));
        all++;
        light += said->covered[i] || structure || !said->weighs[i] || g_str_equal(said->words->list[i].text, "and");
    }
    return all == 0 || said->cut ? 0 : light * 100 / all;
}

static void read_multi(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    option_match(said);
    said_split(said);
    struct choice choice = {.said = said, .certainty = 96};
    decide(&choice);
    if (choice.why != NULL) {
        judge_unclear(said, choice.why, value);
        return;
    }
    value->state = ANSWER_RECORDED;
    value->json = list_of(&choice);
    value->certainty = choice.certainty;
    value->consumed = share(said);
    value->reason = g_strdup("the words name these options");
    if (said->cut || value->consumed < 100)
        value->comment = g_strstrip(g_strdup(words));
}

static char *show_multi(const struct question *question, const json_t *json)
{
    GString *out = g_string_new(NULL);
    for (gsize i = 0; i < json_array_size(json); i++) {
        const json_t *item = json_array_get(json, i);
        const struct option *option = json_is_string(item) ? question_option(question, json_string_value(item)) : NULL;
        g_string_append_printf(out, "%s%s", out->len > 0 ? ", " : "", option != NULL ? option->label : "?");
    }
    return g_string_free(out, FALSE);
}

const struct answer_type answer_type_multi = {
    .shape = {.type = "multi", .has_options = true}, .read = read_multi, .show = show_multi};
