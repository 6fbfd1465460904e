/* Bars for every type of question. A new type that is not in the table gets one bar for each value. */
#include "report/distribution.h"

#include <string.h>

#include "answer/answer.h"

#define BARS_OF_NUMBERS 8
#define BARS_OF_YEARS 12
#define BARS_OF_VALUES 12
#define NUMBER_MOST G_GINT64_CONSTANT(1000000000000) /* no survey asks for more */
#define DAYS_OF_100_YEARS 36525
#define DAYS_OF_100_MONTHS 3044

static void add_bar(json_t *bars, const char *label, gint64 count)
{
    json_array_append_new(bars, json_pack("{s:s, s:I}", "label", label, "count", (json_int_t)count));
}

static const struct counted *counted_at(const GArray *values, guint i) { return &g_array_index(values, struct counted, i); }

/* ---- choice and multi: one bar an option */

static bool has_option(const json_t *value, const char *id)
{
    size_t i;
    const json_t *entry;
    if (json_is_string(value))
        return strcmp(json_string_value(value), id) == 0;
    json_array_foreach(value, i, entry) if (json_is_string(entry) && strcmp(json_string_value(entry), id) == 0) return true;
    return false;
}

static bool is_known(const struct question *question, const json_t *value)
{
    for (guint i = 0; i < question->options->len; i++)
        if (has_option(value, ((const struct option *)question->options->pdata[i])->id))
            return true;
    return false;
}

static void option_bars(const struct question *question, const GArray *values, json_t *bars)
{
    gint64 unknown = 0;
    for (guint i = 0; i < question->options->len; i++) {
        const struct option *option = question->options->pdata[i];
        gint64 count = 0;
        for (guint v = 0; v < values->len; v++)
            count += has_option(counted_at(values, v)->value, option->id) ? counted_at(values, v)->count : 0;
        add_bar(bars, option->label, count);
    }
    for (guint v = 0; v < values->len; v++)
        unknown += is_known(question, counted_at(values, v)->value) ? 0 : counted_at(values, v)->count;
    if (unknown > 0)
        add_bar(bars, "(no longer an option)", unknown);
}

/* ---- scale and number */

static gint64 count_between(const GArray *values, gint64 from, gint64 to)
{
    gint64 count = 0;
    for (guint v = 0; v < values->len; v++) {
        gint64 value = json_integer_value(counted_at(values, v)->value);
        count += value >= from && value <= to ? counted_at(values, v)->count : 0;
    }
    return count;
}

static void integer_bars(const GArray *values, gint64 from, gint64 to, json_t *bars)
{
    for (gint64 value = from; value <= to; value++) {
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, value);
        add_bar(bars, label, count_between(values, value, value));
    }
}

static void find_range(const GArray *values, gint64 *from, gint64 *to)
{
    *from = G_MAXINT64;
    *to = G_MININT64;
    for (guint v = 0; v < values->len; v++) {
        gint64 value = json_integer_value(counted_at(values, v)->value);
        *from = MIN(*from, value);
        *to = MAX(*to, value);
    }
}

static gint64 floor_to(gint64 value, gint64 width) { return (value >= 0 ? value : value - width + 1) / width * width; }

/* Returns the smallest of 2, 5, 10, 20, 50 ... that cuts the range into few enough bars. */
static gint64 width_for(gint64 from, gint64 to)
{
    static const gint64 steps[] = {2, 5, 10};
    gint64 ten = 1;
    for (guint i = 0;; i++) {
        gint64 width = steps[i % 3] * ten;
        if ((floor_to(to, width) - floor_to(from, width)) / width < BARS_OF_NUMBERS)
            return width;
        if (i % 3 == 2)
            ten *= 10;
    }
}

static void number_bars(const struct question *question, const GArray *values, json_t *bars)
{
    (void)question;
    gint64 from = 0, to = 0;
    if (values->len == 0)
        return;
    find_range(values, &from, &to);
    from = MAX(from, -NUMBER_MOST);
    to = MIN(to, NUMBER_MOST);
    if (to - from < BARS_OF_NUMBERS) {
        integer_bars(values, from, to, bars);
        return;
    }
    gint64 width = width_for(from, to);
    for (gint64 start = floor_to(from, width); start <= to; start += width) {
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, start, start + width - 1);
        add_bar(bars, label, count_between(values, start, start + width - 1));
    }
}

static void scale_bars(const struct question *question, const GArray *values, json_t *bars)
{
    if (question->to - question->from < 2 * BARS_OF_VALUES)
        integer_bars(values, question->from, question->to, bars);
    else
        number_bars(question, values, bars);
}

/* ---- month: one bar a year */

static gint64 year_of(const json_t *value)
{
    return json_is_string(value) ? g_ascii_strtoll(json_string_value(value), NULL, 10) : 0;
}

static gint64 count_years(const GArray *values, gint64 from, gint64 to)
{
    gint64 count = 0;
    for (guint v = 0; v < values->len; v++) {
        gint64 year = year_of(counted_at(values, v)->value);
        count += year >= from && year <= to ? counted_at(values, v)->count : 0;
    }
    return count;
}

