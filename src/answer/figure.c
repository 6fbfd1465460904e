/* Reads numbers from folded words. Never reads a date, a unit or a share; the types do. */
#include "answer/figure.h"

#include <string.h>

#include "answer/memory.h"

#define MOST_DIGITS 9u
#define SCALE_WORD 100 /* numbers from here on multiply: hundred, thousand */
#define MOST_WORDED 1000000
#define FRACTION_SLASH "\xe2\x81\x84"

static gint64 digits_of(const char *text, const char **end)
{
    gint64 value = 0;
    guint count = 0;
    for (; g_ascii_isdigit(*text) && count < MOST_DIGITS; text++, count++)
        value = value * 10 + (*text - '0');
    *end = text;
    return value;
}

/* Whether text is groups of three digits with commas: "1,200". */
static bool is_grouped(const char *text)
{
    const char *comma = strchr(text, ',');
    if (comma == NULL || comma - text > 3)
        return false;
    for (const char *p = comma; *p != '\0'; p += 4)
        if (*p != ',' || !g_ascii_isdigit(p[1]) || !g_ascii_isdigit(p[2]) || !g_ascii_isdigit(p[3]))
            return false;
    return true;
}

/* The value of ½ and the like where word index ends with it, else 0. */
static double vulgar_fraction(const struct said *said, guint index)
{
    static const struct {
        const char *sign;
        double value;
    } signs[] = {{"\u00bd", 0.5}, {"\u00bc", 0.25}, {"\u00be", 0.75}, {"\u2153", 1.0 / 3}, {"\u2154", 2.0 / 3}};
    const struct word *word = &said->words->list[index];
    g_autofree char *written = g_strndup(said->text + word->start, word->end - word->start);
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (g_str_has_suffix(written, signs[i].sign))
            return signs[i].value;
    return 0;
}

static void set_broken(struct figure *figure, double exact)
{
    figure->exact = exact;
    figure->value = (gint64)exact;
    if (exact - (double)figure->value > 0.0001)
        figure->kind = FIGURE_BROKEN;
}

static bool from_digits(const struct said *said, guint index, struct figure *figure)
{
    const char *text = said->words->list[index].text, *end = NULL;
    double part = strstr(text, FRACTION_SLASH) != NULL ? vulgar_fraction(said, index) : 0;
    if (part > 0) {
        double whole = g_ascii_strtod(said->text + said->words->list[index].start, NULL);
        set_broken(figure, whole + part);
        return true;
    }
    if (!g_ascii_isdigit(*text))
        return false;
    figure->value = digits_of(text, &end);
    figure->exact = (double)figure->value;
    if (g_ascii_isdigit(*end))
        return false;
    if (*end == '\0')
        return true;
    if (is_grouped(text)) {
        g_auto(GStrv) parts = g_strsplit(text, ",", -1);
        g_autofree char *joined = g_strjoinv("", parts);
        figure->value = digits_of(joined, &end);
        figure->exact = (double)figure->value;
        return *end == '\0';
    }
    if (*end == '.' || *end == ',') {
        const char *rest = NULL;
        gint64 decimals = digits_of(end + 1, &rest);
        if (*end == ',' || strchr(end + 1, '.') != NULL || *rest != '\0') {
            figure->kind = FIGURE_BROKEN;
            figure->exact = -1;
            return true;
        }
        double divisor = 1;
        for (const char *p = end + 1; g_ascii_isdigit(*p); p++)
            divisor *= 10;
        set_broken(figure, figure->exact + (double)decimals / divisor);
        return true;
    }
    if (g_str_equal(end, "st") || g_str_equal(end, "nd") || g_str_equal(end, "rd") || g_str_equal(end, "th"))
        figure->kind = FIGURE_ORDINAL;
    else if (!g_str_equal(end, "ish"))
        figure->suffix = end;
    return true;
}

/* "one" that counts nothing: "this one", "one of the worst". */
static bool is_pronoun(const struct said *said, guint index)
{
    static const char *const before[] = {"this", "that",  "which", "each", "every", "last",   "latest",   "another", "no",
                                         "any",  "first", "next",  "some", "other", "recent", "previous", "good",    "bad"};
    const struct words *words = said->words;
    if (!g_str_equal(words->list[index].text, "one"))
        return false;
    guint next = said_next(said, index);
    if (next < words->count && g_str_equal(words->list[next].text, "of"))
        return true;
    struct figure ordinal = {0};
    if (index > 0 && from_digits(said, index - 1, &ordinal) && ordinal.kind == FIGURE_ORDINAL)
        return true;
    for (guint i = 0; index > 0 && i < G_N_ELEMENTS(before); i++)
        if (g_str_equal(words->list[index - 1].text, before[i]))
            return true;
    return false;
}

/* "twenty one", "twenty-one" */
static void add_units(const struct said *said, struct figure *figure)
{
    guint next = figure->past;
    gint64 more = 0;
    if (said_is_mark(said, next, "-") && next + 1 < said->words->count &&
        said->words->list[next + 1].start == said->words->list[next].end)
        next++;
    else if (!said_is_attached(said, next))
        return;
    if (figure->value < 20 || figure->value > 90 || figure->value % 10 != 0)
        return;
    if (!said_number_in(said, next, LIST_NUMBER, &more) || more < 1 || more > 9)
        return;
    figure->value += more;
    figure->past = next + 1;
}

