/* Cases of care for members who look after people: what is open, who is at it, and how it ended. */
#include <string.h>

#include "report/figures.h"
#include "staff/command.h"
#include "store/store_care.h"

#define STAFF "staff" /* who has taken a case here */

static bool list_cases(const struct staff_desk *desk, struct staff_result *result, GError **error)
{
    const struct report_request request = staff_request(desk);
    AUTO_JSON figures = figures_cases(&request, false, error);
    if (figures == NULL)
        return false;
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    figures_print_cases(figures, out);
    fclose(out);
    return staff_say(result, "%s", *g_strchomp(text) != '\0' ? text : "No case is open.");
}

/* Does "take 3", "done 3 she is well", "false-alarm 3". */
static bool act(const struct staff_desk *desk, const struct staff_call *call, const char *action, gint64 id, const char *words,
                struct staff_result *result, GError **error)
{
    GError *trouble = NULL;
    bool is_done = false;
    if (strcmp(action, "take") == 0)
        is_done = store_care_take(desk->store, id, STAFF, desk->now_secs, &trouble);
    else
        is_done = store_care_close(desk->store, id, STAFF, strcmp(action, "done") == 0 ? "done" : "false alarm", words,
                                   desk->now_secs, &trouble);
    if (!is_done)
        return staff_refuse_for(result, trouble, error);
    g_autofree char *detail = g_strdup_printf("case %" G_GINT64_FORMAT, id);
    return staff_record(desk, call, 0, 0, detail, error) && staff_say(result, "Done: case %" G_GINT64_FORMAT ".", id);
}

bool staff_cases(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    static const char *const actions[] = {"take", "done", "false-alarm", NULL};
    g_auto(GStrv) words = g_strsplit(call->words, " ", 3);
    guint count = g_strv_length(words);
    if (count == 0 || *words[0] == '\0')
        return list_cases(desk, result, error);
    g_autofree char *action = g_ascii_strdown(words[0], -1);
    gint64 id = count > 1 ? g_ascii_strtoll(words[1], NULL, 10) : 0;
    if (!g_strv_contains(actions, action) || id <= 0)
        return staff_refuse(result, "Not done: expected \"cases\", \"cases take 3\", \"cases done 3 WORDS\" or \"cases "
                                    "false-alarm 3\".");
    return act(desk, call, action, id, count > 2 ? words[2] : NULL, result, error);
}
