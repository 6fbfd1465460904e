/* The files of a new campaign as they were when the program was built: hearback.yaml, rules/, templates/, and sample/ with
 * replies to try it out. */
#pragma once
#include <stddef.h>

struct embedded_file {
    const char *name; /* "rules/labels.yaml" */
    const char *text; /* NUL-terminated */
    size_t length;    /* bytes, without the NUL */
};

/* Returns the table; its last entry has the name NULL. (static) */
const struct embedded_file *embedded_files(void);

/* Returns the words of contrib/dictionary: common English words in small letters, each with a line end behind it, in the order
 * of their bytes. *length becomes their bytes. (static) */
const char *embedded_english(size_t *length);
