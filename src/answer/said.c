/* Words, their tags and their clauses. Never decides what a value is. */
#include "answer/said.h"

#include <string.h>

#include "answer/memory.h"
#include "base/text.h"

#define ARROW "\xe2\x86\x92"

/* Words that a clause may begin with. LINK_COMMA: what follows only explains. */
static const struct {
    const char *word;
    enum clause_link link;
} links[] = {
    {"and", LINK_AND},       {"plus", LINK_AND},    {"or", LINK_OR},        {"but", LINK_BUT},       {"though", LINK_BUT},
    {"although", LINK_BUT},  {"however", LINK_BUT}, {"yet", LINK_BUT},      {"because", LINK_COMMA}, {"cos", LINK_COMMA},
    {"since", LINK_COMMA},   {"which", LINK_COMMA}, {"who", LINK_COMMA},    {"when", LINK_COMMA},    {"while", LINK_COMMA},
    {"whilst", LINK_COMMA},  {"where", LINK_COMMA}, {"with", LINK_COMMA},   {"after", LINK_COMMA},   {"until", LINK_COMMA},
    {"despite", LINK_COMMA}, {"from", LINK_COMMA},  {"unless", LINK_COMMA}, {"if", LINK_COMMA},      {"et", LINK_AND},
    {"und", LINK_AND},       {"oder", LINK_OR},     {"ou", LINK_OR},        {"neu", LINK_OR}};

gint8 said_link_of(const char *word)
{
    for (guint i = 0; i < G_N_ELEMENTS(links); i++)
        if (g_str_equal(word, links[i].word))
            return (gint8)links[i].link;
    return -1;
}

bool said_same_word(const char *a, const char *b)
{
    static const char *const endings[] = {"", "s", "es", "ed", "d", "ing", "'s", "ment", "t"};
    gsize common = 0;
    while (a[common] != '\0' && a[common] == b[common])
        common++;
    if (a[common] == '\0' && b[common] == '\0')
        return true;
    if (common < 3 || (common < 4 && (strlen(a) > common + 1 || strlen(b) > common + 1)))
        return false;
    bool a_ends = false, b_ends = false;
    for (guint i = 0; i < G_N_ELEMENTS(endings); i++) {
        a_ends |= strcmp(a + common, endings[i]) == 0;
        b_ends |= strcmp(b + common, endings[i]) == 0;
    }
    return a_ends && b_ends;
}

bool said_is_asked(const struct said *said, guint index)
{
    return asked_has(said->asked, said->utterance->numbers[index], said->words->list[index].text);
}

bool said_number_in(const struct said *said, guint index, enum word_list list, gint64 *number)
{
    return said_is_in(said, index, list) && lexicon_has(said->rules, list, said->words->list[index].text, number);
}

bool said_is_in(const struct said *said, guint index, enum word_list list)
{
    return index < said->words->count && (said->utterance->lists[index] & (1u << list));
}

struct said *said_new(const struct answer_context *context, const char *text)
{
    memory_hold(context->rules->memory);
    struct said *said = g_new0(struct said, 1);
    said->rules = context->rules;
    said->question = context->question;
    said->text = text;
    said->asked = asked_of(context->rules, context->question);
    said->utterance = utterance_of(context->rules, text);
    said->words = said->utterance->words;
    said->matches = said->utterance->matches;
    said->cut = said->utterance->cut;
    guint count = said->words->count;
    said->tags = g_malloc0((count + 1) * (sizeof *said->tags + sizeof *said->weighs + sizeof *said->covered));
    said->weighs = (bool *)(said->tags + count + 1);
    said->covered = said->weighs + count + 1;
    memcpy(said->tags, said->utterance->tags, count * sizeof *said->tags);
    said->mentions = g_array_new(FALSE, TRUE, sizeof(struct mention));
    said->clauses = g_array_new(FALSE, TRUE, sizeof(struct clause));
    for (guint i = 0; i < count; i++)
        said->weighs[i] = said->utterance->weighs[i] && !said_is_asked(said, i);
    return said;
}

void said_free(struct said *said)
{
    if (said == NULL)
        return;
    g_free(said->tags);
    g_array_unref(said->mentions);
    g_array_unref(said->clauses);
    memory_let_go(said->rules->memory);
    g_free(said);
}

void said_add(struct said *said, const struct mention *mention)
{
    g_array_append_val(said->mentions, *mention);
    for (guint i = mention->first; i < mention->past; i++)
        said->covered[i] = true;
}

guint said_weight(const struct said *said, guint from, guint to)
{
    guint weight = 0;
    for (guint i = from; i < to && i < said->words->count; i++)
        weight += said->weighs[i] && !said->covered[i];
    return weight;
}

