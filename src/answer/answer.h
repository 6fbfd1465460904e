/* Words to values: what a person's words mean as the answer to a question of a type. One file per type, one line in a table.
 * The policy: recorded, or unclear; never guessed. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "survey/problems.h"
#include "survey/survey.h"

enum answer_state {
    ANSWER_NONE,    /* not answered: blank, "n/a", "rather not say", "see above" */
    ANSWER_UNCLEAR, /* answered, but a careful person would have to ask */
    ANSWER_RECORDED
};

struct answer_rules; /* rules/words.yaml, compiled: refusals, take-backs, negations, numbers, months, units, hedges */

/* Loads and checks the file. Returns it (transfer full), or NULL after adding every problem found. */
struct answer_rules *answer_rules_load(const char *path, struct problems *problems);
void answer_rules_free(struct answer_rules *rules);

struct answer_context {
    const struct answer_rules *rules;
    const struct question *question;
    bool has_date;    /* of the message; for "last March" */
    gint64 date_secs; /* UTC */
};

struct value {
    enum answer_state state;
    json_t *json;    /* ANSWER_RECORDED: string, integer or list of strings, as ../README of the format says; else NULL */
    char *comment;   /* (nullable) words beside the value that a person should see */
    guint certainty; /* 0..100, of the value */
    char *reason;    /* why this value, or why unclear or none, in plain words */
    guint consumed;  /* type-specific: share of the words (0..100) that the value explains; low: words look like a story */
};

struct asked;
struct utterance;
struct word;
struct words;

struct answer_type {
    struct question_shape shape;
    /* Reads words (UTF-8, may have line breaks). *value comes zeroed. Never fails: says ANSWER_UNCLEAR. */
    void (*read)(const struct answer_context *context, const char *words, struct value *value);
    /* Returns json as people read it: "Requires Improvement", "March 2023", "4 months". (transfer full) */
    char *(*show)(const struct question *question, const json_t *json);
    /* Whether word, which has number in the memory of rules, can have a part in naming a value of the question. Where no word
     * of an answer can, it must not be recorded. NULL: any word can. */
    bool (*has_part)(const struct answer_rules *rules, struct asked *asked, guint number, const struct word *word);
    /* Whether a mention can cover word index, which has no part in naming a value. NULL: it can cover any. */
    bool (*may_cover)(const struct answer_rules *rules, struct asked *asked, const struct utterance *utterance, guint index);
};

/* Returns the NULL-terminated table of types; and of their shapes. (static) */
const struct answer_type *const *answer_types(void);
const struct question_shape *const *answer_shapes(void);

/* Returns the type called name. name is one of the table (a loaded survey has no other). */
const struct answer_type *answer_type(const char *name);

/* Reads words as the answer to context->question: blanks and refusals are ANSWER_NONE for every type, take-backs ("Good -
 * sorry, RI") leave what was said last, then the type decides. The caller frees with value_clear. */
void answer_read(const struct answer_context *context, const char *words, struct value *value);
void value_clear(struct value *value);

/* Returns the value as people read it. (transfer full) */
char *answer_show(const struct question *question, const json_t *json);

/* Returns whether folded words refuse or pass over a question: "n/a", "-", "pass", "prefer not to say", "see above". */
bool answer_is_refusal(const struct answer_rules *rules, const char *words);

/* One option of a choice or multi question as rendered in a reply, with what the writer did to it. */
struct option_mark {
    const struct option *option;
    bool present; /* still in the text */
    bool struck;  /* struck through */
    guint mark;   /* how strongly marked: 0 none; [x], <--, **, bold, underline, highlight, colour */
};

/* Reads a list of options that came back changed (deleted, struck through, ticked, marked), for choice and multi. marks has
 * one entry per option of the question. ANSWER_NONE where all are there and none is marked. */
void answer_read_marks(const struct answer_context *context, const struct option_mark *marks, guint count, struct value *value);

/* Returns how much words look, all by themselves, like an answer to context->question: 0 not at all, 100 like nothing else. For
 * placing answers without numbers by their order. A refusal fits every question by half; text fits a little whatever it is. */
guint answer_fits(const struct answer_context *context, const char *words);

/* Returns whether any of the words [first, past) can have a part in naming a value of context->question. Where none can,
 * answer_read records nothing. Quick, for looking at many places. */
bool answer_may_be_named(const struct answer_context *context, const struct words *words, guint first, guint past);

/* Returns whether answer_fits can be least or more; false is certain. Quick, too. */
bool answer_may_fit(const struct answer_context *context, const char *words, guint least);

/* Shared by the types. Reads a small whole number from folded words at position *at (digits or words up to "ninety nine"),
 * moves *at past it. Returns false where there is none. */
bool answer_number(const struct answer_rules *rules, const GPtrArray *words, guint *at, gint64 *number);
