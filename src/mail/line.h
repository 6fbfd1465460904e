/* The lines of raw bytes, which no NUL ends. */
#pragma once
#include <glib.h>
#include <string.h>

/* Returns where the line break of the line at p is, or end. */
static inline const char *line_break(const char *p, const char *end)
{
    const char *found = memchr(p, '\n', (gsize)(end - p));
    return found != NULL ? found : end;
}

/* Returns the end of [start, end) without the white space there. */
static inline const char *line_trimmed_end(const char *start, const char *end)
{
    while (end > start && g_ascii_isspace(end[-1]))
        end--;
    return end;
}
