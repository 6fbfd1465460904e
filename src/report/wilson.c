/* The score interval of Wilson (1927), without correction for continuity. */
#include "report/wilson.h"

#include <math.h>

#define Z 1.959963984540054 /* of 95 % */

void wilson_interval(gint64 count, gint64 whole, double *low, double *high)
{
    *low = 0;
    *high = 1;
    if (whole <= 0)
        return;
    double n = (double)whole, share = (double)count / n, z2 = Z * Z;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = Z / (1 + z2 / n) * sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    *low = count == 0 ? 0 : MAX(middle - half, 0);
    *high = count == whole ? 1 : MIN(middle + half, 1);
}
