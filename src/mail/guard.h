/* What stands between a message and GMime: limits that GMime does not have, and repairs of what it would pass over. */
#pragma once
#include <glib.h>

/* Looks through length bytes of a message or part once. Returns NULL where GMime may have them as they are, else a copy
 * (transfer full) in which
 *
 *   - header blocks have at most LIMIT_HEADER_FIELDS fields and LIMIT_HEADER_BYTES, one Content-Type each, no NUL, and an empty
 *     line behind them; words that belong to no field are behind it;
 *   - a Content-Type that is none says text/plain, or what must be meant;
 *   - multiparts deeper than LIMIT_MULTIPART_DEPTH, and those with an empty boundary, have no boundary;
 *   - what lies behind more parts than LIMIT_PARTS allows is gone.
 *
 * Adds notes about what was left out. Linear. */
GByteArray *guard_bound(const char *data, gsize length, GPtrArray *notes);
