/* How far a share of a sample can be trusted. */
#pragma once
#include <glib.h>

/* Puts the 95 % confidence interval of Wilson for count of whole into *low and *high, from 0 to 1; 0 and 1 where whole is 0.
 * Holds for small samples and shares near 0 and 1 too, where the usual one does not. */
void wilson_interval(gint64 count, gint64 whole, double *low, double *high);
