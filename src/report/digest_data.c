/* Figures of a digest as words for templates. Never adds anything that is not in the figures. */
#include "report/digest_data.h"

#include <string.h>

#include "answer/care.h"
#include "base/clock.h"
#include "base/text.h"
#include "render/chart.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/small_cells.h"
#include "report/wilson.h"

#define CARE_WORDS "look after the writer first"

static void set_text(json_t *data, const char *name, const char *text)
{
    g_autofree char *clean = page_clean(text), *sound = text_repair(clean, strlen(clean));
    json_object_set_new(data, name, json_string(sound));
}

static void set_flag(json_t *data, const char *name, bool value) { json_object_set_new(data, name, json_boolean(value)); }

/* Takes a list of data, and says beside it whether anything is in it. */
static void set_list(json_t *data, const char *name, json_t *list)
{
    g_autofree char *flag = g_strconcat("has_", name, NULL);
    set_flag(data, flag, json_array_size(list) > 0);
    json_object_set_new(data, name, list);
}

/* ---- what does not leave the team */

static gint64 count_words(const char *text)
{
    g_auto(GStrv) words = g_strsplit_set(text, " \t\n", -1);
    gint64 count = 0;
    for (guint i = 0; words[i] != NULL; i++)
        count += *words[i] != '\0';
    return count;
}

static void mask_texts(json_t *figures)
{
    json_t *texts = json_object_get(figures, "texts"), *text;
    size_t i;
    json_array_foreach(texts, i, text)
    {
        g_autofree char *words = page_count(count_words(figure_text(text, "words")), "word", "words");
        g_autofree char *masked = g_strdup_printf("[%s]", words);
        json_object_set_new(text, "words", json_string(masked));
    }
}

static void mask_listing(json_t *figures, const char *name)
{
    json_t *listing = json_object_get(figures, name);
    json_array_clear(json_object_get(listing, "items"));
    json_object_set_new(listing, "left_out", json_integer(0));
}

void digest_without_care(json_t *figures)
{
    json_t *item;
    size_t i;
    json_array_foreach(json_object_get(json_object_get(figures, "waiting"), "items"), i,
                       item) if (figure(item, "care") != CARE_NONE) json_object_set_new(item, "what", json_string(CARE_WORDS));
}

void digest_mask(json_t *figures, gint64 small_cells)
{
    json_t *messages = json_object_get(figures, "messages"), *survey;
    size_t i;
    mask_texts(figures);
    mask_listing(figures, "waiting");
    json_object_set_new(json_object_get(figures, "waiting"), "urgent", json_integer(0)); /* who is in distress is not theirs */
    json_object_set_new(json_object_get(figures, "waiting"), "care", json_integer(0));
    json_object_set_new(figures, "withheld", json_integer(0));
    mask_listing(figures, "undelivered");
    json_object_set_new(messages, "by_disposition", json_array());
    small_cells_apply_to(messages, "received", small_cells);
    json_object_del(figures, "before"); /* two periods beside each other tell of single people */
    json_array_foreach(json_object_get(figures, "surveys"), i, survey) small_cells_apply(survey, small_cells);
    json_array_foreach(json_object_get(json_object_get(figures, "asking"), "surveys"), i, survey)
        small_cells_apply_to(survey, "answered", small_cells);
}

/* ---- lists */

static void set_count(json_t *data, const char *name, gint64 count)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, count);
    set_text(data, name, text);
}

static json_t *waiting_entry(const json_t *item)
{
    json_t *entry = json_object();
    g_autofree char *age = page_age(figure(item, "age_secs"));
    bool is_care = figure(item, "care") != CARE_NONE;
    set_count(entry, "message", figure(item, "message"));
    set_text(entry, "person", figure_text(item, "person"));
    set_text(entry, "age", age);
    set_text(entry, "what", figure_text(item, "what"));
    set_flag(entry, "is_care", is_care);
    return entry;
}

static json_t *trouble_entry(const json_t *item)
{
    json_t *entry = json_object();
    g_autofree char *attempts = page_count(figure(item, "attempts"), "attempt", "attempts");
    set_count(entry, "message", figure(item, "message"));
    set_text(entry, "person", figure_text(item, "person"));
    set_text(entry, "state", figure_text(item, "state"));
    set_text(entry, "attempts", attempts);
    set_text(entry, "words", figure_text(item, "words"));
    return entry;
}

