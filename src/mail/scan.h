/* Finds its way through the bytes of a message, once and forwards: header fields, bodies, boundaries. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/limits.h"

/* A header field as it stands in the message: pieces of its bytes. */
struct field {
    const char *name, *value; /* value: from behind the colon; still folded */
    gsize name_length, value_length;
};

/* Bytes [start, end) of the message. */
struct span {
    const char *start, *end;
};

struct scan {
    const char *at, *end;                          /* at: the line that is looked at next */
    struct span boundaries[LIMIT_MULTIPART_DEPTH]; /* those that are open, outermost first */
    guint depth;
    guint stopped_at; /* number of the boundary (1-based) whose line is at; 0: none, or the end */
    bool is_close;    /* and that line closes it */
};

/* Starts at the first byte. data must outlive scan. */
void scan_init(struct scan *scan, const char *data, gsize length);

/* Reads a header block and the empty line behind it. Appends its fields (struct field) to fields, as long as they lie in the
 * first LIMIT_HEADER_BYTES and are not more than max_fields. Lines that belong to no field end the headers: they are the text
 * of a program that forgot the empty line. Returns whether all fields were taken. */
bool scan_headers(struct scan *scan, GArray *fields, guint max_fields);

/* Reads up to the line of an open boundary or to the end, and says which in stopped_at. Returns what lies before, without the
 * line break that belongs to the boundary. */
struct span scan_body(struct scan *scan);

/* Passes over the line that is looked at. */
void scan_skip_line(struct scan *scan);

/* Passes over all that is left. */
void scan_skip_all(struct scan *scan);

/* Returns the value of the first field called name, or NULL. (transfer none) */
const struct field *field_find(const GArray *fields, const char *name);
