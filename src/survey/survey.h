/* The definition of one survey: its questions, and the texts that were sent. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "survey/problems.h"

struct option {
    char *id;        /* recorded value: "requires_improvement" */
    char *label;     /* as people see it: "Requires Improvement" */
    GPtrArray *also; /* char *, owned: natural other names: "RI", "grade 3" */
    bool none;       /* "none of these" (`alone: yes` in the file); excludes the others and is not part of "all" */
};

struct question {
    guint number; /* 1-based, as in the mail */
    char *id;
    char *ask;          /* the question's words */
    char *hint;         /* (nullable) shown in brackets below where there are no options: "for example: 3 weeks" */
    const char *type;   /* interned name of an answer type: "choice" */
    GPtrArray *options; /* struct option *, owned; empty where the type has none */
    gint64 from, to;    /* scale and number: the range, both included */
    GPtrArray *also;    /* char *, owned: words a writer may use as a label: "result", "outcome" */
    bool is_private;    /* health and the like: never read back in a mail */
    bool takes_story;   /* text: takes paragraphs that belong to no question (at most one question) */
    bool is_consent;    /* choice: says whether words may be quoted */
    bool is_share;      /* choice: says whether the answers may be shared with researchers (at most one question) */
    bool is_context;    /* stands beside a quote, where enough people share it */
    guint line;         /* in the survey's file */
    guint stamp;        /* no other question that this process loads has it; 0: made by hand */
};

struct survey {
    char *id;
    char *title;
    char *subject;        /* of the invitation; the title where the file names none */
    char *greeting;       /* "Dear colleague,"; "" where there is none */
    char *numbering;      /* how the first question's number is written: "1.", "Q1:"; "" where none is shown */
    GPtrArray *intro;     /* char *, owned: the paragraphs before the questions */
    GPtrArray *closing;   /* char *, owned: the paragraphs after them */
    GPtrArray *questions; /* struct question *, owned */
    GPtrArray *also_sent; /* char *, owned: texts of other versions and reminders that went out, for alignment */
    char *file;
};

/* What the survey checker must know of an answer type; the types themselves are in answer/. */
struct question_shape {
    const char *type;
    bool has_options;
    bool has_range;
    gint64 default_from, default_to; /* where has_range and the file names none */
};

/* Reads and checks the survey in the YAML file path. shapes is a NULL-terminated list of the types that there are. Returns
 * the survey (transfer full), or NULL after adding every problem found. */
struct survey *survey_load(const char *path, const struct question_shape *const *shapes, struct problems *problems);
void survey_free(struct survey *survey);
DEFINE_AUTO(survey)

/* Returns the one of surveys (struct survey *) whose id is id (nullable), or NULL; and the first of them in its place. */
const struct survey *survey_find(const GPtrArray *surveys, const char *id);
const struct survey *survey_find_or_first(const GPtrArray *surveys, const char *id);

/* Returns the question called id, or NULL; the question with number, or NULL. (transfer none) */
const struct question *survey_question(const struct survey *survey, const char *id);
const struct question *survey_question_number(const struct survey *survey, guint number);

/* Returns the option called id, or NULL. (transfer none) */
const struct option *question_option(const struct question *question, const char *id);

/* Returns the body of the invitation as plain text, lines separated by '\n': exactly what is sent, and what replies are
 * aligned with. Paragraphs are one line each; wrapping is up to the sender. (transfer full) */
char *survey_invitation_text(const struct survey *survey);

/* Returns number as it is written before its question: "5." (transfer full); "" where the survey shows none. */
char *survey_number(const struct survey *survey, guint number);

/* Returns the line of options or the hint as shown below a question, "(yes / partly / no)", or NULL. (transfer full) */
char *question_options_line(const struct question *question);
