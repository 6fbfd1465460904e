/* Nights, weekends and holidays of the configuration. Days are those of the people's time zone, with its summer time. */
#include "survey/calendar.h"

#include <string.h>

#include "survey/node.h"

#define DEFAULT_ZONE "Europe/London"
#define NIGHT_FROM (18 * 60)
#define NIGHT_TO (8 * 60)
#define MOST_STEPS 2000u /* days looked ahead: more than any list of holidays closes */
#define DATE_FORM "%4u-%2u-%2u"

/* ---- reading it */

static void load_zone(struct calendar *calendar, const struct node *map, struct problems *problems)
{
    const char *name = map != NULL ? node_text(map, "zone", DEFAULT_ZONE, problems) : DEFAULT_ZONE;
    calendar->zone = g_time_zone_new_identifier(name);
    if (calendar->zone != NULL)
        return;
    if (strcmp(name, DEFAULT_ZONE) != 0)
        node_problem(node_get(map, "zone"), problems, "`zone`: found `%s`; expected a time zone like `" DEFAULT_ZONE "`", name);
    calendar->zone = g_time_zone_new_utc();
}

/* Takes "HH:MM" from *text. */
static bool take_minutes(const char **text, guint *minutes)
{
    guint hour = 0, minute = 0;
    int length = 0;
    if (sscanf(*text, "%2u:%2u%n", &hour, &minute, &length) != 2 || hour > 24 || minute > 59)
        return false;
    *minutes = (hour * 60 + minute) % (24 * 60);
    *text += length;
    return true;
}

static void load_nights(struct calendar *calendar, const struct node *map, struct problems *problems)
{
    const char *text = map != NULL ? node_text(map, "nights", NULL, problems) : NULL, *p = text;
    calendar->night_from = NIGHT_FROM;
    calendar->night_to = NIGHT_TO;
    if (text == NULL)
        return;
    guint from = 0, to = 0;
    if (take_minutes(&p, &from) && p[strspn(p, " ")] == '-') {
        p += strspn(p, " -");
        if (take_minutes(&p, &to) && p[strspn(p, " ")] == '\0') {
            calendar->night_from = from;
            calendar->night_to = to;
            return;
        }
    }
    node_problem(node_get(map, "nights"), problems,
                 "`nights`: found `%s`; expected when they begin and end, like `18:00-08:00` (`00:00-00:00`: never)", text);
}

/* Takes "YYYY-MM-DD" from *text as a Julian day. */
static bool take_day(const char **text, guint32 *day)
{
    guint year = 0, month = 0, number = 0;
    int length = 0;
    if (sscanf(*text, DATE_FORM "%n", &year, &month, &number, &length) != 3 ||
        !g_date_valid_dmy((GDateDay)MIN(number, 99), (GDateMonth)MIN(month, 99), (GDateYear)year))
        return false;
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)number, (GDateMonth)month, (GDateYear)year);
    *day = g_date_get_julian(&date);
    *text += length;
    return true;
}

static void load_holiday(struct calendar *calendar, const struct node *item, struct problems *problems)
{
    const char *text = node_item_text(item, problems), *p = text;
    struct holiday holiday;
    if (text == NULL)
        return;
    bool sound = take_day(&p, &holiday.first);
    holiday.last = holiday.first;
    if (sound && g_str_has_prefix(p, " to ")) {
        p += strlen(" to ");
        sound = take_day(&p, &holiday.last) && holiday.last >= holiday.first;
    }
    if (sound && *p == '\0')
        g_array_append_val(calendar->holidays, holiday);
    else
        node_problem(item, problems, "found `%s`; expected a day or several, like `2026-12-21 to 2027-01-03`", text);
}

void calendar_load(struct calendar *calendar, const struct node *map, struct problems *problems)
{
    load_zone(calendar, map, problems);
    load_nights(calendar, map, problems);
    calendar->weekends = map != NULL && node_boolean(map, "weekends", false, problems);
    calendar->holidays = g_array_new(FALSE, FALSE, sizeof(struct holiday));
    const struct node *list = map != NULL ? node_get(map, "holidays") : NULL, *item = NULL;
    for (guint i = 0; (item = node_item(list, i)) != NULL; i++)
        load_holiday(calendar, item, problems);
}

void calendar_clear(struct calendar *calendar)
{
    g_clear_pointer(&calendar->zone, g_time_zone_unref);
    g_clear_pointer(&calendar->holidays, g_array_unref);
}

/* ---- asking it */

static bool is_holiday(const struct calendar *calendar, GDateTime *time)
{
    GDate date;
    g_date_clear(&date, 1);
    g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(time), (GDateMonth)g_date_time_get_month(time),
                   (GDateYear)g_date_time_get_year(time));
    guint32 day = g_date_get_julian(&date);
    for (guint i = 0; i < calendar->holidays->len; i++) {
        const struct holiday *holiday = &g_array_index(calendar->holidays, struct holiday, i);
        if (day >= holiday->first && day <= holiday->last)
            return true;
    }
    return !calendar->weekends && g_date_time_get_day_of_week(time) >= 6;
}

static bool is_night(const struct calendar *calendar, guint minutes)
{
    if (calendar->night_from < calendar->night_to)
        return minutes >= calendar->night_from && minutes < calendar->night_to;
    return calendar->night_from > calendar->night_to && (minutes >= calendar->night_from || minutes < calendar->night_to);
}

/* Returns the moment at which it is `minutes` of the day, days after the day of time. */
static gint64 moment(const struct calendar *calendar, GDateTime *time, int days, guint minutes)
{
    g_autoptr(GDateTime) day = g_date_time_add_days(time, days);
    g_autoptr(GDateTime) then =
        g_date_time_new(calendar->zone, g_date_time_get_year(day), g_date_time_get_month(day),
                        g_date_time_get_day_of_month(day), (gint)(minutes / 60), (gint)(minutes % 60), 0);
    return g_date_time_to_unix(then);
}

/* Returns secs where people may be disturbed then, else a later moment at which to look again. */
static gint64 step(const struct calendar *calendar, gint64 secs)
{
    g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(secs);
    g_autoptr(GDateTime) time = g_date_time_to_timezone(utc, calendar->zone);
    guint minutes = (guint)(g_date_time_get_hour(time) * 60 + g_date_time_get_minute(time));
    if (is_holiday(calendar, time))
        return moment(calendar, time, 1, 0);
    if (!is_night(calendar, minutes))
        return secs;
    return moment(calendar, time, minutes < calendar->night_to ? 0 : 1, calendar->night_to);
}

gint64 calendar_next_open(const struct calendar *calendar, gint64 secs)
{
    for (guint i = 0; i < MOST_STEPS; i++) {
        gint64 next = step(calendar, secs);
        if (next <= secs)
            return secs;
        secs = next;
    }
    return secs;
}
