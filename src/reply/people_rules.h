/* What is known about people's addresses and lists of people: rules/people.yaml. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/problems.h"

struct people_rules;

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct people_rules *people_rules_load(const char *path, struct problems *problems);
void people_rules_free(struct people_rules *rules);
DEFINE_AUTO(people_rules)

enum list_column { COLUMN_OTHER, COLUMN_ADDRESS, COLUMN_NAME };

/* Returns what a column of a list called heading holds. */
enum list_column people_rules_column(const struct people_rules *rules, const char *heading);

/* Returns whether several people are likely to read what is sent to address: "office@..." */
bool people_rules_is_shared(const struct people_rules *rules, const char *address);

enum confirmation { CONFIRMATION_UNCLEAR, CONFIRMATION_YES, CONFIRMATION_NO };

/* Returns what words say to "was this you?". */
enum confirmation people_rules_confirmation(const struct people_rules *rules, const char *words);

/* Returns what words say to "may we publish this?": a yes or a no only where they say nothing else. */
enum confirmation people_rules_quote(const struct people_rules *rules, const char *words);

/* What a contact says about the case of somebody in distress. */
enum care_command { CARE_UNCLEAR, CARE_TAKEN, CARE_FALSE_ALARM, CARE_DONE, CARE_SHOW };

/* Returns what words say about a case. */
enum care_command people_rules_care(const struct people_rules *rules, const char *words);

/* Returns whether words complain of what we do with the writer's data: the law gives such a complaint a time. */
bool people_rules_is_complaint(const struct people_rules *rules, const char *words);
