/* month: "2023-03", or "2023" where only the year is given. Dates are British, day first. */
#include "answer/answer_types.h"
#include "answer/figure.h"
#include "answer/judge.h"

#include <string.h>

#include "base/text.h"

#define FIRST_YEAR 1940
#define LAST_YEAR 2099
#define MOST_FUZZY 2u

static const char *const season_is_no_month = "a season is no month";

/* A calendar for one reading: what the message's date settles. */
struct calendar {
    const struct said *said;
    bool has_date;
    gint64 year, month; /* of the message */
    bool asks_past;     /* the question is about what has been */
};

/* A date as far as it was written. 0: not given. */
struct date {
    gint64 year, month, month_too; /* month_too: of the end of a stretch of days */
    const char *why;
};

static bool is_word(const struct said *said, guint index, const char *word)
{
    return index < said->words->count && g_str_equal(said->words->list[index].text, word);
}

/* Returns the year that two digits stand for. */
static gint64 full_year(gint64 number)
{
    if (number >= 100)
        return number;
    return number < 70 ? 2000 + number : 1900 + number;
}

/* Returns the month called word, or 0. A misspelt name counts where only one is near. */
static gint64 month_of(const struct answer_rules *rules, const char *word)
{
    gint64 month = 0;
    if (lexicon_has(rules, LIST_MONTH, word, &month))
        return month;
    if (strlen(word) < 4 || lexicon_has(rules, LIST_FILLER, word, NULL) || lexicon_has(rules, LIST_SEASON, word, NULL))
        return 0;
    GHashTableIter iter;
    gpointer key = NULL, number = NULL;
    guint best = MOST_FUZZY + 1;
    g_hash_table_iter_init(&iter, rules->lists[LIST_MONTH]);
    while (g_hash_table_iter_next(&iter, &key, &number)) {
        guint most = strlen(key) >= 7 ? 2 : 1;
        if (strlen(key) < 5 || *(const char *)key != *word)
            continue;
        guint distance = text_edit_distance(word, key, most);
        if (distance > most || distance > best)
            continue;
        if (distance == best && month != GPOINTER_TO_INT(number))
            month = 0;
        else
            month = GPOINTER_TO_INT(number);
        best = distance;
    }
    return month;
}

static bool all_digits(const char *text, gsize from, gsize to)
{
    gsize length = strlen(text);
    return length >= from && length <= to && strspn(text, "0123456789") == length;
}

/* ---- years */

/* "nineteen ninety eight", "twenty twenty four", "two thousand and nineteen", "twenty nineteen". Returns words taken, or 0. */
static guint worded_year(const struct said *said, guint index, gint64 *year)
{
    struct figure first, second;
    if (said->words->list[index].is_mark || g_ascii_isdigit(said->words->list[index].text[0]))
        return 0;
    if (is_word(said, index, "two") && is_word(said, index + 1, "thousand")) {
        guint at = index + 2;
        if (is_word(said, at, "and"))
            at++;
        *year = 2000;
        if (at < said->words->count && figure_at(said, at, &second) && second.kind == FIGURE_PLAIN && second.value < 100) {
            *year += second.value;
            return second.past - index;
        }
        return index + 2 - index;
    }
    gint64 century = 0;
    if (!lexicon_has(said->rules, LIST_NUMBER, said->words->list[index].text, &century) || (century != 19 && century != 20))
        return 0;
    first.past = index + 1;
    if (said_is_mark(said, first.past, "-"))
        first.past++;
    if (first.past >= said->words->count || !figure_at(said, first.past, &second) || second.kind != FIGURE_PLAIN ||
        second.value < 10 || second.value > 99)
        return 0;
    *year = century * 100 + second.value;
    return second.past - index;
}

/* Reads a year of four digits or in words. Returns words taken, or 0. */
static guint long_year(const struct said *said, guint index, gint64 *year)
{
    if (index >= said->words->count)
        return 0;
    const char *text = said->words->list[index].text;
    if (all_digits(text, 4, 4)) {
        *year = g_ascii_strtoll(text, NULL, 10);
        return *year >= FIRST_YEAR && *year <= LAST_YEAR ? 1 : 0;
    }
    return worded_year(said, index, year);
}

