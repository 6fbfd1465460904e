/* What a server says, as it may stand in a log or be told to staff. */
#pragma once

/* Returns text without control characters, in valid UTF-8, at most a line long, with everything that looks like an address
 * replaced. (transfer full) */
char *words_from_server(const char *text);
