/* What the templates of talk/ are filled with. */
#pragma once
#include <jansson.h>

#include "reading/reading.h"
#include "survey/campaign.h"
#include "survey/survey.h"

/* Returns the names that every mail of ours may use: campaign, address, contact, language, greeting, title, survey_subject,
 * support, has_support; nothing of what the person wrote. (transfer full) */
json_t *talk_common_data(const struct campaign *campaign, const struct survey *survey);

/* Adds what was understood of reading to data: understood and unclear with their has_..., has_unrepeated, is_bare, example.
 * Values of private questions and words of text questions are never in it. */
void talk_add_answers(json_t *data, const struct survey *survey, const struct reading *reading);

/* Returns data with every name that a template may use, each list with an entry, to check templates with. (transfer full) */
json_t *talk_sample_data(void);
