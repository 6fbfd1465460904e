/* hearback cases: people in distress who wait for somebody, or who were looked after. Shows no address and no words of a person
 * unless it is asked to. */
#include <errno.h>
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_care.h"

#define STAFF "staff" /* who has taken a case here */

struct cases {
    struct reporting reporting;
    gboolean as_json, all, contact;
};

static struct store *store_of(const struct cases *cases) { return cases->reporting.request.store; }

/* ---- looking */

static bool list_cases(struct cases *cases, const char *id, const char *words, GError **error)
{
    (void)id;
    (void)words;
    AUTO_JSON figures = figures_cases(&cases->reporting.request, cases->all, error);
    if (figures == NULL)
        return false;
    if (cases->as_json)
        reporting_print_json(json_object_get(figures, "items"));
    else
        figures_print_cases(figures, stdout);
    return reporting_was_printed(error);
}

/* Returns the number that text is; 0 and an error where it is none. */
static gint64 read_id(const char *text, GError **error)
{
    char *end = NULL;
    errno = 0;
    gint64 id = g_ascii_strtoll(text, &end, 10);
    if (id > 0 && *end == '\0' && errno == 0)
        return id;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "%s: expected the number of a case, as `hearback cases` shows it", text);
    return 0;
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
    printf("case %" G_GINT64_FORMAT ": %s, %s%s%ssince %s\n", found->id, figure_text(entry, "level"),
           figure_text(entry, "state"), found->pseudonym != NULL ? ", " : "",
           found->pseudonym != NULL ? found->pseudonym : ", ", opened);
    if (found->words != NULL && *found->words != '\0')
        printf("  outcome: %s\n", found->words);
    json_array_foreach(json_object_get(entry, "messages"), i, item)
        printf("  message %" JSON_INTEGER_FORMAT ": hearback show %" JSON_INTEGER_FORMAT "\n", json_integer_value(item),
               json_integer_value(item));
    json_array_foreach(json_object_get(entry, "addresses"), i, item) printf("  to reach them: %s\n", json_string_value(item));
}

static bool show_case(struct cases *cases, const char *text, const char *words, GError **error)
{
    (void)words;
    gint64 id = read_id(text, error);
    AUTO(care_case) found = id > 0 ? store_care_case(store_of(cases), id, error) : NULL;
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

static bool take_case(struct cases *cases, const char *text, const char *words, GError **error)
{
    (void)words;
    gint64 id = read_id(text, error);
    return id > 0 && store_care_take(store_of(cases), id, STAFF, clock_now_secs(), error);
}

static bool close_as(struct cases *cases, const char *text, const char *outcome, const char *words, GError **error)
{
    gint64 id = read_id(text, error);
    return id > 0 && store_care_close(store_of(cases), id, STAFF, outcome, words, clock_now_secs(), error);
}

static bool finish_case(struct cases *cases, const char *text, const char *words, GError **error)
{
    return close_as(cases, text, "done", words, error);
}

static bool dismiss_case(struct cases *cases, const char *text, const char *words, GError **error)
{
    return close_as(cases, text, "false alarm", words, error);
}

static const struct {
    const char *name;
    bool has_id, has_words;
    bool (*run)(struct cases *cases, const char *id, const char *words, GError **error);
} actions[] = {{"list", false, false, list_cases},
               {"show", true, false, show_case},
               {"take", true, false, take_case},
               {"done", true, true, finish_case},
               {"false-alarm", true, true, dismiss_case}};

/* Does what words say. Returns false where they say nothing that is known. */
static bool act(struct cases *cases, char **words, GError **error)
{
    const char *name = words != NULL ? words[0] : "list";
    guint count = words != NULL ? g_strv_length(words) - 1 : 0;
    for (guint i = 0; i < G_N_ELEMENTS(actions); i++) {
        if (strcmp(actions[i].name, name) != 0 || actions[i].has_id != (count > 0) || (count > 1 && !actions[i].has_words))
            continue;
        g_autofree char *rest = count > 1 ? g_strjoinv(" ", words + 2) : NULL;
        actions[i].run(cases, count > 0 ? words[1] : NULL, rest, error);
        return true;
    }
    return false;
}

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
        is_known = act(&cases, words, &error);
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
