/* RTF as Outlook puts it into mail: HTML wrapped in RTF (MS-OXRTFEX), or rich text of its own. */
#pragma once
#include <glib.h>

/* Returns the compressed RTF (MS-OXRTFCP) of length bytes as HTML: the HTML that it wraps, or its text with bold, italic,
 * underlined, struck, coloured and highlighted words, paragraphs, tabs and cells. NULL where it is none. At most max_bytes of
 * RTF are read. (transfer full): UTF-8 */
char *rtf_to_html(const guint8 *compressed, gsize length, gsize max_bytes);

/* The same for RTF that is not compressed. */
char *rtf_plain_to_html(const char *rtf, gsize length);

/* Undoes the compression. Returns NULL where the bytes are none. (transfer full) */
GByteArray *rtf_decompress(const guint8 *compressed, gsize length, gsize max_bytes);
