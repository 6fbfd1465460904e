/* Looks for the names of options. A name is compared word by word (equal, another ending, a small misspelling that no other
 * option claims); the words of a longer name may stand in any order; its first word is enough where it is the only one of its
 * kind. */
#include "answer/option_match.h"

#include <string.h>

#include "answer/option_names.h"
#include "answer/sense.h"

#define MOST_WINDOW 12u /* words of an answer that one name may be spread over */
#define MOST_WORDS 24u
#define SHORT_FORM_COST 4u

struct search {
    struct said *said;
    const struct option_names *names;
};

/* What stands at a word of the answer. */
struct match {
    const struct option_name *name;
    guint past;
    guint cost;
    bool partly; /* only the word that tells the option from the others, or a short form */
    bool two;    /* another option matches as well */
};

static const struct option_name *name_at(const struct search *search, guint i)
{
    return &g_array_index(search->names->list, struct option_name, i);
}

/* ---- words */

static const struct sense *sense_at(const struct search *search, guint index)
{
    const struct said *said = search->said;
    return sense_of(said->rules, said->asked, said->utterance->numbers[index], &said->words->list[index]);
}

static enum likeness likeness(const struct search *search, guint index, guint word)
{
    const GArray *list = sense_at(search, index)->likes;
    for (guint i = 0; i < list->len; i++)
        if (g_array_index(list, struct resemblance, i).word == word)
            return g_array_index(list, struct resemblance, i).like;
    return LIKE_NOT;
}

static guint cost_of(enum likeness like) { return like == LIKE_SAME ? 0 : like == LIKE_FORM ? 1 : 3; }

/* ---- one name at one place */

/* Whether a name may not reach over the gap before word index: a comma, a sentence, a paragraph. */
static bool is_barrier(const struct said *said, guint index)
{
    if (said->words->list[index].gap & (GAP_PARAGRAPH | GAP_SENTENCE))
        return true;
    for (guint i = index; i-- > 0 && said->words->list[i].is_mark;)
        if (strchr("-'\"*_`", said->words->list[i].text[0]) == NULL)
            return true;
    return false;
}

/* Returns the word behind index, or count where none or a barrier is in between. */
static guint step(const struct said *said, guint index, bool over_marks)
{
    guint next = said_next(said, index);
    return next < said->words->count && (over_marks || !is_barrier(said, next)) ? next : said->words->count;
}

/* All words of the name, in order. */
static bool match_in_order(const struct search *search, const struct option_name *name, guint at, struct match *match)
{
    const struct said *said = search->said;
    guint i = at;
    match->cost = 0;
    for (guint n = 0; n < name->count; n++) {
        enum likeness like = i < said->words->count ? likeness(search, i, name->words[n]) : LIKE_NOT;
        if (like == LIKE_NOT)
            return false;
        match->cost += cost_of(like);
        match->past = i + 1;
        i = step(said, i, name->has_marks);
    }
    return true;
}

/* Returns the word of the name, not yet found, that word index is most like; or name->count. */
static guint most_like(const struct search *search, const struct option_name *name, guint index, const bool *found,
                       enum likeness *best)
{
    guint which = name->count;
    *best = LIKE_NOT;
    for (guint n = 0; n < name->count; n++) {
        enum likeness like = found[n] ? LIKE_NOT : likeness(search, index, name->words[n]);
        if (like > *best) {
            *best = like;
            which = n;
        }
    }
    return which;
}

/* All words of weight of the name, in any order, with small words between, and at least half of its words. */
static bool match_in_any_order(const struct search *search, const struct option_name *name, guint at, struct match *match)
{
    const struct said *said = search->said;
    bool found[MOST_WORDS] = {false};
    guint core = 0, all = 0;
    match->cost = 1;
    for (guint i = at, steps = 0; i < said->words->count && steps < MOST_WINDOW && core < name->core;
         i = step(said, i, false), steps++) {
        enum likeness like = LIKE_NOT;
        guint which = most_like(search, name, i, found, &like);
        if (which == name->count && (i == at || !said_is_in(said, i, LIST_SMALL)))
            return false;
        if (which == name->count && (said->tags[i] & TAG(PHRASE_NEGATION)))
            return false; /* "it was not fair" is no "it was fair" */
        if (which == name->count)
            continue;
        found[which] = true;
        all++;
        core += !search->names->is_small[name->words[which]];
        match->cost += cost_of(like);
        match->past = i + 1;
    }
    return core == name->core && core > 0 && all * 2 >= name->count;
}

/* Words of the answer that are one in the name, or the other way round: "head teacher", "allthrough". */
static bool match_joined(const struct search *search, const struct option_name *name, guint at, struct match *match)
{
    const struct said *said = search->said;
    gsize length = strlen(name->tight), got = 0;
    for (guint i = at, steps = 0; i < said->words->count && steps < OPTION_MOST_JOINED; i = step(said, i, false), steps++) {
        const char *word = said->words->list[i].text;
        gsize own = strlen(word);
        if (own > length - got || strncmp(name->tight + got, word, own) != 0)
            return false;
        got += own;
        if (got == length) {
            *match = (struct match){.past = i + 1, .cost = 1};
            return true;
        }
    }
    return false;
}

static bool match_telling(const struct search *search, const struct option_name *name, guint at, struct match *match)
{
    enum likeness like = name->telling != NO_WORD ? likeness(search, at, name->telling) : LIKE_NOT;
    if (like == LIKE_NOT)
        return false;
    *match = (struct match){.past = at + 1, .cost = 2 + cost_of(like), .partly = true};
    return true;
}

