/* Small cells: counts of so few people that somebody could be recognized in them. They are hidden, with as many others as it
 * takes that they cannot be reckoned from what is shown, in all that leaves the team. */
#pragma once
#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* Marks in hidden (as many entries as counts) which cells of a table of rows times columns, row by row, must not be shown where
 * the sums of its rows and columns are known. Cells from 1 to least - 1 are hidden; then, in each row and column with hidden
 * cells, the next smallest ones, until at least two cells with together at least `least` people are hidden there. */
void small_cells_hide(const gint64 *counts, guint rows, guint columns, gint64 least, bool *hidden);

/* Marks which of the count options that people could choose several of must not be shown: those that few have chosen, and those
 * that few have not, of answered people. */
void small_cells_hide_options(const gint64 *counts, guint count, gint64 answered, gint64 least, bool *hidden);

/* Takes what must not leave the team out of answers, as figures_answers returns them: a hidden count becomes null, and what has
 * one gets the member "suppressed": true. */
void small_cells_apply(json_t *answers, gint64 least);

/* Replaces the member name of figures by null where it counts from 1 to least - 1. */
void small_cells_apply_to(json_t *figures, const char *name, gint64 least);
