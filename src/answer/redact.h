/* Takes people, schools, places and all else that points at somebody out of an account before it is published. Proposes only: a
 * person approves. Rules in rules/redact.yaml. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/problems.h"

enum redact_kind {
    REDACT_PERSON,
    REDACT_SCHOOL,
    REDACT_PLACE,
    REDACT_ORGANISATION,
    REDACT_ROLE,
    REDACT_DATE,
    REDACT_EMAIL,
    REDACT_PHONE,
    REDACT_URL,
    REDACT_URN,
    REDACT_POSTCODE,
    REDACT_SOCIAL,
    REDACT_OTHER,
    REDACT_KINDS
};

struct redact_span {
    guint start, end; /* bytes [start, end) of the text */
    enum redact_kind kind;
    char *word; /* what stands for it, without brackets: "Inspector A" */
};

struct redact_rules;

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct redact_rules *redact_rules_load(const char *path, struct problems *problems);
void redact_rules_free(struct redact_rules *rules);
DEFINE_AUTO(redact_rules)

/* Adds the names of schools in a CSV file with a header, as the register of schools is published: its columns EstablishmentName
 * and, where there is one, Town. Returns false and ERROR_CONFIGURATION where the file is not readable or has no such column. */
bool redact_rules_add_schools(struct redact_rules *rules, const char *csv_path, GError **error);

/* Returns the name of kind: "role_unique". (static) */
const char *redact_kind_name(enum redact_kind kind);

/* Returns what should be taken out of text (UTF-8), in order, without overlaps. Linear in the length of text.
 * (transfer full): GPtrArray of struct redact_span *, owned */
GPtrArray *redact_find(const struct redact_rules *rules, const char *text);

/* Returns text with "[word]" for each of spans. (transfer full) */
char *redact_apply(const char *text, const GPtrArray *spans);

/* Returns {"spans": [[start, end, kind], ...], "text": "..."}, with offsets in code points. (transfer full) */
json_t *redact_to_json(const struct redact_rules *rules, const char *text);
