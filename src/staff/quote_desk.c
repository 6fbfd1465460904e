/* Handling quotes. A decision is a human's, and is recorded with who took it; nothing is published here. */
#include "staff/quote_desk.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "base/token.h"
#include "report/figures.h"
#include "report/page.h"
#include "report/quotes.h"
#include "store/store_wish.h"
#include "talk/talk.h"

#define INDENT 4u

struct collecting {
    json_t *list;
    const struct context *context;
};

/* ---- looking */

static bool add_quote(const struct store_quote *quote, void *data)
{
    struct collecting *collecting = data;
    json_array_append_new(collecting->list, quote_figures(quote, collecting->context));
    return true;
}

json_t *quotes_collect(const struct staff_desk *desk, gint64 id, const char *state, GError **error)
{
    const GPtrArray *surveys = desk->knowledge->surveys;
    const struct report_request request = {.store = desk->store, .surveys = surveys, .now_secs = desk->now_secs};
    AUTO_JSON list = json_array();
    for (guint i = 0; i < surveys->len; i++) {
        struct quotes_where where;
        bool ok = true;
        if (quotes_where(surveys->pdata[i], &where)) {
            AUTO(context) context = context_new(&request, surveys->pdata[i], error);
            struct collecting collecting = {list, context};
            ok = context != NULL && store_each_quote(desk->store, &where.quotable, id, state, add_quote, &collecting, error);
        }
        quotes_where_clear(&where);
        if (!ok)
            return NULL;
    }
    return json_incref(list);
}

static void print_words(const char *words, FILE *out)
{
    g_autofree char *text = page_words(words, REPORT_COLUMNS, INDENT, 0, NULL);
    fputs(text, out);
}

static void print_cell(const json_t *quote, FILE *out)
{
    gint64 people = figure(quote, "people");
    if (people > 0 && people < SMALL_CELL)
        fprintf(out, "  easy to find: %s %s in what is known of the writer\n", people == 1 ? "nobody" : "few",
                people == 1 ? "else is alike" : "are alike");
}

void quotes_print(const json_t *quote, FILE *out)
{
    bool is_held_back =
        strcmp(figure_text(quote, "state"), "approved") == 0 && !json_is_true(json_object_get(quote, "may_be_published"));
    const char *comment = figure_text(quote, "consent_comment");
    fprintf(out, "quote %" G_GINT64_FORMAT ": %s%s%s, %s, %s\n", figure(quote, "id"), figure_text(quote, "state"),
            json_is_true(json_object_get(quote, "is_published")) ? ", published" : "",
            is_held_back ? ", but it must not be published now" : "", figure_text(quote, "person"),
            figure_text(quote, "question"));
    if (json_is_true(json_object_get(quote, "asks_first")) && !json_is_true(json_object_get(quote, "agreed")))
        fputs("  the writer wants to see the words before\n", out);
    if (*comment != '\0') {
        fputs("  the writer says about being quoted:\n", out);
        print_words(comment, out);
        fputs("  the words:\n", out);
    }
    print_cell(quote, out);
    print_words(figure_text(quote, "words"), out);
}

static bool add_place(const struct store_publication *publication, void *data)
{
    json_array_append_new(data,
                          json_pack("{s:s,s:o,s:o}", "place", publication->place, "since", figure_time(publication->since_secs),
                                    "removed", figure_time_or_null(publication->removed_secs)));
    return true;
}

static void print_places(const json_t *places, FILE *out)
{
    size_t i;
    const json_t *place;
    json_array_foreach(places, i, place)
    {
        const char *removed = figure_text(place, "removed");
        fprintf(out, "  %s %s since %s%s%s\n", *removed == '\0' ? "stands in" : "stood in", figure_text(place, "place"),
                figure_text(place, "since"), *removed != '\0' ? " until " : "", removed);
    }
}

static bool fail_unknown(gint64 id, GError **error)
{
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no quote %" G_GINT64_FORMAT, id);
    return false;
}

/* The quote of a person who was erased shows nothing but where it was. */
bool quotes_show(const struct staff_desk *desk, gint64 id, FILE *out, json_t **json, GError **error)
{
    AUTO_JSON list = quotes_collect(desk, id, NULL, error), *places = json_array();
    if (list == NULL || !store_each_publication(desk->store, id, add_place, places, error))
        return false;
    json_t *quote = json_array_get(list, 0);
    if (quote == NULL && json_array_size(places) == 0)
        return fail_unknown(id, error);
    if (out == NULL) {
        *json = quote != NULL ? json_incref(quote) : json_pack("{s:I,s:s}", "id", (json_int_t)id, "state", "erased");
        json_object_set(*json, "places", places);
        return true;
    }
    if (quote == NULL) {
        fprintf(out, "quote %" G_GINT64_FORMAT ": erased\n", id);
    } else {
        quotes_print(quote, out);
        fputs("  as it was written:\n", out);
        print_words(figure_text(quote, "original"), out);
    }
    print_places(places, out);
    return true;
}

