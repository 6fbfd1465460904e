/* Charts as pictures. */
#pragma once
#include <glib.h>
#include <jansson.h>

#define CHART_WIDTH 360u /* as shown: fits a phone. Drawn twice as wide, for its sharp screen */

/* Returns bars ([{"label", "count"}], "suppressed": true where the count is not to be shown) as a PNG (transfer full): each
 * with its label, count and share of whole. NULL and ERROR_TEMPORARY where it cannot be drawn. height: as shown. */
GBytes *chart_bars(const json_t *bars, gint64 whole, guint *height, GError **error);

/* Returns in words what the picture shows: "Good 12 (40 %), Outstanding 3 (10 %)". (transfer full) */
char *chart_words(const json_t *bars, gint64 whole);
