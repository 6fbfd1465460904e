/* winmail.dat: the form in which Exchange and Outlook keep a mail with their own formatting (MS-OXTNEF). */
#pragma once
#include <glib.h>

#include "base/cleanup.h"

struct tnef_file {
    char *filename; /* (nullable) UTF-8, as written */
    GBytes *bytes;  /* (nullable) at most what was asked for */
    gsize size_bytes;
};

struct tnef {
    char *text;            /* (nullable) UTF-8: the body as plain text */
    char *html;            /* (nullable) UTF-8: the body as HTML, from HTML or RTF */
    const char *html_from; /* "html" or "rtf" (static) */
    GPtrArray *files;      /* struct tnef_file *, owned */
};

/* Reads length bytes. Whatever is cut or broken ends the reading; what came before it is there. Linear; at most max_bytes are
 * kept of a body or a file. Returns NULL where the bytes are no TNEF at all. (transfer full) */
struct tnef *tnef_read(const guint8 *bytes, gsize length, gsize max_bytes);
void tnef_free(struct tnef *tnef);
DEFINE_AUTO(tnef)
