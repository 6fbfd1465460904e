/* hearback care: how much the words of a passage ask for somebody to look after the writer, and by which rule. */
#include <stdio.h>
#include <sysexits.h>

#include "answer/care.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/passages.h"
#include "survey/node.h"

static json_t *read_passage(const void *data, const char *text)
{
    static const char *const labels[] = {[CARE_NONE] = "none", [CARE_CARE] = "care", [CARE_URGENT] = "urgent"};
    g_autofree char *reason = NULL;
    g_autoptr(GPtrArray) held = g_ptr_array_new_with_free_func((GDestroyNotify)care_held_free);
    enum care_level level = care_explain(data, text, &reason, held);
    json_t *rules = json_array();
    for (guint i = 0; i < held->len; i++) {
        const struct care_held *one = held->pdata[i];
        json_array_append_new(
            rules, json_pack("{s:s,s:s,s:i}", "rule", one->rule, "words", one->words, "sentence", (int)one->sentence));
    }
    return json_pack("{s:s,s:s?,s:o}", "label", labels[level], "why", reason, "rules", rules);
}

static int run(int argc, char **argv)
{
    g_autofree char *rules_path = NULL;
    gboolean as_json = FALSE, batch = FALSE;
    const GOptionEntry entries[] = {{"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules_path, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL},
                                    {"batch", 0, 0, G_OPTION_ARG_NONE, &batch, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("care", error);
    AUTO(problems) problems = problems_new();
    AUTO(care_rules) rules = care_rules_load(rules_path != NULL ? rules_path : NODE_BUILT_IN "rules/care.yaml", problems);
    problems_print(problems, stderr);
    return rules != NULL ? passages_run("care", batch, read_passage, rules) : EX_CONFIG;
}

const struct command command_care = {.name = "care",
                                     .usage = "care [--json] [--batch] [--rules FILE] < TEXT",
                                     .summary = "do these words ask for somebody to look after their writer",
                                     .run = run};
