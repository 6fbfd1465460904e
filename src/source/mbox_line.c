/* What a line of an mbox file is. Never looks at more than one line, so that a word at its start is not taken for a message. */
#include <string.h>

#include "source/mbox.h"

#define SEPARATOR_BYTES 1000 /* no separator is longer */
#define SEPARATOR_WORDS 40

static bool is_number(const char *word, gsize from, gsize to)
{
    gsize length = strspn(word, "0123456789");
    return word[length] == '\0' && length >= from && length <= to;
}

static bool is_one_of(const char *word, const char *three_letter_names)
{
    if (strlen(word) != 3)
        return false;
    const char *found = strstr(three_letter_names, word);
    return found != NULL && (found - three_letter_names) % 3 == 0;
}

/* "10:15" or "10:15:02" */
static bool is_time(const char *word)
{
    guint colons = 0;
    for (const char *c = word; *c != '\0'; c++) {
        if (*c == ':')
            colons++;
        else if (!g_ascii_isdigit(*c))
            return false;
    }
    return (colons == 1 || colons == 2) && g_ascii_isdigit(word[0]) && strlen(word) <= strlen("10:15:02");
}

/* "+0100", "-05:00", "GMT", "CEST", "(BST)" */
static bool is_zone(const char *word)
{
    gsize length = strlen(word);
    if (*word == '+' || *word == '-')
        return length <= 6 && strspn(word + 1, "0123456789:") == length - 1;
    return length >= 1 && length <= 6 && strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ()") == length;
}

static bool is_year(const char *word)
{
    return is_number(word, 4, 4) && (g_str_has_prefix(word, "19") || g_str_has_prefix(word, "20"));
}

/* Whether words from a weekday on are a date as ctime(3) writes it, with a zone before or behind the year, and nothing but what
 * UUCP adds behind it. */
static bool is_date(char **words)
{
    if (!is_one_of(words[0], "MonTueWedThuFriSatSun") || words[1] == NULL || words[2] == NULL)
        return false;
    bool month_first = is_one_of(words[1], "JanFebMarAprMayJunJulAugSepOctNovDec") && is_number(words[2], 1, 2);
    bool day_first = is_number(words[1], 1, 2) && is_one_of(words[2], "JanFebMarAprMayJunJulAugSepOctNovDec");
    char **word = words + 3;
    if (!(month_first || day_first) || *word == NULL)
        return false;
    guint years = 0, times = 0;
    for (; *word != NULL; word++) {
        if (is_time(*word))
            times++;
        else if (is_year(*word) && years == 0)
            years++;
        else if (!is_zone(*word))
            break;
    }
    return times == 1 && years == 1 && (*word == NULL || g_str_equal(*word, "remote"));
}

bool mbox_is_separator(const char *line, gsize length)
{
    if (length < 5 || length > SEPARATOR_BYTES || memcmp(line, "From ", 5) != 0 || memchr(line, '\0', length) != NULL)
        return false;
    g_autofree char *text = g_strndup(line + 5, length - 5);
    g_autofree char **words = g_new0(char *, SEPARATOR_WORDS + 1);
    guint count = 0;
    for (char *rest = NULL, *word = strtok_r(text, " \t\r", &rest); word != NULL && count < SEPARATOR_WORDS;
         word = strtok_r(NULL, " \t\r", &rest))
        words[count++] = word;
    for (guint i = 1; i < count; i++)
        if (is_date(words + i))
            return true;
    return false;
}

bool mbox_is_field(const char *line, gsize length)
{
    gsize at = 0;
    while (at < length && line[at] > ' ' && line[at] != 0x7F && line[at] != ':')
        at++;
    return at > 0 && at < length && line[at] == ':';
}