/* Reads a year behind a month: "2023", "'23", "23", "of 2023", ", 2023", "last year". Returns the index behind, or index. */
static guint year_behind(const struct calendar *calendar, guint index, gint64 *year)
{
    const struct said *said = calendar->said;
    guint at = index;
    while (at < said->words->count &&
           (said_is_mark(said, at, ",") || said_is_mark(said, at, ".") || said_is_mark(said, at, "-") ||
            said_is_mark(said, at, "/") || said_is_mark(said, at, "'") || said_is_mark(said, at, "(") ||
            is_word(said, at, "of") || is_word(said, at, "in") || is_word(said, at, "de") || is_word(said, at, "del")))
        at++;
    if (at >= said->words->count)
        return index;
    guint taken = long_year(said, at, year);
    if (taken > 0)
        return at + taken;
    bool last = is_word(said, at, "last") || is_word(said, at, "previous"), this = is_word(said, at, "this");
    if ((last || this) && is_word(said, at + 1, "year") && calendar->has_date) {
        *year = calendar->year - last;
        return at + 2;
    }
    const char *text = said->words->list[at].text;
    bool sentence = said->words->list[at].gap & (GAP_SENTENCE | GAP_LINE);
    if (!all_digits(text, 2, 2) || sentence)
        return index;
    *year = full_year(g_ascii_strtoll(text, NULL, 10));
    return at + 1;
}

/* ---- dates in digits */

static void check_month(struct date *date)
{
    if (date->month < 1 || date->month > 12)
        date->why = "there is no such month";
}

/* Splits "13.03.2023" or the words 13 / 3 / 23 from index into up to three numbers. Returns the index behind. */
static guint number_group(const struct said *said, guint index, gint64 numbers[3], guint digits[3], guint *count)
{
    *count = 0;
    const char *text = said->words->list[index].text;
    if (strchr(text, '.') != NULL) {
        g_auto(GStrv) parts = g_strsplit(text, ".", 4);
        for (guint i = 0; parts[i] != NULL; i++) {
            if (i >= 3 || !all_digits(parts[i], 1, 4)) {
                *count = 0;
                return index;
            }
            digits[i] = (guint)strlen(parts[i]);
            numbers[i] = g_ascii_strtoll(parts[i], NULL, 10);
            *count = i + 1;
        }
        return index + 1;
    }
    guint at = index;
    const char *mark = NULL;
    while (at < said->words->count && *count < 3 && all_digits(said->words->list[at].text, 1, 4)) {
        digits[*count] = (guint)strlen(said->words->list[at].text);
        numbers[(*count)++] = g_ascii_strtoll(said->words->list[at].text, NULL, 10);
        at++;
        bool joined = said_is_mark(said, at, "/") || said_is_mark(said, at, "-") || said_is_mark(said, at, ".");
        if (!joined || *count == 3 || at + 1 >= said->words->count || !all_digits(said->words->list[at + 1].text, 1, 4) ||
            (mark != NULL && !g_str_equal(mark, said->words->list[at].text))) {
            if (joined && *count < 3 && at + 1 < said->words->count && g_ascii_isdigit(said->words->list[at + 1].text[0]))
                *count = 0; /* "13-14/3/23": the date begins later */
            return at;
        }
        mark = said->words->list[at].text;
        at++;
    }
    return at;
}

