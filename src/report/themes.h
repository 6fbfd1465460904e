/* Themes of what people wrote: proposing them, and their figures. */
#pragma once
#include "answer/themes.h"
#include "report/report.h"
#include "survey/campaign.h"

/* Returns the rules of the campaign's folder, those that come with hearback where it has none (transfer full). NULL after
 * adding what is wrong; with error, NULL and ERROR_CONFIGURATION after printing it. */
struct theme_rules *themes_load(const struct campaign *campaign, struct problems *problems);
struct theme_rules *themes_load_or_fail(const struct campaign *campaign, GError **error);

/* Proposes themes for the answers in words that were not looked at yet, all of them where the rules have changed; private
 * questions are left alone. *count: how many answers. Short transactions. */
bool themes_propose(struct store *store, const struct theme_rules *rules, const GPtrArray *surveys, gint64 now_secs,
                    guint *count, GError **error);

/* [{"theme", "label", "people", "proposed"}] of those who answered survey (nullable: any) in the request's period, the most
 * frequent first. proposed: of people, how many are so by rules alone. (transfer full), NULL and an error. */
json_t *themes_figures(const struct report_request *request, const struct theme_rules *rules, const struct survey *survey,
                       GError **error);

/* Hides counts of fewer people than least. */
void themes_suppress(json_t *themes, gint64 least);

/* Prints them. */
void themes_print(const json_t *themes, FILE *out);
