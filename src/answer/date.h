/* Dates as people write them, as far as month and year: "13-14/3/23", "w/c 13 March 2023", "last March". Day first. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "answer/said.h"

#define DATE_FIRST_YEAR 1940
#define DATE_LAST_YEAR 2099

/* A calendar for one reading: what the message's date settles. */
struct calendar {
    const struct said *said;
    bool has_date;
    gint64 year, month; /* of the message */
    bool asks_past;     /* the question is about what has been */
};

/* A date as far as it was written. 0: not given. */
struct date {
    gint64 year, month;
    const char *why; /* (nullable, static) why a person would have to ask */
};

/* The reason of a date that is a year with a season. */
extern const char date_is_season[];

/* Reads the date that begins at word index. Returns the index behind it, or 0 where there is none. */
guint date_at(const struct calendar *calendar, guint index, struct date *date);

/* Returns months since the year 0, for comparing. */
gint64 date_months(gint64 year, gint64 month);
