/* Fault points for crash tests. Never changes behaviour unless asked to by the environment. */
#include "base/fault.h"

#include <fcntl.h>
#include <glib.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
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

#define READING_PREFIX "reader."
#define BITE_BYTES ((gsize)16 * 1024 * 1024)

static void crash(void) { abort(); }

/* For ever, of which it sees but a second. */
static void loop(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    const struct rlimit left = {(rlim_t)usage.ru_utime.tv_sec + 1, RLIM_INFINITY};
    setrlimit(RLIMIT_CPU, &left);
    for (volatile guint64 turns = 0;; turns++)
        ;
}

static void eat(void)
{
    for (;;)
        memset(g_malloc(BITE_BYTES), 1, BITE_BYTES);
}

static void open_file(void)
{
    if (open("/etc/hostname", O_RDONLY) >= 0)
        _exit(EXIT_SUCCESS); /* which it must not come to: the test sees that it ended so */
}

static void open_socket(void) { socket(AF_INET, SOCK_STREAM, 0); }

static void execute(void) { execl("/bin/true", "true", NULL); }

static void leave(void) { _exit(EXIT_FAILURE); }

void fault_reading(const void *data, gsize length)
{
    static const struct {
        const char *name;
        void (*act)(void);
    } deeds[] = {{"crash", crash},        {"loop", loop},       {"eat", eat},   {"file", open_file},
                 {"socket", open_socket}, {"execute", execute}, {"exit", leave}};
    const char *wanted = g_getenv("HEARBACK_FAULT");
    if (wanted == NULL || !g_str_has_prefix(wanted, READING_PREFIX) ||
        memmem(data, length, FAULT_TEXT, strlen(FAULT_TEXT)) == NULL)
        return;
    for (guint i = 0; i < G_N_ELEMENTS(deeds); i++)
        if (strcmp(wanted + strlen(READING_PREFIX), deeds[i].name) == 0)
            deeds[i].act();
}
