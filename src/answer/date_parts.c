/* Reads years, names of months and dates in digits. Never guesses at dates that could be two. */
#include "answer/date_parts.h"

#include <string.h>

#include "answer/figure.h"
#include "answer/memory.h"
#include "base/text.h"

#define MOST_FUZZY 2u

gint64 date_full_year(gint64 number)
{
    if (number >= 100)
        return number;
    return number < 70 ? 2000 + number : 1900 + number;
}

gint64 date_month_of(const struct answer_rules *rules, const char *word)
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

gint64 date_month_at(const struct said *said, guint index)
{
    struct fact *fact = memory_fact(said->rules, said->utterance->numbers[index]);
    if (fact->month < 0)
        fact->month = (gint8)date_month_of(said->rules, said->words->list[index].text);
    return fact->month;
}

bool date_all_digits(const char *text, gsize from, gsize to)
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
    if (said_is_word(said, index, "two") && said_is_word(said, index + 1, "thousand")) {
        guint at = index + 2;
        if (said_is_word(said, at, "and"))
            at++;
        *year = 2000;
        if (at < said->words->count && figure_at(said, at, &second) && second.kind == FIGURE_PLAIN && second.value < 100) {
            *year += second.value;
            return second.past - index;
        }
        return index + 2 - index;
    }
    gint64 century = 0;
    if (!said_number_in(said, index, LIST_NUMBER, &century) || (century != 19 && century != 20))
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

guint date_long_year(const struct said *said, guint index, gint64 *year)
{
    if (index >= said->words->count)
        return 0;
    const char *text = said->words->list[index].text;
    if (date_all_digits(text, 4, 4)) {
        *year = g_ascii_strtoll(text, NULL, 10);
        return *year >= DATE_FIRST_YEAR && *year <= DATE_LAST_YEAR ? 1 : 0;
    }
    return worded_year(said, index, year);
}

guint date_year_behind(const struct calendar *calendar, guint index, gint64 *year)
{
    const struct said *said = calendar->said;
    guint at = index;
    while (at < said->words->count &&
           (said_is_mark(said, at, ",") || said_is_mark(said, at, ".") || said_is_mark(said, at, "-") ||
            said_is_mark(said, at, "/") || said_is_mark(said, at, "'") || said_is_mark(said, at, "(") ||
            said_is_word(said, at, "of") || said_is_word(said, at, "in") || said_is_word(said, at, "de") ||
            said_is_word(said, at, "del")))
        at++;
    if (at >= said->words->count)
        return index;
    guint taken = date_long_year(said, at, year);
    if (taken > 0)
        return at + taken;
    bool last = said_is_word(said, at, "last") || said_is_word(said, at, "previous"), this = said_is_word(said, at, "this");
    if ((last || this) && said_is_word(said, at + 1, "year") && calendar->has_date) {
        *year = calendar->year - last;
        return at + 2;
    }
    const char *text = said->words->list[at].text;
    bool sentence = said->words->list[at].gap & (GAP_SENTENCE | GAP_LINE);
    if (!date_all_digits(text, 2, 2) || sentence)
        return index;
    *year = date_full_year(g_ascii_strtoll(text, NULL, 10));
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
            if (i >= 3 || !date_all_digits(parts[i], 1, 4)) {
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
    while (at < said->words->count && *count < 3 && date_all_digits(said->words->list[at].text, 1, 4)) {
        digits[*count] = (guint)strlen(said->words->list[at].text);
        numbers[(*count)++] = g_ascii_strtoll(said->words->list[at].text, NULL, 10);
        at++;
        bool joined = said_is_mark(said, at, "/") || said_is_mark(said, at, "-") || said_is_mark(said, at, ".");
        if (!joined || *count == 3 || at + 1 >= said->words->count || !date_all_digits(said->words->list[at + 1].text, 1, 4) ||
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
    bool before_name = past < said->words->count && date_month_at(said, past) != 0;
    if (count < 2 || before_name)
        return 0;
    if (count == 3) {
        bool year_first = digits[0] == 4;
        date->year = date_full_year(year_first ? n[0] : n[2]);
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
        date->year = date_full_year(n[1]);
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
    if (!date_all_digits(text, 1, 2) || !said_is_attached(said, index + 1) || date_long_year(said, index + 1, &year) != 1)
        return 0;
    date->month = g_ascii_strtoll(text, NULL, 10);
    date->year = year;
    if (date->month < 1 || date->month > 12 || strlen(text) < 2 || (index > 0 && said_is_attached(said, index)))
        date->why = "it is not plain that it is a month";
    return index + 2;
}

guint date_in_digits(const struct said *said, guint index, struct date *date)
{
    guint past = digit_date(said, index, date);
    return past != 0 ? past : loose_date(said, index, date);
}
