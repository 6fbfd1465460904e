/* The protocol of sd_notify(3): a datagram to the socket that the environment names. */
#include "flow/notify.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SOCKET_VARIABLE "NOTIFY_SOCKET"
#define WATCHDOG_VARIABLE "WATCHDOG_USEC"
#define WATCHDOG_PID_VARIABLE "WATCHDOG_PID"

static char *socket_path; /* NULL: nobody wants to know */
static gint64 watchdog_msecs;

static gint64 number_in(const char *variable)
{
    const char *text = g_getenv(variable);
    return text != NULL ? g_ascii_strtoll(text, NULL, 10) : 0;
}

void notify_begin(void)
{
    gint64 pid = number_in(WATCHDOG_PID_VARIABLE);
    watchdog_msecs = pid == 0 || pid == getpid() ? MAX(number_in(WATCHDOG_VARIABLE), 0) / 1000 : 0;
    g_free(socket_path);
    socket_path = g_strdup(g_getenv(SOCKET_VARIABLE));
    g_unsetenv(SOCKET_VARIABLE);
    g_unsetenv(WATCHDOG_VARIABLE);
    g_unsetenv(WATCHDOG_PID_VARIABLE);
}

void notify_send(const char *format, ...)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (socket_path == NULL || strlen(socket_path) >= sizeof address.sun_path)
        return;
    memcpy(address.sun_path, socket_path, strlen(socket_path));
    if (address.sun_path[0] == '@')
        address.sun_path[0] = '\0'; /* one without a file: unix(7) */
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(socket_path));
    ssize_t sent = sendto(fd, text, strlen(text), MSG_NOSIGNAL | MSG_DONTWAIT, (const struct sockaddr *)&address, length);
    (void)sent; /* it will notice by itself that it hears nothing */
    close(fd);
}

gint64 notify_watchdog_msecs(void) { return watchdog_msecs; }
