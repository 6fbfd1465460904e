/* How long to wait before something that failed is tried again. Never less than seconds, never more than half an hour. */
#include "base/error.h"
#include "flow/worker.h"

#define FIRST_SECS 5
#define MOST_SECS 300
#define FIRST_PERSON_SECS 20 /* where a person must do something first: a wrong password too often locks an account */
#define MOST_PERSON_SECS 1800
#define DOUBLINGS_MOST 16u

gint64 patience_secs(const GError *error, guint failures)
{
    bool needs_person = g_error_matches(error, ERROR_DOMAIN, ERROR_CONFIGURATION);
    gint64 first = needs_person ? FIRST_PERSON_SECS : FIRST_SECS, most = needs_person ? MOST_PERSON_SECS : MOST_SECS;
    gint64 secs = MIN(first << MIN(MAX(failures, 1) - 1, DOUBLINGS_MOST), most);
    return secs - g_random_int_range(0, (gint32)(secs / 4) + 1);
}
