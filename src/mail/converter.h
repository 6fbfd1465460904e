/* Opens converters of charsets. They are files of the C library, loaded when they are first asked for: a process that may touch
 * no files has only those that were loaded before, and can say which it missed. */
#pragma once
#include <glib.h>
#include <iconv.h>
#include <stdbool.h>

/* Returns a converter from the charset called name to UTF-8, or (iconv_t)-1, which is noted as missed. */
iconv_t converter_open(const char *name);

/* Returns whether there is one. A name that GMime is about to use is asked for here first, so that it is noted too. */
bool converter_knows(const char *name);

/* Returns the names that were missed since the last call (char *, each once; transfer full). */
GPtrArray *converter_missed(void);

/* Loads the converter for name for this process and those that it forks. Returns whether it was there to be loaded, and was not
 * yet. */
bool converter_load(const char *name);
