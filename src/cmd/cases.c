/* hearback cases: people in distress who wait for somebody, or who were looked after. Shows no address and no words of a person
 * unless it is asked to. */
#include <sysexits.h>

#include "base/clock.h"
#include "cmd/actions.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_care.h"

#define ID_IS "the number of a case, as `hearback cases` shows it"
#define STAFF "staff" /* who has taken a case here */

struct cases {
    struct reporting reporting;
    gboolean as_json, all, contact;
};

static struct store *store_of(const struct cases *cases) { return cases->reporting.request.store; }

/* ---- looking */

static bool list_cases(void *data, gint64 id, const char *words, GError **error)
{
    (void)id;
    (void)words;
    struct cases *cases = data;
    AUTO_JSON figures = figures_cases(&cases->reporting.request, cases->all, error);
    if (figures == NULL)
        return false;
    if (cases->as_json)
        reporting_print_json(json_object_get(figures, "items"));
    else
        figures_print_cases(figures, stdout);
    return reporting_was_printed(error);
}

static bool add_addresses(const struct cases *cases, const struct care_case *found, json_t *entry, GError **error)
{
    g_autoptr(GPtrArray) addresses = store_care_addresses(store_of(cases), found, error);
    json_t *list = json_array();
    for (guint i = 0; addresses != NULL && i < addresses->len; i++)
        json_array_append_new(list, json_string(addresses->pdata[i]));
    json_object_set_new(entry, "addresses", list);
    return addresses != NULL;
}

static void print_case(const json_t *entry, const struct care_case *found)
{
    size_t i;
    const json_t *item;
    g_autofree char *opened = page_time(found->opened_secs);
    printf("case %" G_GINT64_FORMAT ": %s, %s%s%s, since %s\n", found->id, figure_text(entry, "level"),
           figure_text(entry, "state"), found->pseudonym != NULL ? ", " : "", found->pseudonym != NULL ? found->pseudonym : "",
           opened);
    if (found->words != NULL && *found->words != '\0')
        printf("  outcome: %s\n", found->words);
    json_array_foreach(json_object_get(entry, "messages"), i, item)
        printf("  message %" JSON_INTEGER_FORMAT ": hearback show %" JSON_INTEGER_FORMAT "\n", json_integer_value(item),
               json_integer_value(item));
    json_array_foreach(json_object_get(entry, "addresses"), i, item) printf("  to reach them: %s\n", json_string_value(item));
}

static bool show_case(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct cases *cases = data;
    AUTO(care_case) found = store_care_case(store_of(cases), id, error);
    g_autoptr(GArray) messages = found != NULL ? store_care_messages(store_of(cases), id, error) : NULL;
    if (messages == NULL)
        return false;
    AUTO_JSON entry = figures_case(&cases->reporting.request, found);
    json_t *list = json_array();
    for (guint i = 0; i < messages->len; i++)
        json_array_append_new(list, json_integer(g_array_index(messages, gint64, i)));
    json_object_set_new(entry, "messages", list);
    if (cases->contact && !add_addresses(cases, found, entry, error))
        return false;
    if (cases->as_json)
        reporting_print_json(entry);
    else
        print_case(entry, found);
    return reporting_was_printed(error);
}

/* ---- doing */

static bool take_case(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    return store_care_take(store_of(data), id, STAFF, clock_now_secs(), error);
}

static bool finish_case(void *data, gint64 id, const char *words, GError **error)
{
    return store_care_close(store_of(data), id, STAFF, "done", words, clock_now_secs(), error);
}

static bool dismiss_case(void *data, gint64 id, const char *words, GError **error)
{
    return store_care_close(store_of(data), id, STAFF, "false alarm", words, clock_now_secs(), error);
}

static const struct action actions[] = {{"list", ACTION_NOTHING, list_cases},
                                        {"show", ACTION_ID, show_case},
                                        {"take", ACTION_ID, take_case},
                                        {"done", ACTION_ID_MAYBE_WORDS, finish_case},
                                        {"false-alarm", ACTION_ID_MAYBE_WORDS, dismiss_case},
                                        {NULL}};

static int run(int argc, char **argv)
{
    struct cases cases = {0};
    g_autofree char *dir = NULL;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &cases.as_json, NULL, NULL},
                                    {"all", 0, 0, G_OPTION_ARG_NONE, &cases.all, NULL, NULL},
                                    {"contact", 0, 0, G_OPTION_ARG_NONE, &cases.contact, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error))
        return command_usage("cases", error);
    bool is_known = true;
    if (reporting_open(&cases.reporting, dir, &error))
        is_known = action_run(actions, words, &cases, ID_IS, &error);
    reporting_close(&cases.reporting);
    if (!is_known)
        return command_usage("cases", NULL);
    return error != NULL ? command_fail("cases", error) : EX_OK;
}

const struct command command_cases = {
    .name = "cases",
    .usage =
        "cases [--campaign DIR] [--json] [--all] [--contact] [list | show ID | take ID | done ID [WORDS] | false-alarm ID]",
    .summary = "people in distress: who waits for somebody, and what became of it",
    .run = run};
