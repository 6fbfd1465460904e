/* Figures as metrics. Numbers and words of hearback's own, nothing of any person. */
#include "report/prometheus.h"

#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "report/figures.h"

static void describe(GString *out, const char *name, const char *type, const char *help)
{
    g_string_append_printf(out, "# HELP hearback_%s %s\n# TYPE hearback_%s %s\n", name, help, name, type);
}

/* Appends one line; pairs are names and values of labels, with NULL behind the last. */
static void add(GString *out, gint64 value, const char *name, ...) G_GNUC_NULL_TERMINATED;
static void add(GString *out, gint64 value, const char *name, ...)
{
    va_list pairs;
    const char *label = NULL, *separator = "{";
    g_string_append_printf(out, "hearback_%s", name);
    va_start(pairs, name);
    while ((label = va_arg(pairs, const char *)) != NULL) {
        g_string_append_printf(out, "%s%s=\"", separator, label);
        for (const char *p = va_arg(pairs, const char *); *p != '\0'; p++) {
            if (*p == '"' || *p == '\\' || *p == '\n')
                g_string_append_c(out, '\\');
            g_string_append_c(out, *p == '\n' ? 'n' : *p);
        }
        g_string_append_c(out, '"');
        separator = ",";
    }
    va_end(pairs);
    g_string_append_printf(out, "%s %" G_GINT64_FORMAT "\n", *separator == ',' ? "}" : "", value);
}

static gint64 age_secs(const json_t *entry, const char *name, gint64 now_secs)
{
    gint64 secs = now_secs;
    clock_parse(figure_text(entry, name), &secs);
    return MAX(now_secs - secs, 0);
}

static void add_messages(GString *out, const json_t *messages)
{
    size_t i, j;
    const json_t *entry, *reason;
    describe(out, "messages_received_total", "counter", "Messages that were taken.");
    add(out, figure(messages, "received"), "messages_received_total", NULL);
    describe(out, "messages_adds_up", "gauge", "1 where every message received is accounted for.");
    add(out, json_is_true(json_object_get(messages, "adds_up")), "messages_adds_up", NULL);
    describe(out, "messages", "gauge", "Messages by what became of them.");
    json_array_foreach(json_object_get(messages, "by_disposition"), i, entry)
    {
        json_array_foreach(json_object_get(entry, "reasons"), j, reason)
            add(out, figure(reason, "count"), "messages", "disposition", figure_text(entry, "disposition"), "reason",
                figure_text(reason, "reason"), NULL);
        if (json_array_size(json_object_get(entry, "reasons")) == 0)
            add(out, 0, "messages", "disposition", figure_text(entry, "disposition"), "reason", "", NULL);
    }
}

static void add_outbox(GString *out, const json_t *outbox, gint64 now_secs)
{
    size_t i;
    const json_t *state;
    describe(out, "outbox_mails", "gauge", "Mails of the outbox by state.");
    json_array_foreach(outbox, i, state)
        add(out, figure(state, "count"), "outbox_mails", "state", figure_text(state, "state"), NULL);
    describe(out, "outbox_oldest_seconds", "gauge", "How long ago the oldest mail of a state was queued.");
    json_array_foreach(outbox, i, state)
        add(out, age_secs(state, "oldest", now_secs), "outbox_oldest_seconds", "state", figure_text(state, "state"), NULL);
}

static void add_sources(GString *out, const json_t *sources, gint64 now_secs)
{
    size_t i;
    const json_t *source;
    describe(out, "source_well", "gauge", "1 where mail can be taken from a source, 0 where it is in trouble.");
    json_array_foreach(sources, i, source) add(out, strcmp(figure_text(source, "state"), "well") == 0, "source_well", "source",
                                               figure_text(source, "source"), NULL);
    describe(out, "source_looked_seconds", "gauge", "How long ago a source was last looked into.");
    json_array_foreach(sources, i, source)
        add(out, age_secs(source, "looked", now_secs), "source_looked_seconds", "source", figure_text(source, "source"), NULL);
}

static void add_waiting(GString *out, const json_t *waiting)
{
    describe(out, "waiting", "gauge", "What waits for a person, by how urgent it is.");
    gint64 urgent = figure(waiting, "urgent"), care = figure(waiting, "care");
    add(out, urgent, "waiting", "care", "urgent", NULL);
    add(out, care, "waiting", "care", "care", NULL);
    add(out, figure(waiting, "count") - urgent - care, "waiting", "care", "none", NULL);
}

static void add_daemon(GString *out, const json_t *daemon)
{
    size_t i;
    const json_t *process, *processes = json_object_get(daemon, "processes");
    describe(out, "daemon_running", "gauge", "1 where a daemon runs the campaign.");
    add(out, json_is_true(json_object_get(daemon, "running")), "daemon_running", NULL);
    describe(out, "process_running", "gauge", "1 where a process of the daemon runs, 0 where it waits to be restarted.");
    json_array_foreach(processes, i, process) add(out, json_is_true(json_object_get(process, "running")), "process_running",
                                                  "process", figure_text(process, "name"), NULL);
    describe(out, "process_in_trouble", "gauge", "1 where something keeps a process of the daemon from its work.");
    json_array_foreach(processes, i, process) add(out, json_is_string(json_object_get(process, "trouble")),
                                                  "process_in_trouble", "process", figure_text(process, "name"), NULL);
    describe(out, "process_restarts_total", "counter", "How often a process of the daemon was started again.");
    json_array_foreach(processes, i, process)
        add(out, figure(process, "restarts"), "process_restarts_total", "process", figure_text(process, "name"), NULL);
}

char *prometheus_text(const struct report_request *request, GError **error)
{
    if (!store_snapshot(request->store, error))
        return NULL;
    AUTO_JSON figures = report_named("status")->collect(request, error);
    store_snapshot_end(request->store);
    if (figures == NULL)
        return NULL;
    GString *out = g_string_new(NULL);
    add_messages(out, json_object_get(figures, "messages"));
    add_outbox(out, json_object_get(figures, "outbox"), request->now_secs);
    add_sources(out, json_object_get(figures, "sources"), request->now_secs);
    add_waiting(out, json_object_get(figures, "waiting"));
    if (request->daemon != NULL)
        add_daemon(out, request->daemon);
    describe(out, "time_seconds", "gauge", "When these figures were made.");
    add(out, request->now_secs, "time_seconds", NULL);
    return g_string_free(out, FALSE);
}

bool prometheus_write(const struct report_request *request, const char *path, GError **error)
{
    g_autofree char *text = prometheus_text(request, error);
    return text != NULL && file_write_public(path, text, strlen(text), error);
}
