/* One message for people: printed from its figures. */
#include <string.h>

#include "base/clock.h"
#include "report/figures.h"
#include "report/message.h"
#include "report/page.h"

#define RULES_SHOWN 8 /* characters of the rules' version that tell versions apart */

/* Returns a time of figures as people read it. (transfer full) */
static char *time_of(const json_t *figures, const char *name)
{
    gint64 secs = 0;
    return clock_parse(figure_text(figures, name), &secs) ? page_time(secs) : g_strdup("(unknown)");
}

static bool has(const json_t *figures, const char *name) { return *figure_text(figures, name) != '\0'; }

static void print_head(const json_t *message, FILE *out)
{
    g_autofree char *received = time_of(message, "received"), *written = time_of(message, "date");
    g_autofree char *size = g_format_size((guint64)figure(message, "size_bytes"));
    fprintf(out, "Message %" G_GINT64_FORMAT ": %s, %s (%s)\n", figure(message, "id"),
            has(message, "kind") ? figure_text(message, "kind") : "not read",
            has(message, "disposition") ? figure_text(message, "disposition") : "unread",
            has(message, "reason") ? figure_text(message, "reason") : "waiting to be read");
    if (has(message, "kind_reason"))
        fprintf(out, "  because %s\n", figure_text(message, "kind_reason"));
    fprintf(out, "  %s, written %s\n", has(message, "person") ? figure_text(message, "person") : "nobody we know",
            has(message, "date") ? written : "without a date");
    fprintf(out, "  received %s from %s, %s%s\n", received,
            has(message, "sources") ? figure_text(message, "sources") : "a pipe", size,
            json_is_true(json_object_get(message, "whole")) ? "" : " (too large: only its headers are kept)");
    if (has(message, "rules"))
        fprintf(out, "  read %s by rules %.*s\n", figure(message, "readings") > 1 ? "again" : "once", RULES_SHOWN,
                figure_text(message, "rules"));
}

static void print_contact(const json_t *contact, FILE *out)
{
    g_autofree char *name = page_clean(figure_text(contact, "name")), *address = page_clean(figure_text(contact, "address"));
    if (contact != NULL)
        fprintf(out, "  from %s <%s>\n", name, address);
}

static void print_lines(const json_t *lines, FILE *out)
{
    size_t i;
    const json_t *line;
    if (json_array_size(lines) > 0)
        fprintf(out, "\nLINES\n");
    json_array_foreach(lines, i, line)
    {
        g_autofree char *text = g_strdelimit(page_clean(figure_text(line, "text")), "\n", ' ');
        g_autofree char *marks = g_strnfill((gsize)MIN(figure(line, "depth"), 10), '>');
        g_autofree char *shown = g_strdup_printf("  %-12s %-14s %s%s%s", figure_text(line, "label"),
                                                 figure_text(line, "question"), marks, *marks != '\0' ? " " : "", text);
        fprintf(out, "%s\n", g_strchomp(shown));
    }
}

static void print_answer(const json_t *answer, FILE *out)
{
    AUTO_JSON raw = json_incref(json_object_get(answer, "value"));
    g_autofree char *json = raw != NULL && !json_is_null(raw) ? json_dumps(raw, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
    const char *value = has(answer, "shown") ? figure_text(answer, "shown") : json != NULL ? json : "UNCLEAR";
    g_autofree char *shown = page_words(value, REPORT_COLUMNS, 5, 0, NULL);
    fprintf(out, "%3" G_GINT64_FORMAT ". %s%s%s\n%s", figure(answer, "number"), figure_text(answer, "question"),
            strcmp(figure_text(answer, "author"), "staff") == 0 ? ", said by a human" : "",
            json_is_true(json_object_get(answer, "counts"))
                ? ""
                : " (does not count: another answer stands, or the message does not)",
            shown);
    g_autofree char *words = page_words(figure_text(answer, "words"), REPORT_COLUMNS, 7, 0, NULL);
    if (has(answer, "words") && strcmp(figure_text(answer, "words"), value) != 0)
        fprintf(out, "     words:\n%s", words);
    g_autofree char *comment = page_words(figure_text(answer, "comment"), REPORT_COLUMNS, 7, 0, NULL);
    if (has(answer, "comment"))
        fprintf(out, "     comment:\n%s", comment);
    g_autofree char *why =
        g_strdup_printf("why: %s (certainty %" G_GINT64_FORMAT ")", figure_text(answer, "why"), figure(answer, "certainty"));
    g_autofree char *reason = page_words(why, REPORT_COLUMNS, 5, 0, NULL);
    fputs(reason, out);
}

static void print_answers(const json_t *answers, FILE *out)
{
    size_t i;
    const json_t *answer;
    if (json_array_size(answers) > 0)
        fprintf(out, "\nANSWERS\n");
    json_array_foreach(answers, i, answer) print_answer(answer, out);
}

static void print_review(const json_t *items, FILE *out)
{
    size_t i;
    const json_t *item;
    if (json_array_size(items) > 0)
        fprintf(out, "\nFOR A PERSON\n");
    json_array_foreach(items, i, item)
    {
        g_autofree char *since = time_of(item, "since"), *done = time_of(item, "done"),
                        *what = page_clean(figure_text(item, "what"));
        if (has(item, "outcome"))
            fprintf(out, "  done %s (%s): %s\n", done, figure_text(item, "outcome"), what);
        else
            fprintf(out, "  open since %s: %s\n", since, what);
    }
}

static void print_mails(const json_t *mails, FILE *out)
{
    size_t i;
    const json_t *mail;
    if (json_array_size(mails) > 0)
        fprintf(out, "\nMAIL THAT WENT OUT BECAUSE OF IT\n");
    json_array_foreach(mails, i, mail)
    {
        g_autofree char *queued = time_of(mail, "queued"),
                        *attempts = page_count(figure(mail, "attempts"), "attempt", "attempts");
        g_autofree char *words = page_clean(figure_text(mail, "words"));
        fprintf(out, "  %s of %s: %s after %s%s%s\n", figure_text(mail, "purpose"), queued, figure_text(mail, "state"),
                attempts, *words != '\0' ? ": " : "", words);
    }
}

void message_print(const json_t *message, const struct report_request *request, FILE *out)
{
    (void)request;
    print_head(message, out);
    print_contact(json_object_get(message, "contact"), out);
    print_lines(json_object_get(message, "lines"), out);
    print_answers(json_object_get(message, "answers"), out);
    print_review(json_object_get(message, "review"), out);
    print_mails(json_object_get(message, "mails"), out);
}
