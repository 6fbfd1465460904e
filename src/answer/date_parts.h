/* The parts of dates: years, names of months, dates in digits. */
#pragma once
#include "answer/date.h"

/* Returns whether text is from..to digits and nothing else. */
bool date_all_digits(const char *text, gsize from, gsize to);

/* Returns the year that a number of two or four digits stands for. */
gint64 date_full_year(gint64 number);

/* Returns the month called word, or 0. A misspelt name counts where only one is near. */
gint64 date_month_of(const struct answer_rules *rules, const char *word);

/* The same for word index of what was said. */
gint64 date_month_at(const struct said *said, guint index);

/* Reads a year of four digits or in words at word index. Returns the count of words taken, or 0. */
guint date_long_year(const struct said *said, guint index, gint64 *year);

/* Reads a year behind a month: "2023", "'23", "23", "of 2023", ", 2023", "last year". Returns the index behind, or index. */
guint date_year_behind(const struct calendar *calendar, guint index, gint64 *year);

/* Reads "13/3/23", "2023-03-13", "03/2023", "2023-03", "03/23", "02 2024". Returns the index behind, or 0. */
guint date_in_digits(const struct said *said, guint index, struct date *date);
