/* The socket under a connection to a mail server. Never blocks in a system call: all waiting is in one place, where the time,
 * the caller's wish to stop and signals are looked at. */
#include "net/stream.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/pulse.h"
#include "net/tls.h"

#define ADDRESSES_MOST 6u /* of one host */
#define SLICE_MSECS 500   /* how long it may take to notice that it shall stop, where no signal says so */

struct stream {
    int fd;
    char *host;
    struct tls *tls; /* NULL: not encrypted */
    const struct stream_hooks *hooks;
    gint64 patience_secs;
    gint64 deadline_usecs; /* of the monotonic clock */
    guint64 bytes_left;
    char *trouble; /* why it ended; NULL: it lives */
};

/* Ends the connection. Only the first reason counts. */
G_GNUC_PRINTF(2, 3) static void end(struct stream *stream, const char *format, ...)
{
    if (stream->trouble != NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    stream->trouble = g_strdup_vprintf(format, arguments);
    va_end(arguments);
}

static bool shall_stop(const struct stream_hooks *hooks)
{
    return hooks != NULL && hooks->stop != NULL && hooks->stop(hooks->data);
}

enum waited { WAITED_READY, WAITED_TOO_LONG, WAITED_STOPPED };

/* Waits until fd is ready for events, deadline_usecs is past or the hooks say stop. */
static enum waited wait_for(int fd, short events, gint64 deadline_usecs, const struct stream_hooks *hooks)
{
    for (;;) {
        pulse_beat();
        if (shall_stop(hooks))
            return WAITED_STOPPED;
        gint64 left_msecs = (deadline_usecs - g_get_monotonic_time()) / 1000;
        if (left_msecs <= 0)
            return WAITED_TOO_LONG;
        struct pollfd wait = {.fd = fd, .events = events};
        if (poll(&wait, 1, (int)MIN(left_msecs, SLICE_MSECS)) > 0)
            return WAITED_READY;
    }
}

/* ---- connecting */

static gint64 in_secs(gint64 secs) { return g_get_monotonic_time() + secs * G_USEC_PER_SEC; }

/* Makes a dead connection known within minutes, even where nothing is sent. */
static void keep_alive(int fd)
{
    setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &(int){1}, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPIDLE, &(int){120}, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &(int){30}, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, &(int){4}, sizeof(int));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
}

/* Returns the socket, or -1 and *code: errno, ETIMEDOUT, ECANCELED where it shall stop. */
static int connect_to(const struct addrinfo *address, gint64 secs, const struct stream_hooks *hooks, int *code)
{
    int fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    socklen_t size = sizeof *code;
    if (fd >= 0 && connect(fd, address->ai_addr, address->ai_addrlen) == 0)
        return fd;
    *code = errno;
    if (fd >= 0 && errno == EINPROGRESS) {
        enum waited waited = wait_for(fd, POLLOUT, in_secs(secs), hooks);
        *code = waited == WAITED_STOPPED ? ECANCELED : ETIMEDOUT;
        if (waited == WAITED_READY && getsockopt(fd, SOL_SOCKET, SO_ERROR, code, &size) == 0 && *code == 0)
            return fd;
    }
    if (fd >= 0)
        close(fd);
    return -1;
}

static struct addrinfo *look_up(const char *host, guint port, GError **error)
{
    g_autofree char *service = g_strdup_printf("%u", port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_ADDRCONFIG | AI_NUMERICSERV}, *found = NULL;
    int code = getaddrinfo(host, service, &hints, &found); /* keeps the limits of resolv.conf(5) */
    if (code == EAI_ADDRFAMILY || code == EAI_NODATA) {    /* a machine with no address but its own */
        hints.ai_flags = AI_NUMERICSERV;
        code = getaddrinfo(host, service, &hints, &found);
    }
    if (code == 0)
        return found;
    bool is_unknown = code == EAI_NONAME;
    g_set_error(error, ERROR_DOMAIN, is_unknown ? ERROR_CONFIGURATION : ERROR_TEMPORARY,
                is_unknown ? "there is no server called %s (%s)" : "the address of %s cannot be found now: %s", host,
                gai_strerror(code));
    return NULL;
}

struct stream *stream_connect(const char *host, guint port, gint64 patience_secs, const struct stream_hooks *hooks,
                              GError **error)
{
    struct addrinfo *found = look_up(host, port, error);
    if (found == NULL)
        return NULL;
    int fd = -1, code = 0;
    guint tried = 0;
    for (const struct addrinfo *at = found; at != NULL && fd < 0 && code != ECANCELED && tried++ < ADDRESSES_MOST;
         at = at->ai_next)
        fd = connect_to(at, patience_secs, hooks, &code);
    freeaddrinfo(found);
    if (fd < 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot connect to %s, port %u: %s", host, port, g_strerror(code));
        return NULL;
    }
    keep_alive(fd);
    struct stream *stream = g_new0(struct stream, 1);
    *stream = (struct stream){.fd = fd, .host = g_strdup(host), .hooks = hooks, .patience_secs = patience_secs};
    return stream;
}

void stream_free(struct stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->tls != NULL && stream->trouble == NULL)
        tls_close(stream->tls);
    tls_free(stream->tls);
    close(stream->fd);
    g_free(stream->host);
    g_free(stream->trouble);
    g_free(stream);
}

