/* hearback outbox: what waits to go out, what did not arrive, and what a person can do about it. Shows no address, unless it is
 * asked to. */
#include <string.h>
#include <sysexits.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json.h"
#include "cmd/actions.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "report/figures.h"
#include "report/page.h"

#define ID_IS "the number of a mail, as `hearback outbox` shows it"
#define WORDS_LINES 4u /* of what the server said, in a list */

struct outbox {
    struct reporting reporting;
    gboolean as_json, all, contact;
    json_t *list;
};

/* ---- looking */

static bool add_mail(const struct store_mail *mail, void *data)
{
    bool waits = strcmp(mail->state, "queued") == 0 || strcmp(mail->state, "deferred") == 0;
    json_t *entry =
        json_pack("{s:I, s:o, s:s, s:o, s:s, s:i, s:o, s:o, s:o}", "mail", (json_int_t)mail->id, "message",
                  mail->message > 0 ? json_integer(mail->message) : json_null(), "purpose", mail->purpose, "person",
                  json_string_or_null(mail->pseudonym), "state", mail->cancelled != NULL ? "cancelled" : mail->state,
                  "attempts", (int)mail->attempts, "queued", figure_time(mail->queued_secs), "next",
                  waits ? figure_time(mail->next_secs) : json_null(), "words", json_string_or_null(mail->words));
    json_object_set_new(entry, "cancelled", json_string_or_null(mail->cancelled));
    json_array_append_new(data, entry);
    return true;
}

static bool add_attempt(const struct store_attempt *attempt, void *data)
{
    json_array_append_new(data, json_pack("{s:o, s:o, s:o, s:o}", "began", figure_time(attempt->began_secs), "ended",
                                          figure_time_or_null(attempt->ended_secs), "outcome",
                                          json_string_or_null(attempt->outcome), "words", json_string_or_null(attempt->words)));
    return true;
}

static char *local_time(const json_t *entry, const char *name)
{
    gint64 secs = 0;
    clock_parse(figure_text(entry, name), &secs);
    return page_time(secs);
}

static void print_mail(const json_t *mail)
{
    g_autofree char *queued = local_time(mail, "queued"), *next = local_time(mail, "next");
    g_autofree char *attempts = page_count(figure(mail, "attempts"), "attempt", "attempts");
    const char *person = figure_text(mail, "person"), *cancelled = figure_text(mail, "cancelled");
    printf("mail %" G_GINT64_FORMAT ": %s%s%s, %s%s%s%s, %s, queued %s", figure(mail, "mail"), figure_text(mail, "purpose"),
           *person != '\0' ? " to " : "", person, figure_text(mail, "state"), *cancelled != '\0' ? " (" : "", cancelled,
           *cancelled != '\0' ? ")" : "", attempts, queued);
    printf(json_is_null(json_object_get(mail, "next")) ? "\n" : ", next try %s\n", next);
    if (*figure_text(mail, "recipient") != '\0')
        printf("  to: %s\n", figure_text(mail, "recipient"));
}

static void print_words(const json_t *entry, guint most_lines)
{
    guint left_out = 0;
    g_autofree char *words = page_words(figure_text(entry, "words"), REPORT_COLUMNS, 2, most_lines, &left_out);
    fputs(words, stdout);
}

static bool list_mails(void *data, gint64 id, const char *words, GError **error)
{
    (void)id;
    (void)words;
    struct outbox *outbox = data;
    size_t i;
    const json_t *mail;
    if (!store_each_outbox_mail(outbox->reporting.request.store, outbox->all, add_mail, outbox->list, error))
        return false;
    if (outbox->as_json)
        reporting_print_json(outbox->list);
    else if (json_array_size(outbox->list) == 0)
        printf("nothing waits, and all has arrived\n");
    else
        json_array_foreach(outbox->list, i, mail)
        {
            print_mail(mail);
            print_words(mail, WORDS_LINES);
        }
    return reporting_was_printed(error);
}

static bool collect_mail(struct outbox *outbox, gint64 id, GError **error)
{
    struct store *store = outbox->reporting.request.store;
    json_array_clear(outbox->list);
    if (!store_each_outbox_mail_with(store, id, add_mail, outbox->list, error))
        return false;
    json_t *mail = json_array_get(outbox->list, 0), *attempts = json_array();
    if (mail == NULL) {
        json_decref(attempts);
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "there is no mail %" G_GINT64_FORMAT " in the outbox", id);
        return false;
    }
    g_autofree char *recipient = outbox->contact ? store_outbox_recipient(store, id, error) : NULL;
    if (recipient != NULL)
        json_object_set_new(mail, "recipient", json_string(recipient));
    json_object_set_new(mail, "history", attempts);
    return (recipient != NULL || !outbox->contact) && store_each_attempt(store, id, add_attempt, attempts, error);
}

static bool show_mail(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    size_t i;
    const json_t *attempt;
    struct outbox *outbox = data;
    if (!collect_mail(outbox, id, error))
        return false;
    const json_t *mail = json_array_get(outbox->list, 0);
    if (outbox->as_json) {
        reporting_print_json(mail);
        return reporting_was_printed(error);
    }
    print_mail(mail);
    json_array_foreach(json_object_get(mail, "history"), i, attempt)
    {
        g_autofree char *began = local_time(attempt, "began");
        const char *outcome = figure_text(attempt, "outcome");
        printf("%s: %s\n", began, *outcome != '\0' ? outcome : "is being sent");
        print_words(attempt, 0);
    }
    return reporting_was_printed(error);
}

/* ---- doing */

static bool retry_mail(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct outbox *outbox = data;
    if (!store_outbox_retry(outbox->reporting.request.store, id, clock_now_secs(), error))
        return false;
    bell_ring(outbox->reporting.office->campaign);
    return true;
}

static bool drop_mail(void *data, gint64 id, const char *words, GError **error)
{
    (void)words;
    struct outbox *outbox = data;
    return store_outbox_drop(outbox->reporting.request.store, id, clock_now_secs(), error);
}

static const struct action actions[] = {{"list", ACTION_NOTHING, list_mails},
                                        {"show", ACTION_IDS, show_mail},
                                        {"retry", ACTION_IDS, retry_mail},
                                        {"drop", ACTION_IDS, drop_mail},
                                        {NULL}};

static int run(int argc, char **argv)
{
    struct outbox outbox = {0};
    g_autofree char *dir = NULL;
    g_auto(GStrv) words = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &outbox.as_json, NULL, NULL},
                                    {"all", 0, 0, G_OPTION_ARG_NONE, &outbox.all, NULL, NULL},
                                    {"contact", 0, 0, G_OPTION_ARG_NONE, &outbox.contact, NULL, NULL},
                                    {G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &words, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error))
        return command_usage("outbox", error);
    bool is_known = true;
    outbox.list = json_array();
    if (reporting_open(&outbox.reporting, dir, &error))
        is_known = action_run(actions, words, &outbox, ID_IS, &error);
    reporting_close(&outbox.reporting);
    json_decref(outbox.list);
    if (!is_known)
        return command_usage("outbox", NULL);
    return error != NULL ? command_fail("outbox", error) : EX_OK;
}

const struct command command_outbox = {
    .name = "outbox",
    .usage = "outbox [--campaign DIR] [--json] [--all] [--contact] [list | show ID... | retry ID... | drop ID...]",
    .summary = "mail that waits or did not arrive: look, send anew, drop",
    .run = run};
