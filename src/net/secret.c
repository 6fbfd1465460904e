/* The password or token of the mail account. Never logs it, and wipes it when it is let go. */
#include "net/secret.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"

#define SECRET_BYTES 16384u
#define COMMAND_SECS 30 /* a command that asks a person something would otherwise wait for ever */

void secret_free(char *secret)
{
    if (secret != NULL)
        explicit_bzero(secret, strlen(secret));
    g_free(secret);
}

/* Returns the first line of bytes (transfer full), or NULL and an error that names where it came from. */
static char *first_line(const char *bytes, gsize length, const char *origin, GError **error)
{
    gsize end = 0;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r')
        end++;
    if (end > 0 && memchr(bytes, '\0', end) == NULL)
        return g_strndup(bytes, end);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s: expected a password in the first line", origin);
    return NULL;
}

static char *from_file(const char *path, GError **error)
{
    g_autoptr(GBytes) bytes = file_read(path, SECRET_BYTES, error);
    if (bytes == NULL)
        return NULL;
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    return first_line(data, length, path, error);
}

/* Reads fd to its end or until the time is over. Returns the number of bytes, or -1. */
static gssize read_in_time(int fd, char *buffer, gsize size)
{
    gint64 deadline = g_get_monotonic_time() + COMMAND_SECS * G_USEC_PER_SEC;
    gsize length = 0;
    while (length < size) {
        gint64 left_msecs = (deadline - g_get_monotonic_time()) / 1000;
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        int ready = left_msecs > 0 ? poll(&wait, 1, (int)left_msecs) : 0;
        if (ready < 0 && errno == EINTR)
            continue;
        if (ready <= 0)
            return -1;
        ssize_t got = read(fd, buffer + length, size - length);
        if (got < 0 && errno != EINTR)
            return -1;
        if (got == 0)
            break;
        length += got > 0 ? (gsize)got : 0;
    }
    return (gssize)length;
}

static bool ended_well(GPid pid, bool in_time)
{
    int status = 0;
    if (!in_time)
        kill(pid, SIGKILL);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    g_spawn_close_pid(pid);
    return in_time && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static char *from_command(const char *command, GError **error)
{
    const char *argv[] = {"/bin/sh", "-c", command, NULL};
    GPid pid = 0;
    int out = -1;
    g_autoptr(GError) inner = NULL;
    if (!g_spawn_async_with_pipes(NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &pid, NULL, &out, NULL,
                                  &inner)) {
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "the password command cannot be started: %s", inner->message);
        return NULL;
    }
    char buffer[SECRET_BYTES];
    gssize length = read_in_time(out, buffer, sizeof buffer);
    close(out);
    char *secret = NULL;
    if (ended_well(pid, length >= 0))
        secret = first_line(buffer, (gsize)length, "the password command", error);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "the password command failed or took more than %d seconds",
                    COMMAND_SECS);
    explicit_bzero(buffer, sizeof buffer);
    return secret;
}

/* systemd puts credentials into a folder that only the service can read (systemd.exec(5)). */
static char *from_credential(const char *name, GError **error)
{
    const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
    if (folder == NULL) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                    "there is no credential %s: hearback was not started by systemd with LoadCredential=%s:FILE", name, name);
        return NULL;
    }
    g_autofree char *path = g_build_filename(folder, name, NULL);
    return from_file(path, error);
}

bool secret_is_set(const struct secret_config *config)
{
    return config->file != NULL || config->command != NULL || config->credential != NULL;
}

char *secret_read(const struct secret_config *config, GError **error)
{
    if (config->file != NULL)
        return from_file(config->file, error);
    if (config->command != NULL)
        return from_command(config->command, error);
    if (config->credential != NULL)
        return from_credential(config->credential, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION,
                "a login needs `password_file`, `password_command` or `credential` in hearback.yaml");
    return NULL;
}
