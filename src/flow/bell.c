/* The bell: a file that is touched when the database has something new for the other processes. A hint only; whoever misses it
 * finds the same in the tables a little later. */
#include <fcntl.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flow/flow.h"

#define BELL_FILE "hearback.running"
#define EVENTS_BYTES 4096u

char *bell_path(const struct campaign *campaign) { return campaign_path(campaign, BELL_FILE); }

void bell_ring(const struct campaign *campaign)
{
    g_autofree char *path = bell_path(campaign);
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return; /* no daemon was ever started here: nobody listens */
    (void)futimens(fd, NULL);
    close(fd);
}

int bell_listen(const struct campaign *campaign)
{
    g_autofree char *path = bell_path(campaign);
    int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd >= 0 && inotify_add_watch(fd, path, IN_ATTRIB | IN_DONT_FOLLOW) >= 0)
        return fd;
    if (fd >= 0)
        close(fd);
    return -1;
}

void bell_hush(int fd)
{
    char events[EVENTS_BYTES];
    while (fd >= 0 && read(fd, events, sizeof events) > 0)
        ;
}
