/* The state of things: is every message accounted for, can we get at the mail, does mail go out, what waits for a person? */
#include "base/clock.h"
#include "report/figures.h"
#include "report/page.h"
#include "store/store_staff.h"

static json_t *status_collect(const struct report_request *request, GError **error)
{
    bool is_paused = false;
    if (!store_is_paused(request->store, &is_paused, error))
        return NULL;
    static const struct store_mark beginning = {0, 0};
    AUTO_JSON figures = json_pack("{s:o}", "time", figure_time(request->now_secs));
    if (!figure_add(figures, "cases", figures_cases(request, false, error)) ||
        !figure_add(figures, "messages", figures_messages(request, &beginning, error)) ||
        !figure_add(figures, "sources", figures_sources(request, error)) ||
        !figure_add(figures, "asking", figures_asking(request, error)) ||
        !figure_add(figures, "outbox", figures_outbox(request, error)) ||
        !figure_add(figures, "undelivered", figures_trouble(request, error)) ||
        !figure_add(figures, "waiting", figures_waiting(request, error)))
        return NULL;
    if (request->daemon != NULL)
        json_object_set_new(figures, "daemon", json_deep_copy(request->daemon));
    json_object_set_new(figures, "paused", json_boolean(is_paused));
    return json_incref(figures);
}

static void print_daemon(const json_t *daemon, FILE *out)
{
    AUTO(table) table = table_new("lll", 2);
    size_t i;
    const json_t *process;
    if (!json_is_true(json_object_get(daemon, "running"))) {
        fprintf(out, "  does not run\n");
        return;
    }
    json_array_foreach(json_object_get(daemon, "processes"), i, process)
    {
        gint64 secs = 0, restarts = figure(process, "restarts");
        clock_parse(figure_text(process, "since"), &secs);
        g_autofree char *since = page_time(secs), *count = page_count(restarts, "restart", "restarts");
        const char *trouble = json_string_value(json_object_get(process, "trouble"));
        g_autofree char *state = g_strdup_printf(
            "%s since %s", json_is_true(json_object_get(process, "running")) ? "runs" : "waits to be started again", since);
        g_autofree char *more =
            g_strjoin(", ", trouble != NULL ? "IN TROUBLE" : count, trouble != NULL && restarts > 0 ? count : NULL, NULL);
        table_add(table, figure_text(process, "name"), state, restarts > 0 || trouble != NULL ? more : "");
    }
    table_print(table, out);
    json_array_foreach(json_object_get(daemon, "processes"), i, process)
    {
        const char *trouble = json_string_value(json_object_get(process, "trouble"));
        if (trouble != NULL)
            fprintf(out, "  %s: %s\n", figure_text(process, "name"), trouble);
    }
}

static void print_outbox(const json_t *outbox, FILE *out)
{
    AUTO(table) table = table_new("lrl", 2);
    size_t i;
    const json_t *state;
    json_array_foreach(outbox, i, state)
    {
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, figure(state, "count"));
        table_add(table, figure_text(state, "state"), count, "");
    }
    if (json_array_size(outbox) > 0)
        table_print(table, out);
    else
        fprintf(out, "  empty\n");
}

static void status_print(const json_t *figures, const struct report_request *request, FILE *out)
{
    const json_t *waiting = json_object_get(figures, "waiting"), *trouble = json_object_get(figures, "undelivered");
    if (figure(json_object_get(figures, "cases"), "count") > 0) {
        fprintf(out, "Somebody needs care\n");
        figures_print_cases(json_object_get(figures, "cases"), out);
        fprintf(out, "\n");
    }
    fprintf(out, "Messages\n");
    figures_print_messages(json_object_get(figures, "messages"), out);
    if (json_array_size(json_object_get(figures, "sources")) > 0) {
        fprintf(out, "\nSources\n");
        figures_print_sources(json_object_get(figures, "sources"), out);
    }
    if (json_object_get(figures, "daemon") != NULL) {
        fprintf(out, "\nDaemon\n");
        print_daemon(json_object_get(figures, "daemon"), out);
    }
    const json_t *asking = json_object_get(figures, "asking");
    if (json_array_size(json_object_get(asking, "surveys")) + json_object_size(json_object_get(asking, "suppressed")) > 0) {
        fprintf(out, "\nAsked\n");
        figures_print_asking(asking, out);
    }
    fprintf(out, "\nOutbox\n");
    if (json_is_true(json_object_get(figures, "paused")))
        fprintf(out, "  PAUSED: no mail goes out, except to the staff (to end that: hearback resume)\n");
    print_outbox(json_object_get(figures, "outbox"), out);
    if (figure(trouble, "count") > 0) {
        fprintf(out, "\nMail that has not arrived, or may not have\n");
        figures_print_trouble(trouble, out);
    }
    fprintf(out, "\nWaiting for a person\n");
    figures_print_waiting(waiting, request, out);
}

const struct report report_status = {.name = "status",
                                     .summary = "Is every message accounted for, does mail go out, what waits for a person",
                                     .collect = status_collect,
                                     .print = status_print};
