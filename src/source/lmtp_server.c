/* The sockets of LMTP: one loop for all clients. Whatever was sent while the last commit went to disk is in the next one. Every
 * client has a time within which it must get on; there are at most so many of them. */
#include "source/lmtp_server.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/pulse.h"

#define CLIENTS_MOST 200u
#define ACCEPTS_MOST 64u /* of one round: the clients that are there have their turn too */
#define READ_BYTES 65536u
#define GROUP_BYTES ((guint64)32 * 1024 * 1024) /* a group of messages ends when it is larger than this */
#define NO_SOCKETS_SECS 1                       /* how long no client is let in, where the system has none left */

struct client {
    int fd;
    struct lmtp_session *session;
    GByteArray *input; /* what the session has not taken yet */
    gint64 deadline_usecs;
    guint64 progress; /* of the session, when the deadline was set */
    bool is_gone;
};

struct lmtp_server {
    int listener;
    struct lmtp_house *house;
    const char *name;
    gint64 timeout_usecs;
    GPtrArray *clients; /* struct client *, owned */
    gint64 closed_until_usecs;
    guint8 *buffer; /* READ_BYTES */
};

static void client_free(gpointer data)
{
    struct client *client = data;
    close(client->fd);
    lmtp_session_free(client->session);
    g_byte_array_unref(client->input);
    g_free(client);
}

struct lmtp_server *lmtp_server_new(int listener, struct lmtp_house *house, const char *name, gint64 timeout_secs)
{
    struct lmtp_server *server = g_new0(struct lmtp_server, 1);
    *server = (struct lmtp_server){.listener = listener,
                                   .house = house,
                                   .name = name,
                                   .timeout_usecs = timeout_secs * G_USEC_PER_SEC,
                                   .clients = g_ptr_array_new_with_free_func(client_free),
                                   .buffer = g_malloc(READ_BYTES)};
    return server;
}

/* ---- replies */

/* Sends what there is to be sent, as far as the client takes it. */
static void send_replies(struct client *client)
{
    GString *output = lmtp_session_output(client->session);
    while (output->len > 0 && !client->is_gone) {
        ssize_t sent = send(client->fd, output->str, output->len, MSG_NOSIGNAL);
        if (sent > 0)
            g_string_erase(output, 0, sent);
        else if (errno == EAGAIN)
            return;
        else if (errno != EINTR)
            client->is_gone = true;
    }
    client->is_gone = client->is_gone || lmtp_session_state(client->session) == LMTP_OVER;
}

void lmtp_server_free(struct lmtp_server *server)
{
    if (server == NULL)
        return;
    for (guint i = 0; i < server->clients->len; i++) {
        struct client *client = server->clients->pdata[i];
        lmtp_session_end(client->session, "421 4.3.2 this server ends now; try again later");
        send_replies(client);
    }
    g_ptr_array_unref(server->clients);
    close(server->listener);
    g_free(server->buffer);
    g_free(server);
}

/* ---- new clients */

static void add_client(struct lmtp_server *server, int fd)
{
    struct client *client = g_new0(struct client, 1);
    *client = (struct client){.fd = fd, .session = lmtp_session_new(server->house), .input = g_byte_array_new()};
    client->deadline_usecs = g_get_monotonic_time() + server->timeout_usecs;
    g_ptr_array_add(server->clients, client);
    if (server->clients->len > CLIENTS_MOST) {
        g_string_truncate(lmtp_session_output(client->session), 0);
        lmtp_session_end(client->session, "421 4.3.2 too many connections; try again later");
    }
    send_replies(client);
}

static void let_in(struct lmtp_server *server)
{
    for (guint i = 0; i < ACCEPTS_MOST && g_get_monotonic_time() >= server->closed_until_usecs; i++) {
        int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0) {
            add_client(server, fd);
        } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
            log_warning(server->name, 0, "a client is not let in for now: %s", g_strerror(errno));
            server->closed_until_usecs = g_get_monotonic_time() + NO_SOCKETS_SECS * G_USEC_PER_SEC;
        } else if (errno != EINTR && errno != ECONNABORTED) {
            return;
        }
    }
}

/* ---- what clients say */

/* Whether more should be read: not before a message is answered and the replies are out. */
static bool wants_bytes(const struct client *client)
{
    return !client->is_gone && client->input->len == 0 && lmtp_session_state(client->session) == LMTP_TALKING &&
           lmtp_session_output(client->session)->len == 0;
}

/* Gives the session what was read before, as far as it takes it. */
static void feed_rest(struct client *client)
{
    if (client->input->len == 0)
        return;
    gsize taken = lmtp_session_feed(client->session, client->input->data, client->input->len);
    if (taken > 0)
        g_byte_array_remove_range(client->input, 0, (guint)taken);
}

static void read_from(struct lmtp_server *server, struct client *client)
{
    ssize_t got = recv(client->fd, server->buffer, READ_BYTES, 0);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR))
        client->is_gone = true;
    if (got <= 0)
        return;
    gsize taken = lmtp_session_feed(client->session, server->buffer, (gsize)got);
    g_byte_array_append(client->input, server->buffer + taken, (guint)((gsize)got - taken));
}

/* A client that gets on has its full time again; one that does not is let go when it is over. */
static void look_at_clock(struct lmtp_server *server, struct client *client)
{
    gint64 now = g_get_monotonic_time();
    guint64 progress = lmtp_session_progress(client->session);
    bool gets_on = progress != client->progress && lmtp_session_output(client->session)->len == 0;
    if (gets_on) {
        client->progress = progress;
        client->deadline_usecs = now + server->timeout_usecs;
    } else if (now >= client->deadline_usecs) {
        log_debug(server->name, 0, "a client was too slow");
        lmtp_session_end(client->session, "421 4.4.2 that takes too long; good bye");
        send_replies(client);
        client->is_gone = true;
    }
}

