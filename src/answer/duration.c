/* duration: one ISO 8601 duration in one unit ("P3W", "P18M"), or "ongoing". */
#include "answer/answer_types.h"
#include "answer/figure.h"
#include "answer/judge.h"

#include <string.h>

#define ONGOING_KEY G_MAXINT64
#define MOST_UNITS 1000

/* A length of time in one unit. */
struct span {
    gint64 count;
    enum unit unit;
};

static gint64 key_of(const struct span *span) { return span->count * 16 + span->unit; }

/* Reads the unit at index, marks of joining before it passed over ("10-day"). Returns the index behind, or 0. */
static guint unit_at(const struct said *said, guint index, gint64 *unit)
{
    if (said_is_mark(said, index, "-"))
        index++;
    if (said_is_word(said, index, "full") || said_is_word(said, index, "whole") || said_is_word(said, index, "calendar") ||
        said_is_word(said, index, "solid") || said_is_word(said, index, "long"))
        index++;
    if (index >= said->words->count || !said_number_in(said, index, LIST_UNIT, unit))
        return 0;
    index++;
    return said_is_mark(said, index, "'") ? index + 1 : index;
}

/* The unit of the letters written on to a number: "6weeks", "3m". */
static bool suffix_unit(const struct said *said, const char *suffix, gint64 *unit)
{
    static const struct {
        const char *letter;
        enum unit unit;
    } letters[] = {{"d", UNIT_DAY}, {"w", UNIT_WEEK}, {"m", UNIT_MONTH}, {"y", UNIT_YEAR}};
    for (guint i = 0; i < G_N_ELEMENTS(letters); i++)
        if (g_str_equal(suffix, letters[i].letter)) {
            *unit = letters[i].unit;
            return true;
        }
    return lexicon_has(said->rules, LIST_UNIT, suffix, unit);
}

/* Makes whole units of amount: 1.5 years are 18 months. Returns false where that is not possible. */
static bool make_span(double amount, enum unit unit, struct span *span)
{
    static const struct {
        enum unit from, to;
        double times;
    } smaller[] = {{UNIT_YEAR, UNIT_MONTH, 12}, {UNIT_WEEK, UNIT_DAY, 7}, {UNIT_DAY, UNIT_HOUR, 24}};
    if (unit == UNIT_FORTNIGHT)
        return make_span(amount * 2, UNIT_WEEK, span);
    if (unit == UNIT_DECADE)
        return make_span(amount * 10, UNIT_YEAR, span);
    if (amount > MOST_UNITS || amount < 0)
        return false;
    for (guint i = 0; i < G_N_ELEMENTS(smaller) && amount != (double)(gint64)amount; i++)
        if (unit == smaller[i].from) {
            unit = smaller[i].to;
            amount *= smaller[i].times;
        }
    *span = (struct span){(gint64)(amount + 0.001), unit};
    return span->count > 0 && amount - (double)span->count < 0.01;
}

/* Adds more to span where both can be told in the smaller unit: a year and two months. */
static bool add_span(struct span *span, const struct span *more)
{
    if (span->unit == more->unit)
        span->count += more->count;
    else if (span->unit == UNIT_YEAR && more->unit == UNIT_MONTH)
        *span = (struct span){span->count * 12 + more->count, UNIT_MONTH};
    else if (span->unit == UNIT_WEEK && more->unit == UNIT_DAY)
        *span = (struct span){span->count * 7 + more->count, UNIT_DAY};
    else
        return false;
    return true;
}

/* Reads "and a half" behind a unit. Returns the index behind, or index. */
static guint half_behind(const struct said *said, guint index)
{
    if (said_is_word(said, index, "and") && (said_is_word(said, index + 1, "a") || said_is_word(said, index + 1, "one")) &&
        said_is_word(said, index + 2, "half"))
        return index + 3;
    return index;
}

static const char *const alternatives = "two lengths of time are named";

/* Reads a number with its unit. Returns the index behind, or 0; *why: what is wrong with it. */
static guint number_span(const struct said *said, const struct figure *figure, struct span *span, const char **why)
{
    gint64 unit = 0;
    struct figure other;
    double amount = figure->exact;
    guint past = figure->suffix != NULL && suffix_unit(said, figure->suffix, &unit) ? figure->past : 0;
    if (past == 0 && figure->suffix == NULL)
        past = unit_at(said, figure->past, &unit);
    if (past == 0 && figure->suffix == NULL && figure_range(said, figure, &other)) {
        past = other.suffix != NULL && suffix_unit(said, other.suffix, &unit) ? other.past : unit_at(said, other.past, &unit);
        if (past != 0)
            *why = alternatives;
    }
    if (past == 0 || figure->kind == FIGURE_ORDINAL || figure->kind == FIGURE_TIMES || figure->kind == FIGURE_NOTHING ||
        amount < 0)
        return 0;
    guint half = half_behind(said, past);
    if (half != past)
        amount += 0.5;
    if (!make_span(amount, (enum unit)unit, span) && *why == NULL)
        *why = "it is no whole number of days, weeks, months or years";
    return half;
}

