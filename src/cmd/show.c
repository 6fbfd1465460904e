/* hearback show: one message, or all of one person, and what was made of it. */
#include "base/error.h"
#include "cmd/actions.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/message.h"

struct showing {
    struct reporting reporting;
    gboolean as_json, contact;
    guint shown;
    GError *error;
};

static bool show_message(gint64 id, void *data)
{
    struct showing *showing = data;
    const struct report_request *request = &showing->reporting.request;
    AUTO_JSON message = message_collect(request, id, showing->contact, &showing->error);
    if (message == NULL)
        return false;
    if (showing->as_json)
        reporting_print_json(message);
    else if (showing->shown > 0)
        printf("\n");
    if (!showing->as_json)
        message_print(message, request, stdout);
    showing->shown++;
    return true;
}

static bool set_unknown(const char *name, GError **error)
{
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT,
                "%s: expected the number of a message, or a person as P-0001 who is there", name);
    return false;
}

/* Shows what name stands for: a message, or the messages of a person. */
static bool show_named(struct showing *showing, const char *name)
{
    gint64 id = action_id(name);
    bool found = false;
    if (id > 0)
        return show_message(id, showing);
    if (!store_each_message_of(showing->reporting.request.store, name, show_message, showing, &found, &showing->error))
        return false;
    return found ? showing->error == NULL : set_unknown(name, &showing->error);
}

static bool show_all(struct showing *showing, char *const *names)
{
    struct store *store = showing->reporting.request.store;
    if (!store_snapshot(store, &showing->error))
        return false;
    bool ok = true;
    for (guint i = 0; ok && names[i] != NULL; i++)
        ok = show_named(showing, names[i]);
    store_snapshot_end(store);
    return ok && reporting_was_printed(&showing->error);
}

static int run(int argc, char **argv)
{
    struct showing showing = {0};
    g_autofree char *dir = NULL;
    g_auto(GStrv) names = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &showing.as_json, NULL, NULL},
                                    {"contact", 0, 0, G_OPTION_ARG_NONE, &showing.contact, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &names, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || names == NULL)
        return command_usage("show", error);
    if (reporting_open(&showing.reporting, dir, &showing.error))
        show_all(&showing, names);
    reporting_close(&showing.reporting);
    if (showing.error == NULL)
        return 0;
    error = showing.error;
    return command_fail("show", error);
}

const struct command command_show = {.name = "show",
                                     .usage = "show [--campaign DIR] [--json] [--contact] ID...",
                                     .summary = "a message (12) or all of a person (P-0001): lines, answers, mails",
                                     .run = run};
