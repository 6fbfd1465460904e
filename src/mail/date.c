/* Has GMime read dates, and GLib those of ISO 8601. */
#include "mail/date.h"

#include <string.h>

#include "mail/mime.h"

#define DATE_BYTES 120u
#define YEAR_MIN 1990 /* earlier ones are of clocks that were never set */
#define YEAR_MAX 2199

/* Returns whether a zone is named from which offset_secs comes: GMime takes UTC for those that it does not know. */
static bool names_zone(const char *text, gint32 offset_secs)
{
    if (offset_secs != 0 || strstr(text, "+0000") != NULL || strstr(text, "-0000") != NULL || strstr(text, "+00:00") != NULL)
        return true;
    g_auto(GStrv) words = g_strsplit_set(text, " \t()", -1);
    static const char *const utc[] = {"GMT", "UT", "UTC", "Z", NULL};
    for (guint i = 0; words[i] != NULL; i++)
        if (g_strv_contains(utc, words[i]))
            return true;
    return g_str_has_suffix(text, "Z");
}

bool date_read(const char *text, gsize length, gint64 *secs, gint32 *offset_secs, bool *has_zone)
{
    mime_init();
    g_autofree char *date = g_strstrip(g_strndup(text, MIN(length, DATE_BYTES)));
    g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
    g_autoptr(GDateTime) when = g_date_time_new_from_iso8601(date, utc);
    if (when == NULL)
        when = g_mime_utils_header_decode_date(date);
    if (when == NULL || g_date_time_get_year(when) < YEAR_MIN || g_date_time_get_year(when) > YEAR_MAX)
        return false;
    *secs = g_date_time_to_unix(when);
    *offset_secs = (gint32)(g_date_time_get_utc_offset(when) / G_TIME_SPAN_SECOND);
    *has_zone = names_zone(date, *offset_secs);
    return true;
}
