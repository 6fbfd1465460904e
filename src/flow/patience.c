/* How long to wait before something that failed is tried again, and what the log is told of it: once that it fails, once that
 * it works again. Never less than seconds, never more than half an hour. */
#include "base/error.h"
#include "base/log.h"
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

gint64 trouble_note(struct trouble *trouble, const GError *error)
{
    gint64 secs = patience_secs(error, ++trouble->failures);
    enum log_level level = g_strcmp0(trouble->told, error->message) == 0 ? LOG_LEVEL_DEBUG : LOG_LEVEL_ERROR;
    log_write(level, trouble->name, 0, "%s; next try in %" G_GINT64_FORMAT " s", error->message, secs);
    g_free(trouble->told);
    trouble->told = g_strdup(error->message);
    worker_tell(error->message);
    return secs;
}

void trouble_over(struct trouble *trouble)
{
    if (trouble->told != NULL)
        log_info(trouble->name, 0, "works again");
    worker_tell(NULL);
    trouble_clear(trouble);
}

void trouble_clear(struct trouble *trouble)
{
    g_clear_pointer(&trouble->told, g_free);
    trouble->failures = 0;
}