/* ---- the best at one place */

static void keep_better(const struct match *match, const struct option_name *name, struct match *best)
{
    if (best->name != NULL && best->name->option != name->option &&
        (best->name->option == OPTION_NONE || name->option == OPTION_NONE) && match->past == best->past) {
        if (best->name->option == OPTION_NONE) {
            *best = *match;
            best->name = name;
        }
        return;
    }
    if (best->name == NULL || match->past > best->past || (match->past == best->past && match->cost < best->cost)) {
        *best = *match;
        best->name = name;
        best->two = false;
    } else if (match->past == best->past && match->cost == best->cost && name->option != best->name->option) {
        best->two = true;
    }
}

static void try_name(const struct search *search, const struct option_name *name, guint at, struct match *best)
{
    struct match match = {0};
    bool found = match_in_order(search, name, at, &match) ||
                 (!name->is_meaning && !name->is_ordered && name->core > 0 && name->count > 1 &&
                  match_in_any_order(search, name, at, &match)) ||
                 match_telling(search, name, at, &match);
    if (found)
        keep_better(&match, name, best);
}

/* Tries all names that have a word like that at index, and those that need another look at the letters. */
static bool best_match(const struct search *search, guint at, struct match *best)
{
    *best = (struct match){0};
    const struct sense *sense = sense_at(search, at);
    for (guint i = 0; i < sense->likes->len; i++) {
        const GArray *names = search->names->names_of->pdata[g_array_index(sense->likes, struct resemblance, i).word];
        for (guint n = 0; n < names->len; n++)
            try_name(search, name_at(search, g_array_index(names, guint, n)), at, best);
    }
    for (guint n = 0; n < sense->letters->len; n++) {
        const struct letters *letters = &g_array_index(sense->letters, struct letters, n);
        const struct option_name *name = name_at(search, letters->name);
        struct match match = {0};
        if (letters->is_joined && match_joined(search, name, at, &match))
            keep_better(&match, name, best);
        else if (letters->is_short)
            keep_better(&(struct match){.past = at + 1, .cost = SHORT_FORM_COST, .partly = true}, name, best);
    }
    return best->name != NULL;
}

/* "No inspector asked": no belongs to the next word. */
static bool is_determiner(const struct said *said, guint index, const struct match *match)
{
    static const char *const words[] = {"no", "never", "hardly", "not"};
    guint next = match->past;
    if (next != index + 1 || !said_is_attached(said, next) || said_is_link(said, next))
        return false;
    const char *word = said->words->list[index].text;
    if (!said->weighs[next]) /* "just no names" */
        return g_str_equal(word, "no") && said_is_asked(said, next) && !said_is_in(said, next, LIST_FILLER) &&
               !said_is_in(said, next, LIST_SMALL);
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_str_equal(word, words[i]))
            return !g_str_equal(word, said->words->list[next].text);
    return false;
}

static struct mention mention_of(const struct said *said, guint at, const struct match *match)
{
    static const guint certainties[] = {98, 95, 92, 88};
    const struct option_name *name = match->name;
    struct mention mention = {.first = at, .past = match->past, .key = name->option, .generic = name->is_generic};
    mention.certainty = match->cost < G_N_ELEMENTS(certainties) ? certainties[match->cost] : 80;
    mention.weak = match->partly || match->cost > 2 || (name->is_meaning && !name->is_generic);
    mention.alone = name->is_bare || name->is_echo;
    mention.echo = name->is_of_writer || name->is_of_other;
    if (name->option == OPTION_NONE) {
        mention.key = MENTION_NO_KEY;
        mention.why_not = "none of the options is simply yes or no";
    }
    if (match->two)
        mention.why_not = "it could be either of two options";
    if (is_determiner(said, at, match))
        mention.why_not = "the word may belong to those behind it";
    return mention;
}

/* Whether an everyday phrase covers more than the words [first, past): "good grief". */
static bool is_idiom(const struct said *said, guint first, guint past)
{
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        if (match->id == PHRASE_IDIOM && match->first <= first && match->last + 1 >= past &&
            match->last + 1 - match->first > past - first)
            return true;
    }
    return false;
}

static guint add_at(struct search *search, guint index)
{
    struct said *said = search->said;
    struct match match;
    bool found = best_match(search, index, &match);
    if (found && (search->names->asks_you ? match.name->is_of_other : match.name->is_of_writer))
        return index + 1;
    if (found) {
        struct mention mention = mention_of(said, index, &match);
        if (!is_idiom(said, index, match.past))
            said_add(said, &mention);
        return match.past;
    }
    gint64 denied = sense_at(search, index)->turned;
    if (denied >= 0)
        said_add(said, &(struct mention){.first = index, .past = index + 1, .key = denied, .denied = true});
    return index + 1;
}

void option_match(struct said *said)
{
    struct search search = {.said = said, .names = said->asked->names};
    for (guint i = 0; i < said->words->count;) {
        const struct word *word = &said->words->list[i];
        i = word->is_mark && g_ascii_ispunct(word->text[0]) ? i + 1 : add_at(&search, i);
    }
}

bool option_is_named(const struct said *said)
{
    if (said->question->options == NULL || said->question->options->len == 0)
        return false;
    return g_hash_table_contains(said->asked->names->whole, said->utterance->joined);
}
