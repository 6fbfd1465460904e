/* From the lines of a mail to commands. Knows what mail programs put around them; never does anything. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

#define STAFF_LINES_MOST 50u /* commands of one mail */

struct staff_line {
    char *text;          /* as written, on one line */
    char *verb;          /* "hold"; of "12: Good" it is "answer", of "12: skip" "skip"; NULL: none that there is */
    char *rest;          /* what stands behind it; of an answer "12 Good" */
    const char *nearest; /* (nullable) where verb is NULL: what was meant, perhaps; static */
};

struct staff_lines {
    GPtrArray *list; /* struct staff_line *, owned */
    bool has_more;   /* there were more than STAFF_LINES_MOST */
};

/* Reads the commands in lines (struct read_line *) of a mail with subject, by the NULL-terminated verbs. They end at "--", at
 * "thanks", and at a blank line after the first one; behind a quotation only answers ("12: Good") are read. Where the mail has
 * no words, its subject may be the command, unless it is one of a reply. (transfer full) */
struct staff_lines *staff_parse(const GPtrArray *lines, const char *subject, const char *const *verbs);

/* The same of one line: what somebody has typed. */
struct staff_line *staff_parse_line(const char *text, const char *const *verbs);
void staff_line_free(struct staff_line *line);
void staff_lines_free(struct staff_lines *lines);
DEFINE_AUTO(staff_line)
DEFINE_AUTO(staff_lines)
