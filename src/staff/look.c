/* Commands that show something: reports, messages. They change nothing. */
#include <errno.h>
#include <string.h>

#include "render/template.h"
#include "report/message.h"
#include "report/page.h"
#include "staff/command.h"

#define LIST_ITEMS 10u
#define HELP_TEMPLATE "templates/staff_help.txt"

struct report_request staff_request(const struct staff_desk *desk)
{
    return (struct report_request){.store = desk->store,
                                   .surveys = desk->knowledge->surveys,
                                   .campaign = desk->campaign->name,
                                   .daemon = desk->daemon,
                                   .now_secs = desk->now_secs,
                                   .is_utf8 = desk->is_utf8,
                                   .items = LIST_ITEMS};
}

bool staff_print_report(const char *name, const struct report_request *request, struct staff_result *result, GError **error)
{
    const struct report *report = report_named(name);
    AUTO_JSON figures = report->collect(request, error);
    if (figures == NULL)
        return false;
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    report->print(figures, request, out);
    fclose(out);
    return staff_say(result, "%s", g_strchomp(text));
}

bool staff_status(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    (void)call;
    const struct report_request request = staff_request(desk);
    return staff_print_report("status", &request, result, error);
}

/* ---- show */

static bool print_note(const struct store_note *note, void *data)
{
    guint left_out = 0;
    g_autofree char *when = page_time(note->at_secs), *words = page_words(note->words, REPORT_COLUMNS, 4, 0, &left_out);
    fprintf(data, "  noted by %s, %s:\n%s", note->who, when, words);
    return true;
}

static bool print_event(const struct store_event *event, void *data)
{
    g_autofree char *when = page_time(event->at_secs);
    fprintf(data, "  %s by %s, %s%s%s\n", event->action, event->who, when, event->detail != NULL ? ": " : "",
            event->detail != NULL ? event->detail : "");
    return true;
}

/* Appends message id, and what the staff did about it. */
static bool show_message(const struct staff_desk *desk, gint64 id, struct staff_result *result, GError **error)
{
    const struct report_request request = staff_request(desk);
    AUTO_JSON message = message_collect(&request, id, false, error);
    if (message == NULL)
        return false;
    if (json_integer_value(json_object_get(message, "care")) > 0 && (desk->rights & STAFF_CARE) == 0)
        return staff_refuse(result,
                            "Not shown: message %" G_GINT64_FORMAT " is one where somebody should look after the writer first. "
                            "It needs the right \"care\".",
                            id);
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    message_print(message, &request, out);
    bool ok =
        store_each_note(desk->store, id, print_note, out, error) && store_each_event(desk->store, id, print_event, out, error);
    fclose(out);
    return ok && staff_say(result, "%s%s", result->words->len > 0 ? "\n\n" : "", g_strchomp(text));
}

struct showing {
    const struct staff_desk *desk;
    struct staff_result *result;
    GError *error;
};

static bool show_next(gint64 id, void *data)
{
    struct showing *showing = data;
    return show_message(showing->desk, id, showing->result, &showing->error);
}

static bool show_person(const struct staff_desk *desk, const char *pseudonym, struct staff_result *result, GError **error)
{
    struct showing showing = {.desk = desk, .result = result};
    bool is_there = false;
    if (!store_each_message_of(desk->store, pseudonym, show_next, &showing, &is_there, error))
        return false;
    if (showing.error != NULL) {
        g_propagate_error(error, showing.error);
        return false;
    }
    return is_there || staff_refuse(result, "Not done: expected the number of a message, or a person like P-0001.");
}

bool staff_show(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    char *end = NULL;
    errno = 0;
    gint64 id = g_ascii_strtoll(call->words + (*call->words == '#'), &end, 10);
    if (id <= 0 || errno != 0 || *(end + strspn(end, ". ")) != '\0') {
        g_autofree char *name = g_ascii_strup(call->words, -1);
        return show_person(desk, name, result, error);
    }
    AUTO(store_message) message = NULL;
    return staff_find_message(desk, id, &message, result, error) && (message == NULL || show_message(desk, id, result, error));
}

/* ---- help */

bool staff_help(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    (void)call;
    g_autofree char *path = campaign_path(desk->campaign, HELP_TEMPLATE);
    AUTO_JSON data = json_pack("{s:s}", "campaign", desk->campaign->name);
    g_autofree char *text = template_render(path, TEMPLATE_TEXT, data, error);
    return text != NULL && staff_say(result, "%s", g_strchomp(text));
}
