/* The digest: what is new, in words and figures, for people who do not look every day. Its first three lines say what matters.
 * Never shows the words of somebody whom a colleague should look after first, nor an address. */
#include <string.h>

#include "report/digest_data.h"
#include "report/figures.h"
#include "report/page.h"

#define LINES_OF_A_TEXT 20u

/* ---- collecting */

struct collecting {
    json_t *list;
    const struct survey *survey;
};

static bool add_text(const struct store_text *text, void *data)
{
    const struct collecting *collecting = data;
    const struct question *question = survey_question(collecting->survey, text->question);
    json_array_append_new(collecting->list, json_pack("{s:s, s:I, s:s, s:s, s:s}", "person", text->pseudonym, "message",
                                                      (json_int_t)text->message, "question", text->question, "ask",
                                                      question != NULL ? question->ask : text->question, "words", text->words));
    return true;
}

/* Words that may be shown: those of text questions which are not private. */
static GPtrArray *shown_texts(const struct survey *survey)
{
    GPtrArray *texts = g_ptr_array_new();
    for (guint i = 0; i < survey->questions->len; i++) {
        const struct question *question = survey->questions->pdata[i];
        if (strcmp(question->type, "text") == 0 && !question->is_private)
            g_ptr_array_add(texts, question->id);
    }
    g_ptr_array_add(texts, NULL);
    return texts;
}

static bool add_survey(const struct report_request *request, const struct survey *survey, json_t *surveys, json_t *texts,
                       gint64 *withheld, GError **error)
{
    g_autoptr(GPtrArray) shown = shown_texts(survey);
    struct collecting collecting = {.list = texts, .survey = survey};
    gint64 kept_back = 0;
    json_t *answers = figures_answers(request, survey, error);
    if (answers == NULL)
        return false;
    json_array_append_new(surveys, answers);
    bool ok = store_each_text(request->store, survey->id, (const char *const *)shown->pdata, &request->since, add_text,
                              &collecting, &kept_back, error);
    *withheld += kept_back;
    return ok;
}

static gint64 sum_of(const json_t *surveys, const char *name)
{
    size_t i;
    const json_t *survey;
    gint64 sum = 0;
    json_array_foreach(surveys, i, survey) sum += figure(survey, name);
    return sum;
}

/* The period before this one, as long as it: {"since", "messages", "new_people"}; null where there is none. */
static json_t *collect_before(const struct report_request *request, const json_t *figures, GError **error)
{
    gint64 since = 2 * request->since_secs - request->now_secs, received = 0, people = 0, newer = 0;
    struct store_mark mark;
    if (request->since_secs == 0 || since <= 0)
        return json_null();
    if (!store_mark_at(request->store, since, &mark, error) || !store_received(request->store, &mark, &received, error))
        return NULL;
    for (guint i = 0; i < request->surveys->len; i++) {
        gint64 all = 0, since_then = 0;
        if (!store_people(request->store, ((const struct survey *)request->surveys->pdata[i])->id, &mark, &all, &since_then,
                          error))
            return NULL;
        newer += since_then;
    }
    received -= figure(json_object_get(figures, "messages"), "received");
    people = newer - sum_of(json_object_get(figures, "surveys"), "new_people");
    return json_pack("{s:o, s:I, s:I}", "since", figure_time(since), "messages", (json_int_t)MAX(received, 0), "new_people",
                     (json_int_t)MAX(people, 0));
}

/* A digest goes to many: that somebody needs care is said, not who, nor where it stands. */
static json_t *without_care(json_t *waiting)
{
    json_t *items = json_object_get(waiting, "items");
    for (size_t i = json_array_size(items); i > 0; i--)
        if (figure(json_array_get(items, i - 1), "care") > 0)
            json_array_remove(items, i - 1);
    return waiting;
}

static json_t *digest_collect(const struct report_request *request, GError **error)
{
    AUTO_JSON figures = json_pack("{s:s, s:o, s:o?}", "campaign", request->campaign, "time", figure_time(request->now_secs),
                                  "since", request->since_secs > 0 ? figure_time(request->since_secs) : NULL);
    json_t *surveys = json_array(), *texts = json_array();
    gint64 withheld = 0;
    figure_add(figures, "surveys", surveys);
    figure_add(figures, "texts", texts);
    if (!figure_add(figures, "messages", figures_messages(request, &request->since, error)))
        return NULL;
    for (guint i = 0; i < request->surveys->len; i++)
        if (!add_survey(request, request->surveys->pdata[i], surveys, texts, &withheld, error))
            return NULL;
    json_object_set_new(figures, "withheld", json_integer(withheld));
    if (!figure_add(figures, "before", collect_before(request, figures, error)) ||
        !figure_add(figures, "asking", figures_asking(request, error)) ||
        !figure_add(figures, "waiting", without_care(figures_waiting(request, error))) ||
        !figure_add(figures, "undelivered", figures_trouble(request, error)))
        return NULL;
    return json_incref(figures);
}

/* ---- the first three lines */

static bool any_hidden(const json_t *surveys, const char *name)
{
    size_t i;
    const json_t *survey;
    json_array_foreach(surveys, i, survey) if (json_is_null(json_object_get(survey, name))) return true;
    return false;
}