static void month_bars(const struct question *question, const GArray *values, json_t *bars)
{
    (void)question;
    gint64 first = G_MAXINT64, last = G_MININT64;
    for (guint v = 0; v < values->len; v++) {
        first = MIN(first, year_of(counted_at(values, v)->value));
        last = MAX(last, year_of(counted_at(values, v)->value));
    }
    if (values->len == 0)
        return;
    if (last - first >= BARS_OF_YEARS) {
        gint64 before = last - BARS_OF_YEARS + 1;
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT " and before", before);
        add_bar(bars, label, count_years(values, first, before));
        first = before + 1;
    }
    for (gint64 year = first; year <= last; year++) {
        g_autofree char *label = g_strdup_printf("%" G_GINT64_FORMAT, year);
        add_bar(bars, label, count_years(values, year, year));
    }
}

/* ---- duration */

static const struct {
    const char *label;
    gint64 most_days; /* 0: still going on */
} spans[] = {{"up to a week", 7},   {"up to a month", 31},       {"up to 3 months", 92}, {"up to 6 months", 183},
             {"up to a year", 366}, {"over a year", G_MAXINT64}, {"still going on", 0}};

/* Returns the length in days of "P3W" (ISO 8601, one unit), 0 for "ongoing". */
static gint64 days_of(const json_t *value)
{
    const char *text = json_string_value(value);
    char *unit = NULL;
    if (text == NULL || *text != 'P')
        return 0;
    gint64 number = CLAMP(g_ascii_strtoll(text + 1, &unit, 10), 0, 1000000);
    switch (*unit) {
    case 'Y':
        return number * DAYS_OF_100_YEARS / 100;
    case 'M':
        return number * DAYS_OF_100_MONTHS / 100;
    case 'W':
        return number * 7;
    default:
        return MAX(number, 1);
    }
}

static guint span_of(gint64 days)
{
    for (guint i = 0; days > 0 && i < G_N_ELEMENTS(spans); i++)
        if (days <= spans[i].most_days)
            return i;
    return G_N_ELEMENTS(spans) - 1;
}

static void duration_bars(const struct question *question, const GArray *values, json_t *bars)
{
    (void)question;
    gint64 counts[G_N_ELEMENTS(spans)] = {0};
    for (guint v = 0; v < values->len; v++)
        counts[span_of(days_of(counted_at(values, v)->value))] += counted_at(values, v)->count;
    for (guint i = 0; i < G_N_ELEMENTS(spans); i++)
        add_bar(bars, spans[i].label, counts[i]);
}

/* ---- any other type */

static gint by_count(gconstpointer a, gconstpointer b)
{
    gint64 left = (*(const struct counted *const *)a)->count, right = (*(const struct counted *const *)b)->count;
    return left < right ? 1 : left > right ? -1 : 0;
}

static void value_bars(const struct question *question, const GArray *values, json_t *bars)
{
    gint64 rest = 0;
    g_autoptr(GPtrArray) sorted = g_ptr_array_new();
    for (guint v = 0; v < values->len; v++)
        g_ptr_array_add(sorted, &g_array_index(values, struct counted, v));
    g_ptr_array_sort(sorted, by_count);
    for (guint i = 0; i < sorted->len; i++) {
        const struct counted *counted = sorted->pdata[i];
        g_autofree char *label = i < BARS_OF_VALUES ? answer_show(question, counted->value) : NULL;
        if (label != NULL)
            add_bar(bars, label, counted->count);
        else
            rest += counted->count;
    }
    if (rest > 0)
        add_bar(bars, "(others)", rest);
}

/* ---- the table */

static const struct {
    const char *type;
    void (*make)(const struct question *question, const GArray *values, json_t *bars);
    bool has_mean;
} kinds[] = {{"choice", option_bars, false}, {"multi", option_bars, false}, {"scale", scale_bars, true},
             {"number", number_bars, true},  {"month", month_bars, false},  {"duration", duration_bars, false},
             {"text", NULL, false}};

json_t *distribution_bars(const struct question *question, const GArray *values)
{
    json_t *bars = json_array();
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].type, question->type) == 0) {
            if (kinds[i].make == NULL)
                g_clear_pointer(&bars, json_decref);
            else
                kinds[i].make(question, values, bars);
            return bars;
        }
    value_bars(question, values, bars);
    return bars;
}

json_t *distribution_mean(const struct question *question, const GArray *values)
{
    bool has_mean = false;
    double sum = 0;
    gint64 count = 0;
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        has_mean = has_mean || (kinds[i].has_mean && strcmp(kinds[i].type, question->type) == 0);
    for (guint v = 0; has_mean && v < values->len; v++) {
        sum += (double)json_integer_value(counted_at(values, v)->value) * (double)counted_at(values, v)->count;
        count += counted_at(values, v)->count;
    }
    return count > 0 ? json_real(sum / (double)count) : NULL;
}
