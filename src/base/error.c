/* The error domain and its exit statuses. Never prints. */
#include "base/error.h"

#include <sysexits.h>

G_DEFINE_QUARK(hearback_error, error)

int error_exit_status(const GError *error)
{
    if (error->domain != ERROR_DOMAIN)
        return EX_TEMPFAIL;
    switch ((enum error_code)error->code) {
    case ERROR_TEMPORARY:
        return EX_TEMPFAIL;
    case ERROR_PERMANENT:
        return EX_DATAERR;
    case ERROR_CONFIGURATION:
        return EX_CONFIG;
    case ERROR_BUG:
        break;
    }
    return EX_SOFTWARE;
}
