/* The one error domain of hearback: its codes say what the caller should do next. */
#pragma once
#include <glib.h>

#define ERROR_DOMAIN (error_quark())

enum error_code {
    ERROR_TEMPORARY,     /* worth trying again later: disk full, server busy */
    ERROR_PERMANENT,     /* will fail the same way again: bad input, refused mail */
    ERROR_CONFIGURATION, /* somebody must change a file or an option first */
    ERROR_BUG            /* must not happen; please report */
};

/* Returns the quark of the domain. */
GQuark error_quark(void);

/* Returns the process exit status for error, from sysexits: 75 temporary, 65 permanent, 78 configuration, 70 bug.
 * Errors of other domains (GIO, GLib files) count as temporary. error is not NULL. */
int error_exit_status(const GError *error);
