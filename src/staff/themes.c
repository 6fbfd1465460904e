/* What experiences are about: setting a theme on a message, taking it off, and how often each one is there. */
#include "report/themes.h"

#include <string.h>

#include "staff/command.h"
#include "store/store_find.h"

static bool refuse_theme(const struct theme_rules *rules, const char *name, struct staff_result *result)
{
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < rules->list->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? ", " : "", ((const struct theme *)rules->list->pdata[i])->id);
    return staff_refuse(result, "Not done: there is no theme \"%s\". There are: %s. Others can be added to rules/themes.yaml.",
                        name, names->str);
}

static bool change(const struct staff_desk *desk, const struct staff_call *call, bool is_off, struct staff_result *result,
                   GError **error)
{
    AUTO(store_message) message = NULL;
    AUTO(theme_rules) rules = themes_load_or_fail(desk->campaign, error);
    bool is_changed = false;
    if (rules == NULL)
        return false;
    const struct theme *theme = theme_named(rules, call->words);
    if (theme == NULL)
        return refuse_theme(rules, call->words, result);
    if (!staff_find_message(desk, call->number, &message, result, error))
        return false;
    if (message == NULL)
        return true;
    if (!store_theme_set(desk->store, call->number, theme->id, is_off, desk->who, desk->now_secs, &is_changed, error))
        return false;
    if (!is_changed)
        return staff_refuse(result, "Not done: that is so already.");
    return staff_record(desk, call, call->number, 0, theme->id, error) &&
           staff_say(result, "Done: message %" G_GINT64_FORMAT " is %sabout \"%s\".", call->number, is_off ? "not " : "",
                     theme->label);
}

bool staff_tag(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    return change(desk, call, false, result, error);
}

bool staff_untag(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    return change(desk, call, true, result, error);
}

bool staff_themes(const struct staff_desk *desk, const struct staff_call *call, struct staff_result *result, GError **error)
{
    (void)call;
    const struct report_request request = staff_request(desk);
    guint count = 0;
    AUTO(theme_rules) rules = themes_load_or_fail(desk->campaign, error);
    if (rules == NULL || !themes_propose(desk->store, rules, desk->knowledge->surveys, desk->now_secs, &count, error))
        return false;
    AUTO_JSON themes = themes_figures(&request, rules, NULL, error);
    if (themes == NULL)
        return false;
    if (json_array_size(themes) == 0)
        return staff_say(result, "Nobody's words have a theme so far. \"tag 12 workload\" sets one.");
    g_autofree char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    themes_print(themes, out);
    fclose(out);
    return staff_say(result, "People whose words are about:\n%s", g_strchomp(text));
}