/* Reads "hundred and four" and the like behind a number, or at its start. */
static void add_hundreds(const struct said *said, struct figure *figure)
{
    gint64 whole = figure->value, part = 0;
    while (said_is_word(said, figure->past, "hundred") || said_is_word(said, figure->past, "thousand")) {
        bool thousand = said_is_word(said, figure->past, "thousand");
        whole = (whole + (thousand ? part : 0)) * (thousand ? 1000 : 100) + (thousand ? 0 : part);
        part = 0;
        figure->past++;
        struct figure rest = {.kind = FIGURE_PLAIN};
        guint at = said_is_word(said, figure->past, "and") ? figure->past + 1 : figure->past;
        if (at >= said->words->count || !said_number_in(said, at, LIST_NUMBER, &rest.value) || rest.value >= 100 ||
            whole > MOST_WORDED)
            break;
        rest.past = at + 1;
        add_units(said, &rest);
        part = rest.value;
        figure->past = rest.past;
        if (said_is_word(said, figure->past, "hundred")) { /* "two thousand three hundred" */
            part *= 100;
            figure->past++;
        }
    }
    figure->value = whole + part;
}

static bool from_words(const struct said *said, guint index, struct figure *figure)
{
    const struct {
        enum word_list list;
        enum figure_kind kind;
    } lists[] = {{LIST_NUMBER, FIGURE_PLAIN},
                 {LIST_ORDINAL, FIGURE_ORDINAL},
                 {LIST_TIMES, FIGURE_TIMES},
                 {LIST_NOTHING, FIGURE_NOTHING}};
    if (is_pronoun(said, index))
        return false;
    if (said_is_in(said, index, LIST_PAIR)) {
        figure->kind = FIGURE_PAIR;
        figure->value = 2;
        if (said_is_word(said, figure->past, "of"))
            figure->past++;
        return true;
    }
    if (said_is_word(said, index, "a") &&
        (said_is_word(said, index + 1, "hundred") || said_is_word(said, index + 1, "thousand"))) {
        figure->value = 1;
        add_hundreds(said, figure);
        return true;
    }
    if (said_is_word(said, index, "half") && said_is_word(said, index + 1, "a") && said_is_word(said, index + 2, "dozen")) {
        figure->value = 6;
        figure->past = index + 3;
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        if (said_number_in(said, index, lists[i].list, &figure->value)) {
            figure->kind = lists[i].kind;
            if (figure->kind == FIGURE_PLAIN && figure->value >= SCALE_WORD) { /* "hundred": one hundred */
                figure->value = 1;
                figure->past--;
            }
            if (figure->kind == FIGURE_PLAIN)
                add_units(said, figure);
            if (figure->kind == FIGURE_PLAIN)
                add_hundreds(said, figure);
            return true;
        }
    return false;
}

/* "4 and a half", "4 1/2" */
static void add_half(const struct said *said, struct figure *figure)
{
    guint at = figure->past;
    if (figure->kind != FIGURE_PLAIN || figure->suffix != NULL)
        return;
    bool words = said_is_word(said, at, "and") && said_is_word(said, at + 1, "a") && said_is_word(said, at + 2, "half");
    bool digits = said_is_word(said, at, "1") && said_is_mark(said, at + 1, "/") && said_is_word(said, at + 2, "2");
    if (!words && !digits)
        return;
    figure->past = at + 3;
    set_broken(figure, (double)figure->value + 0.5);
}

bool figure_at(const struct said *said, guint index, struct figure *figure)
{
    if (index >= said->words->count)
        return false;
    *figure = (struct figure){.kind = FIGURE_PLAIN, .first = index, .past = index + 1};
    if (from_digits(said, index, figure)) {
        add_half(said, figure);
        return true;
    }
    if (said->words->list[index].is_mark || !from_words(said, index, figure))
        return false;
    figure->exact = (double)figure->value;
    add_half(said, figure);
    return true;
}

bool figure_range(const struct said *said, const struct figure *figure, struct figure *other)
{
    static const char *const ties[] = {"-", "/", "to", "or", "and", "til", "till"};
    guint at = figure->past;
    if (said_is_word(said, at, "maybe") || said_is_word(said, at, "perhaps") || said_is_word(said, at, "possibly"))
        at++;
    for (guint i = 0; i < G_N_ELEMENTS(ties); i++) {
        if (!said_is_word(said, at, ties[i]))
            continue;
        guint next = at + 1;
        while (said_is_word(said, next, "maybe") || said_is_word(said, next, "perhaps") || said_is_word(said, next, "even") ||
               said_is_word(said, next, "a") || said_is_word(said, next, "possibly"))
            next++;
        return figure_at(said, next, other);
    }
    return false;
}

bool figure_is_bound(const struct said *said, const struct figure *figure, enum phrase_kind kind)
{
    for (guint i = figure->first; i-- > 0;) {
        bool nearly = kind == PHRASE_BELOW && (said->tags[i] & TAG(PHRASE_NEARLY));
        if ((said->tags[i] & TAG(kind)) && !nearly)
            return true;
        if (said->weighs[i] || said->words->list[i].is_mark)
            return false;
    }
    return false;
}

bool figure_has_part(const struct answer_rules *rules, guint number, const char *word)
{
    static const char *const others[] = {"half", "hundred", "thousand", NULL};
    const guint32 lists = 1u << LIST_NUMBER | 1u << LIST_ORDINAL | 1u << LIST_TIMES | 1u << LIST_NOTHING | 1u << LIST_PAIR;
    return g_ascii_isdigit(*word) || strstr(word, FRACTION_SLASH) != NULL || (memory_lists(rules, number) & lists) != 0 ||
           g_strv_contains(others, word);
}
