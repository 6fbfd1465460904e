/* Reports for the campaign's staff: figures first, as JSON for programs, then text made of those same figures. One file a
 * report, one line in the table. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

#include "store/store_query.h"
#include "survey/survey.h"

struct report_request {
    struct store *store;
    const GPtrArray *surveys; /* struct survey * */
    const char *campaign;     /* its name */
    const json_t *daemon;     /* (nullable) how the daemon is, as daemon_state returns it */
    gint64 now_secs;
    struct store_mark since;    /* only what came after it is new */
    gint64 since_secs;          /* when that was; 0: there was no digest before */
    struct store_period period; /* zeroed: of all times. Answers are those that people wrote in it */
    bool with_intervals;        /* print how far shares can be trusted */
    bool is_utf8;               /* what is printed may use more than ASCII of its own */
    guint items;                /* at most so many entries of a list; 0: all of them */
};

struct report {
    const char *name;    /* "digest" */
    const char *summary; /* one line, no full stop */
    /* Returns the figures (transfer full), or NULL and an error of the store. */
    json_t *(*collect)(const struct report_request *request, GError **error);
    /* Prints them for people, in at most REPORT_COLUMNS. */
    void (*print)(const json_t *figures, const struct report_request *request, FILE *out);
};

#define REPORT_COLUMNS 72u

/* Returns the NULL-terminated table. (static) */
const struct report *const *reports(void);

/* Returns the report called name, or NULL. */
const struct report *report_named(const char *name);

struct redact_rules;
struct theme_rules;

struct export_options {
    gint64 id;                            /* of the store's record: whoever is in it is exported */
    const struct redact_rules *redaction; /* (nullable) by which words are redacted; NULL: they stay as written */
    const struct theme_rules *themes;     /* (nullable) codes for what experiences are about */
    bool excel;                           /* byte order mark, and no cell that a spreadsheet would take for a formula */
    bool private;                         /* texts of private questions too: how to reach people */
    bool outside; /* leaves the team: no words, no days, no answers that fewer than small_cells people have given */
    gint64 small_cells;
};

/* Writes a survey's answers, person by person, for other programs. Never writes an address that hearback knows. */
struct export_format {
    const char *name; /* "csv": also how names of files end */
    const char *type; /* "text/csv" */
    const char *summary;
    bool (*write)(const struct report_request *request, const struct survey *survey, const struct export_options *options,
                  FILE *out, GError **error);
};

/* Returns the NULL-terminated table; the format called name, or NULL. (static) */
const struct export_format *const *export_formats(void);
const struct export_format *export_format(const char *name);
