/* hearback quote: passages that may be published, proposed by rules and decided by a human. Never publishes anything. */
#include <sysexits.h>

#include "base/error.h"
#include "cmd/actions.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "flow/staff.h"
#include "report/page.h"
#include "report/quotes.h"
#include "report/redaction.h"
#include "staff/quote_desk.h"
#include "survey/node.h"

#define ID_IS "the number of a quote, as `hearback quote list` shows it"

struct quoting {
    struct reporting reporting;
    struct staff_desk desk;
    gboolean as_json;
    char *state, *schools; /* (nullable) as given */
};

/* ---- looking */

static bool list_quotes(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    const struct quoting *quoting = data;
    size_t i;
    const json_t *quote;
    AUTO_JSON list = quotes_collect(&quoting->desk, id, quoting->state, error);
    if (list == NULL)
        return false;
    if (quoting->as_json)
        reporting_print_json(list);
    else if (json_array_size(list) == 0)
        puts("There are no quotes. To have some proposed: hearback quote propose");
    else
        json_array_foreach(list, i, quote) quotes_print(quote, stdout);
    return reporting_was_printed(error);
}

static bool show_quote(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    const struct quoting *quoting = data;
    AUTO_JSON shown = NULL;
    if (!quotes_show(&quoting->desk, id, quoting->as_json ? NULL : stdout, &shown, error))
        return false;
    if (shown != NULL)
        reporting_print_json(shown);
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
    const GPtrArray *surveys = quoting->reporting.request.surveys;
    guint all = 0;
    for (guint i = 0; rules != NULL && i < surveys->len; i++) {
        struct quotes_where where;
        guint count = 0;
        bool ok = !quotes_where(surveys->pdata[i], &where) ||
                  quotes_propose(&quoting->reporting.request, &where, rules, g_get_user_name(), &count, error);
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

static bool act(struct quoting *quoting, const char *verb, gint64 id, const char *words, GError **error)
{
    if (!quotes_act(&quoting->desk, verb, id, words, error))
        return false;
    bell_ring(quoting->reporting.office->campaign);
    return show_quote(quoting, id, NULL, error);
}

#define ACT(verb)                                                                                                              \
    static bool verb(void *data, gint64 id, const char *words, GError **error) { return act(data, #verb, id, words, error); }

ACT(approve)
ACT(reject)
ACT(withdraw)
ACT(agreed)
ACT(redact)
ACT(change)

static const struct action actions[] = {{"list", ACTION_NOTHING, list_quotes}, {"propose", ACTION_NOTHING, propose},
                                        {"show", ACTION_ID, show_quote},       {"approve", ACTION_ID, approve},
                                        {"reject", ACTION_ID, reject},         {"withdraw", ACTION_ID, withdraw},
                                        {"agreed", ACTION_ID, agreed},         {"redact", ACTION_ID_WORDS, redact},
                                        {"change", ACTION_ID_WORDS, change},   {NULL}};

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
        if (reporting_open(&quoting.reporting, dir, &error)) {
            quoting.desk = flow_staff_desk(quoting.reporting.office, quoting.reporting.request.now_secs);
            quoting.desk.who = g_get_user_name();
            is_known = action_run(actions, words, &quoting, ID_IS, &error);
        }
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
             " reject ID | redact ID WORDS | change ID OLD=NEW | agreed ID | withdraw ID]",
    .summary = "passages that may be published: proposed, redacted, approved",
    .run = run};
