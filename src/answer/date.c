/* Reads dates with the name of a month, and those that are told from the message's own date. */
#include "answer/date.h"

#include <string.h>

#include "answer/date_parts.h"
#include "answer/figure.h"

const char date_is_season[] = "a season is no month";

gint64 date_months(gint64 year, gint64 month) { return year * 12 + month - 1; }

/* ---- dates with the name of a month */

/* Returns the word at index cut from a number that is written on to it: "mar23". */
static gint64 glued_month(const struct said *said, guint index, gint64 *year)
{
    const char *text = said->words->list[index].text;
    gsize letters = strcspn(text, "0123456789");
    if (letters < 3 || text[letters] == '\0' || !date_all_digits(text + letters, 2, 4))
        return 0;
    g_autofree char *name = g_strndup(text, letters);
    *year = date_full_year(g_ascii_strtoll(text + letters, NULL, 10));
    return date_month_of(said->rules, name);
}

/* "14 March 2023", from the name of the month at index. Returns the index behind, or 0. */
static guint named_month(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    if (said->words->list[index].is_mark)
        return 0;
    date->month = date_month_at(said, index);
    if (date->month == 0) {
        date->month = glued_month(said, index, &date->year);
        return date->month != 0 ? index + 1 : 0;
    }
    guint at = index + 1, past = date_year_behind(calendar, at, &date->year);
    if (date->year != 0 && past == at + 1 && date_all_digits(said->words->list[at].text, 2, 2)) { /* "March 14, 2023" */
        gint64 later = 0;
        guint behind = date_year_behind(calendar, past, &later);
        if (behind != past && later >= DATE_FIRST_YEAR && g_ascii_strtoll(said->words->list[at].text, NULL, 10) <= 31 &&
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
        guint taken = date_long_year(said, probe, &year);
        if (taken > 0) {
            date->year = year;
            return probe + taken;
        }
        bool is_day = figure_at(said, probe, &day) && day.value <= 31 && day.suffix == NULL;
        if (!is_day && !said_is_word(said, probe, "and") && !said->words->list[probe].is_mark)
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
                   said_is_word(said, at, "and") || said_is_word(said, at, "or") || said_is_word(said, at, "to");
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
    bool gone = said_is_word(said, index + 1, "gone") ||
                (said_is_word(said, index + 1, "just") &&
                 (said_is_word(said, index + 2, "gone") || said_is_word(said, index + 2, "past")));
    if ((next || this) && !calendar->asks_past && !last && !gone)
        settle_ahead(calendar, next, date);
    else if (last || this || gone)
        settle_back(calendar, this, date);
}

/* "last month", "this month", "last year", "this year". Returns the index behind, or 0. */
static guint relative_date(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    bool last = said_is_word(said, index, "last"), this = said_is_word(said, index, "this");
    bool month = said_is_word(said, index + 1, "month"), year = said_is_word(said, index + 1, "year");
    if ((!last && !this) || (!month && !year) || !calendar->has_date)
        return 0;
    gint64 months = date_months(calendar->year, calendar->month) - (month && last);
    date->year = year ? calendar->year - last : months / 12;
    date->month = year ? 0 : months % 12 + 1;
    return index + 2;
}

/* ---- all together */

/* Whether a season or a part of the school's year stands around [first, past) without a month. */
static bool is_season(const struct said *said, guint first, guint past)
{
    for (guint i = first > 3 ? first - 3 : 0; i < said->words->count && i < past + 2; i++)
        if ((i < first || i >= past) && said_is_in(said, i, LIST_SEASON))
            return true;
    return false;
}

/* "two years ago": a year with a doubt. Returns the index behind, or 0. */
static guint vague_date(const struct said *said, guint index, struct date *date)
{
    gint64 unit = 0;
    struct figure figure;
    guint at = figure_at(said, index, &figure) ? figure.past : index;
    if (at >= said->words->count || !said_number_in(said, at, LIST_UNIT, &unit) || !said_is_word(said, at + 1, "ago"))
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

guint date_at(const struct calendar *calendar, guint index, struct date *date)
{
    const struct said *said = calendar->said;
    guint past = vague_date(said, index, date);
    if (past == 0)
        past = relative_date(calendar, index, date);
    if (past == 0)
        past = date_in_digits(said, index, date);
    if (past == 0) {
        past = named_month(calendar, index, date);
        if (past != 0)
            past = second_month(calendar, past, date);
        if (past != 0 && date->year == 0)
            settle(calendar, index, date);
    }
    if (past == 0) {
        guint taken = date_long_year(said, index, &date->year);
        past = taken > 0 ? index + taken : 0;
        past = past != 0 ? month_behind_year(calendar, past, date) : 0;
        if (past != 0 && date->month == 0 && is_season(said, index, past))
            date->why = date_is_season;
    }
    return past;
}
