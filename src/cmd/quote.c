/* hearback quote: passages that may be published, proposed by rules and decided by a human. Never publishes anything. */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "cmd/actions.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/quotes.h"
#include "report/redaction.h"
#include "store/store_wish.h"
#include "survey/node.h"
#include "talk/talk.h"

#define ID_IS "the number of a quote, as `hearback quote list` shows it"
#define INDENT 4u

struct quoting {
    struct reporting reporting;
    gboolean as_json;
    char *state, *schools; /* (nullable) as given */
    json_t *list;          /* of what was visited */
    const struct context *context;
};

static const struct report_request *request_of(const struct quoting *quoting) { return &quoting->reporting.request; }

/* ---- looking */

static bool add_quote(const struct store_quote *quote, void *data)
{
    struct quoting *quoting = data;
    json_array_append_new(quoting->list, quote_figures(quote, quoting->context));
    return true;
}

/* Returns the quotes in state, or the one with id, as JSON. (transfer full) */
static json_t *collect(struct quoting *quoting, gint64 id, const char *state, GError **error)
{
    const GPtrArray *surveys = request_of(quoting)->surveys;
    AUTO_JSON list = json_array();
    quoting->list = list;
    for (guint i = 0; i < surveys->len; i++) {
        struct quotes_where where;
        bool ok = true;
        if (quotes_where(surveys->pdata[i], &where)) {
            AUTO(context) context = context_new(request_of(quoting), surveys->pdata[i], error);
            quoting->context = context;
            ok = context != NULL &&
                 store_each_quote(request_of(quoting)->store, &where.quotable, id, state, add_quote, quoting, error);
        }
        quotes_where_clear(&where);
        if (!ok)
            return NULL;
    }
    return json_incref(list);
}

static void print_words(const char *words)
{
    g_autofree char *text = page_words(words, REPORT_COLUMNS, INDENT, 0, NULL);
    fputs(text, stdout);
}

static void print_cell(const json_t *quote)
{
    gint64 people = figure(quote, "people");
    if (people > 0 && people < SMALL_CELL)
        printf("  easy to find: %s %s in what is known of the writer\n", people == 1 ? "nobody" : "few",
               people == 1 ? "else is alike" : "are alike");
}

static void print_quote(const json_t *quote)
{
    bool is_held_back =
        strcmp(figure_text(quote, "state"), "approved") == 0 && !json_is_true(json_object_get(quote, "may_be_published"));
    printf("quote %" G_GINT64_FORMAT ": %s%s%s, %s, %s\n", figure(quote, "id"), figure_text(quote, "state"),
           json_is_true(json_object_get(quote, "is_published")) ? ", published" : "",
           is_held_back ? ", but it must not be published now" : "", figure_text(quote, "person"),
           figure_text(quote, "question"));
    if (json_is_true(json_object_get(quote, "asks_first")) && !json_is_true(json_object_get(quote, "agreed")))
        puts("  the writer wants to see the words before");
    print_cell(quote);
    print_words(figure_text(quote, "words"));
}

static bool list_quotes(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct quoting *quoting = data;
    size_t i;
    const json_t *quote;
    AUTO_JSON list = collect(quoting, id, quoting->state, error);
    if (list == NULL)
        return false;
    if (quoting->as_json)
        reporting_print_json(list);
    else if (json_array_size(list) == 0)
        puts("There are no quotes. To have some proposed: hearback quote propose");
    else
        json_array_foreach(list, i, quote) print_quote(quote);
    return reporting_was_printed(error);
}

static bool add_place(const struct store_publication *publication, void *data)
{
    json_array_append_new(data,
                          json_pack("{s:s,s:o,s:o}", "place", publication->place, "since", figure_time(publication->since_secs),
                                    "removed", figure_time_or_null(publication->removed_secs)));
    return true;
}

static void print_places(const json_t *places)
{
    size_t i;
    const json_t *place;
    json_array_foreach(places, i, place)
    {
        const char *removed = figure_text(place, "removed");
        printf("  %s %s since %s%s%s\n", *removed == '\0' ? "stands in" : "stood in", figure_text(place, "place"),
               figure_text(place, "since"), *removed != '\0' ? " until " : "", removed);
    }
}

/* Where a quote is outlives the quote: that of a person who was erased shows nothing else. */
static bool show_quote(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct quoting *quoting = data;
    AUTO_JSON list = collect(quoting, id, NULL, error), *places = json_array();
    if (list == NULL || !store_each_publication(request_of(quoting)->store, id, add_place, places, error))
        return false;
    json_t *quote = json_array_get(list, 0);
    if (quote == NULL && json_array_size(places) == 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no quote %" G_GINT64_FORMAT, id);
        return false;
    }
    if (quoting->as_json) {
        AUTO_JSON shown = quote != NULL ? json_incref(quote) : json_pack("{s:I,s:s}", "id", (json_int_t)id, "state", "erased");
        json_object_set(shown, "places", places);
        reporting_print_json(shown);
        return reporting_was_printed(error);
    }
    if (quote == NULL)
        printf("quote %" G_GINT64_FORMAT ": erased\n", id);
    else {
        print_quote(quote);
        puts("  as it was written:");
        print_words(figure_text(quote, "original"));
    }
    print_places(places);
    return reporting_was_printed(error);
}

/* ---- proposing */

static struct redact_rules *load_rules(const struct quoting *quoting, GError **error)
{
    AUTO(redact_rules) rules = redaction_load(quoting->reporting.office->campaign, error);
    if (rules == NULL || (quoting->schools != NULL && !redact_rules_add_schools(rules, quoting->schools, error)))
        return NULL;
    return g_steal_pointer(&rules);
}