static json_t *text_entry(const json_t *text)
{
    json_t *entry = json_object(), *lines = json_array();
    g_autofree char *whole = page_unwrap(figure_text(text, "words"));
    g_auto(GStrv) parts = g_strsplit(whole, "\n", -1);
    for (guint i = 0; parts[i] != NULL; i++) {
        json_t *line = json_object();
        set_text(line, "line", g_strstrip(parts[i]));
        if (*parts[i] != '\0')
            json_array_append_new(lines, line);
        else
            json_decref(line);
    }
    set_count(entry, "message", figure(text, "message"));
    set_text(entry, "person", figure_text(text, "person"));
    set_text(entry, "ask", figure_text(text, "ask"));
    json_object_set_new(entry, "lines", lines);
    return entry;
}

static json_t *message_entry(const json_t *entry)
{
    json_t *data = json_object();
    set_count(data, "count", figure(entry, "count"));
    set_text(data, "what", figures_disposition_words(figure_text(entry, "disposition")));
    return data;
}

static json_t *map_list(const json_t *list, json_t *(*make)(const json_t *item))
{
    json_t *made = json_array();
    size_t i;
    const json_t *item;
    json_array_foreach(list, i, item) json_array_append_new(made, make(item));
    return made;
}

/* ---- answers */

static int percent(double share) { return (int)(share * 100 + 0.5); }

static json_t *bar_data(const json_t *bar, gint64 answered)
{
    json_t *data = json_object();
    double low = 0, high = 1;
    gint64 count = figure(bar, "count");
    bool is_hidden = json_is_true(json_object_get(bar, "suppressed"));
    wilson_interval(count, answered, &low, &high);
    g_autofree char *shown = g_strdup_printf("%" G_GINT64_FORMAT, count),
                    *share = g_strdup_printf("%d %%", answered > 0 ? percent((double)count / (double)answered) : 0),
                    *range = g_strdup_printf("%d to %d %%", percent(low), percent(high));
    set_text(data, "label", figure_text(bar, "label"));
    set_text(data, "count", is_hidden ? "withheld" : shown);
    set_text(data, "share", is_hidden ? "" : share);
    set_text(data, "range", is_hidden ? "" : range);
    return data;
}

static void add_bars(json_t *data, const json_t *question, const char *survey)
{
    const json_t *bars = json_object_get(question, "bars"), *bar;
    json_t *rows = json_array();
    gint64 answered = figure(question, "answered");
    bool is_few = json_is_null(json_object_get(question, "answered"));
    size_t i;
    if (answered > 0)
        json_array_foreach(bars, i, bar) json_array_append_new(rows, bar_data(bar, answered));
    g_autofree char *picture = g_strdup_printf("%s.%s", survey, figure_text(question, "id")),
                    *alt = chart_words(bars, answered);
    set_list(data, "bars", rows);
    set_text(data, "picture", picture);
    set_text(data, "source", "");
    set_text(data, "alt", alt);
    set_flag(data, "has_picture", answered > 0 && json_array_size(bars) > 0);
    set_flag(data, "is_few", is_few && bars != NULL);
    set_flag(data, "is_withheld", json_is_true(json_object_get(question, "suppressed")));
    json_object_set(data, "figures", (json_t *)(bars != NULL ? bars : json_null()));
    json_object_set_new(data, "answered", json_integer(answered));
}

static json_t *question_data(const json_t *question, const char *survey)
{
    json_t *data = json_object();
    g_autofree char *line = figures_answers_line(question);
    set_count(data, "number", figure(question, "number"));
    set_text(data, "ask", figure_text(question, "ask"));
    set_text(data, "line", line);
    add_bars(data, question, survey);
    return data;
}

json_t *digest_survey_data(const json_t *answers)
{
    json_t *data = json_object(), *questions = json_array();
    const json_t *question;
    size_t i;
    g_autofree char *people = figure_counted(answers, "people", "person", "people"),
                    *new_people = figure_counted(answers, "new_people", "new", "new"),
                    *line = json_object_get(answers, "new_people") == NULL
                                ? g_strdup(people)
                                : g_strdup_printf("%s so far, %s", people, new_people);
    json_array_foreach(json_object_get(answers, "questions"), i, question)
        json_array_append_new(questions, question_data(question, figure_text(answers, "survey")));
    set_text(data, "title", figure_text(answers, "title"));
    set_text(data, "people", line);
    set_list(data, "questions", questions);
    return data;
}

