/* Files and folders. Never writes in place, and leaves no file readable by others unless it is asked to. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

#define CHUNK_BYTES 65536u

static void set_errno_error(GError **error, const char *what, const char *path)
{
    int code = errno == ENOENT || errno == ENOTDIR || errno == EACCES ? ERROR_CONFIGURATION : ERROR_TEMPORARY;
    g_set_error(error, ERROR_DOMAIN, code, "cannot %s %s: %s", what, path, g_strerror(errno));
}

static bool read_all(int fd, GByteArray *into, gsize max_bytes)
{
    guint8 chunk[CHUNK_BYTES];
    ssize_t got;
    while ((got = read(fd, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        g_byte_array_append(into, chunk, (guint)got);
        if (into->len > max_bytes)
            return true;
    }
    return true;
}

GBytes *file_read(const char *path, gsize max_bytes, GError **error)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        set_errno_error(error, "open", path);
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    bool readable = read_all(fd, bytes, max_bytes);
    if (!readable)
        set_errno_error(error, "read", path);
    close(fd);
    if (readable && bytes->len > max_bytes) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s is larger than the limit of %" G_GSIZE_FORMAT " bytes", path,
                    max_bytes);
        return NULL;
    }
    return readable ? g_byte_array_free_to_bytes(g_steal_pointer(&bytes)) : NULL;
}

static bool write_whole(const char *path, const void *bytes, gsize length, int mode, GError **error)
{
    g_autoptr(GError) inner = NULL;
    if (g_file_set_contents_full(path, length > 0 ? bytes : "", (gssize)length,
                                 G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, mode, &inner))
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot write %s: %s", path, inner->message);
    return false;
}

bool file_write_private(const char *path, const void *bytes, gsize length, GError **error)
{
    return write_whole(path, bytes, length, 0600, error);
}

bool file_write_public(const char *path, const void *bytes, gsize length, GError **error)
{
    if (!write_whole(path, bytes, length, 0644, error))
        return false;
    if (chmod(path, 0644) == 0) /* the umask of this program lets nobody read anything */
        return true;
    set_errno_error(error, "open to everybody", path);
    return false;
}

bool file_make_folder(const char *path, GError **error)
{
    if (g_mkdir_with_parents(path, 0700) == 0)
        return true;
    set_errno_error(error, "make the folder", path);
    return false;
}