/* ---- deciding */

static bool decide(const struct staff_desk *desk, gint64 id, enum quote_decision decision, GError **error)
{
    return store_quote_decide(desk->store, id, decision, desk->who, desk->now_secs, error);
}

/* Returns the mail that asks the writer of quote for a yes to its words. (transfer full), NULL and an error */
static struct outbox_mail *ask_mail(const struct staff_desk *desk, const json_t *quote, const char *token, GError **error)
{
    const struct survey *survey = survey_find_or_first(desk->knowledge->surveys, figure_text(quote, "survey"));
    GError *trouble = NULL;
    g_autofree char *address = store_wish_address(desk->store, figure(quote, "person_id"), &trouble);
    if (address != NULL)
        return talk_ask_to_quote(desk->campaign, survey, address, figure(quote, "id"), figure_text(quote, "words"), token,
                                 desk->now_secs, error);
    if (trouble != NULL)
        g_propagate_error(error, trouble);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "quote %" G_GINT64_FORMAT ": its writer has no address to ask at",
                    figure(quote, "id"));
    return NULL;
}

/* Those who want to see the words first are asked by mail, unless they have said yes to these words already. */
static bool approve(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    (void)words;
    AUTO_JSON list = quotes_collect(desk, id, NULL, error);
    const json_t *quote = json_array_get(list, 0);
    if (list == NULL)
        return false;
    if (quote == NULL || !json_is_true(json_object_get(quote, "asks_first")) || json_is_true(json_object_get(quote, "agreed")))
        return decide(desk, id, QUOTE_APPROVE, error);
    g_autofree char *token = token_new();
    AUTO(outbox_mail) mail = ask_mail(desk, quote, token, error);
    return mail != NULL && store_quote_ask(desk->store, id, mail, token, desk->who, desk->now_secs, error);
}

static bool reject(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(desk, id, QUOTE_REJECT, error);
}

static bool withdraw(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(desk, id, QUOTE_WITHDRAW, error);
}

static bool agreed(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    (void)words;
    return decide(desk, id, QUOTE_AGREE, error);
}

static bool redact(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    g_autofree char *clean = g_utf8_validate(words, -1, NULL) ? page_clean(words) : g_strdup("");
    if (text_is_blank(clean)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "expected the words that shall stand there, as UTF-8");
        return false;
    }
    return store_quote_redact(desk->store, id, g_strstrip(clean), desk->who, desk->now_secs, error);
}

/* Returns text with new_part for each old_part. (transfer full), NULL where there is none */
static char *replace(const char *text, const char *old_part, const char *new_part)
{
    g_auto(GStrv) parts = g_strsplit(text, old_part, -1);
    return g_strv_length(parts) > 1 ? g_strjoinv(new_part, parts) : NULL;
}

static bool change(const struct staff_desk *desk, gint64 id, const char *words, GError **error)
{
    const char *equals = strchr(words, '=');
    g_autofree char *old_part = equals != NULL ? g_strstrip(g_strndup(words, (gsize)(equals - words))) : g_strdup("");
    AUTO_JSON list = quotes_collect(desk, id, NULL, error);
    const json_t *quote = json_array_get(list, 0);
    if (list == NULL)
        return false;
    if (quote == NULL)
        return fail_unknown(id, error);
    g_autofree char *new_part = equals != NULL ? g_strstrip(g_strdup(equals + 1)) : NULL;
    g_autofree char *changed = *old_part != '\0' ? replace(figure_text(quote, "words"), old_part, new_part) : NULL;
    if (changed != NULL)
        return redact(desk, id, changed, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                "quote %" G_GINT64_FORMAT ": expected OLD = NEW, where OLD stands in its words, letter for letter", id);
    return false;
}

static const struct {
    const char *verb;
    bool (*run)(const struct staff_desk *desk, gint64 id, const char *words, GError **error);
} acts[] = {{"approve", approve}, {"reject", reject}, {"withdraw", withdraw},
            {"agreed", agreed},   {"redact", redact}, {"change", change}};

const char *const *quotes_verbs(void)
{
    static const char *verbs[G_N_ELEMENTS(acts) + 1];
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        verbs[i] = acts[i].verb;
    return verbs;
}

bool quotes_act(const struct staff_desk *desk, const char *verb, gint64 id, const char *words, GError **error)
{
    for (guint i = 0; i < G_N_ELEMENTS(acts); i++)
        if (strcmp(acts[i].verb, verb) == 0)
            return acts[i].run(desk, id, words, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no \"%s\" for a quote", verb);
    return false;
}
