/* How long something takes this process: what others do on the machine in the meantime does not count. */
#pragma once
#include <glib.h>
#include <time.h>

/* Returns the processor's time that this process has had, in microseconds. */
static inline gint64 cpu_time_usecs(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}
