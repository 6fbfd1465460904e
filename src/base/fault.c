/* Fault points for crash tests. Never changes behaviour unless asked to by the environment. */
#include "base/fault.h"

#include <glib.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

void fault_point(const char *name)
{
    static guint passages;
    const char *wanted = g_getenv("HEARBACK_FAULT");
    if (wanted == NULL || !g_str_has_prefix(wanted, name))
        return;
    const char *rest = wanted + strlen(name);
    if (*rest != '\0' && *rest != ':')
        return;
    guint64 count = *rest == ':' ? g_ascii_strtoull(rest + 1, NULL, 10) : 1;
    if (++passages >= count)
        raise(SIGKILL);
}
