/* The journal of systemd, spoken to in its own protocol, so that what the log says can be searched by field. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/log.h"

/* Returns whether standard error goes to the journal. Asked of the system once. */
bool journal_is_there(void);

/* Sends one entry with the fields MESSAGE, PRIORITY, SYSLOG_IDENTIFIER, HEARBACK_PART and, where message_id > 0,
 * HEARBACK_MESSAGE. source and text: on one line each. Returns false where the journal does not take it. */
bool journal_send(enum log_level level, const char *source, gint64 message_id, const char *text);

/* From here on entries go to the datagram socket path; for tests. NULL: nobody is there. */
void journal_use(const char *path);
