/* Inside survey: what the loading of a survey's frame and of its questions share. */
#pragma once
#include "survey/node.h"
#include "survey/survey.h"

/* Returns the questions of the survey's file, with what is wrong with them added to problems. (transfer full):
 * struct question *, owned */
GPtrArray *survey_load_questions(const struct node *root, const struct question_shape *const *shapes,
                                 struct problems *problems);

/* Returns id where it is one (transfer full), "" after adding a problem at node where it is none. */
char *survey_load_id(const struct node *node, const char *id, struct problems *problems);

/* Returns the text of key on one line (transfer full), or NULL where it is missing: after adding a problem to that where
 * is_needed. */
char *survey_load_line(const struct node *map, const char *key, bool is_needed, struct problems *problems);