guint said_next(const struct said *said, guint index)
{
    do
        index++;
    while (index < said->words->count && said->words->list[index].is_mark);
    return index;
}

bool said_is_attached(const struct said *said, guint index)
{
    return index > 0 && index < said->words->count && said->words->list[index].gap == 0;
}

bool said_is_mark(const struct said *said, guint index, const char *mark)
{
    return index < said->words->count && said->words->list[index].is_mark && strcmp(said->words->list[index].text, mark) == 0;
}

bool said_is_word(const struct said *said, guint index, const char *word)
{
    return index < said->words->count && strcmp(said->words->list[index].text, word) == 0;
}

char *said_rest(const struct said *said, guint index)
{
    if (index >= said->words->count && !said->cut)
        return NULL;
    gsize from = index < said->words->count ? said->words->list[index].start : 0;
    const char *p = said->text + from;
    while (*p != '\0' && (g_unichar_isspace(g_utf8_get_char(p)) || strchr(",;:.-/!)*_", *p) != NULL ||
                          g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_DASH_PUNCTUATION))
        p = g_utf8_next_char(p);
    if (text_is_blank(p))
        return NULL;
    char *rest = g_strdup(p);
    return g_strchomp(rest);
}

/* ---- clauses */

/* Whether the mark at index stands tight between two words: "all-through". */
static bool is_tight(const struct said *said, guint index)
{
    const struct word *list = said->words->list;
    return index > 0 && index + 1 < said->words->count && list[index - 1].end == list[index].start &&
           list[index].end == list[index + 1].start;
}

/* Returns whether a clause begins behind the mark at index, and by what link. */
static bool mark_splits(const struct said *said, guint index, enum clause_link *link)
{
    const char *mark = said->words->list[index].text;
    bool is_last = index + 1 >= said->words->count;
    if (strchr(".!?", *mark) != NULL) {
        *link = LINK_STOP;
        return is_last || said->words->list[index + 1].start > said->words->list[index].end ||
               said->words->list[index + 1].is_mark;
    }
    if (strchr("([{", *mark) != NULL)
        *link = LINK_STOP;
    else if (strchr(")]}", *mark) != NULL)
        *link = LINK_CLOSE;
    else if (strchr(",;:=|", *mark) != NULL)
        *link = LINK_COMMA;
    else if (*mark == '/' || *mark == '>' || g_str_equal(mark, ARROW))
        *link = LINK_OR;
    else if (*mark == '&' || *mark == '+')
        *link = LINK_AND;
    else if (*mark == '-' && !is_tight(said, index))
        *link = LINK_COMMA;
    else
        return false;
    return true;
}

/* Whether a conclusion that begins at index leads to a mention behind another: "infant and junior, so primary". */
static bool concludes(const struct said *said, guint index)
{
    if (!(said->tags[index] & TAG(PHRASE_CONCLUSION)) || said->mentions->len == 0 ||
        g_array_index(said->mentions, struct mention, 0).past > index)
        return false;
    for (guint i = index + 1; i < said->words->count && i < index + 6; i++) {
        if (said->covered[i])
            return true;
        if (said->weighs[i])
            return false;
    }
    return false;
}

/* Whether word index goes on with a phrase that belongs together: "all but", "anything but". */
static bool is_inside_phrase(const struct said *said, guint index)
{
    if (!(said->tags[index] & (TAG(PHRASE_NEGATION) | TAG(PHRASE_EXCEPT) | TAG(PHRASE_FILLER))))
        return false;
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        bool kind = match->id == PHRASE_NEGATION || match->id == PHRASE_EXCEPT || match->id == PHRASE_FILLER;
        if (kind && match->first < index && match->last >= index)
            return true;
    }
    return false;
}

/* Whether a clause begins with word index by what the word is; *link: by what link. */
static bool word_links(const struct said *said, guint index, enum clause_link *link)
{
    *link = LINK_COMMA;
    if (concludes(said, index))
        return true;
    gint8 found = memory_fact(said->rules, said->utterance->numbers[index])->link;
    if (found < 0 || is_inside_phrase(said, index))
        return false;
    *link = (enum clause_link)found;
    return true;
}

static bool word_splits(const struct said *said, guint index, enum clause_link *link)
{
    if (word_links(said, index, link))
        return true;
    if ((said->words->list[index].gap & GAP_LINE) == 0 || is_inside_phrase(said, index))
        return false;
    *link = LINK_STOP;
    return true;
}

