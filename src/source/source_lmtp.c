/* LMTP as a source: a socket in the file system or on this machine's loopback, to which mail servers hand over their mail. They
 * are told 250 only after the commit; until then the message is theirs. */
#include "source/source_lmtp.h"

#include <errno.h>
#include <grp.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "source/lmtp_server.h"

#define WAITING_MOST 512 /* clients that the system lets wait */
#define TRY_SECS 10
#define GREETING_BYTES 512u

struct lmtp_source {
    struct source base;
    struct lmtp_house house;
    struct lmtp_server *server; /* NULL: not begun */
};

static int fail(const struct source_config *config, enum error_code code, int trouble, GError **error)
{
    if (config->socket != NULL)
        g_set_error(error, ERROR_DOMAIN, code, "cannot listen at %s: %s", config->socket, g_strerror(trouble));
    else
        g_set_error(error, ERROR_DOMAIN, code, "cannot listen at %s, port %u: %s", config->host, config->port,
                    g_strerror(trouble));
    return -1;
}

/* ---- where clients come to */

static bool make_unix_address(const char *path, struct sockaddr_un *address)
{
    *address = (struct sockaddr_un){.sun_family = AF_UNIX};
    return g_strlcpy(address->sun_path, path, sizeof address->sun_path) < sizeof address->sun_path;
}

/* Returns a socket that is connected to the path or port of config, -1 and errno. */
static int connect_to(const struct source_config *config)
{
    struct sockaddr_un local;
    if (config->socket != NULL && !make_unix_address(config->socket, &local))
        return errno = ENAMETOOLONG, -1;
    if (config->socket != NULL) {
        int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(fd, (const struct sockaddr *)&local, sizeof local) == 0)
            return fd;
        int trouble = errno;
        close(fd);
        return errno = trouble, -1;
    }
    g_autofree char *port = g_strdup_printf("%u", config->port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found = NULL;
    if (getaddrinfo(config->host, port, &hints, &found) != 0)
        return errno = EADDRNOTAVAIL, -1;
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    int trouble = connect(fd, found->ai_addr, found->ai_addrlen) == 0 ? 0 : errno;
    freeaddrinfo(found);
    if (trouble != 0)
        close(fd);
    return trouble == 0 ? fd : (errno = trouble, -1);
}

/* Takes away what a daemon that was killed has left. Never touches what is no socket, or where somebody listens. */
static bool clear_place(const struct source_config *config, GError **error)
{
    struct stat status;
    if (lstat(config->socket, &status) != 0)
        return errno == ENOENT || fail(config, ERROR_CONFIGURATION, errno, error) > 0;
    if (!S_ISSOCK(status.st_mode)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "cannot listen at %s: there is a file that is no socket",
                    config->socket);
        return false;
    }
    int fd = connect_to(config);
    if (fd >= 0) {
        close(fd);
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "cannot listen at %s: another program listens there already",
                    config->socket);
        return false;
    }
    return errno != ECONNREFUSED || unlink(config->socket) == 0 || fail(config, ERROR_CONFIGURATION, errno, error) > 0;
}

/* Lets the group of the configuration in, nobody else but ourselves. */
static bool open_for_group(const struct source_config *config, GError **error)
{
    if (config->group == NULL)
        return true;
    const struct group *group = getgrnam(config->group);
    if (group == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "there is no group called %s on this machine", config->group);
        return false;
    }
    if (chown(config->socket, (uid_t)-1, group->gr_gid) == 0 && chmod(config->socket, 0660) == 0)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "cannot give %s to the group %s: %s; is our user one of it?",
                config->socket, config->group, g_strerror(errno));
    return false;
}

static int listen_at_path(const struct source_config *config, GError **error)
{
    struct sockaddr_un address;
    if (!make_unix_address(config->socket, &address))
        return fail(config, ERROR_CONFIGURATION, ENAMETOOLONG, error);
    if (!clear_place(config, error))
        return -1;
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    mode_t before = umask(0177);
    bool is_bound = fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0;
    int trouble = errno;
    umask(before);
    if (is_bound && open_for_group(config, error) && listen(fd, WAITING_MOST) == 0)
        return fd;
    if (!is_bound)
        fail(config, ERROR_CONFIGURATION, trouble, error);
    if (fd >= 0)
        close(fd);
    return -1;
}

