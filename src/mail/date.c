/* Reads dates by their pieces, in whatever order they come: "Tue, 18 Jun 2024 22:14:30 +0100", "Tue Jun 18 22:14:30 2024",
 * "2024-06-18T22:14:30Z". Day before month where both are numbers with a slash, unless only the other order exists. */
#include "mail/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DATE_BYTES 120u
#define YEAR_MIN 1990 /* earlier ones are of clocks that were never set */
#define YEAR_MAX 2199

struct pieces {
    int day, month, year; /* 0: not seen */
    int hour, minute, second;
    bool has_time, has_zone, is_broken;
    gint32 offset_secs;
};

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};

/* Zones by name that are still written; hours from UTC. Others name no certain zone. */
static const struct {
    const char *name;
    int hours;
} zones[] = {{"gmt", 0},  {"ut", 0},   {"utc", 0},  {"z", 0},    {"wet", 0},  {"bst", 1},  {"cet", 1},
             {"west", 1}, {"met", 1},  {"cest", 2}, {"mest", 2}, {"eet", 2},  {"eest", 3}, {"est", -5},
             {"edt", -4}, {"cst", -6}, {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}};

static void take_word(struct pieces *pieces, const char *word)
{
    for (int i = 0; i < 12; i++)
        if (strncmp(word, months[i], 3) == 0 && strlen(word) >= 3 && pieces->month == 0) {
            pieces->month = i + 1;
            return;
        }
    for (guint i = 0; i < G_N_ELEMENTS(zones) && !pieces->has_zone; i++)
        if (strcmp(word, zones[i].name) == 0) {
            pieces->has_zone = true;
            pieces->offset_secs = zones[i].hours * 3600;
            return;
        }
    if (strcmp(word, "pm") == 0 && pieces->hour < 12)
        pieces->hour += 12;
    else if (strcmp(word, "am") == 0 && pieces->hour == 12)
        pieces->hour = 0;
}

/* Takes "+0100", "+01:00", "-05": only behind the time, where it cannot be part of a date. */
static bool take_zone(struct pieces *pieces, const char *token)
{
    if ((*token != '+' && *token != '-') || !pieces->has_time || pieces->has_zone)
        return false;
    int digits[4] = {0}, count = 0;
    for (const char *p = token + 1; *p != '\0' && count < 4; p++)
        if (g_ascii_isdigit(*p))
            digits[count++] = *p - '0';
    if (count == 3 || count < 2)
        return false;
    int minutes = (digits[0] * 10 + digits[1]) * 60 + digits[2] * 10 + digits[3];
    pieces->has_zone = minutes <= 14 * 60; /* beyond that it is no zone */
    if (pieces->has_zone)
        pieces->offset_secs = (*token == '-' ? -60 : 60) * minutes;
    return true;
}

static bool take_time(struct pieces *pieces, const char *token)
{
    int hour, minute, second = 0;
    char rest = '\0';
    if (pieces->has_time)
        return false;
    int count = sscanf(token, "%2d:%2d:%2d%c", &hour, &minute, &second, &rest);
    bool is_dotted = count < 2 && pieces->day > 0 && sscanf(token, "%2d.%2d.%2d%c", &hour, &minute, &second, &rest) >= 3;
    if (count < 2 && !is_dotted)
        return false;
    pieces->has_time = true;
    pieces->hour = hour;
    pieces->minute = minute;
    pieces->second = MIN(second, 59); /* a leap second is as good as its neighbour */
    return true;
}

static int whole_year(int year, size_t digits)
{
    return digits > 2 ? year + (digits == 3 ? 1900 : 0) : year + (year < 50 ? 2000 : 1900);
}

