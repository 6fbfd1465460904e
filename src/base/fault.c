/* Fault points for crash tests. Never changes behaviour unless asked to by the environment. */
#include "base/fault.h"

#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Whether the environment's variable means this passage of the point called name. */
static bool is_meant(const char *variable, const char *name, guint *passages)
{
    const char *wanted = g_getenv(variable);
    if (wanted == NULL || !g_str_has_prefix(wanted, name))
        return false;
    const char *rest = wanted + strlen(name);
    if (*rest != '\0' && *rest != ':')
        return false;
    guint64 count = *rest == ':' ? g_ascii_strtoull(rest + 1, NULL, 10) : 1;
    return ++*passages >= count;
}

void fault_point(const char *name)
{
    static guint passages, hangs;
    if (is_meant("HEARBACK_FAULT", name, &passages))
        raise(SIGKILL);
    while (is_meant("HEARBACK_HANG", name, &hangs))
        pause();
}