static void hear(struct lmtp_server *server)
{
    for (guint i = 0; i < server->clients->len; i++) {
        struct client *client = server->clients->pdata[i];
        if (wants_bytes(client))
            read_from(server, client);
        send_replies(client);
        look_at_clock(server, client);
    }
}

/* ---- messages */

struct group {
    GPtrArray *clients; /* struct client *, whose messages the taker has; borrowed */
    guint64 bytes;
    gint64 new_ones;
};

/* Answers all of the group, after they were flushed or not. */
static void answer(struct group *group, bool is_kept)
{
    for (guint i = 0; i < group->clients->len; i++) {
        struct client *client = group->clients->pdata[i];
        lmtp_session_answer(client->session, is_kept);
        send_replies(client);
        feed_rest(client);
    }
    g_ptr_array_set_size(group->clients, 0);
}

/* Flushes the group and answers it. Adds to *kept. */
static bool settle(struct group *group, const struct taker *taker, gint64 *kept)
{
    bool is_kept = group->clients->len == 0 || taker->flush(taker->data);
    fault_point("lmtp.flushed");
    *kept += is_kept ? group->new_ones : 0;
    answer(group, is_kept);
    fault_point("lmtp.answered");
    group->bytes = 0;
    group->new_ones = 0;
    return is_kept;
}

/* Hands the message of client to taker. One that cannot be kept for reasons of its own is answered at once. */
static void take(struct lmtp_server *server, struct client *client, const struct taker *taker, struct group *group)
{
    GBytes *message = lmtp_session_message(client->session);
    gsize size = g_bytes_get_size(message);
    enum taken taken = taker != NULL ? taker->take(taker->data, server->name, NULL, message, size, false) : TAKEN_NOT;
    fault_point("lmtp.taken");
    if (taken == TAKEN_NOT && taker == NULL) {
        lmtp_session_answer(client->session, false);
        return;
    }
    if (taken == TAKEN_NOT) {
        log_warning(server->name, 0, "a message was not kept; its client was told to try again");
        lmtp_session_answer(client->session, false);
    } else
        g_ptr_array_add(group->clients, client);
    group->bytes += size;
    group->new_ones += taken == TAKEN_KEPT;
}

/* Takes every message that is there once. Returns false where some could not be kept. */
static bool take_all(struct lmtp_server *server, const struct taker *taker, gint64 *kept)
{
    g_autoptr(GPtrArray) clients = g_ptr_array_new();
    struct group group = {.clients = clients};
    bool going = true, refused = false;
    for (guint i = 0; i < server->clients->len; i++) {
        struct client *client = server->clients->pdata[i];
        if (lmtp_session_state(client->session) != LMTP_COMPLETE)
            continue;
        take(server, client, going ? taker : NULL, &group);
        refused = refused || lmtp_session_state(client->session) != LMTP_COMPLETE;
        if (taker != NULL && going && (clients->len >= taker->batch || group.bytes >= GROUP_BYTES))
            going = settle(&group, taker, kept);
    }
    if (taker != NULL && going && (clients->len > 0 || refused))
        going = settle(&group, taker, kept);
    return going;
}

/* ---- the loop */

static void drop_gone(struct lmtp_server *server)
{
    for (guint i = server->clients->len; i > 0; i--)
        if (((const struct client *)server->clients->pdata[i - 1])->is_gone)
            g_ptr_array_remove_index_fast(server->clients, i - 1);
}

gint64 lmtp_server_round(struct lmtp_server *server, const struct taker *taker, GError **error)
{
    gint64 kept = 0;
    server->house->is_refusing = taker == NULL;
    hear(server);
    bool going = take_all(server, taker, &kept);
    for (guint i = 0; i < server->clients->len; i++) {
        struct client *client = server->clients->pdata[i];
        send_replies(client);
        feed_rest(client);
    }
    drop_gone(server);
    let_in(server); /* now that there is room */
    if (going)
        return kept;
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "messages could not be kept; their senders were told to try again");
    return -1;
}

static struct pollfd poll_for(const struct client *client)
{
    bool has_replies = lmtp_session_output(client->session)->len > 0;
    return (struct pollfd){.fd = client->fd, .events = has_replies ? POLLOUT : POLLIN};
}

/* Whether a client has said all that is needed to go on without waiting for it. */
static bool has_work(const struct client *client)
{
    enum lmtp_state state = lmtp_session_state(client->session);
    return state == LMTP_COMPLETE || (client->input->len > 0 && state == LMTP_TALKING);
}

void lmtp_server_wait(struct lmtp_server *server, int fd_stop, gint64 msecs)
{
    g_autoptr(GArray) fds = g_array_new(FALSE, FALSE, sizeof(struct pollfd));
    gint64 now = g_get_monotonic_time(), until = now + MAX(msecs, 0) * 1000;
    bool is_open = now >= server->closed_until_usecs;
    struct pollfd first[] = {{.fd = fd_stop, .events = POLLIN}, {.fd = is_open ? server->listener : -1, .events = POLLIN}};
    g_array_append_vals(fds, first, G_N_ELEMENTS(first));
    if (!is_open)
        until = MIN(until, server->closed_until_usecs);
    for (guint i = 0; i < server->clients->len; i++) {
        const struct client *client = server->clients->pdata[i];
        struct pollfd fd = poll_for(client);
        g_array_append_val(fds, fd);
        until = has_work(client) ? now : MIN(until, client->deadline_usecs);
    }
    gint64 left_msecs = (until - now + 999) / 1000;
    pulse_rest(left_msecs);
    poll((struct pollfd *)(void *)fds->data, fds->len, (int)CLAMP(left_msecs, 0, G_MAXINT));
}
