/* Locks between processes. Open file description locks, so that a look at one never gives one back. */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"

int lock_take(const char *path, bool wait, GError **error)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd >= 0 && fcntl(fd, wait ? F_OFD_SETLKW : F_OFD_SETLK, &whole) == 0)
        return fd;
    int trouble = errno;
    if (fd >= 0)
        close(fd);
    if (fd >= 0 && (trouble == EAGAIN || trouble == EACCES || trouble == EINTR))
        return LOCK_BUSY;
    bool is_permanent = trouble == ENOENT || trouble == ENOTDIR || trouble == EACCES || trouble == ELOOP;
    g_set_error(error, ERROR_DOMAIN, is_permanent ? ERROR_CONFIGURATION : ERROR_TEMPORARY, "cannot lock %s: %s", path,
                g_strerror(trouble));
    return LOCK_FAILED;
}

bool lock_is_held(const char *path)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return false;
    bool is_held = fcntl(fd, F_OFD_GETLK, &whole) == 0 && whole.l_type != F_UNLCK;
    close(fd);
    return is_held;
}
