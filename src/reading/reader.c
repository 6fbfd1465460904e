/* The process that reads messages: it has nothing but a socket to the one who keeps the database. Never returns, never writes a
 * file, and ends at once where anything is not as it should be: its parent tells why, and holds the message. */
#include "reading/reader.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/fault.h"
#include "mail/converter.h"
#include "reading/sandbox.h"

#define TITLE "hb-parser"
#define OWN_FD 3 /* behind standard error */

static void write_all(int fd, const void *data, gsize length)
{
    const char *at = data;
    while (length > 0) {
        ssize_t written = write(fd, at, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            _exit(0); /* nobody listens any more */
        at += written;
        length -= (gsize)written;
    }
}

/* Returns false at the end. */
static bool read_all(int fd, void *data, gsize length)
{
    char *at = data;
    while (length > 0) {
        ssize_t got = read(fd, at, length);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        length -= (gsize)got;
    }
    return true;
}

static void answer(int fd, const char *json, const char *words)
{
    struct reader_reply reply = {.json_bytes = strlen(json), .words_bytes = strlen(words)};
    write_all(fd, &reply, sizeof reply);
    write_all(fd, json, reply.json_bytes);
    write_all(fd, words, reply.words_bytes);
}

/* Reads one message and tells what came of it. */
static void serve_one(const struct knowledge *knowledge, int fd, GBytes *bytes)
{
    fault_reading(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
    AUTO(reading) reading = reading_make(knowledge, bytes);
    AUTO_JSON json = reading_to_json(reading);
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
    g_autoptr(GPtrArray) missed = converter_missed();
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint i = 0; i < missed->len; i++)
        g_string_append_printf(names, "%s\n", (const char *)missed->pdata[i]);
    if (text == NULL)
        _exit(1);
    answer(fd, text, names->str);
}

/* Leaves behind all that came from the parent: its descriptors, and how it is told to stop. */
static void leave_parent(int fd, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, TITLE);
    signal(SIGTERM, SIG_IGN); /* meant for the parent, whose end is ours */
    signal(SIGINT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGALRM, SIG_IGN);
    alarm(0);
    if (getppid() != parent)
        _exit(0); /* it died before we asked to be told */
    if (fd != OWN_FD && dup2(fd, OWN_FD) < 0)
        _exit(1);
    if (close_range(OWN_FD + 1, ~0u, 0) != 0)
        _exit(1);
    close(STDIN_FILENO);
    close(STDOUT_FILENO);
}

G_GNUC_NORETURN void reader_serve(const struct knowledge *knowledge, int fd, pid_t parent)
{
    leave_parent(fd, parent);
    char *lacking = sandbox_enter();
    answer(OWN_FD, "", lacking != NULL ? lacking : "");
    g_free(lacking);
    for (guint64 length = 0; read_all(OWN_FD, &length, sizeof length);) {
        char *data = g_malloc(length + 1);
        if (!read_all(OWN_FD, data, length)) {
            g_free(data);
            break;
        }
        sandbox_allow_time();
        g_autoptr(GBytes) bytes = g_bytes_new_take(data, length);
        serve_one(knowledge, OWN_FD, bytes);
    }
    _exit(0);
}
