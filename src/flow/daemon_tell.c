/* What the supervisor says of its processes: to the service manager, to the file that `hearback status` reads, to the log.
 * Never has the database open while anything is forked. */
#include "base/clock.h"
#include "base/log.h"
#include "flow/daemon_state.h"
#include "flow/notify.h"
#include "flow/supervisor.h"
#include "store/store_query.h"

/* Returns what keeps a process from its work, NULL where nothing does or it does not run. (transfer full) */
static char *trouble_of(const struct worker *worker) { return worker->pid > 0 ? pulse_trouble(worker->pulse) : NULL; }

static json_t *describe_workers(const struct supervisor *supervisor)
{
    json_t *list = json_array();
    for (guint i = 0; i < supervisor->workers->len; i++) {
        const struct worker *worker = supervisor->workers->pdata[i];
        g_autofree char *since = clock_format_utc(worker->since_secs), *trouble = trouble_of(worker);
        json_array_append_new(list, json_pack("{s:s, s:b, s:i, s:s, s:i, s:s?, s:s?}", "name", worker->name, "running",
                                              worker->pid > 0, "pid", (int)worker->pid, "since", since, "restarts",
                                              (int)worker->restarts, "ended", worker->ended, "trouble", trouble));
    }
    return list;
}

void supervisor_tell(struct supervisor *supervisor)
{
    guint running = 0;
    g_autoptr(GString) troubles = g_string_new(NULL);
    if (!supervisor->has_news)
        return;
    supervisor->has_news = false;
    for (guint i = 0; i < supervisor->workers->len; i++) {
        const struct worker *worker = supervisor->workers->pdata[i];
        g_autofree char *trouble = trouble_of(worker);
        running += worker->pid > 0;
        if (trouble != NULL)
            g_string_append_printf(troubles, "; %s: %s", worker->name, trouble);
    }
    AUTO_JSON list = describe_workers(supervisor);
    daemon_state_write(supervisor->lock, supervisor->since_secs, list);
    notify_send("STATUS=%u of %u processes run%s", running, supervisor->workers->len, troubles->str);
}

static bool log_total(const struct store_total *total, void *data)
{
    g_string_append_printf(data, "%s%s (%s) %" G_GINT64_FORMAT, ((GString *)data)->len > 0 ? ", " : "", total->disposition,
                           total->reason, total->count);
    return true;
}

static bool log_outbox(const struct store_outbox_count *count, void *data)
{
    g_string_append_printf(data, "%s%s %" G_GINT64_FORMAT, ((GString *)data)->len > 0 ? ", " : "", count->state, count->count);
    return true;
}

/* What the database says. It is closed again before anything is forked. */
static void log_figures(const struct supervisor *supervisor)
{
    static const struct store_mark beginning = {0, 0};
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) totals = g_string_new("");
    g_autoptr(GString) outbox = g_string_new("");
    AUTO(store) store = office_open_store(supervisor->campaign, &error);
    if (store != NULL && store_each_total(store, &beginning, log_total, totals, &error) &&
        store_each_outbox_state(store, log_outbox, outbox, &error)) {
        log_always("run", "messages: %s", totals->len > 0 ? totals->str : "none");
        log_always("run", "outbox: %s", outbox->len > 0 ? outbox->str : "empty");
    } else
        log_always("run", "the database says nothing: %s", error->message);
}

void supervisor_log(const struct supervisor *supervisor)
{
    for (guint i = 0; i < supervisor->workers->len; i++) {
        const struct worker *worker = supervisor->workers->pdata[i];
        g_autofree char *since = clock_format_utc(worker->since_secs);
        log_always("run", "%s: %s since %s, process %d, %u restarts%s%s", worker->name, worker->pid > 0 ? "runs" : "waits",
                   since, (int)worker->pid, worker->restarts, worker->ended != NULL ? ", ended last " : "",
                   worker->ended != NULL ? worker->ended : "");
    }
    log_figures(supervisor);
}
