/* The time of day. Never used inside src/reading or below it: reading a message is a pure function. */
#include "base/clock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

bool clock_parse(const char *text, gint64 *secs)
{
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autofree char *whole = NULL;
    if (text != NULL && strlen(text) == strlen("2024-06-18"))
        text = whole = g_strconcat(text, "T00:00:00Z", NULL);
    g_autoptr(GDateTime) when = text == NULL ? NULL : g_date_time_new_from_iso8601(text, utc);
    if (when == NULL)
        return false;
    *secs = g_date_time_to_unix(when);
    return true;
}

gint64 clock_now_secs(void)
{
    const char *fixed = g_getenv("HEARBACK_NOW");
    g_autofree char *told = NULL;
    if (fixed != NULL && *fixed == '/' && g_file_get_contents(fixed, &told, NULL, NULL))
        fixed = g_strstrip(told);
    if (fixed != NULL) {
        char *end = NULL;
        gint64 secs = g_ascii_strtoll(fixed, &end, 10);
        if (end != fixed && *end == '\0')
            return secs;
        if (clock_parse(fixed, &secs))
            return secs;
    }
    return g_get_real_time() / G_USEC_PER_SEC;
}

char *clock_format_utc(gint64 secs)
{
    g_autoptr(GDateTime) when = g_date_time_new_from_unix_utc(secs);
    return when == NULL ? g_strdup("(no date)") : g_date_time_format(when, "%Y-%m-%dT%H:%M:%SZ");
}
