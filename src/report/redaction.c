/* Finding the rules of redaction. */
#include "report/redaction.h"

#include "base/error.h"

#define RULES "rules/redact.yaml"

struct redact_rules *redaction_load(const struct campaign *campaign, GError **error)
{
    g_autofree char *path = campaign_rules_path(campaign, RULES);
    AUTO(problems) problems = problems_new();
    struct redact_rules *rules = redact_rules_load(path, problems);
    problems_print(problems, stderr);
    if (rules == NULL)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "the rules of redaction are wrong in the places named above");
    return rules;
}