static void print_news(const json_t *figures, const struct report_request *request, FILE *out)
{
    const json_t *surveys = json_object_get(figures, "surveys");
    g_autofree char *campaign = page_cut(figure_text(figures, "campaign"), 24, request->is_utf8);
    g_autofree char *day = page_day(request->since_secs);
    g_autofree char *since = request->since_secs > 0 ? g_strconcat(" since ", day, NULL) : g_strdup("");
    g_autofree char *people = any_hidden(surveys, "new_people")
                                  ? g_strdup("few new people")
                                  : page_count(sum_of(surveys, "new_people"), "new person", "new people");
    g_autofree char *messages = figure_counted(json_object_get(figures, "messages"), "received", "message", "messages");
    fprintf(out, "%s: %s, %s%s\n", campaign, people, messages, since);
}

static void print_what_waits(const json_t *waiting, FILE *out)
{
    gint64 urgent = figure(waiting, "urgent"), care = figure(waiting, "care");
    g_autofree char *writers = page_count(urgent > 0 ? urgent : care, "writer", "writers");
    g_autofree char *things = page_count(figure(waiting, "count"), "thing", "things");
    if (urgent > 0)
        fprintf(out, "AT ONCE: look after %s; %s waiting for a person in all\n", writers, things);
    else if (care > 0)
        fprintf(out, "Look after %s; %s waiting for a person in all\n", writers, things);
    else if (figure(waiting, "count") > 0)
        fprintf(out, "%s waiting for a person\n", things);
    else
        fprintf(out, "Nothing is waiting for a person\n");
}

static void print_delivery(const json_t *trouble, FILE *out)
{
    gint64 lost = figure(trouble, "failed") + figure(trouble, "uncertain");
    g_autofree char *lost_mails = page_count(lost, "mail was", "mails were"),
                    *late_mails = page_count(figure(trouble, "deferred"), "mail is", "mails are");
    if (lost > 0)
        fprintf(out, "%s not delivered, or may not have been\n", lost_mails);
    else if (figure(trouble, "deferred") > 0)
        fprintf(out, "%s late: the server asks to try again\n", late_mails);
    else
        fprintf(out, "No mail of ours is known to have failed\n");
}

/* "In the same time before: 5 new people (+3 now), 9 messages (-2 now)" */
static void print_before(const json_t *figures, FILE *out)
{
    const json_t *before = json_object_get(figures, "before");
    if (!json_is_object(before))
        return;
    gint64 people = figure(before, "new_people"), messages = figure(before, "messages");
    g_autofree char *people_words = page_count(people, "new person", "new people"),
                    *message_words = page_count(messages, "message", "messages");
    fprintf(out, "In the same time before: %s (%+" G_GINT64_FORMAT " now), %s (%+" G_GINT64_FORMAT " now)\n", people_words,
            sum_of(json_object_get(figures, "surveys"), "new_people") - people, message_words,
            figure(json_object_get(figures, "messages"), "received") - messages);
}

void digest_print_news(const json_t *figures, const struct report_request *request, FILE *out)
{
    print_news(figures, request, out);
    print_what_waits(json_object_get(figures, "waiting"), out);
    print_delivery(json_object_get(figures, "undelivered"), out);
    print_before(figures, out);
}

/* ---- the rest */

static void print_heading(const char *heading, FILE *out) { fprintf(out, "\n%s\n", heading); }

void digest_print_texts(const json_t *figures, FILE *out)
{
    const json_t *texts = json_object_get(figures, "texts"), *text;
    size_t i;
    gint64 withheld = figure(figures, "withheld");
    json_array_foreach(texts, i, text)
    {
        guint left_out = 0;
        g_autofree char *words = page_words(figure_text(text, "words"), REPORT_COLUMNS, 2, LINES_OF_A_TEXT, &left_out);
        fprintf(out, "\n%s (%s, message %" G_GINT64_FORMAT ")\n%s", figure_text(text, "person"), figure_text(text, "question"),
                figure(text, "message"), words);
        if (left_out > 0)
            fprintf(out, "  [%u more lines: hearback show %" G_GINT64_FORMAT "]\n", left_out, figure(text, "message"));
    }
    if (withheld > 0)
        fprintf(out, "\n%" G_GINT64_FORMAT " more not shown: look after the writers first, see above\n", withheld);
    else if (json_array_size(texts) == 0)
        fprintf(out, "  none\n");
}

static void digest_print(const json_t *figures, const struct report_request *request, FILE *out)
{
    const json_t *waiting = json_object_get(figures, "waiting"), *trouble = json_object_get(figures, "undelivered");
    const json_t *surveys = json_object_get(figures, "surveys"), *survey;
    size_t i;
    digest_print_news(figures, request, out);
    print_heading("WAITING FOR A PERSON", out);
    figures_print_waiting(waiting, request, out);
    if (figure(trouble, "count") > 0) {
        print_heading("NOT DELIVERED", out);
        figures_print_trouble(trouble, out);
    }
    print_heading("NEW MESSAGES", out);
    figures_print_messages(json_object_get(figures, "messages"), out);
    print_heading("NEW EXPERIENCES", out);
    digest_print_texts(figures, out);
    print_heading("ALL ANSWERS", out);
    json_array_foreach(surveys, i, survey) figures_print_answers(survey, request, out);
}

const struct report report_digest = {.name = "digest",
                                     .summary = "What is new, the answers so far, and what needs a person",
                                     .collect = digest_collect,
                                     .print = digest_print};
