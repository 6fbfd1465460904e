/* Messages, the outbox and what waits, counted. Never holds an address or a person's words. */
#include "report/figures.h"
#include "report/page.h"

#include <string.h>

#include "base/clock.h"
#include "base/json.h"

#define TROUBLE_LINES 3u /* of what the server said */

gint64 figure(const json_t *figures, const char *name) { return json_integer_value(json_object_get(figures, name)); }

const char *figure_text(const json_t *figures, const char *name)
{
    const char *text = json_string_value(json_object_get(figures, name));
    return text != NULL ? text : "";
}

char *figure_counted(const json_t *figures, const char *name, const char *one, const char *many)
{
    return json_is_null(json_object_get(figures, name)) ? g_strconcat("few ", many, NULL)
                                                        : page_count(figure(figures, name), one, many);
}

bool figure_add(json_t *figures, const char *name, json_t *value)
{
    return value != NULL && json_object_set_new(figures, name, value) == 0;
}

json_t *figure_time(gint64 secs)
{
    g_autofree char *text = clock_format_utc(secs);
    return json_string(text);
}

json_t *figure_time_or_null(gint64 secs) { return secs > 0 ? figure_time(secs) : json_null(); }

static void add_to(json_t *figures, const char *name, gint64 count)
{
    json_object_set_new(figures, name, json_integer(figure(figures, name) + count));
}

/* ---- messages */

static json_t *disposition_entry(json_t *list, const char *disposition)
{
    size_t i;
    json_t *entry;
    json_array_foreach(list, i, entry) if (strcmp(figure_text(entry, "disposition"), disposition) == 0) return entry;
    entry = json_pack("{s:s, s:i, s:[]}", "disposition", disposition, "count", 0, "reasons");
    json_array_append_new(list, entry);
    return entry;
}

static bool add_total(const struct store_total *total, void *data)
{
    json_t *messages = data, *entry = disposition_entry(json_object_get(messages, "by_disposition"), total->disposition);
    json_t *reason = json_pack("{s:s, s:I}", "reason", total->reason, "count", (json_int_t)total->count);
    add_to(entry, "count", total->count);
    add_to(messages, "accounted", total->count);
    json_array_append_new(json_object_get(entry, "reasons"), reason);
    return true;
}

json_t *figures_messages(const struct report_request *request, const struct store_mark *since, GError **error)
{
    static const char *const always[] = {"recorded", "held", "set_aside"};
    gint64 received = 0;
    AUTO_JSON messages = json_pack("{s:i, s:[]}", "accounted", 0, "by_disposition");
    for (guint i = 0; i < G_N_ELEMENTS(always); i++)
        disposition_entry(json_object_get(messages, "by_disposition"), always[i]);
    if (!store_received(request->store, since, &received, error) ||
        !store_each_total(request->store, since, add_total, messages, error))
        return NULL;
    json_object_set_new(messages, "received", json_integer(received));
    json_object_set_new(messages, "adds_up", json_boolean(received == figure(messages, "accounted")));
    return json_incref(messages);
}

const char *figures_disposition_words(const char *disposition)
{
    static const struct {
        const char *disposition, *words;
    } table[] = {
        {"recorded", "recorded"}, {"held", "held for a person"}, {"set_aside", "set aside"}, {"unread", "waiting to be read"}};
    for (guint i = 0; i < G_N_ELEMENTS(table); i++)
        if (strcmp(table[i].disposition, disposition) == 0)
            return table[i].words;
    return disposition;
}

static void print_reasons(struct table *table, const json_t *entry)
{
    const json_t *reasons = json_object_get(entry, "reasons"), *reason;
    size_t i;
    if (strcmp(figure_text(entry, "disposition"), "unread") == 0)
        return;
    json_array_foreach(reasons, i, reason)
    {
        g_autofree char *label = g_strdup_printf("      %s", figure_text(reason, "reason"));
        g_strdelimit(label, "_", ' ');
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, figure(reason, "count"));
        table_add(table, label, "", count);
    }
}

void figures_print_messages(const json_t *messages, FILE *out)
{
    AUTO(table) table = table_new("lrr", 2);
    const json_t *list = json_object_get(messages, "by_disposition"), *entry;
    size_t i;
    g_autofree char *received = g_strdup_printf("%" G_GINT64_FORMAT, figure(messages, "received"));
    table_add(table, "received", received, "");
    json_array_foreach(list, i, entry)
    {
        g_autofree char *label =
            g_strdup_printf("%s %s", i == 0 ? "=" : "+", figures_disposition_words(figure_text(entry, "disposition")));
        g_autofree char *count = g_strdup_printf("%" G_GINT64_FORMAT, figure(entry, "count"));
        table_add(table, label, count, "");
        print_reasons(table, entry);
    }
    table_print(table, out);
    if (!json_is_true(json_object_get(messages, "adds_up")))
        fprintf(out,
                "  THIS DOES NOT ADD UP: %" G_GINT64_FORMAT " messages received, %" G_GINT64_FORMAT
                " accounted for. Please report this.\n",
                figure(messages, "received"), figure(messages, "accounted"));
}

/* ---- outbox */

