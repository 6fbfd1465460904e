/* What the templates of talk/ are filled with. */
#pragma once
#include <jansson.h>

#include "reading/reading.h"
#include "survey/campaign.h"
#include "survey/survey.h"

/* Adds what is wrong with the templates of mails that ask first (ask.c). */
void talk_check_asking(const struct campaign *campaign, json_t *sample, struct problems *problems);

/* The same for the mails to contacts of care (care.c). */
void talk_check_care(const struct campaign *campaign, struct problems *problems);

/* The same for the mails about wishes (wish.c). */
void talk_check_wishes(const struct campaign *campaign, json_t *sample, struct problems *problems);

/* Returns the References of an answer to reading (transfer full): GPtrArray of char *, borrowed from reading; NULL where there
 * are none. And whether id (nullable) is a Message-ID that can stand there. */
GPtrArray *talk_references(const struct reading *reading);
bool talk_is_message_id(const char *id);

/* The same for the mail that asks for a yes to a quote (quote.c). */
void talk_check_quotes(const struct campaign *campaign, json_t *sample, struct problems *problems);

/* Sets member name of data to text (nullable: ""), made sound UTF-8. */
void talk_set_text(json_t *data, const char *name, const char *text);

/* Returns the names that every mail of ours may use: campaign, address, contact, language, greeting, title, survey_subject,
 * in_touch, support, has_support; nothing of what the person wrote. (transfer full) */
json_t *talk_common_data(const struct campaign *campaign, const struct survey *survey);

/* Adds what was understood of reading to data: understood, and unclear (three questions at most) with their has_..., has_more
 * (further unclear ones), has_unrepeated, is_bare, example_number and example_value.
 * Values of private questions and words of text questions are never in it. */
void talk_add_answers(json_t *data, const struct survey *survey, const struct reading *reading);

/* Adds to data what a mail with questions needs: intro, closing (each a list of lines), questions with number, ask and options,
 * and body, the text of the invitation without its greeting. missing: (nullable) those questions alone. */
void talk_add_questions(json_t *data, const struct survey *survey, const GPtrArray *missing);

/* Returns data with every name that a template may use, each list with an entry, to check templates with. (transfer full) */
json_t *talk_sample_data(void);