/* Reads "a year", "half a year", "the best part of a year" at index. Returns the index behind, or 0. */
static guint worded_span(const struct said *said, guint index, struct span *span, const char **why)
{
    gint64 unit = 0;
    bool half = said_is_word(said, index, "half");
    guint at = half ? index + 1 : index;
    bool article = said_is_word(said, at, "a") || said_is_word(said, at, "an") || said_is_word(said, at, "the") ||
                   said_is_word(said, at, "one");
    guint past = unit_at(said, article ? at + 1 : at, &unit);
    if (past == 0)
        return 0;
    const char *name = said->words->list[past - 1].text;
    bool plural = g_str_has_suffix(name, "s") && !g_str_equal(name, "mois");
    bool fixed = unit == UNIT_FORTNIGHT;
    if ((plural && !fixed) || (!article && !half && !fixed && past != index + 1)) {
        *why = "it does not say how many";
        return past;
    }
    guint behind = half_behind(said, past);
    double amount = half ? 0.5 : behind != past ? 1.5 : 1;
    if (!article && !half && !fixed)
        *why = "it does not say how many";
    else if (said_is_word(said, behind, "or") &&
             (said_is_word(said, behind + 1, "two") || said_is_word(said, behind + 1, "more"))) {
        *why = alternatives;
        behind += 2;
    } else if (!make_span(amount, (enum unit)unit, span))
        *why = "it is no whole number of days, weeks, months or years";
    return behind;
}

/* Whether a word before index makes the number vague: "a few weeks", "several months". */
static bool is_vague(const struct said *said, guint index)
{
    static const char *const words[] = {"few",  "several", "many",  "some",  "number",  "handful",  "most",
                                        "rest", "other",   "these", "those", "quarter", "quarters", "thirds"};
    for (guint i = index; i-- > 0 && i + 3 > index;) {
        if (said->words->list[i].is_mark)
            return false;
        for (guint n = 0; n < G_N_ELEMENTS(words); n++)
            if (g_str_equal(said->words->list[i].text, words[n]))
                return true;
    }
    return false;
}

/* Reads a length of time at index. Returns the index behind, or 0. */
static guint span_at(const struct said *said, guint index, struct span *span, const char **why)
{
    struct figure figure;
    guint past = figure_at(said, index, &figure) ? number_span(said, &figure, span, why) : 0;
    if (past == 0)
        past = worded_span(said, index, span, why);
    if (past != 0 && is_vague(said, index) && *why == NULL)
        *why = "it does not say how many";
    return past;
}

/* Reads a second length that is named as an alternative: "or two months", ", maybe four". Returns the index behind, or index.
 */
static guint other_behind(const struct said *said, guint index)
{
    static const char *const ties[] = {"or", "to", "maybe", "perhaps", "possibly", "-", "if"};
    struct span other = {0};
    struct figure figure;
    const char *wrong = NULL;
    guint at = said_is_mark(said, index, ",") ? index + 1 : index, tied = at;
    for (guint i = 0; i < G_N_ELEMENTS(ties); i++)
        while (said_is_word(said, tied, ties[i]) || (tied > at && said_is_word(said, tied, "not")))
            tied++;
    guint past = tied > at ? span_at(said, tied, &other, &wrong) : 0;
    if (past == 0 && tied > at && figure_at(said, tied, &figure) && figure.kind == FIGURE_PLAIN)
        past = figure.past;
    return past != 0 ? past : index;
}

/* Reads "and two months" behind a length of time. */
static guint more_behind(const struct said *said, guint index, struct span *span, const char **why)
{
    struct span more = {0};
    const char *wrong = NULL;
    guint other = other_behind(said, index), at = index;
    if (other != index) {
        *why = alternatives;
        return other;
    }
    if (said_is_mark(said, at, ",") || said_is_mark(said, at, "&"))
        at++;
    if (said_is_word(said, at, "and"))
        at++;
    guint past = at < said->words->count ? span_at(said, at, &more, &wrong) : 0;
    return past == 0 || wrong != NULL || !add_span(span, &more) ? index : past;
}

static guint add_span_mention(struct said *said, guint index)
{
    struct span span = {0};
    const char *why = NULL;
    guint past = span_at(said, index, &span, &why);
    if (past == 0)
        return 0;
    if (why == NULL)
        past = more_behind(said, past, &span, &why);
    struct mention mention = {.first = index, .past = past, .certainty = 95, .why_not = why};
    mention.key = why == NULL ? key_of(&span) : G_MININT64 + index;
    struct figure at = {.first = index};
    if (why == NULL && figure_is_bound(said, &at, PHRASE_BELOW))
        mention.why_not = "only a limit is named";
    if (why == NULL && figure_is_bound(said, &at, PHRASE_ABOVE))
        mention.certainty = 60;
    if (said_is_mark(said, past, "+"))
        mention.past++, mention.certainty = 60;
    static const char *const once[] = {"ago", "old"};
    for (guint i = 0; i < G_N_ELEMENTS(once); i++)
        mention.alone |= said_is_word(said, past, once[i]);
    if (mention.alone)
        mention.why_not = "it says when, not how long";
    said_add(said, &mention);
    return mention.past;
}