/* "13/3/23", "2023-03-13", "03/2023", "2023-03", "03/23". Returns the index behind, or 0. */
static guint digit_date(const struct said *said, guint index, struct date *date)
{
    gint64 n[3] = {0};
    guint digits[3] = {0}, count = 0;
    guint past = number_group(said, index, n, digits, &count);
    if (count == 2 && strchr(said->words->list[index].text, '.') != NULL && digits[1] != 4 && (n[1] == 0 || n[1] < 13))
        return 0; /* "9.00", "10.04": a time of day */
    bool before_name = past < said->words->count && month_of(said->rules, said->words->list[past].text) != 0;
    if (count < 2 || before_name)
        return 0;
    if (count == 3) {
        bool year_first = digits[0] == 4;
        date->year = full_year(year_first ? n[0] : n[2]);
        date->month = n[1];
        if ((year_first ? n[2] : n[0]) > 31 || digits[1] > 2)
            date->why = "there is no such day";
    } else if (digits[0] == 4 && digits[1] <= 2) {
        date->year = n[0];
        date->month = n[1];
        if (n[1] > 12 || n[1] == 0) /* "2018-19" */
            date->why = "two years are named";
    } else if (digits[1] == 4 && digits[0] <= 2) {
        date->year = n[1];
        date->month = n[0];
    } else if (digits[0] == 4 && digits[1] == 4) {
        date->year = n[0];
        date->why = "two years are named";
    } else if (n[0] >= 1 && n[0] <= 12 && n[1] > 12 && digits[1] == 2) {
        date->year = full_year(n[1]);
        date->month = n[0];
    } else if (n[0] > 31 || n[1] > 12) {
        return 0;
    } else {
        date->month = n[1];
        date->why = "it could be a day and a month, or a month and a year";
    }
    if (date->why == NULL)
        check_month(date);
    return past;
}

/* "02 2024". Returns the index behind, or 0. */
static guint loose_date(const struct said *said, guint index, struct date *date)
{
    gint64 year = 0;
    const char *text = said->words->list[index].text;
    if (!all_digits(text, 1, 2) || !said_is_attached(said, index + 1) || long_year(said, index + 1, &year) != 1)
        return 0;
    date->month = g_ascii_strtoll(text, NULL, 10);
    date->year = year;
    if (date->month < 1 || date->month > 12 || strlen(text) < 2 || (index > 0 && said_is_attached(said, index)))
        date->why = "it is not plain that it is a month";
    return index + 2;
}

/* ---- dates with the name of a month */

/* Returns the word at index cut from a number that is written on to it: "mar23". */
static gint64 glued_month(const struct said *said, guint index, gint64 *year)
{
    const char *text = said->words->list[index].text;
    gsize letters = strcspn(text, "0123456789");
    if (letters < 3 || text[letters] == '\0' || !all_digits(text + letters, 2, 4))
        return 0;
    g_autofree char *name = g_strndup(text, letters);
    *year = full_year(g_ascii_strtoll(text + letters, NULL, 10));
    return month_of(said->rules, name);
}

/* "14 March 2023", from the name of the month at index. Returns the index behind, or 0. */
static guint named_month(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    if (said->words->list[index].is_mark)
        return 0;
    date->month = month_of(said->rules, said->words->list[index].text);
    if (date->month == 0) {
        date->month = glued_month(said, index, &date->year);
        return date->month != 0 ? index + 1 : 0;
    }
    guint at = index + 1, past = year_behind(calendar, at, &date->year);
    if (date->year != 0 && past == at + 1 && all_digits(said->words->list[at].text, 2, 2)) { /* "March 14, 2023" */
        gint64 later = 0;
        guint behind = year_behind(calendar, past, &later);
        if (behind != past && later >= FIRST_YEAR && g_ascii_strtoll(said->words->list[at].text, NULL, 10) <= 31 &&
            strlen(said->words->list[behind - 1].text) == 4) {
            date->year = later;
            return behind;
        }
    }
    if (date->year != 0)
        return past;
    /* "March 14th and 15th 2023", "March 7 2023" */
    guint probe = at;
    while (probe < said->words->count && probe < at + 6) {
        gint64 year = 0;
        struct figure day;
        guint taken = long_year(said, probe, &year);
        if (taken > 0) {
            date->year = year;
            return probe + taken;
        }
        bool is_day = figure_at(said, probe, &day) && day.value <= 31 && day.suffix == NULL;
        if (!is_day && !is_word(said, probe, "and") && !said->words->list[probe].is_mark)
            break;
        probe = is_day ? day.past : probe + 1;
    }
    return at;
}

