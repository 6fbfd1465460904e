/* Dates of mail (RFC 5322, section 3.3), and the other forms that programs write. */
#pragma once
#include <glib.h>
#include <stdbool.h>

/* Reads the date in length bytes. Returns false where it names no day or one that does not exist. *offset_secs is the zone's
 * distance from UTC; *has_zone: false where none is named (then UTC is taken). */
bool date_read(const char *text, gsize length, gint64 *secs, gint32 *offset_secs, bool *has_zone);
