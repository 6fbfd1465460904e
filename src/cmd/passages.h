/* Commands that read one passage on standard input and print one JSON object about it. */
#pragma once
#include <glib.h>
#include <jansson.h>

/* Returns what is to be said about text (UTF-8). (transfer full) */
typedef json_t *(*passages_read)(const void *data, const char *text);

/* Reads standard input: as one text, or with batch one JSON object a line, {"id": ..., "text": "..."}; prints one object a
 * line, with the same id. name is the command's. Returns the exit status. */
int passages_run(const char *name, gboolean batch, passages_read read, const void *data);
