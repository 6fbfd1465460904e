/* hearback reread: reads the archive again with today's rules, says what would change and changes it only when told to. Never
 * overrides what a human has said, and never sends anything. */
#include <stdio.h>
#include <string.h>

#include "answer/answer.h"
#include "base/clock.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/reporting.h"
#include "flow/admit.h"
#include "report/page.h"
#include "store/store_staff.h"
#include "store/store_wish.h"

#define SHOWN_COLUMNS 60u /* of a value in a line of changes */

struct rereading {
    struct reporting reporting;
    gboolean apply, as_json;
    guint read, changed;
    json_t *changes; /* of the message that is being read */
    GError *error;
};

/* ---- what differs */

/* Returns an answer as it is shown in a line of changes. (transfer full) */
static char *shown_answer(const struct rereading *rereading, const struct read_answer *answer)
{
    if (answer == NULL || answer->state == ANSWER_NONE)
        return g_strdup("not answered");
    if (answer->state == ANSWER_UNCLEAR)
        return g_strdup("unclear");
    g_autofree char *json = json_dumps(answer->value, JSON_ENCODE_ANY | JSON_COMPACT);
    return page_cut(json, SHOWN_COLUMNS, rereading->reporting.request.is_utf8);
}

static bool is_same(const struct read_answer *old, const struct read_answer *new)
{
    enum answer_state old_state = old != NULL ? old->state : ANSWER_NONE, new_state = new != NULL ? new->state : ANSWER_NONE;
    return old_state == new_state && (old_state != ANSWER_RECORDED || json_equal(old->value, new->value));
}

static void add_change(struct rereading *rereading, const char *what, const char *old, const char *new)
{
    json_array_append_new(rereading->changes, json_pack("{s:s, s:s, s:s}", "what", what, "old", old, "new", new));
}

static void compare_answer(struct rereading *rereading, const char *question, const struct reading *old,
                           const struct reading *new)
{
    const struct read_answer *before = reading_answer(old, question), *after = reading_answer(new, question);
    if (is_same(before, after))
        return;
    g_autofree char *was = shown_answer(rereading, before), *is = shown_answer(rereading, after);
    add_change(rereading, question, was, is);
}

static void compare_answers(struct rereading *rereading, const struct reading *old, const struct reading *new)
{
    for (guint i = 0; i < old->answers->len; i++)
        compare_answer(rereading, ((const struct read_answer *)old->answers->pdata[i])->question, old, new);
    for (guint i = 0; i < new->answers->len; i++) {
        const char *question = ((const struct read_answer *)new->answers->pdata[i])->question;
        if (reading_answer(old, question) == NULL)
            compare_answer(rereading, question, old, new);
    }
}

static void compare_text(struct rereading *rereading, const char *what, const char *old, const char *new)
{
    if (g_strcmp0(old, new) != 0)
        add_change(rereading, what, old != NULL ? old : "none", new != NULL ? new : "none");
}

static void compare(struct rereading *rereading, const struct store_message *message, const struct reading *old,
                    const struct reading *new, const char *disposition)
{
    static const char *const care[] = {[CARE_NONE] = "none", [CARE_CARE] = "care", [CARE_URGENT] = "urgent"};
    compare_text(rereading, "kind", kind_name(old->kind), kind_name(new->kind));
    compare_text(rereading, "survey", old->survey, new->survey);
    compare_text(rereading, "becomes", message->disposition, disposition);
    compare_text(rereading, "care", care[old->care], care[new->care]);
    compare_answers(rereading, old, new);
}

/* ---- one message */

static void print_changes(const struct rereading *rereading, const struct store_message *message)
{
    size_t i;
    const json_t *change;
    if (rereading->as_json) {
        AUTO_JSON entry = json_pack("{s:I, s:s?, s:O, s:b}", "message", (json_int_t)message->id, "person", message->pseudonym,
                                    "changes", rereading->changes, "applied", (int)rereading->apply);
        json_dumpf(entry, stdout, JSON_COMPACT);
        putchar('\n');
        return;
    }
    printf("message %" G_GINT64_FORMAT " (%s)\n", message->id,
           message->pseudonym != NULL ? message->pseudonym : "nobody we know");
    json_array_foreach(rereading->changes, i, change)
        printf("  %s: %s -> %s\n", json_string_value(json_object_get(change, "what")),
               json_string_value(json_object_get(change, "old")), json_string_value(json_object_get(change, "new")));
}

static bool compare_message(struct rereading *rereading, const struct store_message *message, const struct reading *old)
{
    struct store *store = rereading->reporting.request.store;
    g_autoptr(GBytes) bytes = store_raw(store, message->id, &rereading->error);
    if (bytes == NULL)
        return false;
    AUTO(reading) new = reading_make(rereading->reporting.office->knowledge, bytes);
    struct admission admission;
    if (!flow_admit(rereading->reporting.office, message->id, new, &admission, &rereading->error))
        return false;
    AUTO_JSON changes = rereading->changes = json_array();
    compare(rereading, message, old, new, disposition_name(admission.disposition));
    rereading->read++;
    if (json_array_size(changes) == 0)
        return true;
    rereading->changed++;
    print_changes(rereading, message);
    return !rereading->apply || store_rerecord(store, message->id, new, admission.disposition, admission.reason,
                                               clock_now_secs(), &rereading->error);
}

/* Reads message id again, unless it was never read (too large, or still waiting), or staff have decided what becomes of it. */
static bool reread_message(gint64 id, void *data)
{
    struct rereading *rereading = data;
    struct store *store = rereading->reporting.request.store;
    AUTO(store_message) message = store_message(store, id, &rereading->error);
    if (message == NULL)
        return false;
    AUTO_JSON json = store_reading(store, id, &rereading->error);
    AUTO(reading) old = json != NULL ? reading_from_json(json, &rereading->error) : NULL;
    if (rereading->error != NULL)
        return false;
    bool is_settled = store_is_staff_reason(message->reason) || store_is_wish_reason(message->reason);
    return old == NULL || is_settled || compare_message(rereading, message, old);
}

static void print_sum(const struct rereading *rereading)
{
    g_autofree char *read = page_count(rereading->read, "message", "messages");
    if (rereading->as_json)
        return;
    printf("%s read again, %u %s\n", read, rereading->changed, rereading->apply ? "changed" : "would change");
    if (rereading->changed > 0 && !rereading->apply)
        printf("nothing was changed; to do so: hearback reread --apply\n");
}

static int run(int argc, char **argv)
{
    struct rereading rereading = {0};
    g_autofree char *dir = NULL;
    const GOptionEntry entries[] = {{"campaign", 'C', 0, G_OPTION_ARG_FILENAME, &dir, NULL, NULL},
                                    {"apply", 0, 0, G_OPTION_ARG_NONE, &rereading.apply, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &rereading.as_json, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("reread", error);
    if (reporting_open(&rereading.reporting, dir, &rereading.error) &&
        store_each_message(rereading.reporting.request.store, reread_message, &rereading, &rereading.error) &&
        rereading.error == NULL) {
        print_sum(&rereading);
        reporting_was_printed(&rereading.error);
    }
    reporting_close(&rereading.reporting);
    error = rereading.error;
    return error != NULL ? command_fail("reread", error) : 0;
}

const struct command command_reread = {.name = "reread",
                                       .usage = "reread [--campaign DIR] [--apply] [--json]",
                                       .summary = "read the archive again with today's rules: what would change",
                                       .run = run};
