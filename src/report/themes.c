/* Themes in the database by the rules, and in figures. */
#include "report/themes.h"

#include <string.h>

#include "base/error.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_find.h"

#define RULES "rules/themes.yaml"
#define AT_ONCE 500u /* answers in one transaction */

struct theme_rules *themes_load(const struct campaign *campaign, struct problems *problems)
{
    g_autofree char *path = campaign_rules_path(campaign, RULES);
    return theme_rules_load(path, problems);
}

struct theme_rules *themes_load_or_fail(const struct campaign *campaign, GError **error)
{
    AUTO(problems) problems = problems_new();
    struct theme_rules *rules = themes_load(campaign, problems);
    problems_print(problems, stderr);
    if (rules == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "the rules of themes are wrong in the places named above");
    return rules;
}

/* ---- proposing */

struct proposing {
    struct store *store;
    const struct theme_rules *rules;
    const GPtrArray *surveys;
    gint64 now_secs;
    GError *error;
};

static bool propose(const struct store_story *story, void *data)
{
    struct proposing *proposing = data;
    const struct survey *survey = survey_find(proposing->surveys, story->survey);
    const struct question *question = survey != NULL ? survey_question(survey, story->question) : NULL;
    if (question == NULL || strcmp(question->type, "text") != 0 || question->is_private)
        return true;
    g_autoptr(GPtrArray) found = themes_of(proposing->rules, story->words);
    for (guint i = 0; i < found->len; i++) {
        const struct theme *theme = found->pdata[i];
        if (!store_theme_propose(proposing->store, story->message, theme->id, proposing->now_secs, &proposing->error))
            return false;
    }
    return true;
}

static bool propose_some(struct proposing *proposing, guint *count, GError **error)
{
    if (!store_begin(proposing->store, error))
        return false;
    bool ok = store_theme_begin(proposing->store, proposing->rules->version, error) &&
              store_theme_next(proposing->store, AT_ONCE, propose, proposing, count, error);
    if (proposing->error != NULL)
        g_propagate_error(error, g_steal_pointer(&proposing->error));
    else if (ok)
        return store_commit(proposing->store, error);
    store_rollback(proposing->store);
    return false;
}

bool themes_propose(struct store *store, const struct theme_rules *rules, const GPtrArray *surveys, gint64 now_secs,
                    guint *count, GError **error)
{
    struct proposing proposing = {.store = store, .rules = rules, .surveys = surveys, .now_secs = now_secs};
    guint some = 0;
    *count = 0;
    do {
        if (!propose_some(&proposing, &some, error))
            return false;
        *count += some;
    } while (some == AT_ONCE);
    return true;
}

/* ---- figures */

struct counting {
    const struct theme_rules *rules;
    json_t *list;
};

static json_t *entry_of(json_t *list, const char *theme)
{
    size_t i;
    json_t *entry;
    json_array_foreach(list, i, entry) if (strcmp(figure_text(entry, "theme"), theme) == 0) return entry;
    return NULL;
}

static bool count(const struct store_theme *theme, void *data)
{
    struct counting *counting = data;
    const struct theme *known = theme_named(counting->rules, theme->theme);
    json_t *entry = entry_of(counting->list, theme->theme);
    bool is_proposed = strcmp(theme->state, "proposed") == 0;
    if (entry == NULL) {
        entry = json_pack("{s:s, s:s, s:i, s:i}", "theme", theme->theme, "label", known != NULL ? known->label : theme->theme,
                          "people", 0, "proposed", 0);
        json_array_append_new(counting->list, entry);
    }
    json_object_set_new(entry, "people", json_integer(figure(entry, "people") + theme->people));
    if (is_proposed)
        json_object_set_new(entry, "proposed", json_integer(theme->people));
    return true;
}

static int compare(const void *a, const void *b)
{
    const json_t *left = *(json_t *const *)a, *right = *(json_t *const *)b;
    gint64 more = figure(right, "people") - figure(left, "people");
    return more != 0 ? (more > 0 ? 1 : -1) : strcmp(figure_text(left, "theme"), figure_text(right, "theme"));
}

json_t *themes_figures(const struct report_request *request, const struct theme_rules *rules, const struct survey *survey,
                       GError **error)
{
    AUTO_JSON list = json_array();
    struct counting counting = {rules, list};
    if (!store_each_theme(request->store, survey != NULL ? survey->id : NULL, request->period.since_secs,
                          request->period.until_secs, 0, count, &counting, error))
        return NULL;
    g_autoptr(GPtrArray) entries = g_ptr_array_new();
    for (size_t i = 0; i < json_array_size(list); i++)
        g_ptr_array_add(entries, json_array_get(list, i));
    g_ptr_array_sort(entries, compare);
    json_t *sorted = json_array();
    for (guint i = 0; i < entries->len; i++)
        json_array_append(sorted, entries->pdata[i]);
    return sorted;
}

void themes_suppress(json_t *themes, gint64 least)
{
    size_t i;
    json_t *entry;
    json_array_foreach(themes, i, entry)
    {
        if (figure(entry, "people") >= least)
            continue;
        json_object_set_new(entry, "people", json_null());
        json_object_set_new(entry, "proposed", json_null());
    }
}

void themes_print(const json_t *themes, FILE *out)
{
    size_t i;
    const json_t *entry;
    AUTO(table) table = table_new("lrl", 2);
    json_array_foreach(themes, i, entry)
    {
        bool is_hidden = json_is_null(json_object_get(entry, "people"));
        gint64 proposed = figure(entry, "proposed");
        g_autofree char *people = is_hidden ? g_strdup("*") : g_strdup_printf("%" G_GINT64_FORMAT, figure(entry, "people")),
                        *shown = proposed > 0 ? g_strdup_printf("%" G_GINT64_FORMAT " by rules alone", proposed) : g_strdup("");
        table_add(table, figure_text(entry, "label"), people, shown);
    }
    table_print(table, out);
}
