/* What can be seen of a folded line: dates, times, addresses, telephone numbers, rules, items. Knows no language. */
#include <string.h>

#include "reply/label_work.h"

#define PHONE_DIGITS_MIN 7u
#define PHONE_DIGITS_MAX 15u
#define RULE_MARKS_MIN 3u

static bool is_digit(char c) { return g_ascii_isdigit(c); }

static guint digits_at(const char *p)
{
    guint count = 0;
    while (is_digit(p[count]))
        count++;
    return count;
}

/* Returns whether a time of day stands at p, whose first character is a digit behind none: "9:05", "14h30", "10時5分". */
static bool is_time(const char *p)
{
    guint hours = digits_at(p);
    if (hours == 0 || hours > 2)
        return false;
    p += hours;
    if (*p == ':' || *p == 'h')
        return digits_at(p + 1) == 2;
    return g_str_has_prefix(p, "時") || g_str_has_prefix(p, "时") || g_str_has_prefix(p, "\u1109\u1175") /* 시, decomposed */ ||
           g_str_has_prefix(p, "点");
}

static bool is_year(const char *p, guint digits)
{
    return digits == 4 && (strncmp(p, "19", 2) == 0 || strncmp(p, "20", 2) == 0);
}

/* Returns whether a date in figures stands at p: "24/02/2024", "24.2.24", "2024-02-24". */
static bool is_numeric_date(const char *p)
{
    guint first = digits_at(p);
    if (first == 0 || first == 3 || first > 4 || strchr("./-", p[first]) == NULL || p[first] == '\0')
        return false;
    char mark = p[first];
    p += first + 1;
    p += *p == ' ';
    guint second = digits_at(p);
    if (second == 0 || second > 2 || p[second] != mark)
        return false;
    p += second + 1;
    p += *p == ' ';
    guint third = digits_at(p);
    return third >= 1 && third <= 4 && third != 3;
}

static bool is_address_byte(char c) { return g_ascii_isalnum(c) || strchr("._+-'", c) != NULL; }

/* Returns whether the '@' at p stands in an address. */
static bool is_address(const char *text, const char *p)
{
    if (p == text || !is_address_byte(p[-1]) || p[-1] == '\0')
        return false;
    const char *q = p + 1;
    while (*q != '\0' && (g_ascii_isalnum(*q) || *q == '-'))
        q++;
    return q > p + 1 && *q == '.' && g_ascii_isalnum(q[1]);
}

char *first_address(const char *folded)
{
    for (const char *p = strchr(folded, '@'); p != NULL; p = strchr(p + 1, '@')) {
        if (!is_address(folded, p))
            continue;
        const char *start = p, *end = p + 1;
        while (start > folded && is_address_byte(start[-1]))
            start--;
        while (*end != '\0' && is_address_byte(*end))
            end++;
        while (end[-1] == '.' || end[-1] == '\'')
            end--;
        return g_strndup(start, (gsize)(end - start));
    }
    return NULL;
}

/* Returns where the run of telephone characters at p ends; *digits: how many it has. */
static const char *phone_run(const char *p, guint *digits)
{
    *digits = 0;
    while (*p != '\0' && (is_digit(*p) || strchr(" ()+-./", *p) != NULL)) {
        *digits += is_digit(*p);
        p++;
    }
    return p;
}

static bool is_phone(const char *p)
{
    guint digits;
    phone_run(p, &digits);
    if (digits < PHONE_DIGITS_MIN || digits > PHONE_DIGITS_MAX || is_numeric_date(p))
        return false;
    return *p == '+' || *p == '(' || *p == '0' || digits >= 10 || (digits_at(p) == 3 && digits >= PHONE_DIGITS_MIN);
}

static guint figures_shape(const char *text)
{
    guint shape = 0;
    for (const char *p = text; *p != '\0';) {
        bool starts = p == text || (!g_ascii_isalnum(p[-1]) && p[-1] != ':');
        if ((*p == '+' || *p == '(' || is_digit(*p)) && starts && is_phone(p)) {
            guint digits;
            p = phone_run(p, &digits);
            shape |= SHAPE_PHONE;
            continue;
        }
        if (!is_digit(*p)) {
            shape |= *p == '@' && is_address(text, p) ? SHAPE_ADDRESS : 0;
            p++;
            continue;
        }
        guint digits = digits_at(p);
        shape |= is_time(p) ? SHAPE_TIME : 0;
        shape |= is_numeric_date(p) || is_year(p, digits) ? SHAPE_DATE : 0;
        p += digits;
    }
    return shape;
}

static bool is_rule_byte(char c) { return c != '\0' && strchr("_-=*~#+.", c) != NULL; }

/* Returns the shape of a line of marks: a rule, or words between dashes. */
static guint marks_shape(const char *p, const char *end)
{
    const char *start = p;
    guint marks = 0;
    for (; p < end && (is_rule_byte(*p) || *p == ' '); p++)
        marks += *p != ' ';
    if (p == end)
        return marks >= RULE_MARKS_MIN ? SHAPE_RULE : 0;
    guint before = 0;
    while (strchr("-_=", start[before]) != NULL && start[before] != '\0')
        before++;
    return before >= 2 && end - start > 4 && strchr("-_=", end[-1]) != NULL ? SHAPE_DASHED : 0;
}

/* Returns whether the full stop at p ends a short form: "Ph.D.", "J.". */
static bool is_initial(const char *start, const char *p)
{
    return *p == '.' && p > start && g_ascii_isalpha(p[-1]) && p - 1 > start && strchr(". ", p[-2]) != NULL;
}

static bool begins_item(const char *p)
{
    if ((strchr("-*+", *p) != NULL && *p != '\0' && p[1] == ' ') || g_str_has_prefix(p, "\u2022") || *p == '[')
        return *p != '[' || strchr(" x]", p[1]) != NULL;
    if (*p == 'q' && is_digit(p[1]))
        return true;
    guint digits = digits_at(p);
    if (digits == 0 || digits > 2)
        return false;
    const char *q = p + digits;
    return *q == '\0' || strchr(".):=", *q) != NULL || (*q == ' ' && !is_digit(q[1]));
}

guint shape_of(const char *folded)
{
    const char *p = folded + strspn(folded, " ");
    const char *end = p + strlen(p);
    while (end > p && end[-1] == ' ')
        end--;
    if (end == p)
        return SHAPE_BLANK;
    guint shape = figures_shape(p) | marks_shape(p, end);
    const char *last = end - 1;
    while (last > p && strchr(")\"'*>", *last) != NULL)
        last--;
    shape |= *last == ':' ? SHAPE_COLON : 0;
    shape |= *last == '?' ? SHAPE_QUESTION : *last == '!' ? SHAPE_EXCLAIMED : 0;
    shape |= (strchr(".!?", *last) != NULL && !is_initial(p, last)) || g_str_has_prefix(end - MIN(3, end - p), "\u3002")
                 ? SHAPE_SENTENCE
                 : 0;
    shape |= strstr(p, "http://") != NULL || strstr(p, "https://") != NULL || strstr(p, "www.") != NULL ? SHAPE_URL : 0;
    shape |= begins_item(p) ? SHAPE_NUMBERED : 0;
    shape |= (shape & SHAPE_ADDRESS) && strchr(">)]", end[-1]) != NULL ? SHAPE_ENDS_ADDRESS : 0;
    return shape;
}