static bool propose(void *data, gint64 id, const char *words, GError **error)
{
    (void)id;
    (void)words;
    struct quoting *quoting = data;
    AUTO(redact_rules) rules = load_rules(quoting, error);
    const GPtrArray *surveys = request_of(quoting)->surveys;
    guint all = 0;
    for (guint i = 0; rules != NULL && i < surveys->len; i++) {
        struct quotes_where where;
        guint count = 0;
        bool ok = !quotes_where(surveys->pdata[i], &where) ||
                  quotes_propose(request_of(quoting), &where, rules, g_get_user_name(), &count, error);
        quotes_where_clear(&where);
        if (!ok)
            return false;
        all += count;
    }
    if (rules == NULL)
        return false;
    g_autofree char *counted = page_count(all, "passage", "passages");
    printf("%s proposed.%s\n", counted, all > 0 ? " To read them: hearback quote list --state proposed" : "");
    return reporting_was_printed(error);
}

/* ---- deciding */

static bool decide(struct quoting *quoting, gint64 id, enum quote_decision decision, GError **error)
{
    return store_quote_decide(request_of(quoting)->store, id, decision, g_get_user_name(), clock_now_secs(), error) &&
           show_quote(quoting, id, NULL, error);
}

/* Returns the mail that asks the writer of quote for a yes to its words. (transfer full), NULL and an error */
static struct outbox_mail *ask_mail(const struct quoting *quoting, const json_t *quote, GError **error)
{
    const struct campaign *campaign = quoting->reporting.office->campaign;
    const struct survey *survey = survey_find_or_first(request_of(quoting)->surveys, figure_text(quote, "survey"));
    g_autofree char *address = store_wish_address(request_of(quoting)->store, figure(quote, "person_id"), error);
    if (address != NULL)
        return talk_ask_to_quote(campaign, survey, address, figure(quote, "id"), figure_text(quote, "words"), clock_now_secs(),
                                 error);
    if (error != NULL && *error == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "quote %" G_GINT64_FORMAT ": its writer has no address to ask at",
                    figure(quote, "id"));
    return NULL;
}

/* Those who want to see the words first are asked by mail, unless they have said yes to these words already. */
static bool approve(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct quoting *quoting = data;
    AUTO_JSON list = collect(quoting, id, NULL, error);
    const json_t *quote = json_array_get(list, 0);
    if (list == NULL)
        return false;
    if (quote == NULL || !json_is_true(json_object_get(quote, "asks_first")) || json_is_true(json_object_get(quote, "agreed")))
        return decide(quoting, id, QUOTE_APPROVE, error);
    AUTO(outbox_mail) mail = ask_mail(quoting, quote, error);
    if (mail == NULL || !store_quote_ask(request_of(quoting)->store, id, mail, g_get_user_name(), clock_now_secs(), error))
        return false;
    bell_ring(quoting->reporting.office->campaign);
    return show_quote(quoting, id, NULL, error);
}

static bool reject(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(data, id, QUOTE_REJECT, error);
}

static bool withdraw(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(data, id, QUOTE_WITHDRAW, error);
}

static bool agreed(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(data, id, QUOTE_AGREE, error);
}

static bool redact(void *data, gint64 id, const char *words, GError **error)
{
    struct quoting *quoting = data;
    g_autofree char *clean = g_utf8_validate(words, -1, NULL) ? page_clean(words) : g_strdup("");
    if (text_is_blank(clean)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "expected the words that shall stand there, as UTF-8");
        return false;
    }
    return store_quote_redact(request_of(quoting)->store, id, g_strstrip(clean), g_get_user_name(), clock_now_secs(), error) &&
           show_quote(quoting, id, NULL, error);
}

static const struct action actions[] = {
    {"list", ACTION_NOTHING, list_quotes}, {"propose", ACTION_NOTHING, propose}, {"show", ACTION_ID, show_quote},
    {"approve", ACTION_ID, approve},       {"reject", ACTION_ID, reject},        {"withdraw", ACTION_ID, withdraw},
    {"agreed", ACTION_ID, agreed},         {"redact", ACTION_ID_WORDS, redact},  {NULL}};

static int run(int argc, char **argv)
{
    struct quoting quoting = {0};
    g_autofree char *dir = NULL;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &quoting.as_json, NULL, NULL},
                                    {"state", 0, 0, G_OPTION_ARG_STRING, &quoting.state, NULL, NULL},
                                    {"schools", 0, 0, G_OPTION_ARG_FILENAME, &quoting.schools, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    bool is_known = command_options(&argc, &argv, entries, &error);
    int status = EX_OK;
    if (is_known) {
        if (reporting_open(&quoting.reporting, dir, &error))
            is_known = action_run(actions, words, &quoting, ID_IS, &error);
        reporting_close(&quoting.reporting);
    }
    if (!is_known)
        status = command_usage("quote", error);
    else if (error != NULL)
        status = command_fail("quote", error);
    g_free(quoting.state);
    g_free(quoting.schools);
    return status;
}

const struct command command_quote = {
    .name = "quote",
    .usage = "quote [--campaign DIR] [--json] [--state STATE] [--schools FILE.csv] [list | propose | show ID | approve ID |"
             " reject ID | redact ID WORDS | agreed ID | withdraw ID]",
    .summary = "passages that may be published: proposed, redacted, approved",
    .run = run};
