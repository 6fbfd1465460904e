/* The answers to a survey as a table, for exports that are tables; private to report/. */
#pragma once
#include "report/report.h"

/* Where the cells go, row by row; the first row holds the names of the columns. */
struct export_sink {
    void (*cell)(struct export_sink *sink, const char *text, bool is_number); /* text: "" for none */
    bool (*end_row)(struct export_sink *sink);                                /* returns false to end it all */
    bool with_labels; /* options by their labels, as people see them; else by their ids */
};

/* Writes all of survey into sink: one row a person, one column a question, and one of 0 and 1 for each option of a question
 * that takes several. Returns false and an error of the store. */
bool export_rows(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                 struct export_sink *sink, GError **error);

/* Returns words as options show them: redacted or as written. (transfer full) */
char *export_words(const char *words, const struct export_options *options);

/* Returns whether question has no place in an export: words that tell how to reach people, and outside of the team all words.
 */
bool export_leaves_out(const struct question *question, const struct export_options *options);

/* Returns the answer of person to question, NULL where there is none, and where it is the words of somebody who needs care:
 * those are for whoever looks after the person alone. (transfer none) */
const struct store_answer *export_answer(const struct store_person *person, const struct question *question);

/* Copies the file that a library has made at path into out. */
bool export_copy(const char *path, FILE *out, GError **error);