static bool add_state(const struct store_outbox_count *count, void *data)
{
    json_array_append_new(data, json_pack("{s:s, s:I, s:o}", "state", count->state, "count", (json_int_t)count->count, "oldest",
                                          figure_time(count->oldest_secs)));
    return true;
}

json_t *figures_outbox(const struct report_request *request, GError **error)
{
    AUTO_JSON list = json_array();
    return store_each_outbox_state(request->store, add_state, list, error) ? json_incref(list) : NULL;
}

/* ---- lists with a limit */

struct listing {
    json_t *figures;
    const struct report_request *request;
};

static json_t *listing_new(void) { return json_pack("{s:i, s:[], s:i}", "count", 0, "items", "left_out", 0); }

/* Adds item (transfer full) where there is still room for it. */
static void listing_add(const struct listing *listing, json_t *item)
{
    json_t *items = json_object_get(listing->figures, "items");
    guint most = listing->request->items;
    add_to(listing->figures, "count", 1);
    if (most == 0 || json_array_size(items) < most) {
        json_array_append_new(items, item);
    } else {
        add_to(listing->figures, "left_out", 1);
        json_decref(item);
    }
}

static void print_left_out(const json_t *figures, FILE *out)
{
    if (figure(figures, "left_out") > 0)
        fprintf(out, "  ... and %" G_GINT64_FORMAT " more (--all shows them)\n", figure(figures, "left_out"));
}

/* ---- what waits */

static bool add_review(const struct store_review *review, void *data)
{
    const struct listing *listing = data;
    add_to(listing->figures, "urgent", review->care == CARE_URGENT);
    add_to(listing->figures, "care", review->care == CARE_CARE);
    listing_add(listing,
                json_pack("{s:I, s:o, s:s, s:o, s:I, s:i}", "message", (json_int_t)review->message, "person",
                          json_string_or_null(review->pseudonym), "what", review->what, "since",
                          figure_time(review->since_secs), "age_secs",
                          (json_int_t)MAX(listing->request->now_secs - review->since_secs, 0), "care", (int)review->care));
    return true;
}

json_t *figures_waiting(const struct report_request *request, GError **error)
{
    AUTO_JSON waiting = listing_new();
    struct listing listing = {.figures = waiting, .request = request};
    json_object_set_new(waiting, "urgent", json_integer(0));
    json_object_set_new(waiting, "care", json_integer(0));
    return store_each_review(request->store, add_review, &listing, error) ? json_incref(waiting) : NULL;
}

void figures_print_waiting(const json_t *waiting, const struct report_request *request, FILE *out)
{
    AUTO(table) table = table_new("rlll", 2);
    const json_t *items = json_object_get(waiting, "items"), *item;
    size_t i;
    table_add(table, "message", "person", "for", "what");
    json_array_foreach(items, i, item)
    {
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, figure(item, "message"));
        g_autofree char *age = page_age(figure(item, "age_secs")),
                        *what = page_cut(figure_text(item, "what"), 40, request->is_utf8);
        table_add(table, id, figure_text(item, "person"), age, what);
    }
    if (json_array_size(items) > 0)
        table_print(table, out);
    else
        fprintf(out, "  nothing\n");
    print_left_out(waiting, out);
}

/* ---- mails that did not arrive */

static bool add_trouble(const struct store_mail *mail, void *data)
{
    const struct listing *listing = data;
    add_to(listing->figures, mail->state, 1);
    listing_add(listing, json_pack("{s:I, s:I, s:o, s:s, s:s, s:i, s:o, s:o}", "mail", (json_int_t)mail->id, "message",
                                   (json_int_t)mail->message, "person", json_string_or_null(mail->pseudonym), "purpose",
                                   mail->purpose, "state", mail->state, "attempts", (int)mail->attempts, "queued",
                                   figure_time(mail->queued_secs), "words", json_string_or_null(mail->words)));
    return true;
}

json_t *figures_trouble(const struct report_request *request, GError **error)
{
    AUTO_JSON trouble = listing_new();
    struct listing listing = {.figures = trouble, .request = request};
    json_object_set_new(trouble, "deferred", json_integer(0));
    json_object_set_new(trouble, "failed", json_integer(0));
    json_object_set_new(trouble, "uncertain", json_integer(0));
    return store_each_trouble(request->store, add_trouble, &listing, error) ? json_incref(trouble) : NULL;
}

void figures_print_trouble(const json_t *trouble, FILE *out)
{
    const json_t *items = json_object_get(trouble, "items"), *item;
    size_t i;
    json_array_foreach(items, i, item)
    {
        guint left_out = 0;
        const char *person = figure_text(item, "person");
        g_autofree char *attempts = page_count(figure(item, "attempts"), "attempt", "attempts");
        g_autofree char *words = page_words(figure_text(item, "words"), REPORT_COLUMNS, 4, TROUBLE_LINES, &left_out);
        fprintf(out, "  message %" G_GINT64_FORMAT "%s%s: %s after %s\n%s", figure(item, "message"),
                *person != '\0' ? ", " : "", person, figure_text(item, "state"), attempts, words);
    }
    print_left_out(trouble, out);
}