static void end_clause(struct said *said, struct clause *clause, guint past, guint next, enum clause_link link)
{
    bool has_words = false;
    for (guint i = clause->first; i < past && !has_words; i++)
        has_words = !said->words->list[i].is_mark;
    clause->past = past;
    if (has_words) {
        for (guint i = past; i < said->words->count && said->words->list[i].is_mark; i++)
            clause->asks |= said->words->list[i].text[0] == '?';
        g_array_append_val(said->clauses, *clause);
        *clause = (struct clause){.first = next, .link = link};
        return;
    }
    clause->first = next;
    if (link == LINK_OR || link == LINK_AND || link == LINK_BUT || clause->link == LINK_START)
        clause->link = clause->link == LINK_START && said->clauses->len == 0 ? LINK_START : link;
}

static void make_clauses(struct said *said)
{
    struct clause clause = {.first = 0, .link = LINK_START};
    guint mention = 0;
    for (guint i = 0; i < said->words->count; i++) {
        while (mention < said->mentions->len && g_array_index(said->mentions, struct mention, mention).past <= i)
            mention++;
        bool inside = mention < said->mentions->len && i > g_array_index(said->mentions, struct mention, mention).first;
        enum clause_link link;
        if (inside)
            continue;
        if (said->words->list[i].is_mark) {
            if (mark_splits(said, i, &link))
                end_clause(said, &clause, i, i + 1, link);
        } else if (i > clause.first && word_splits(said, i, &link)) {
            end_clause(said, &clause, i, i, link);
        } else if (i == clause.first && word_splits(said, i, &link) &&
                   (link == LINK_OR || link == LINK_AND || link == LINK_BUT)) {
            clause.link = link;
        }
    }
    end_clause(said, &clause, said->words->count, said->words->count, LINK_STOP);
}

/* ---- mentions in their clauses */

bool said_is_link(const struct said *said, guint index)
{
    enum clause_link link;
    return word_links(said, index, &link);
}

/* Whether [from, to) holds nothing of weight outside mentions; negation has weight. */
static bool is_light(const struct said *said, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (said->weighs[i] && !said->covered[i] && !said_is_link(said, i))
            return false;
    return true;
}

/* Whether word index belongs to a mere no: "it was not", "not at all", which go on to deny what follows: "fair". */
static bool is_in_denial(const struct said *said, guint index)
{
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *mention = &g_array_index(said->mentions, struct mention, i);
        bool denies = false;
        for (guint n = mention->first; n < mention->past; n++)
            denies |= (said->tags[n] & TAG(PHRASE_NEGATION)) != 0;
        if (mention->first <= index && index < mention->past)
            return denies && (mention->generic || mention->echo || mention->weak);
    }
    return false;
}

/* Whether a word with the tag, and none with the tags except, stands before index in the clause with nothing of weight between.
 */
static bool is_behind(const struct said *said, const struct clause *clause, guint index, guint32 tag, guint32 except)
{
    for (guint i = index; i-- > clause->first;) {
        guint32 tags = said->tags[i];
        if (said->words->list[i].is_mark)
            continue;
        bool goes_on = said->covered[i] && tag == TAG(PHRASE_NEGATION) && is_in_denial(said, i);
        if (said->covered[i] && !goes_on)
            return false;
        if (goes_on || ((tags & tag) && !(tags & except)))
            return true;
        if (said->weighs[i])
            return false;
    }
    return false;
}

/* Whether the clause has no words beside its mentions but hedges and words of the question. */
static bool fills(const struct said *said, const struct clause *clause)
{
    for (guint i = clause->first; i < clause->past; i++) {
        const struct word *word = &said->words->list[i];
        bool joins = i == clause->first && (clause->link == LINK_AND || clause->link == LINK_BUT || clause->link == LINK_OR);
        if (!word->is_mark && !said->covered[i] && !(said->tags[i] & TAG(PHRASE_HEDGE)) && !joins && !said_is_asked(said, i))
            return false;
    }
    return true;
}

void said_split(struct said *said)
{
    make_clauses(said);
    guint at = 0;
    for (guint i = 0; i < said->mentions->len; i++) {
        struct mention *mention = &g_array_index(said->mentions, struct mention, i);
        while (at + 1 < said->clauses->len && g_array_index(said->clauses, struct clause, at).past <= mention->first)
            at++;
        const struct clause *clause = &g_array_index(said->clauses, struct clause, at);
        mention->clause = at;
        mention->negated = mention->denied || is_behind(said, clause, mention->first, TAG(PHRASE_NEGATION),
                                                        TAG(PHRASE_NOT_NEGATION) | TAG(PHRASE_UNSURE));
        mention->former = is_behind(said, clause, mention->first, TAG(PHRASE_FORMER), 0);
        mention->leads = is_light(said, clause->first, mention->first);
        mention->pure = mention->leads && is_light(said, mention->past, clause->past);
        if (mention->echo && !fills(said, clause))
            mention->pure = false;
    }
}
