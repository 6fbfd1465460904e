/* Hands messages to the processes that read them, and takes what comes back. One that dies over a message, or takes too long,
 * is ended and started anew; the message gets one more try, since it may not have been its fault. Never reads a message here.
 */
#include "reading/readers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/pulse.h"
#include "mail/converter.h"
#include "reading/reader.h"
#include "reading/sandbox.h"

#define MOST_READERS 8u
#define WALL_SECS (3 * SANDBOX_MESSAGE_SECS) /* for one message, whatever else the machine does */
#define MOST_JSON_BYTES ((guint64)256 * 1024 * 1024)
#define KEPT_BYTES ((gsize)1024 * 1024)
#define MOST_WORDS_BYTES (64u * 1024)
#define MOST_TRIES 2u   /* of a message whose reader dies */
#define MOST_RELOADS 8u /* of charsets for one message */

/* Charsets that GMime falls back to, and the most frequent others; the rest is loaded when a message has it. */
static const char *const usual_charsets[] = {"windows-1252", "ISO-8859-1", "ISO-8859-15"};

/* A message being read. */
struct job {
    GBytes *bytes;
    guint index;
    guint tries, reloads;
};

/* A process. */
struct reader {
    pid_t pid; /* 0: not started */
    int fd;
    guint generation; /* of the charsets that it has */
    bool has_greeted;
    struct job job;  /* bytes NULL: idle */
    gsize sent;      /* bytes of the message, its length first */
    GByteArray *got; /* of its reply */
    gint64 deadline_msecs;
    bool is_late;
};

struct readers {
    const struct knowledge *knowledge;
    struct reader list[MOST_READERS];
    guint most;
    guint generation;
    bool is_warned;
};

/* What is read at once. */
struct batch {
    struct readers *readers;
    GBytes *const *messages;
    guint count, next; /* next: the first that nobody has begun */
    GArray *again;     /* struct job: to be tried once more */
    struct reading **readings;
    char **troubles;
};

static gint64 now_msecs(void) { return g_get_monotonic_time() / 1000; }

struct readers *readers_new(const struct knowledge *knowledge)
{
    struct readers *readers = g_new0(struct readers, 1);
    readers->knowledge = knowledge;
    readers->most = CLAMP(g_get_num_processors(), 1, MOST_READERS);
    for (guint i = 0; i < MOST_READERS; i++)
        readers->list[i] = (struct reader){.fd = -1, .got = g_byte_array_new()};
    for (guint i = 0; i < G_N_ELEMENTS(usual_charsets); i++)
        converter_load(usual_charsets[i]);
    return readers;
}

/* ---- a process */

/* Reads a message of ours, so that all that loads itself when it is first used is there before the door is closed. */
static void warm_up(const struct knowledge *knowledge)
{
    static const char mail[] = "From: a@b.example\nDate: Mon, 4 Mar 2024 08:30:00 +0000\nSubject: =?iso-8859-1?q?a?=\n"
                               "Content-Type: text/html; charset=iso-8859-15\n\n<p>1. yes \xA4</p>\n";
    g_autoptr(GBytes) bytes = g_bytes_new_static(mail, sizeof mail - 1);
    AUTO(reading) reading = reading_make(knowledge, bytes);
    AUTO_JSON json = reading_to_json(reading);
    g_autofree char *text = json_dumps(json, JSON_COMPACT);
}

static bool start(struct readers *readers, struct reader *reader)
{
    int ends[2];
    if (readers->generation == 0) {
        warm_up(readers->knowledge);
        readers->generation = 1;
    }
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return false;
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        close(ends[0]);
        reader_serve(readers->knowledge, ends[1], parent);
    }
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        return false;
    }
    reader->pid = pid;
    reader->fd = ends[0];
    reader->generation = readers->generation;
    reader->has_greeted = false;
    g_byte_array_set_size(reader->got, 0);
    return true;
}

/* Ends the process. Returns how it ended: what waitpid says. */
static int stop(struct reader *reader)
{
    int status = 0;
    if (reader->pid == 0)
        return 0;
    close(reader->fd); /* an idle one ends by that */
    if (reader->job.bytes != NULL)
        kill(reader->pid, SIGKILL); /* one that has ended already has ended as it has */
    while (waitpid(reader->pid, &status, 0) < 0 && errno == EINTR)
        ;
    reader->pid = 0;
    reader->fd = -1;
    return status;
}

