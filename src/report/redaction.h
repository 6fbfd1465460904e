/* The rules by which a campaign redacts words. */
#pragma once
#include "answer/redact.h"
#include "survey/campaign.h"

/* Returns the rules of the campaign's folder, those that come with hearback where it has none (transfer full). NULL and
 * ERROR_CONFIGURATION, after printing what is wrong to standard error. */
struct redact_rules *redaction_load(const struct campaign *campaign, GError **error);
