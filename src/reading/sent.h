/* The words of our templates, which come back in replies; private to reading/. */
#pragma once
#include <glib.h>

#include "survey/campaign.h"
#include "survey/survey.h"

/* Returns the paragraphs that mails of campaign (NULL: those that the program brings along) say beside the survey itself, with
 * what stands there for survey put in. Adds what they are made of to digest. (transfer full): GPtrArray of char *, owned */
GPtrArray *sent_texts(const struct campaign *campaign, const struct survey *survey, GChecksum *digest);
