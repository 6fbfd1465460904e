/* Reading a message in a process of its own: one whose reading was begun before and never recorded may be what ended the
 * reader. Never lets such a message do harm twice. */
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "flow/flow.h"

#define APART_SECS 60 /* for one message */
#define CHUNK_BYTES 65536u
#define APART_JSON_BYTES ((gsize)256 * 1024 * 1024)

static void write_all(int fd, const char *text)
{
    gsize length = strlen(text);
    while (length > 0) {
        ssize_t written = write(fd, text, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return;
        text += written;
        length -= (gsize)written;
    }
}

/* The body of the child: it writes the reading as JSON to fd, and touches neither files nor the database. */
G_GNUC_NORETURN static void read_and_tell(const struct knowledge *knowledge, GBytes *bytes, int fd)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGTERM, SIG_IGN); /* meant for the reader: ending here would look like the message's fault */
    signal(SIGINT, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    alarm(APART_SECS);
    AUTO(reading) reading = reading_make(knowledge, bytes);
    AUTO_JSON json = reading_to_json(reading);
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
    if (text != NULL)
        write_all(fd, text);
    _exit(text != NULL ? 0 : 1);
}

static GByteArray *read_all(int fd)
{
    char piece[CHUNK_BYTES];
    ssize_t got;
    GByteArray *all = g_byte_array_new();
    while ((got = read(fd, piece, sizeof piece)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0 && all->len < APART_JSON_BYTES)
            g_byte_array_append(all, (const guint8 *)piece, (guint)got);
    return all;
}

/* Returns what became of the child, NULL where it ended well. (transfer full) */
static char *await(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        return g_strdup_printf("reading it takes longer than %d seconds", APART_SECS);
    if (WIFSIGNALED(status))
        return g_strdup_printf("reading it ends the reader by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return WEXITSTATUS(status) == 0 ? NULL : g_strdup_printf("reading it ends the reader with status %d", WEXITSTATUS(status));
}

struct reading *flow_read_apart(const struct knowledge *knowledge, GBytes *bytes, char **what)
{
    int ends[2];
    *what = NULL;
    pid_t pid = pipe(ends) == 0 ? fork() : -1;
    if (pid == 0) {
        close(ends[0]);
        read_and_tell(knowledge, bytes, ends[1]);
    }
    if (pid < 0)
        return NULL; /* neither read nor at fault */
    close(ends[1]);
    g_autoptr(GByteArray) text = read_all(ends[0]);
    close(ends[0]);
    *what = await(pid);
    if (*what != NULL)
        return NULL;
    AUTO_JSON json = json_loadb((const char *)text->data, text->len, 0, NULL);
    struct reading *reading = json != NULL ? reading_from_json(json, NULL) : NULL;
    if (reading == NULL)
        *what = g_strdup("its reading came back damaged");
    return reading;
}
