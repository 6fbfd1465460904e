/* Entries for the journal: one datagram each. Never waits for it: a journal that is too busy gets the line on standard error.
 */
#include "base/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define JOURNAL_SOCKET "/run/systemd/journal/socket"
#define JOURNAL_VARIABLE "JOURNAL_STREAM" /* "DEVICE:INODE" of the stream that systemd gave us: systemd.exec(5) */

static const int priorities[] = {[LOG_LEVEL_ERROR] = 3, [LOG_LEVEL_WARNING] = 4, [LOG_LEVEL_INFO] = 6, [LOG_LEVEL_DEBUG] = 7};

static enum { NOT_ASKED, THERE, NOT_THERE } state;
static struct sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = JOURNAL_SOCKET};
static int sender = -1;

static bool stderr_is_journal(void)
{
    const char *stream = g_getenv(JOURNAL_VARIABLE);
    unsigned long long device = 0, inode = 0;
    struct stat status;
    return stream != NULL && sscanf(stream, "%llu:%llu", &device, &inode) == 2 && fstat(STDERR_FILENO, &status) == 0 &&
           status.st_dev == device && status.st_ino == inode;
}

bool journal_is_there(void)
{
    if (state == NOT_ASKED)
        state = stderr_is_journal() ? THERE : NOT_THERE;
    return state == THERE;
}

void journal_use(const char *path)
{
    state = path != NULL ? THERE : NOT_THERE;
    if (path != NULL)
        g_strlcpy(address.sun_path, path, sizeof address.sun_path);
}

bool journal_send(enum log_level level, const char *source, gint64 message_id, const char *text)
{
    if (sender < 0)
        sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (sender < 0)
        return false;
    g_autoptr(GString) entry = g_string_new(NULL);
    g_string_append_printf(entry, "MESSAGE=%s: ", source);
    if (message_id > 0)
        g_string_append_printf(entry, "message %" G_GINT64_FORMAT ": ", message_id);
    g_string_append_printf(entry, "%s\nPRIORITY=%d\nSYSLOG_IDENTIFIER=hearback\nHEARBACK_PART=%s\n", text, priorities[level],
                           source);
    if (message_id > 0)
        g_string_append_printf(entry, "HEARBACK_MESSAGE=%" G_GINT64_FORMAT "\n", message_id);
    return sendto(sender, entry->str, entry->len, MSG_NOSIGNAL, (const struct sockaddr *)&address, sizeof address) >= 0;
}
