/* The date of an absence: "back on Monday 11 August 2025", "until 11/8", "from 21 July to 8 August". Dates are British, day
 * first; a year that is not given is the next one that fits. Never guesses where only "next week" or "after the holidays" is
 * said. */
#include "reading/away.h"

#include <stdio.h>
#include <string.h>

#include "answer/lexicon.h"
#include "base/pattern.h"

#define DAY_SECS ((gint64)24 * 3600)
#define AHEAD_MOST_DAYS 400
#define WORDS_BETWEEN 8u /* "back in the office on the morning of Monday the 11th of August" */
#define DAYS_OF_WEEK 7
#define CENTURY 100
#define FIRST_YEAR 2000 /* of years in two digits */

struct finding {
    const struct knowledge *knowledge;
    const struct words *words;
    GDateTime *sent;
    gint64 latest; /* 0: none yet */
};

static const char *word_at(const struct finding *finding, guint index)
{
    return index < finding->words->count ? finding->words->list[index].text : "";
}

/* Returns the day of a month at index: "11", "11th"; 0 where there is none. */
static gint64 day_at(const struct finding *finding, guint index)
{
    static const char *const endings[] = {"", "st", "nd", "rd", "th", NULL};
    const char *word = word_at(finding, index);
    gsize digits = strspn(word, "0123456789");
    gint64 day = digits > 0 && digits <= 2 ? g_ascii_strtoll(word, NULL, 10) : 0;
    return day <= 31 && g_strv_contains(endings, word + digits) ? day : 0;
}

static gint64 number_at(const struct finding *finding, guint index, gsize digits_least, gsize digits_most)
{
    const char *word = word_at(finding, index);
    gsize digits = strspn(word, "0123456789");
    bool is_one = word[digits] == '\0' && digits >= digits_least && digits <= digits_most;
    return is_one ? g_ascii_strtoll(word, NULL, 10) : 0;
}

static gint64 month_at(const struct finding *finding, guint index)
{
    gint64 month = 0;
    return lexicon_has(finding->knowledge->answers, LIST_MONTH, word_at(finding, index), &month) ? month : 0;
}

static gint64 full_year(gint64 year) { return year < CENTURY ? year + FIRST_YEAR : year; }

static bool is_separator(const struct finding *finding, guint index)
{
    const char *word = word_at(finding, index);
    return strcmp(word, "/") == 0 || strcmp(word, "-") == 0;
}

/* Takes a date of which year may be 0: then the next one counts. */
static void take(struct finding *finding, gint64 year, gint64 month, gint64 day)
{
    gint64 sent = g_date_time_to_unix(finding->sent);
    for (gint64 guess = year > 0 ? year : g_date_time_get_year(finding->sent);; guess++) {
        g_autoptr(GDateTime) date = g_date_time_new_utc((gint)guess, (gint)month, (gint)day, 0, 0, 0);
        gint64 secs = date != NULL ? g_date_time_to_unix(date) : 0;
        if (secs + DAY_SECS > sent && secs <= sent + AHEAD_MOST_DAYS * DAY_SECS)
            finding->latest = MAX(finding->latest, secs);
        if (year > 0 || secs + DAY_SECS > sent || guess > g_date_time_get_year(finding->sent))
            return;
    }
}

/* Returns the year at index, where one stands there or behind a comma, else 0; *past: the index behind it. */
static gint64 year_at(const struct finding *finding, guint index, guint *past)
{
    guint at = strcmp(word_at(finding, index), ",") == 0 ? index + 1 : index;
    gint64 year = number_at(finding, at, 4, 4);
    *past = year > 0 ? at + 1 : index;
    return year;
}

/* "11 August 2025", "11th of August", "August 11th, 2025". Returns the index behind it, or 0. */
static guint take_named(struct finding *finding, guint index)
{
    guint past = index + 1;
    gint64 day = day_at(finding, index);
    if (day > 0 && strcmp(word_at(finding, past), "of") == 0)
        past++;
    gint64 month = day > 0 ? month_at(finding, past) : 0;
    if (month == 0 && day == 0) {
        month = month_at(finding, index);
        day = month > 0 ? day_at(finding, past) : 0;
    }
    if (day == 0 || month == 0)
        return 0;
    gint64 year = year_at(finding, past + 1, &past);
    take(finding, year, month, day);
    return MAX(past, index + 2);
}

/* "11/8", "11/08/2025", "11.8.25", "2025-08-11". Returns the index behind it, or 0. */
static guint take_digits(struct finding *finding, guint index)
{
    gint64 first = number_at(finding, index, 1, 4), second = number_at(finding, index + 2, 1, 2);
    gint64 third = is_separator(finding, index + 3) ? number_at(finding, index + 4, 1, 4) : 0;
    const char *dotted = word_at(finding, index);
    int day = 0, month = 0, year = 0, read = sscanf(dotted, "%2d.%2d.%4d", &day, &month, &year);
    if (read == 3 && day <= 31 && month <= 12) {
        take(finding, full_year(year), month, day);
        return index + 1;
    }
    if (first == 0 || second == 0 || !is_separator(finding, index + 1))
        return 0;
    if (first > 31)
        take(finding, first, second, third);
    else
        take(finding, third > 0 ? full_year(third) : 0, second, first);
    return index + (third > 0 ? 5 : 3);
}

/* "Monday" by itself is the next one. Returns the index behind it, or 0. */
static guint take_weekday(struct finding *finding, guint index)
{
    static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    const char *word = word_at(finding, index);
    if (!lexicon_has(finding->knowledge->answers, LIST_WEEKDAY, word, NULL))
        return 0;
    for (gint i = 0; i < DAYS_OF_WEEK; i++) {
        if (!g_str_has_prefix(word, days[i]))
            continue;
        gint ahead = (i + 1 - g_date_time_get_day_of_week(finding->sent) + DAYS_OF_WEEK - 1) % DAYS_OF_WEEK + 1;
        g_autoptr(GDateTime) date = g_date_time_add_days(finding->sent, ahead);
        take(finding, g_date_time_get_year(date), g_date_time_get_month(date), g_date_time_get_day_of_month(date));
        return index + 1;
    }
    return 0;
}

/* Takes the date that stands soon behind index, within the sentence; a weekday only where no date follows it. */
static void take_behind(struct finding *finding, guint index)
{
    guint weekday = 0;
    for (guint i = index; i < finding->words->count && i < index + WORDS_BETWEEN; i++) {
        if (i > index && !finding->words->list[i].is_mark && (finding->words->list[i].gap & GAP_SENTENCE) != 0)
            break;
        guint past = take_named(finding, i);
        if (past == 0)
            past = take_digits(finding, i);
        if (past > 0) {
            if (strcmp(word_at(finding, past), "to") == 0 || is_separator(finding, past))
                take_behind(finding, past + 1);
            return;
        }
        if (weekday == 0 && lexicon_has(finding->knowledge->answers, LIST_WEEKDAY, word_at(finding, i), NULL))
            weekday = i;
    }
    if (weekday > 0)
        take_weekday(finding, weekday);
}

gint64 away_until(const struct knowledge *knowledge, const char *text, gint64 now_secs)
{
    AUTO(words) words = words_new(text, true);
    g_autoptr(GDateTime) sent = g_date_time_new_from_unix_utc(now_secs);
    g_autoptr(GArray) leads = classify_returns(knowledge->kinds, words);
    if (sent == NULL)
        return 0;
    struct finding finding = {knowledge, words, sent, 0};
    for (guint i = 0; i < leads->len; i++)
        take_behind(&finding, g_array_index(leads, struct pattern_match, i).last + 1);
    return finding.latest;
}