/* ---- the whole */

/* Returns "38 % of 120 invited people have answered (45)". (transfer full) */
static char *rate_line(const json_t *asking, const char *survey)
{
    const json_t *entry;
    size_t i;
    json_array_foreach(json_object_get(asking, "surveys"), i, entry)
    {
        gint64 invited = figure(entry, "invited"), answered = figure(entry, "answered");
        if (strcmp(figure_text(entry, "survey"), survey) != 0 || invited == 0)
            continue;
        if (json_is_null(json_object_get(entry, "answered")))
            return g_strdup_printf("%" G_GINT64_FORMAT " people were invited", invited);
        return g_strdup_printf("%d %% of %" G_GINT64_FORMAT " invited people have answered (%" G_GINT64_FORMAT ")",
                               percent((double)answered / (double)invited), invited, answered);
    }
    return g_strdup("");
}

static void add_surveys(json_t *data, const json_t *figures)
{
    json_t *surveys = json_array();
    const json_t *answers;
    size_t i;
    json_array_foreach(json_object_get(figures, "surveys"), i, answers)
    {
        g_autofree char *rate = rate_line(json_object_get(figures, "asking"), figure_text(answers, "survey"));
        json_t *survey = digest_survey_data(answers);
        set_text(survey, "rate", rate);
        json_array_append_new(surveys, survey);
    }
    set_list(data, "surveys", surveys);
}

static char *printed(const json_t *figures, const struct report_request *request)
{
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    if (out == NULL)
        return g_strdup("");
    digest_print_news(figures, request, out);
    fclose(out);
    char *copy = g_strdup(text);
    free(text);
    return copy;
}

static void add_news(json_t *data, const json_t *figures, const struct report_request *request)
{
    g_autofree char *text = printed(figures, request);
    g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
    json_t *news = json_array();
    for (guint i = 0; lines[i] != NULL; i++) {
        json_t *line = json_object();
        set_text(line, "line", lines[i]);
        json_array_append_new(news, line);
    }
    set_text(data, "news_text", text);
    set_text(data, "headline", g_str_has_prefix(lines[0], request->campaign) ? lines[0] + strlen(request->campaign) : lines[0]);
    json_object_set_new(data, "news", news);
    set_flag(data, "is_urgent", figure(json_object_get(figures, "waiting"), "urgent") > 0);
}

static void add_totals(json_t *data, const json_t *figures)
{
    g_autofree char *received = figure_counted(json_object_get(figures, "messages"), "received", "message", "messages"),
                    *withheld = page_count(figure(figures, "withheld"), "more is", "more are");
    set_text(data, "received", received);
    g_autofree char *texts = page_count(figure(figures, "texts_left_out"), "more", "more");
    set_text(data, "texts_more", texts);
    set_flag(data, "has_texts_more", figure(figures, "texts_left_out") > 0);
    set_flag(data, "has_withheld", figure(figures, "withheld") > 0);
    set_text(data, "withheld", withheld);
    g_autofree char *waiting = page_count(figure(json_object_get(figures, "waiting"), "left_out"), "more", "more"),
                    *trouble = page_count(figure(json_object_get(figures, "undelivered"), "left_out"), "more", "more");
    set_text(data, "waiting_more", waiting);
    set_text(data, "undelivered_more", trouble);
    set_flag(data, "has_waiting_more", figure(json_object_get(figures, "waiting"), "left_out") > 0);
    set_flag(data, "has_undelivered_more", figure(json_object_get(figures, "undelivered"), "left_out") > 0);
}

json_t *digest_data(const json_t *figures, const struct report_request *request, const struct campaign *campaign)
{
    json_t *data = json_object();
    set_text(data, "campaign", campaign->name);
    set_text(data, "language", campaign->language);
    set_text(data, "subject", "");
    add_news(data, figures, request);
    add_totals(data, figures);
    set_list(data, "waiting", map_list(json_object_get(json_object_get(figures, "waiting"), "items"), waiting_entry));
    set_list(data, "undelivered", map_list(json_object_get(json_object_get(figures, "undelivered"), "items"), trouble_entry));
    set_list(data, "messages",
             map_list(json_object_get(json_object_get(figures, "messages"), "by_disposition"), message_entry));
    set_list(data, "texts", map_list(json_object_get(figures, "texts"), text_entry));
    add_surveys(data, figures);
    return data;
}
