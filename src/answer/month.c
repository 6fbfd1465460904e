/* month: "2023-03", or "2023" where only the year is given. Dates are British, day first. */
#include <string.h>

#include "answer/answer_types.h"
#include "answer/date_parts.h"
#include "answer/figure.h"
#include "answer/judge.h"

/* Says why a person would have to ask about the date, where that is so. */
static void check(const struct calendar *calendar, struct date *date)
{
    if (date->why != NULL)
        return;
    if (date->year == 0)
        date->why = "the year is not given";
    else if (date->year < DATE_FIRST_YEAR)
        date->why = "the year is not a likely one";
    else if (calendar->has_date && calendar->asks_past &&
             (date->month != 0 ? date_months(date->year, date->month) > date_months(calendar->year, calendar->month)
                               : date->year > calendar->year))
        date->why = "it lies in the future";
}

/* Words that belong to a date are no words of weight. */
static void lighten(struct said *said)
{
    for (guint i = 0; i < said->words->count; i++) {
        const char *word = said->words->list[i].text;
        if (said_is_in(said, i, LIST_DATE) || said_is_in(said, i, LIST_WEEKDAY))
            said->weighs[i] = false;
        struct figure figure;
        if (g_ascii_isdigit(*word) && figure_at(said, i, &figure) && figure.value <= 31 && (figure.suffix == NULL) &&
            figure.kind != FIGURE_BROKEN)
            said->weighs[i] = false;
        if (said_is_in(said, i, LIST_ORDINAL))
            said->weighs[i] = false;
    }
}

/* "from" is no word of what was before where the question says it: "From which month could you start?" */
static void allow_from(struct said *said)
{
    for (guint i = 0; i < said->words->count; i++)
        if (said_is_word(said, i, "from") && said_is_asked(said, i))
            said->tags[i] &= ~(guint32)TAG(PHRASE_FORMER);
}

/* A month without a year takes that of a date that names the same month, or of a season: "Autumn 2023 (October)". */
static void complete(struct said *said, const GArray *dates, const struct calendar *calendar)
{
    for (guint i = 0; i < dates->len; i++) {
        struct date date = g_array_index(dates, struct date, i);
        struct mention *mention = &g_array_index(said->mentions, struct mention, i);
        for (guint n = 0; n < dates->len && date.month == 0 && date.why == NULL; n++) { /* the year once more */
            const struct date *other = &g_array_index(dates, struct date, n);
            if (other->why == NULL && other->month != 0 && other->year == date.year)
                mention->key = other->year * 100 + other->month;
        }
        for (guint n = 0; n < dates->len && date.year == 0 && date.month != 0; n++) {
            const struct date *other = &g_array_index(dates, struct date, n);
            bool same = other->why == NULL && other->year != 0 && other->month == date.month;
            bool season = other->why == date_is_season && dates->len == 2;
            if (!same && !season)
                continue;
            date.year = other->year;
            date.why = NULL;
            check(calendar, &date);
            mention->why_not = date.why;
            mention->key = date.year * 100 + date.month;
            mention->alone = false;
            if (season)
                g_array_index(said->mentions, struct mention, n).key = mention->key;
            if (season && n < i)
                g_array_index(said->mentions, struct mention, n).why_not = NULL;
        }
    }
}

static void find(struct said *said, const struct calendar *calendar)
{
    g_autoptr(GArray) dates = g_array_new(FALSE, FALSE, sizeof(struct date));
    for (guint i = 0; i < said->words->count;) {
        struct date date = {0};
        guint past = said->words->list[i].is_mark ? 0 : date_at(calendar, i, &date);
        if (past == 0) {
            i++;
            continue;
        }
        check(calendar, &date);
        struct mention mention = {.first = i, .past = past, .certainty = 95, .why_not = date.why};
        mention.key = date.why == NULL ? date.year * 100 + date.month : G_MININT64 + i;
        mention.weak = date.month == 0;
        g_array_append_val(dates, date);
        mention.alone = date.why != NULL && date.month != 0 && date.year == 0;
        if (date.why == NULL && date.month == 0)
            mention.certainty = 85;
        said_add(said, &mention);
        i = past;
    }
    complete(said, dates, calendar);
}

/* Whether anything like a time was said, so that the words are unclear rather than a story. */
static bool names_season(const struct said *said)
{
    for (guint i = 0; i < said->words->count; i++)
        if (said_is_in(said, i, LIST_SEASON))
            return true;
    return false;
}

/* "Not sure of the month. 2012.": who is not sure of the month may be sure of the year. */
static void forgive(struct said *said)
{
    for (guint i = 0; i < said->matches->len; i++) {
        const struct pattern_match *match = &g_array_index(said->matches, struct pattern_match, i);
        bool month = false;
        for (guint at = match->last + 1; at < said->words->count && at < match->last + 5; at++)
            month |= said_is_word(said, at, "month") || said_is_word(said, at, "date");
        for (guint at = match->first; match->id == PHRASE_UNSURE && month && at <= match->last; at++)
            said->tags[at] = TAG(PHRASE_FILLER);
    }
}

static void read_month(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    struct calendar calendar = {.said = said, .has_date = context->has_date, .asks_past = said->asked->asks_past};
    g_autoptr(GDateTime) now = context->has_date ? g_date_time_new_from_unix_utc(context->date_secs) : NULL;
    calendar.has_date = now != NULL;
    if (now != NULL) {
        calendar.year = g_date_time_get_year(now);
        calendar.month = g_date_time_get_month(now);
    }
    lighten(said);
    allow_from(said);
    forgive(said);
    find(said, &calendar);
    said_split(said);
    const char *nothing = names_season(said) ? date_is_season : "no month is named";
    const struct judge_manner manner = {.nothing = nothing};
    const struct mention *mention = judge(said, &manner, value);
    if (mention == NULL)
        return;
    gint64 year = mention->key / 100, month = mention->key % 100;
    value->json = month == 0 ? json_sprintf("%04" G_GINT64_FORMAT, year)
                             : json_sprintf("%04" G_GINT64_FORMAT "-%02" G_GINT64_FORMAT, year, month);
    g_free(value->reason);
    value->reason = g_strdup(month == 0 ? "only the year is given" : "the words name the month and the year");
}

static char *show_month(const struct question *question, const json_t *json)
{
    (void)question;
    static const char *const names[] = {"January", "February", "March",     "April",   "May",      "June",
                                        "July",    "August",   "September", "October", "November", "December"};
    const char *text = json_is_string(json) ? json_string_value(json) : "";
    if (strlen(text) != 7)
        return g_strdup(text);
    gint64 month = g_ascii_strtoll(text + 5, NULL, 10);
    return month >= 1 && month <= 12 ? g_strdup_printf("%s %.4s", names[month - 1], text) : g_strdup(text);
}

static bool has_part(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word)
{
    (void)asked;
    const char *text = word->text;
    return strpbrk(text, "0123456789") != NULL || g_str_equal(text, "last") || g_str_equal(text, "this") ||
           figure_has_part(rules, number, text) || date_month_of(rules, text) != 0;
}

const struct answer_type answer_type_month = {
    .shape = {.type = "month"}, .read = read_month, .show = show_month, .has_part = has_part};