void readers_free(struct readers *readers)
{
    if (readers == NULL)
        return;
    for (guint i = 0; i < MOST_READERS; i++) {
        stop(&readers->list[i]);
        g_byte_array_unref(readers->list[i].got);
    }
    g_free(readers);
}

/* Returns what became of a process that ended over a message. (transfer full) */
static char *describe(int status, bool is_slow)
{
    if (is_slow)
        return g_strdup_printf("reading it takes longer than %u seconds", SANDBOX_MESSAGE_SECS);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
        return g_strdup("reading it makes the reader do what it must not: open a file, a connection or a program");
    if (WIFSIGNALED(status))
        return g_strdup_printf("reading it ends the reader by signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
    return g_strdup_printf("reading it ends the reader with status %d", WEXITSTATUS(status));
}

/* ---- its messages */

static void begin(struct reader *reader, struct job job)
{
    reader->job = job;
    reader->sent = 0;
    reader->is_late = false;
    reader->deadline_msecs = now_msecs() + WALL_SECS * 1000;
}

/* Takes the next message that is to be read from batch. Returns false where there is none. */
static bool next_job(struct batch *batch, struct job *job)
{
    if (batch->again->len > 0) {
        *job = g_array_index(batch->again, struct job, batch->again->len - 1);
        g_array_set_size(batch->again, batch->again->len - 1);
        return true;
    }
    while (batch->next < batch->count && batch->messages[batch->next] == NULL)
        batch->next++;
    if (batch->next >= batch->count)
        return false;
    *job = (struct job){.bytes = batch->messages[batch->next], .index = batch->next};
    batch->next++;
    return true;
}

/* The process is gone, or must go. */
static void fail(struct batch *batch, struct reader *reader)
{
    int status = stop(reader);
    struct job job = reader->job;
    bool is_slow = reader->is_late || (WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU);
    reader->job.bytes = NULL;
    if (job.bytes == NULL)
        return;
    if (++job.tries < MOST_TRIES && !is_slow)
        g_array_append_val(batch->again, job);
    else
        batch->troubles[job.index] = describe(status, is_slow);
}

/* Loads the charsets that a message has and its reader had not. Returns whether there are any, so that it is worth another try
 * with a process that has them. */
static bool load_missed(struct readers *readers, const struct job *job, const char *words)
{
    g_auto(GStrv) names = g_strsplit(words, "\n", -1);
    bool any = false;
    for (guint i = 0; job->reloads < MOST_RELOADS && names[i] != NULL; i++)
        any |= *names[i] != '\0' && converter_load(names[i]);
    readers->generation += any;
    return any;
}

static void take_reply(struct batch *batch, struct reader *reader, const char *json, gsize length, const char *words)
{
    struct job job = reader->job;
    reader->job.bytes = NULL;
    if (load_missed(batch->readers, &job, words)) {
        job.reloads++;
        g_array_append_val(batch->again, job);
        return;
    }
    AUTO_JSON whole = json_loadb(json, length, 0, NULL);
    batch->readings[job.index] = whole != NULL ? reading_from_json(whole, NULL) : NULL;
    if (batch->readings[job.index] == NULL)
        batch->troubles[job.index] = g_strdup("its reading came back damaged");
}

/* The first thing a process says. */
static void take_greeting(struct readers *readers, struct reader *reader, const char *words)
{
    reader->has_greeted = true;
    if (*words != '\0' && !readers->is_warned)
        log_warning("read", 0, "the process that reads messages is less shut in than it should be: %s", words);
    readers->is_warned |= *words != '\0';
}

/* Takes what came of a reply. Returns false where it is none. */
static bool look_at_reply(struct batch *batch, struct reader *reader)
{
    struct reader_reply reply;
    while (reader->got->len >= sizeof reply) {
        memcpy(&reply, reader->got->data, sizeof reply);
        if (reply.json_bytes > MOST_JSON_BYTES || reply.words_bytes > MOST_WORDS_BYTES)
            return false;
        gsize whole = sizeof reply + reply.json_bytes + reply.words_bytes;
        if (reader->got->len < whole)
            return true;
        if (reader->has_greeted && reader->job.bytes == NULL)
            return false; /* nobody asked */
        const char *json = (const char *)reader->got->data + sizeof reply;
        g_autofree char *words = g_strndup(json + reply.json_bytes, reply.words_bytes);
        if (!reader->has_greeted)
            take_greeting(batch->readers, reader, words);
        else
            take_reply(batch, reader, json, reply.json_bytes, words);
        g_byte_array_remove_range(reader->got, 0, (guint)whole);
        if (whole > KEPT_BYTES) { /* a long one leaves nothing behind */
            g_byte_array_unref(reader->got);
            reader->got = g_byte_array_new();
            return true;
        }
    }
    return true;
}

/* ---- talking to it */

/* Sends more of the message. Returns false where the process is gone. */
static bool send_more(struct reader *reader)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(reader->job.bytes, &length);
    const guint64 size = length;
    while (reader->sent < sizeof size + length) {
        bool is_head = reader->sent < sizeof size;
        const char *at = is_head ? (const char *)&size + reader->sent : data + (reader->sent - sizeof size);
        gsize left = is_head ? sizeof size - reader->sent : sizeof size + length - reader->sent;
        ssize_t sent = send(reader->fd, at, left, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0)
            return errno == EAGAIN || errno == EINTR;
        reader->sent += (gsize)sent;
    }
    return true;
}