/* "March/April 2023", "28 Feb - 1 March 2023": two months before one year. Returns the index behind the second, or past. */
static guint second_month(const struct calendar *calendar, guint past, struct date *date)
{
    const struct said *said = calendar->said;
    guint at = past;
    struct figure day;
    bool tied = false;
    while (at < said->words->count && at < past + 4) {
        bool tie = said_is_mark(said, at, "/") || said_is_mark(said, at, "-") || said_is_mark(said, at, "&") ||
                   is_word(said, at, "and") || is_word(said, at, "or") || is_word(said, at, "to");
        tied |= tie;
        if (tie)
            at++;
        else if (tied && figure_at(said, at, &day) && day.value <= 31)
            at = day.past;
        else
            break;
    }
    struct date other = {0};
    guint behind = tied && at < said->words->count ? named_month(calendar, at, &other) : 0;
    if (behind == 0)
        return past;
    if (date->year == 0)
        date->year = other.year;
    if (other.month != date->month || (other.year != 0 && date->year != other.year))
        date->why = "two months are named";
    return behind;
}

/* ---- relative to the message */

static gint64 months_of(gint64 year, gint64 month) { return year * 12 + month - 1; }

/* Settles the year of a month that lies ahead: "next March", "this September". */
static void settle_ahead(const struct calendar *calendar, bool next, struct date *date)
{
    if (!calendar->has_date || date->month == calendar->month)
        date->why = "the year is not settled";
    else if (date->month > calendar->month)
        date->year = calendar->year;
    else if (next)
        date->year = calendar->year + 1;
    else
        date->why = "that month is over";
}

/* Settles the year of a month that is over: "last March", "this January". */
static void settle_back(const struct calendar *calendar, bool this, struct date *date)
{
    if (!calendar->has_date || (date->month == calendar->month && !this)) {
        date->why = "the year is not settled";
        return;
    }
    date->year = date->month <= calendar->month ? calendar->year : calendar->year - 1;
    if (this && date->year != calendar->year)
        date->why = "that month is still to come";
}

/* What "last", "this" and the like before a month settle. */
static void settle(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    const char *before = index > 0 && !said->words->list[index - 1].is_mark ? said->words->list[index - 1].text : "";
    bool last = g_str_equal(before, "last") || g_str_equal(before, "past"), this = g_str_equal(before, "this");
    bool next = g_str_equal(before, "next") || g_str_equal(before, "coming");
    bool gone = is_word(said, index + 1, "gone") ||
                (is_word(said, index + 1, "just") && (is_word(said, index + 2, "gone") || is_word(said, index + 2, "past")));
    if ((next || this) && !calendar->asks_past && !last && !gone)
        settle_ahead(calendar, next, date);
    else if (last || this || gone)
        settle_back(calendar, this, date);
}

/* "last month", "this month", "last year", "this year". Returns the index behind, or 0. */
static guint relative_date(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    bool last = is_word(said, index, "last"), this = is_word(said, index, "this");
    bool month = is_word(said, index + 1, "month"), year = is_word(said, index + 1, "year");
    if ((!last && !this) || (!month && !year) || !calendar->has_date)
        return 0;
    gint64 months = months_of(calendar->year, calendar->month) - (month && last);
    date->year = year ? calendar->year - last : months / 12;
    date->month = year ? 0 : months % 12 + 1;
    return index + 2;
}

/* ---- all together */

static void check(const struct calendar *calendar, struct date *date)
{
    if (date->why != NULL)
        return;
    if (date->year == 0)
        date->why = "the year is not given";
    else if (date->year < FIRST_YEAR)
        date->why = "the year is not a likely one";
    else if (calendar->has_date && calendar->asks_past &&
             (date->month != 0 ? months_of(date->year, date->month) > months_of(calendar->year, calendar->month)
                               : date->year > calendar->year))
        date->why = "it lies in the future";
}

/* Whether a season or a part of the school's year stands around [first, past) without a month. */
static bool is_season(const struct said *said, guint first, guint past)
{
    for (guint i = first > 3 ? first - 3 : 0; i < said->words->count && i < past + 2; i++)
        if ((i < first || i >= past) && lexicon_has(said->rules, LIST_SEASON, said->words->list[i].text, NULL))
            return true;
    return false;
}

