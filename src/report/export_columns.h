/* The answers to a survey as columns with labels, for exports that tell why a value is missing; private to report/. */
#pragma once
#include "report/report.h"

/* Why there is no value. The numbers stay what they are: they stand in files that were given out. */
enum missing {
    MISSING_NOT,
    MISSING_NOT_ASKED, /* the survey got the question after the person had answered */
    MISSING_SKIPPED,
    MISSING_REFUSED, /* passed over in words: "rather not say", "n/a" */
    MISSING_UNCLEAR,
    MISSING_WITHDRAWN, /* the person has taken everything back: take it out of earlier exports, too */
    MISSING_WITHHELD,  /* too few people have given that answer, or the words are for those alone who look after the writer */
    MISSING_COUNT
};

/* Returns it in words: "not asked". (static) */
const char *missing_words(enum missing missing);

enum column_kind {
    COLUMN_PERSON,  /* text: the pseudonym */
    COLUMN_DAY,     /* number: days since 1970-01-01 */
    COLUMN_CHOICE,  /* number: place of the option, from 1 */
    COLUMN_NUMBER,  /* number */
    COLUMN_OPTION,  /* number: 1 where option is chosen, else 0 */
    COLUMN_WORDS,   /* text */
    COLUMN_COMMENT, /* text: what was written beside the answer */
    COLUMN_WHY      /* number: 0 where the text before it is there, else only why it is not */
};

struct export_column {
    enum column_kind kind;
    char *name;                      /* unique, whatever the case; letters, digits and _, at most COLUMN_NAME_BYTES */
    char *label;                     /* the question's words */
    const struct question *question; /* (nullable) */
    const struct option *option;     /* (nullable) */
    gint64 since_secs;               /* when the survey got the question; 0: from the beginning */
};

#define COLUMN_NAME_BYTES 32u

struct export_cell {
    enum missing missing;
    gint64 number; /* where the column has numbers and nothing is missing */
    char *text;    /* of columns that have text: never NULL, "" where missing; owned */
};

struct export_columns {
    GPtrArray *list; /* struct export_column *, owned */
    const struct report_request *request;
    const struct survey *survey;
    const struct export_options *options;
    struct withheld *withheld; /* (nullable) */
};

/* Returns the columns of an export with these options (transfer full), NULL and an error of the store. */
struct export_columns *export_columns_new(const struct report_request *request, const struct survey *survey,
                                          const struct export_options *options, GError **error);
void export_columns_free(struct export_columns *columns);
DEFINE_AUTO(export_columns)

/* Returns whether a column of this kind holds text. */
bool column_is_text(enum column_kind kind);

/* Returns the number that stands for missing in column, where a format needs one: below all of its values. */
gint64 column_missing_code(const struct export_column *column, enum missing missing);

/* Visits everybody who is in the export, then those who were in an earlier one and have withdrawn: cells has one entry for each
 * column. Ends where visit returns false. */
bool export_columns_each(const struct export_columns *columns, bool (*visit)(const struct export_cell *cells, void *data),
                         void *data, GError **error);
