/* When people are left in peace: nights, weekends and holidays, in their own time zone. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "survey/problems.h"

struct node;

struct calendar {
    GTimeZone *zone;
    guint night_from, night_to; /* minutes of the day; the same: there is no night */
    bool weekends;              /* are days like others */
    GArray *holidays;           /* struct holiday */
};

/* Days in a row, both included; days are counted as GDate does (Julian). */
struct holiday {
    guint32 first, last;
};

/* Reads the keys zone, nights, weekends and holidays of map (nullable: defaults), and adds every problem found. */
void calendar_load(struct calendar *calendar, const struct node *map, struct problems *problems);

/* A zeroed one is allowed. */
void calendar_clear(struct calendar *calendar);

/* Returns the first moment from secs on at which people may be disturbed: secs itself where that is such a moment. */
gint64 calendar_next_open(const struct calendar *calendar, gint64 secs);
