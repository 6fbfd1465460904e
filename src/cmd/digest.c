/* hearback digest: what is new since the last digest. That one is over only when this one has really been printed. */
#include "flow/digest.h"
#include "base/clock.h"
#include "base/error.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"

struct digest {
    struct reporting reporting;
    char *since; /* (nullable) as given */
    gint64 since_secs;
    gboolean as_json, peek, all, mail;
    struct store_mark end; /* up to where it tells */
};

static bool understand_since(struct digest *digest, GError **error)
{
    if (digest->since == NULL || clock_parse(digest->since, &digest->since_secs))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "--since %s: expected a date as 2024-06-18 or 2024-06-18T22:14:30Z",
                digest->since);
    return false;
}

static bool find_beginning(struct digest *digest, GError **error)
{
    struct report_request *request = &digest->reporting.request;
    if (digest->since == NULL)
        return store_digest_last(request->store, &request->since, &request->since_secs, error);
    request->since_secs = digest->since_secs;
    return store_mark_at(request->store, request->since_secs, &request->since, error);
}

/* Returns the figures of one moment, and that moment in digest->end. */
static json_t *collect(struct digest *digest, const struct report *report, GError **error)
{
    const struct report_request *request = &digest->reporting.request;
    if (!store_snapshot(request->store, error))
        return NULL;
    json_t *figures = NULL;
    if (find_beginning(digest, error) && store_mark_now(request->store, &digest->end, error))
        figures = report->collect(request, error);
    store_snapshot_end(request->store);
    return figures;
}

static bool print(struct digest *digest, GError **error)
{
    const struct report *report = report_named("digest");
    const struct report_request *request = &digest->reporting.request;
    AUTO_JSON figures = collect(digest, report, error);
    if (figures == NULL)
        return false;
    if (digest->as_json)
        reporting_print_json(figures);
    else
        report->print(figures, request, stdout);
    if (!reporting_was_printed(error))
        return false;
    return digest->peek || digest->since != NULL || store_digest_made(request->store, &digest->end, request->now_secs, error);
}

static bool mail(const struct digest *digest, GError **error)
{
    struct digest_counts counts;
    if (!flow_mail_digest(digest->reporting.office, digest->reporting.request.now_secs, &counts, error))
        return false;
    printf("queued for %u of the team and %u others\n", counts.team, counts.outside);
    return reporting_was_printed(error);
}

/* What is mailed is the digest since the last one, and is one itself. */
static bool check_mail(const struct digest *digest, GError **error)
{
    if (!digest->mail || !(digest->as_json || digest->peek || digest->all || digest->since != NULL))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "--mail goes with no other option");
    return false;
}

static int run(int argc, char **argv)
{
    struct digest digest = {0};
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"since", 0, 0, G_OPTION_ARG_STRING, &digest.since, NULL, NULL},
                                    {"peek", 0, 0, G_OPTION_ARG_NONE, &digest.peek, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &digest.as_json, NULL, NULL},
                                    {"all", 0, 0, G_OPTION_ARG_NONE, &digest.all, NULL, NULL},
                                    {"mail", 0, 0, G_OPTION_ARG_NONE, &digest.mail, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1 || !understand_since(&digest, &error) ||
        !check_mail(&digest, &error)) {
        g_free(digest.since);
        return command_usage("digest", error);
    }
    if (reporting_open(&digest.reporting, dir, &error)) {
        if (digest.all || digest.as_json)
            digest.reporting.request.items = 0;
        if (digest.mail)
            mail(&digest, &error);
        else
            print(&digest, &error);
    }
    reporting_close(&digest.reporting);
    g_free(digest.since);
    return error != NULL ? command_fail("digest", error) : 0;
}

const struct command command_digest = {.name = "digest",
                                       .usage = "digest [--campaign DIR] [--since DATE] [--peek] [--json] [--all] [--mail]",
                                       .summary = "what is new since the last digest, the answers so far, what waits",
                                       .run = run};