/* "two years ago": a year with a doubt. Returns the index behind, or 0. */
static guint vague_date(const struct said *said, guint index, struct date *date)
{
    gint64 unit = 0;
    struct figure figure;
    guint at = figure_at(said, index, &figure) ? figure.past : index;
    if (at >= said->words->count || !lexicon_has(said->rules, LIST_UNIT, said->words->list[at].text, &unit) ||
        !is_word(said, at + 1, "ago"))
        return 0;
    date->why = "it does not say which month and year";
    return at + 2;
}

/* "2024, February". Returns the index behind the month, or past. */
static guint month_behind_year(const struct calendar *calendar, guint past, struct date *date)
{
    const struct said *said = calendar->said;
    struct date month = {0};
    guint at = past;
    while (said_is_mark(said, at, ",") || said_is_mark(said, at, "-") || said_is_mark(said, at, "("))
        at++;
    guint behind = at < said->words->count && !said->words->list[at].is_mark ? named_month(calendar, at, &month) : 0;
    if (behind == 0 || month.year != 0)
        return past;
    date->month = month.month;
    return behind;
}

static guint date_at(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    guint past = vague_date(said, index, date);
    if (past == 0)
        past = relative_date(calendar, index, date);
    if (past == 0)
        past = digit_date(said, index, date);
    if (past == 0)
        past = loose_date(said, index, date);
    if (past == 0) {
        past = named_month(calendar, index, date);
        if (past != 0)
            past = second_month(calendar, past, date);
        if (past != 0 && date->year == 0)
            settle(calendar, index, date);
    }
    if (past == 0) {
        guint taken = long_year(said, index, &date->year);
        past = taken > 0 ? index + taken : 0;
        past = past != 0 ? month_behind_year(calendar, past, date) : 0;
        if (past != 0 && date->month == 0 && is_season(said, index, past))
            date->why = season_is_no_month;
    }
    return past;
}

/* Words that belong to a date are no words of weight. */
static void lighten(struct said *said)
{
    for (guint i = 0; i < said->words->count; i++) {
        const char *word = said->words->list[i].text;
        if (lexicon_has(said->rules, LIST_DATE, word, NULL) || lexicon_has(said->rules, LIST_WEEKDAY, word, NULL))
            said->weighs[i] = false;
        struct figure figure;
        if (g_ascii_isdigit(*word) && figure_at(said, i, &figure) && figure.value <= 31 && (figure.suffix == NULL) &&
            figure.kind != FIGURE_BROKEN)
            said->weighs[i] = false;
        if (lexicon_has(said->rules, LIST_ORDINAL, word, NULL))
            said->weighs[i] = false;
    }
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
            bool season = other->why == season_is_no_month && dates->len == 2;
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
        if (lexicon_has(said->rules, LIST_SEASON, said->words->list[i].text, NULL))
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
            month |= is_word(said, at, "month") || is_word(said, at, "date");
        for (guint at = match->first; match->id == PHRASE_UNSURE && month && at <= match->last; at++)
            said->tags[at] = TAG(PHRASE_FILLER);
    }
}

static void read_month(const struct answer_context *context, const char *words, struct value *value)
{
    AUTO(said) said = said_new(context, words);
    struct calendar calendar = {.said = said, .has_date = context->has_date};
    g_autoptr(GDateTime) now = context->has_date ? g_date_time_new_from_unix_utc(context->date_secs) : NULL;
    calendar.has_date = now != NULL;
    if (now != NULL) {
        calendar.year = g_date_time_get_year(now);
        calendar.month = g_date_time_get_month(now);
    }
    for (guint i = 0; i < said->rules->asks_past->phrases->len; i++)
        for (guint at = 0; at < said->ask->count; at++)
            calendar.asks_past |= words_begin_with(said->ask, at, said->rules->asks_past->phrases->pdata[i], NULL);
    lighten(said);
    forgive(said);
    find(said, &calendar);
    said_split(said);
    const char *nothing = names_season(said) ? season_is_no_month : "no month is named";
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

const struct answer_type answer_type_month = {.shape = {.type = "month"}, .read = read_month, .show = show_month};
