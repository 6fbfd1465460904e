/* Days and months: "14th and 15th March 2023", "Feb 2024", "Wed 22 Nov", "14/03/23". No bare year, month or feast. */
#include <stdlib.h>
#include <string.h>

#include "answer/redact_text.h"

#define SENTENCE_WORDS_MAX 60u /* around a date that are looked at */

static bool is_month(const char *word)
{
    static const char *const months[] = {"january", "february",  "march",   "april",    "may",      "june", "july",
                                         "august",  "september", "october", "november", "december", "jan",  "feb",
                                         "mar",     "apr",       "jun",     "jul",      "aug",      "sep",  "sept",
                                         "oct",     "nov",       "dec",     NULL};
    return g_strv_contains(months, word);
}

static bool is_weekday(const char *word)
{
    static const char *const days[] = {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
                                       "mon",    "tue",     "tues",      "wed",      "weds",   "thu",      "thur",
                                       "thurs",  "fri",     "sat",       "sun",      NULL};
    return g_strv_contains(days, word);
}

/* "14", "14th" */
static bool is_day(const char *word)
{
    char *end = NULL;
    long day = strtol(word, &end, 10);
    return end != word && day >= 1 && day <= 31 &&
           (*end == '\0' || strcmp(end, "st") == 0 || strcmp(end, "nd") == 0 || strcmp(end, "rd") == 0 ||
            strcmp(end, "th") == 0);
}

static bool is_year(const char *word)
{
    return strlen(word) == 4 && g_ascii_isdigit(word[2]) && (g_str_has_prefix(word, "20") || g_str_has_prefix(word, "19"));
}

/* "'23" behind at - 1 */
static bool is_short_year(const struct redact_text *text, guint at)
{
    const struct redact_word *word = &text->words[at];
    return strlen(word->text) == 2 && g_ascii_isdigit(word->text[0]) && g_ascii_isdigit(word->text[1]) && word->start > 0 &&
           (text->text[word->start - 1] == '\'' || (guchar)text->text[word->start - 1] == 0x99);
}

/* Whether the words at - 1 and at stand close enough for one date: in one sentence, three bytes between them at most. */
static bool is_near(const struct redact_text *text, guint at)
{
    return at > 0 && at < text->count && !text->words[at].taken && !text->words[at].sentence &&
           text->words[at].start - text->words[at - 1].end_all <= 5;
}

static guint past_year(const struct redact_text *text, guint at)
{
    bool has = is_near(text, at) && (is_year(text->words[at].text) || is_short_year(text, at));
    return has ? at + 1 : at;
}

/* Returns the index behind the days and words between them that begin at at: "14th and 15th", "13-14"; at where there are none.
 */
static guint past_days(const struct redact_text *text, guint at)
{
    static const char *const between[] = {"and", "to", "or", "until", "till", "through", "then", "the", NULL};
    guint past = at;
    for (guint i = at; i < text->count && i < at + 9 && (i == at || is_near(text, i)); i++) {
        if (is_day(text->words[i].text))
            past = i + 1;
        else if (i == at || !(g_strv_contains(between, text->words[i].text) || is_weekday(text->words[i].text)))
            break;
    }
    return past;
}

/* Returns the index behind the date that begins at at, or at. */
static guint past_date(const struct redact_text *text, guint at)
{
    guint i = at;
    if (is_weekday(text->words[i].text) && is_near(text, i + 1))
        i += 1 + (strcmp(text->words[i + 1].text, "the") == 0);
    guint days = i < text->count ? past_days(text, i) : i;
    if (days > i && is_near(text, days) && strcmp(text->words[days].text, "of") == 0)
        days++;
    if (days > i && is_near(text, days) && is_month(text->words[days].text))
        return past_year(text, days + 1);
    if (i < text->count && is_month(text->words[i].text)) {
        guint past = is_near(text, i + 1) ? past_days(text, i + 1) : i + 1;
        bool ordinal = past > i + 1 && (text->words[i].capital || strcmp(text->words[i].text, "may") != 0);
        guint year = past_year(text, past);
        return year > i + 1 && (ordinal || year > past) ? year : at;
    }
    return at;
}

/* Returns the bytes of a date in figures at p ("14/03/2023", "14.3.23"), or 0. */
static guint figures_length(const char *p)
{
    guint length = 0;
    for (guint part = 0; part < 3; part++) {
        guint digits = 0;
        for (; g_ascii_isdigit(p[length]); length++)
            digits++;
        if (digits == 0 || digits > 4 || (part < 2 && digits > 2) || (part == 2 && digits != 2 && digits != 4))
            return 0;
        if (part < 2 && strchr("/.-", p[length]) == NULL)
            return 0;
        length += part < 2;
    }
    return g_ascii_isalnum(p[length]) ? 0 : length;
}

/* Whether the sentence around at speaks of public history. */
static bool is_public(const struct redact_text *text, guint at)
{
    guint first = at, past = at + 1;
    while (first > 0 && at - first < SENTENCE_WORDS_MAX && !text->words[first].sentence)
        first--;
    while (past < text->count && past - at < SENTENCE_WORDS_MAX && !text->words[past].sentence)
        past++;
    for (guint i = first; i < past; i++)
        if (redact_text_longest(text, i, LIST_PUBLIC_DATE_WORD) > 0)
            return true;
    return false;
}

void redact_find_dates(struct redact_text *text)
{
    for (guint i = 0; i < text->count; i++) {
        if (text->words[i].taken)
            continue;
        guint length = g_ascii_isdigit(text->words[i].text[0]) ? figures_length(text->text + text->words[i].start) : 0;
        guint past = past_date(text, i);
        if (length > 0)
            redact_text_take_bytes(text, text->words[i].start, text->words[i].start + length, REDACT_DATE);
        else if (past > i) {
            bool listed = redact_text_longest(text, i, LIST_PUBLIC_DATE) == past - i;
            if (!listed || !is_public(text, i))
                redact_text_take(text, i, past, REDACT_DATE);
            i = past - 1;
        }
    }
}