static int listen_at_port(const struct source_config *config, GError **error)
{
    g_autofree char *port = g_strdup_printf("%u", config->port);
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV}, *found = NULL;
    if (getaddrinfo(config->host, port, &hints, &found) != 0)
        return fail(config, ERROR_CONFIGURATION, EADDRNOTAVAIL, error);
    int fd = socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    bool listens = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int)) == 0 &&
                   bind(fd, found->ai_addr, found->ai_addrlen) == 0 && listen(fd, WAITING_MOST) == 0;
    int trouble = errno;
    freeaddrinfo(found);
    if (listens)
        return fd;
    if (fd >= 0)
        close(fd);
    return fail(config, ERROR_CONFIGURATION, trouble, error);
}

/* ---- the source */

static struct source *open_lmtp(const struct source_config *config, GError **error)
{
    int listener = config->socket != NULL ? listen_at_path(config, error) : listen_at_port(config, error);
    if (listener < 0)
        return NULL;
    struct lmtp_source *source = g_new0(struct lmtp_source, 1);
    source->base = (struct source){.type = &source_lmtp, .config = config};
    source->house.recipients = config->recipients;
    source->server = lmtp_server_new(listener, &source->house, config->name, config->timeout_secs);
    return &source->base;
}

static gint64 fetch(struct source *base, const struct taker *taker, GError **error)
{
    struct lmtp_source *source = (struct lmtp_source *)base;
    source->house.limit_bytes = taker->limit_bytes;
    return lmtp_server_round(source->server, taker, error);
}

static void wait_for_mail(struct source *base, int fd_stop)
{
    lmtp_server_wait(((struct lmtp_source *)base)->server, fd_stop, base->config->poll_secs * 1000);
}

static void refuse(struct source *base, int fd_stop, gint64 secs)
{
    struct lmtp_source *source = (struct lmtp_source *)base;
    gint64 until = g_get_monotonic_time() + secs * G_USEC_PER_SEC, left;
    struct pollfd stop = {.fd = fd_stop, .events = POLLIN};
    while ((left = until - g_get_monotonic_time()) > 0 && poll(&stop, 1, 0) == 0) {
        lmtp_server_wait(source->server, fd_stop, left / 1000 + 1);
        lmtp_server_round(source->server, NULL, NULL);
    }
}

static void close_lmtp(struct source *base)
{
    struct lmtp_source *source = (struct lmtp_source *)base;
    lmtp_server_free(source->server);
    if (base->config->socket != NULL)
        unlink(base->config->socket);
    g_free(source);
}

/* ---- trying it */

static bool read_greeting(int fd, char **words, GError **error)
{
    char greeting[GREETING_BYTES] = "";
    struct timeval most = {.tv_sec = TRY_SECS};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    ssize_t got = recv(fd, greeting, sizeof greeting - 1, 0);
    bool is_ours = got > 0 && g_str_has_prefix(greeting, "220 hearback") && send(fd, "QUIT\r\n", 6, MSG_NOSIGNAL) > 0;
    if (is_ours)
        *words = g_strdup("the daemon listens there");
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "another program listens there");
    return is_ours;
}

static bool try_lmtp(const struct source_config *config, char **words, GError **error)
{
    int fd = connect_to(config);
    if (fd >= 0) {
        bool works = read_greeting(fd, words, error);
        close(fd);
        return works;
    }
    g_autofree char *folder = config->socket != NULL ? g_path_get_dirname(config->socket) : NULL;
    if ((errno != ECONNREFUSED && errno != ENOENT) || (folder != NULL && access(folder, W_OK | X_OK) != 0))
        return fail(config, ERROR_CONFIGURATION, errno, error) >= 0;
    *words = g_strdup("nobody listens there yet; `hearback run` will");
    return true;
}

const struct source_type source_lmtp = {.name = "lmtp",
                                        .open = open_lmtp,
                                        .fetch = fetch,
                                        .wait = wait_for_mail,
                                        .refuse = refuse,
                                        .close = close_lmtp,
                                        .try = try_lmtp};
