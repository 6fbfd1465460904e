/* The report by mail: of a time up to now, of a period, of two questions together. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "report/report_page.h"
#include "staff/command.h"

#define DAY_SECS (24 * 3600)
#define WEEK_DAYS 7
#define MONTH_DAYS 30
#define BY " by "
#define TO " to "

static bool refuse(struct staff_result *result)
{
    return staff_refuse(result, "Not done: expected \"report\", \"report week\", \"report month\", \"report all\", \"report "
                                "2024-06-18\", \"report 2024-06\", \"report 2024-06-01 to 2024-06-30\" or \"report outcome by "
                                "fair\".");
}

/* ---- since some time */

/* Puts when the period that words name began into *secs: "week", "2024-06-18"; 0: the beginning, -1: the last digest. */
static bool read_since(const struct staff_desk *desk, const char *period, gint64 *secs)
{
    *secs = *period == '\0' ? -1 : 0;
    if (*period == '\0' || strcmp(period, "all") == 0)
        return true;
    if (strcmp(period, "today") == 0 || strcmp(period, "day") == 0)
        *secs = desk->now_secs - DAY_SECS;
    else if (g_str_has_suffix(period, "week"))
        *secs = desk->now_secs - WEEK_DAYS * DAY_SECS;
    else if (g_str_has_suffix(period, "month"))
        *secs = desk->now_secs - MONTH_DAYS * DAY_SECS;
    else
        return clock_parse(period, secs);
    return true;
}

static bool report_since(const struct staff_desk *desk, gint64 secs, struct staff_result *result, GError **error)
{
    struct report_request request = staff_request(desk);
    request.since_secs = MAX(secs, 0);
    bool ok = secs < 0 ? store_digest_last(desk->store, &request.since, &request.since_secs, error)
                       : secs == 0 || store_mark_at(desk->store, secs, &request.since, error);
    return ok && staff_print_report("digest", &request, result, error);
}

/* ---- of a period, and of two questions */

/* Reads "2024-06", "2024-06-01 to 2024-06-30" (both days included). */
static bool read_period(const char *words, struct store_period *period)
{
    const char *to = strstr(words, TO);
    g_autofree char *from = g_strndup(words, to != NULL ? (gsize)(to - words) : strlen(words));
    gint64 last = 0;
    int year = 0, month = 0, length = 0;
    if (to != NULL) {
        bool ok = clock_parse(g_strstrip(from), &period->since_secs) && clock_parse(to + strlen(TO), &last);
        period->until_secs = last + DAY_SECS;
        return ok && period->since_secs < period->until_secs;
    }
    if (sscanf(words, "%4d-%2d%n", &year, &month, &length) != 2 || words[length] != '\0' || month < 1 || month > 12)
        return false;
    g_autofree char *first = g_strdup_printf("%04d-%02d-01", year, month),
                    *next = g_strdup_printf("%04d-%02d-01", year + month / 12, month % 12 + 1);
    return clock_parse(first, &period->since_secs) && clock_parse(next, &period->until_secs);
}

static bool print(const struct staff_desk *desk, const struct store_period *period, struct report_options *options,
                  struct staff_result *result, GError **error)
{
    struct report_request request = staff_request(desk);
    request.period = *period;
    request.with_intervals = true;
    AUTO(theme_rules) themes = themes_load_or_fail(desk->campaign, error);
    options->themes = themes;
    AUTO_JSON figures = themes != NULL ? report_collect(&request, options, error) : NULL;
    if (figures == NULL)
        return false;
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    report_print(figures, &request, out);
    fclose(out);
    return staff_say(result, "%s", g_strchomp(text));
}

static const struct question *question_in(const struct staff_desk *desk, const char *name, const struct survey **survey)
{
    for (guint i = 0; i < desk->knowledge->surveys->len; i++) {
        *survey = desk->knowledge->surveys->pdata[i];
        const struct question *question = staff_question(*survey, name);
        if (question != NULL)
            return question;
    }
    return NULL;
}

static bool can_cross(const struct question *question)
{
    return question != NULL && (strcmp(question->type, "choice") == 0 || strcmp(question->type, "scale") == 0);
}

static bool report_cross(const struct staff_desk *desk, const char *words, struct staff_result *result, GError **error)
{
    const char *by = strstr(words, BY);
    g_autofree char *row_name = g_strstrip(g_strndup(words, (gsize)(by - words))),
                    *column_name = g_strstrip(g_strdup(by + strlen(BY)));
    const struct survey *survey = NULL;
    const struct question *row = question_in(desk, row_name, &survey),
                          *column = row != NULL ? staff_question(survey, column_name) : NULL;
    if (!can_cross(row) || !can_cross(column))
        return staff_refuse(
            result,
            "Not done: \"%s\" is no question that can be counted this way. Expected two questions with options or "
            "a scale: \"report outcome by fair\".",
            can_cross(row) ? column_name : row_name);
    struct report_options options = {.survey = survey, .cross_row = row->id, .cross_column = column->id};
    const struct store_period ever = {0, 0};
    return print(desk, &ever, &options, result, error);
}

bool staff_report(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    struct store_period period = {0};
    struct report_options options = {0};
    gint64 secs = 0;
    g_autofree char *folded = text_fold(call->words), *words = g_strstrip(g_strdup(folded));
    const char *rest = g_str_has_prefix(words, "of ") ? words + strlen("of ") : words;
    rest += g_str_has_prefix(rest, "from ") ? strlen("from ") : 0;
    if (strstr(rest, BY) != NULL)
        return report_cross(desk, rest, result, error);
    if (read_period(rest, &period))
        return print(desk, &period, &options, result, error);
    return read_since(desk, rest, &secs) ? report_since(desk, secs, result, error) : refuse(result);
}