/* ---- waiting for the server */

void stream_limit(struct stream *stream, gint64 secs, guint64 most_bytes)
{
    stream->deadline_usecs = in_secs(secs);
    stream->bytes_left = most_bytes;
}

/* Waits until the socket is ready for want. Returns false, with the trouble noted, where it will not be in time. */
static bool wait_for_server(struct stream *stream, enum tls_want want)
{
    gint64 deadline = MIN(stream->deadline_usecs, in_secs(stream->patience_secs));
    switch (wait_for(stream->fd, want == TLS_WRITE ? POLLOUT : POLLIN, deadline, stream->hooks)) {
    case WAITED_READY:
        return true;
    case WAITED_TOO_LONG:
        end(stream, "%s takes too long to answer", stream->host);
        break;
    case WAITED_STOPPED:
        end(stream, "stopped");
        break;
    }
    return false;
}

bool stream_encrypt(struct stream *stream, const char *ca_file, GError **error)
{
    AUTO(tls) tls = tls_new(stream->fd, stream->host, ca_file, error);
    if (tls == NULL)
        return false;
    stream_limit(stream, stream->patience_secs, 0);
    enum tls_want want;
    while ((want = tls_handshake(tls, error)) == TLS_READ || want == TLS_WRITE)
        if (!wait_for_server(stream, want)) {
            g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "no encrypted connection: %s", stream->trouble);
            return false;
        }
    if (want == TLS_FAILED) {
        end(stream, "no encrypted connection to %s", stream->host);
        return false;
    }
    stream->tls = g_steal_pointer(&tls);
    return true;
}

/* ---- reading and writing */

/* Does what tls_read does, on the bare socket. */
static enum tls_want plain_read(int fd, void *into, gsize size, gsize *done, const char **why)
{
    ssize_t got = recv(fd, into, size, 0);
    *done = got > 0 ? (gsize)got : 0;
    if (got >= 0)
        return TLS_DONE;
    if (errno == EAGAIN || errno == EINTR)
        return TLS_READ;
    *why = g_strerror(errno);
    return TLS_FAILED;
}

static enum tls_want plain_write(int fd, const void *bytes, gsize size, gsize *done, const char **why)
{
    ssize_t sent = send(fd, bytes, size, MSG_NOSIGNAL);
    *done = sent > 0 ? (gsize)sent : 0;
    if (sent >= 0)
        return TLS_DONE;
    if (errno == EAGAIN || errno == EINTR)
        return TLS_WRITE;
    *why = g_strerror(errno);
    return TLS_FAILED;
}

/* Returns whether another read or write may be begun. */
static bool is_in_time(struct stream *stream)
{
    if (stream->trouble == NULL && g_get_monotonic_time() >= stream->deadline_usecs)
        end(stream, "%s takes too long to answer", stream->host);
    return stream->trouble == NULL;
}

gssize stream_read(struct stream *stream, void *into, gsize size)
{
    if (stream->bytes_left == 0)
        end(stream, "%s sends more than was asked for", stream->host);
    size = MIN(size, stream->bytes_left);
    while (is_in_time(stream)) {
        const char *why = NULL;
        gsize done = 0;
        enum tls_want want = stream->tls != NULL ? tls_read(stream->tls, into, size, &done, &why)
                                                 : plain_read(stream->fd, into, size, &done, &why);
        if (want == TLS_DONE && done > 0) {
            stream->bytes_left -= done;
            return (gssize)done;
        }
        if (want == TLS_DONE || want == TLS_FAILED)
            end(stream, "%s has closed the connection%s%s", stream->host, why != NULL ? ": " : "", why != NULL ? why : "");
        else
            wait_for_server(stream, want);
    }
    return -1;
}

bool stream_write(struct stream *stream, const void *bytes, gsize size)
{
    const guint8 *at = bytes;
    while (size > 0 && is_in_time(stream)) {
        const char *why = NULL;
        gsize done = 0;
        enum tls_want want = stream->tls != NULL ? tls_write(stream->tls, at, size, &done, &why)
                                                 : plain_write(stream->fd, at, size, &done, &why);
        at += done;
        size -= done;
        if (want == TLS_FAILED)
            end(stream, "%s has closed the connection: %s", stream->host, why);
        else if (want != TLS_DONE)
            wait_for_server(stream, want);
    }
    return size == 0 && stream->trouble == NULL;
}

bool stream_wait(struct stream *stream, int fd_stop, gint64 msecs)
{
    if (stream->trouble != NULL || (stream->tls != NULL && tls_has_bytes(stream->tls)))
        return true;
    struct pollfd fds[] = {{.fd = stream->fd, .events = POLLIN}, {.fd = fd_stop, .events = POLLIN}};
    pulse_rest(msecs);
    return poll(fds, G_N_ELEMENTS(fds), (int)CLAMP(msecs, 0, G_MAXINT)) > 0 && fds[0].revents != 0;
}

const char *stream_trouble(const struct stream *stream) { return stream->trouble; }

int stream_fd(const struct stream *stream) { return stream->fd; }

const char *stream_host(const struct stream *stream) { return stream->host; }
