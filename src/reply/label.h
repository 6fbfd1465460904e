/* Labels every line of a view: whose words are they, and what for? By itself as good as a reply parser; lines that were
 * already given a label (LABEL_OURS, by alignment) keep it and help to place the others. */
#pragma once
#include "reply/view.h"
#include "survey/problems.h"

struct label_rules; /* rules/labels.yaml, compiled */

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct label_rules *label_rules_load(const char *path, struct problems *problems);
void label_rules_free(struct label_rules *rules);

/* What is known about the mail beside its text; all of it may be NULL. */
struct label_context {
    const char *from_name; /* of the mail: to know the writer's name in a farewell or signature */
    const char *from_address;
};

/* Sets label and label_reason of every line with LABEL_NONE; afterwards none is LABEL_NONE. Linear in the size of the view. */
void label_lines(const struct label_rules *rules, const struct label_context *context, struct view *view);

/* Returns the writer's words: the lines with LABEL_WRITER and LABEL_UNCLAIMED, with_courtesies those with LABEL_GREETING and
 * LABEL_COVER too. A single blank line stands between paragraphs, and where other words stood between. (transfer full) */
char *label_writer_text(const struct view *view, bool with_courtesies);
