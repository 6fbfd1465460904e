/* Telling the service manager how the daemon is: sd_notify(3), without its library. */
#pragma once
#include <glib.h>

/* Remembers from the environment whom to tell, and takes it out of there: it is not for the daemon's children. */
void notify_begin(void);

/* Tells it one or more lines, "READY=1". Does nothing where nobody wants to know. */
void notify_send(const char *format, ...) G_GNUC_PRINTF(1, 2);

/* Returns how often it must hear WATCHDOG=1 at least, in milliseconds; 0: it need not. */
gint64 notify_watchdog_msecs(void);