/* Receives what there is. Returns false where the process is gone, or talks nonsense. */
static bool receive(struct batch *batch, struct reader *reader)
{
    static char piece[64 * 1024];
    for (;;) {
        ssize_t got = recv(reader->fd, piece, sizeof piece, MSG_DONTWAIT);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return true;
        if (got <= 0)
            return false;
        g_byte_array_append(reader->got, (const guint8 *)piece, (guint)got);
        if (!look_at_reply(batch, reader))
            return false;
    }
}

static bool has_more_to_send(const struct reader *reader)
{
    return reader->job.bytes != NULL && reader->sent < sizeof(guint64) + g_bytes_get_size(reader->job.bytes);
}

/* Gives messages to those that have none. Returns false where there are messages left and nobody to read them. */
static bool hand_out(struct batch *batch)
{
    struct readers *readers = batch->readers;
    guint running = 0;
    for (guint i = 0; i < readers->most; i++) {
        struct reader *reader = &readers->list[i];
        struct job job;
        if (reader->job.bytes != NULL) {
            running++;
            continue;
        }
        if (reader->pid != 0 && reader->generation != readers->generation)
            stop(reader);
        if (!next_job(batch, &job))
            return true;
        if (reader->pid == 0 && !start(readers, reader)) {
            g_array_append_val(batch->again, job);
            return running > 0; /* it waits for one that runs */
        }
        begin(reader, job);
        running++;
        if (!send_more(reader))
            fail(batch, reader);
    }
    return true;
}

/* Waits for one of the processes, and does what there is to do with each. Returns whether any has a message. */
static bool go_on(struct batch *batch)
{
    struct readers *readers = batch->readers;
    struct pollfd fds[MOST_READERS];
    gint64 now = now_msecs(), wait = G_MAXINT;
    bool any = false;
    for (guint i = 0; i < MOST_READERS; i++) {
        const struct reader *reader = &readers->list[i];
        bool is_busy = reader->job.bytes != NULL;
        fds[i] = (struct pollfd){.fd = is_busy ? reader->fd : -1, .events = POLLIN};
        fds[i].events |= (short)(has_more_to_send(reader) ? POLLOUT : 0);
        wait = is_busy ? MIN(wait, reader->deadline_msecs - now) : wait;
        any |= is_busy;
    }
    if (!any)
        return false;
    pulse_rest(MAX(wait, 0));
    if (poll(fds, MOST_READERS, (int)MAX(wait, 0)) < 0)
        return true;
    pulse_beat();
    for (guint i = 0; i < MOST_READERS; i++) {
        struct reader *reader = &readers->list[i];
        if (reader->job.bytes == NULL)
            continue;
        reader->is_late = now_msecs() > reader->deadline_msecs;
        bool ok = !reader->is_late && (!(fds[i].revents & POLLOUT) || send_more(reader)) &&
                  (!(fds[i].revents & (POLLIN | POLLHUP | POLLERR)) || receive(batch, reader));
        if (!ok)
            fail(batch, reader);
    }
    return true;
}

bool readers_read(struct readers *readers, GBytes *const *messages, guint count, struct reading **readings, char **troubles)
{
    struct batch batch = {.readers = readers, .messages = messages, .count = count, .readings = readings, .troubles = troubles};
    batch.again = g_array_new(FALSE, FALSE, sizeof(struct job));
    bool ok = true;
    do
        ok = hand_out(&batch);
    while (ok && (go_on(&batch) || batch.again->len > 0));
    g_array_unref(batch.again);
    return ok;
}
