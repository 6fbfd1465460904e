/* hearback redact: what should be taken out of a passage before it is published, and the passage without it. */
#include <stdio.h>
#include <sysexits.h>

#include "answer/redact.h"
#include "cmd/cmd.h"
#include "cmd/options.h"
#include "cmd/passages.h"
#include "survey/node.h"

static json_t *read_passage(const void *data, const char *text) { return redact_to_json(data, text); }

static int run_with(struct redact_rules *rules, const char *schools_path, gboolean batch)
{
    g_autoptr(GError) error = NULL;
    if (schools_path != NULL && !redact_rules_add_schools(rules, schools_path, &error))
        return command_fail("redact", error);
    return passages_run("redact", batch, read_passage, rules);
}

static int run(int argc, char **argv)
{
    g_autofree char *rules_path = NULL, *schools_path = NULL;
    gboolean as_json = FALSE, batch = FALSE;
    const GOptionEntry entries[] = {{"rules", 0, 0, G_OPTION_ARG_FILENAME, &rules_path, NULL, NULL},
                                    {"schools", 0, 0, G_OPTION_ARG_FILENAME, &schools_path, NULL, NULL},
                                    {"json", 0, 0, G_OPTION_ARG_NONE, &as_json, NULL, NULL},
                                    {"batch", 0, 0, G_OPTION_ARG_NONE, &batch, NULL, NULL},
                                    G_OPTION_ENTRY_NULL};
    g_autoptr(GError) error = NULL;
    if (!command_options(&argc, &argv, entries, &error) || argc > 1)
        return command_usage("redact", error);
    AUTO(problems) problems = problems_new();
    AUTO(redact_rules) rules = redact_rules_load(rules_path != NULL ? rules_path : NODE_BUILT_IN "rules/redact.yaml", problems);
    problems_print(problems, stderr);
    return rules != NULL ? run_with(rules, schools_path, batch) : EX_CONFIG;
}

const struct command command_redact = {.name = "redact",
                                       .usage = "redact [--json] [--batch] [--rules FILE] [--schools FILE.csv] < TEXT",
                                       .summary = "what to take out of a passage before it is published",
                                       .run = run};