/* Takes "2024-06-18", "18/06/2024", "18-Jun-2024", "18.06.24". */
static bool take_numbers(struct pieces *pieces, const char *token)
{
    int a, b, c;
    char name[4] = "", x, y;
    if (sscanf(token, "%4d-%2d-%2d", &a, &b, &c) == 3 && a >= YEAR_MIN) {
        pieces->year = a, pieces->month = b, pieces->day = c;
    } else if (sscanf(token, "%2d-%3[a-z]-%4d", &a, name, &c) == 3) {
        take_word(pieces, name);
        pieces->day = a, pieces->year = whole_year(c, strlen(strrchr(token, '-') + 1));
    } else if (sscanf(token, "%2d%c%2d%c%4d", &a, &x, &b, &y, &c) == 5 && x == y && strchr("/.-", x) != NULL) {
        bool day_first = b <= 12;
        pieces->day = day_first ? a : b, pieces->month = day_first ? b : a;
        pieces->year = whole_year(c, strlen(strrchr(token, x) + 1));
    } else {
        return false;
    }
    return true;
}

static void take_number(struct pieces *pieces, const char *token)
{
    size_t digits = strspn(token, "0123456789");
    int number = atoi(token);
    if (digits <= 2 && pieces->day == 0)
        pieces->day = number;
    else if (digits <= 4 && pieces->year == 0)
        pieces->year = whole_year(number, digits);
}

static void take_token(struct pieces *pieces, char *token)
{
    if (take_zone(pieces, token))
        return;
    if (g_ascii_isalpha(*token)) {
        take_word(pieces, token);
        return;
    }
    bool starts_with_digit = g_ascii_isdigit(*token);
    char *zone = starts_with_digit && strchr(token, ':') != NULL ? strpbrk(token, "+-z") : NULL;
    g_autofree char *zone_text = g_strdup(zone); /* "22:14:30+01:00" */
    if (zone != NULL)
        *zone = '\0';
    if (starts_with_digit && !take_time(pieces, token) && !take_numbers(pieces, token))
        take_number(pieces, token);
    if (zone_text != NULL)
        take_token(pieces, zone_text);
}

/* Writes text in lower case without comments, with blanks for commas and for the T between an ISO date and its time. */
static void prepare(char out[DATE_BYTES + 1], const char *text, gsize length)
{
    gsize depth = 0, written = 0;
    for (gsize i = 0; i < MIN(length, DATE_BYTES); i++) {
        depth += text[i] == '(';
        bool inside = depth > 0;
        depth -= text[i] == ')' && depth > 0;
        bool iso = text[i] == 'T' && i > 0 && g_ascii_isdigit(text[i - 1]) && i + 1 < length && g_ascii_isdigit(text[i + 1]);
        char c = inside || iso || text[i] == ',' || text[i] == '\0' ? ' ' : g_ascii_tolower(text[i]);
        out[written++] = g_ascii_isspace(c) ? ' ' : c;
    }
    out[written] = '\0';
}

/* Returns whether the pieces are a moment; its seconds since 1970 if so. */
static bool to_secs(const struct pieces *pieces, gint64 *secs)
{
    bool sound = pieces->year >= YEAR_MIN && pieces->year <= YEAR_MAX && pieces->month >= 1 && pieces->month <= 12 &&
                 g_date_valid_dmy((GDateDay)CLAMP(pieces->day, 0, 32), (GDateMonth)pieces->month, (GDateYear)pieces->year);
    if (!sound || pieces->hour > 23 || pieces->minute > 59 || pieces->hour < 0 || pieces->minute < 0 || pieces->second < 0)
        return false;
    g_autoptr(GDateTime) utc =
        g_date_time_new_utc(pieces->year, pieces->month, pieces->day, pieces->hour, pieces->minute, pieces->second);
    if (utc == NULL)
        return false;
    *secs = g_date_time_to_unix(utc) - pieces->offset_secs;
    return true;
}

bool date_read(const char *text, gsize length, gint64 *secs, gint32 *offset_secs, bool *has_zone)
{
    char prepared[DATE_BYTES + 1];
    struct pieces pieces = {0};
    prepare(prepared, text, length);
    char *rest = NULL;
    for (char *token = strtok_r(prepared, " ", &rest); token != NULL; token = strtok_r(NULL, " ", &rest))
        take_token(&pieces, token);
    *offset_secs = pieces.offset_secs;
    *has_zone = pieces.has_zone;
    return to_secs(&pieces, secs);
}