static guint add_ongoing(struct said *said, guint index)
{
    guint past = 0;
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        if (match->id == PHRASE_ONGOING && match->first == index)
            past = MAX(past, match->last + 1);
    }
    if (past == 0)
        return 0;
    while (past < said->words->count && !said->words->list[past].is_mark && (said->tags[past] & TAG(PHRASE_ONGOING)))
        past++;
    said_add(said, &(struct mention){.first = index, .past = past, .key = ONGOING_KEY, .certainty = 95});
    return past;
}

static void find(struct said *said)
{
    for (guint i = 0; i < said->words->count;) {
        guint past = 0;
        if (!said->words->list[i].is_mark) {
            past = add_ongoing(said, i);
            if (past == 0)
                past = add_span_mention(said, i);
        }
        if (past == 0 && said_is_in(said, i, LIST_VAGUE_TIME)) {
            past = i + 1;
            said_add(said,
                     &(struct mention){.first = i, .past = past, .key = G_MININT64 + i, .why_not = "it has no fixed length"});
        }
        i = past != 0 ? past : i + 1;
    }
}

/* "Ongoing - three years now": it goes on, and the years are a comment. Returns whether that is how it is to be read. */
static bool goes_on(const struct said *said)
{
    bool pure = false, other = false;
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *mention = &g_array_index(said->mentions, struct mention, i);
        pure |= mention->key == ONGOING_KEY && mention->leads && mention->clause <= 2;
        other |= mention->key != ONGOING_KEY;
    }
    return pure && other;
}

static void leave_only_ongoing(struct said *said)
{
    for (guint i = said->mentions->len; i-- > 0;)
        if (g_array_index(said->mentions, struct mention, i).key != ONGOING_KEY)
            g_array_remove_index(said->mentions, i);
}

/* Whether another length stands behind a "but": "six weeks, but the dreams went on for a year". */
static bool is_contradicted(const struct said *said, const struct mention *chosen)
{
    for (guint i = 0; i < said->mentions->len; i++) {
        const struct mention *other = &g_array_index(said->mentions, struct mention, i);
        if (other->first > chosen->first && other->key != chosen->key && other->why_not == NULL &&
            g_array_index(said->clauses, struct clause, other->clause).link == LINK_BUT)
            return true;
    }
    return false;
}

static json_t *iso_of(gint64 key)
{
    static const char letters[] = {
        [UNIT_HOUR] = 'H', [UNIT_DAY] = 'D', [UNIT_WEEK] = 'W', [UNIT_MONTH] = 'M', [UNIT_YEAR] = 'Y'};
    if (key == ONGOING_KEY)
        return json_string("ongoing");
    gint64 unit = key % 16, count = key / 16;
    if (unit == UNIT_HOUR && count % 24 == 0)
        return json_sprintf("P%" G_GINT64_FORMAT "D", count / 24);
    return json_sprintf("P%s%" G_GINT64_FORMAT "%c", unit == UNIT_HOUR ? "T" : "", count, letters[unit]);
}

static void read_duration(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    find(said);
    said_split(said);
    if (goes_on(said))
        leave_only_ongoing(said);
    const struct judge_manner manner = {.estimates = true, .nothing = "no length of time is named"};
    const struct mention *mention = judge(said, &manner, value);
    if (mention == NULL)
        return;
    if (is_contradicted(said, mention)) {
        judge_unclear(said, alternatives, value);
        return;
    }
    value->json = iso_of(mention->key);
    g_free(value->reason);
    value->reason =
        g_strdup_printf("the words say %s", mention->key == ONGOING_KEY ? "that it goes on" : json_string_value(value->json));
}

static char *show_duration(const struct question *question, const json_t *json)
{
    (void)question;
    static const struct {
        char letter;
        const char *one, *many;
    } units[] = {
        {'D', "day", "days"}, {'W', "week", "weeks"}, {'M', "month", "months"}, {'Y', "year", "years"}, {'H', "hour", "hours"}};
    const char *text = json_is_string(json) ? json_string_value(json) : "";
    const char *digits = g_str_has_prefix(text, "PT") ? text + 2 : text + (*text == 'P');
    char *end = NULL;
    gint64 count = g_ascii_strtoll(digits, &end, 10);
    for (guint i = 0; end != digits && i < G_N_ELEMENTS(units); i++)
        if (*end == units[i].letter && end[1] == '\0')
            return g_strdup_printf("%" G_GINT64_FORMAT " %s", count, count == 1 ? units[i].one : units[i].many);
    return g_strdup(text);
}

const struct answer_type answer_type_duration = {.shape = {.type = "duration"}, .read = read_duration, .show = show_duration};
