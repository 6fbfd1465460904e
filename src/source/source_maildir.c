/* A Maildir as a source: what is in new/ is handed over and, once it is kept, moved to cur/; what is in cur/ already (read by
 * somebody's mail program first) is handed over and left where it is. Never deletes or changes a message, and never names
 * one in the log. */
#include "source/source_maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/pulse.h"
#include "source/folder.h"
#include "source/raw.h"

#define NAMES_AT_ONCE 20000u
#define GROUP_BYTES ((guint64)32 * 1024 * 1024) /* a group of messages ends when it is larger than this */
#define EVENTS_BYTES 4096u
#define COMPLAINTS_MOST 1000u
#define CLOCK_SLACK_SECS 3 /* a change within the coarse clock of a file system may leave no trace in its times */

struct maildir_source {
    struct source base;
    int inotify_fd;         /* -1: the kernel has none left; poll_secs alone must do */
    GHashTable *looked;     /* path of a folder → struct looked: when its cur/ was last gone through */
    GHashTable *complaints; /* keys of messages that the log was told of */
};

struct looked {
    gint64 began_secs;
    gint64 changed_secs; /* modification time of cur/ before that */
};

/* One folder that is gone through. */
struct round {
    struct maildir_source *source;
    const struct taker *taker;
    const char *folder; /* relative to the Maildir */
    int new_fd, cur_fd; /* its new/ and cur/ */
    bool in_new;
    gint64 known_before_secs; /* cur/: what was there before was looked at by a former round; 0: nothing */
    GPtrArray *letting_go;    /* char *: names in new/ that were taken since the last flush */
    guint group;
    guint64 group_bytes;
    gint64 kept_in_group, kept;
    GError *error;
};

static gint64 now_secs(void)
{
    return g_get_real_time() / G_USEC_PER_SEC;
} /* compared with times of files: never the test clock */

/* ---- letting go */

/* Moves name from new/ to cur/. A message of the same name that is there already is never overwritten. */
static void move_to_cur(const struct round *round, const char *name)
{
    g_autofree char *seen = strstr(name, ":2,") != NULL ? g_strdup(name) : g_strconcat(name, ":2,", NULL);
    int done = renameat2(round->new_fd, name, round->cur_fd, seen, RENAME_NOREPLACE);
    if (done != 0 && (errno == EINVAL || errno == ENOSYS)) {
        done = linkat(round->new_fd, name, round->cur_fd, seen, 0);
        if (done == 0)
            unlinkat(round->new_fd, name, 0);
    }
    if (done != 0 && errno != ENOENT)
        log_debug(round->source->base.config->name, 0, "a kept message cannot be moved from new/ to cur/: %s",
                  g_strerror(errno));
}

/* Ends a group. Returns false where nothing of it was kept: then all of it stays where it is. */
static bool settle(struct round *round)
{
    bool kept = round->group == 0 || round->taker->flush(round->taker->data);
    fault_point("maildir.flushed");
    for (guint i = 0; kept && i < round->letting_go->len; i++) {
        move_to_cur(round, round->letting_go->pdata[i]);
        fault_point("maildir.moved");
    }
    if (kept)
        round->kept += round->kept_in_group;
    else
        g_set_error(&round->error, ERROR_DOMAIN, ERROR_TEMPORARY, "the messages could not be kept; they stay in the Maildir");
    g_ptr_array_set_size(round->letting_go, 0);
    round->group = 0;
    round->group_bytes = 0;
    round->kept_in_group = 0;
    return kept;
}

/* ---- taking */

/* Names a message: the same name with other bytes is another message, so size and time are part of the key. */
static char *key_of(const struct round *round, const char *name, const struct stat *status)
{
    const char *flags = strstr(name, ":2,");
    int length = flags != NULL ? (int)(flags - name) : (int)strlen(name);
    const char *folder = g_str_has_prefix(round->folder, "./") ? round->folder + 2 : round->folder;
    return g_strdup_printf("%s/%.*s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, folder, length, name, (gint64)status->st_size,
                           (gint64)status->st_mtime);
}

/* Tells the log once about each message that is passed over. */
static void complain(const struct round *round, const char *key, const struct stat *status, const char *why)
{
    GHashTable *told = round->source->complaints;
    if (g_hash_table_contains(told, key))
        return;
    if (g_hash_table_size(told) < COMPLAINTS_MOST)
        g_hash_table_add(told, g_strdup(key));
    log_warning(round->source->base.config->name, 0, "a message in %s/ (inode %" G_GUINT64_FORMAT ") is passed over: %s",
                round->in_new ? "new" : "cur", (guint64)status->st_ino, why);
}

static enum raw_state read_message(const struct round *round, const char *name, struct raw *raw)
{
    int fd = -1;
    struct stat status;
    enum raw_state state = raw_open(round->in_new ? round->new_fd : round->cur_fd, name, &fd, &status);
    if (state != RAW_READY)
        return state;
    state = raw_read_file(fd, &status, round->taker->limit_bytes, raw);
    close(fd);
    return state;
}

static enum taken take_message(struct round *round, const char *name, const char *key, const struct stat *status)
{
    const struct taker *taker = round->taker;
    const char *source_name = round->source->base.config->name;
    if (taker->knows(taker->data, source_name, key))
        return TAKEN_KNOWN;
    struct raw raw = {0};
    enum raw_state state = read_message(round, name, &raw);
    if (state == RAW_UNREADABLE)
        complain(round, key, status, g_strerror(errno));
    if (state == RAW_EMPTY)
        complain(round, key, status, "it is empty");
    if (state != RAW_READY)
        return TAKEN_NOT;
    enum taken taken = taker->take(taker->data, source_name, key, raw.bytes, raw.size_bytes, raw.oversize);
    round->group++;
    round->group_bytes += g_bytes_get_size(raw.bytes);
    round->kept_in_group += taken == TAKEN_KEPT;
    raw_clear(&raw);
    fault_point("maildir.taken");
    return taken;
}

/* Hands over the message called name, if it is one. Returns false where the round must end. */
static bool offer(struct round *round, const char *name)
{
    struct stat status;
    if (name[0] == '.' || fstatat(round->in_new ? round->new_fd : round->cur_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0 ||
        !S_ISREG(status.st_mode))
        return true;
    if (!round->in_new && status.st_ctime < round->known_before_secs)
        return true;
    g_autofree char *key = key_of(round, name, &status);
    enum taken taken = take_message(round, name, key, &status);
    if (taken != TAKEN_NOT && round->in_new)
        g_ptr_array_add(round->letting_go, g_strdup(name));
    bool is_full = round->group >= round->taker->batch || round->group_bytes >= GROUP_BYTES;
    return !is_full || settle(round);
}

/* Goes through new/ or cur/. Returns false where the round must end. */
static bool offer_all(struct round *round, bool in_new)
{
    round->in_new = in_new;
    DIR *folder = folder_open(in_new ? round->new_fd : round->cur_fd, ".");
    if (folder == NULL)
        return true;
    bool going = true, more = true;
    while (going && more) {
        g_autoptr(GPtrArray) names = folder_names(folder, NAMES_AT_ONCE);
        more = names->len > 0;
        for (guint i = 0; going && i < names->len; i++)
            going = !taker_stops(round->taker) && offer(round, names->pdata[i]);
    }
    closedir(folder);
    return (round->error == NULL && settle(round)) && going;
}

/* ---- cur/, which may hold a million messages that we know */

/* Whether cur/ has to be gone through: never yet, or something in it has changed and poll_secs are over. */
static bool should_look(struct round *round, const struct stat *cur, gint64 now)
{
    const struct looked *before = g_hash_table_lookup(round->source->looked, round->folder);
    if (before == NULL)
        return true;
    round->known_before_secs = before->began_secs - CLOCK_SLACK_SECS;
    bool is_unchanged = cur->st_mtime == before->changed_secs && cur->st_mtime < before->began_secs - CLOCK_SLACK_SECS;
    return !is_unchanged && now - before->began_secs >= round->source->base.config->poll_secs;
}

static bool look_into_cur(struct round *round)
{
    struct stat cur;
    gint64 now = now_secs();
    if (fstat(round->cur_fd, &cur) != 0 || !should_look(round, &cur, now))
        return true;
    if (!offer_all(round, false))
        return false;
    struct looked looked = {.began_secs = now, .changed_secs = cur.st_mtime};
    g_hash_table_insert(round->source->looked, g_strdup(round->folder), g_memdup2(&looked, sizeof looked));
    return true;
}

/* ---- the whole Maildir */

/* Has inotify tell of what comes into new/ of folder and of folders made in it. */
static void watch(const struct maildir_source *source, const char *folder)
{
    g_autofree char *path = g_build_filename(source->base.config->path, folder, NULL);
    g_autofree char *new_path = g_build_filename(path, "new", NULL);
    if (source->inotify_fd < 0)
        return;
    if (inotify_add_watch(source->inotify_fd, new_path, IN_MOVED_TO | IN_CLOSE_WRITE | IN_ONLYDIR | IN_DONT_FOLLOW) < 0 ||
        inotify_add_watch(source->inotify_fd, path, IN_MOVED_TO | IN_CREATE | IN_ONLYDIR) < 0)
        log_debug(source->base.config->name, 0, "cannot be watched, so it is only looked at now and then: %s",
                  g_strerror(errno));
}

static int open_folder(int folder_fd, const char *name)
{
    return openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
}

/* Goes through one folder. Returns how many messages were taken new, < 0 and an error where nothing could be kept. */
static gint64 fetch_folder(struct maildir_source *source, const struct taker *taker, const char *folder, GError **error)
{
    g_autofree char *path = g_build_filename(source->base.config->path, folder, NULL);
    g_autoptr(GPtrArray) letting_go = g_ptr_array_new_with_free_func(g_free);
    int fd = open_folder(AT_FDCWD, path);
    struct round round = {.source = source, .taker = taker, .folder = folder, .letting_go = letting_go};
    round.new_fd = fd >= 0 ? open_folder(fd, "new") : -1;
    round.cur_fd = fd >= 0 ? open_folder(fd, "cur") : -1;
    if (round.new_fd >= 0 && round.cur_fd >= 0 && offer_all(&round, true))
        look_into_cur(&round);
    for (int *open = (int[]){fd, round.new_fd, round.cur_fd, -2}; *open != -2; open++)
        if (*open >= 0)
            close(*open);
    if (round.error == NULL)
        return round.kept;
    g_propagate_error(error, round.error);
    return -1;
}

static GPtrArray *find_folders(const struct maildir_source *source, GError **error)
{
    GPtrArray *folders = folder_find_maildirs(source->base.config->path);
    if (folders == NULL) {
        int code = errno == ENOENT || errno == ENOTDIR || errno == EACCES ? ERROR_CONFIGURATION : ERROR_TEMPORARY;
        g_set_error(error, ERROR_DOMAIN, code, "cannot read the Maildir %s: %s", source->base.config->path, g_strerror(errno));
    } else if (folders->len == 0) {
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s is no Maildir: expected the folders new and cur in it",
                    source->base.config->path);
        g_clear_pointer(&folders, g_ptr_array_unref);
    }
    return folders;
}

static gint64 fetch(struct source *base, const struct taker *taker, GError **error)
{
    struct maildir_source *source = (struct maildir_source *)base;
    g_autoptr(GPtrArray) folders = find_folders(source, error);
    if (folders == NULL)
        return -1;
    for (guint i = 0; i < folders->len; i++)
        watch(source, folders->pdata[i]);
    gint64 kept = 0;
    for (guint i = 0; i < folders->len && !taker_stops(taker); i++) {
        gint64 more = fetch_folder(source, taker, folders->pdata[i], error);
        if (more < 0)
            return -1;
        kept += more;
    }
    return kept;
}

/* ---- waiting */

static void drain(int inotify_fd)
{
    char events[EVENTS_BYTES];
    while (read(inotify_fd, events, sizeof events) > 0)
        ;
}

static void wait_for_mail(struct source *base, int fd_stop)
{
    struct maildir_source *source = (struct maildir_source *)base;
    struct pollfd fds[] = {{.fd = fd_stop, .events = POLLIN}, {.fd = source->inotify_fd, .events = POLLIN}};
    gint64 msecs = CLAMP(base->config->poll_secs, 1, G_MAXINT / 1000) * 1000;
    pulse_rest(msecs);
    if (poll(fds, G_N_ELEMENTS(fds), (int)msecs) > 0 && (fds[1].revents & POLLIN) != 0)
        drain(source->inotify_fd);
}

static bool try_maildir(const struct source_config *config, char **words, GError **error)
{
    struct maildir_source source = {.base.config = config};
    g_autoptr(GPtrArray) folders = find_folders(&source, error);
    if (folders == NULL)
        return false;
    *words = g_strdup_printf("a Maildir with %u folder%s", folders->len, folders->len == 1 ? "" : "s");
    return true;
}

static struct source *open_maildir(const struct source_config *config, GError **error)
{
    (void)error; /* a Maildir that is not there yet may come later: fetch says so */
    struct maildir_source *source = g_new0(struct maildir_source, 1);
    source->base = (struct source){.type = &source_maildir, .config = config};
    source->inotify_fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    source->looked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    source->complaints = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return &source->base;
}

static void close_maildir(struct source *base)
{
    struct maildir_source *source = (struct maildir_source *)base;
    if (source->inotify_fd >= 0)
        close(source->inotify_fd);
    g_hash_table_unref(source->looked);
    g_hash_table_unref(source->complaints);
    g_free(source);
}

const struct source_type source_maildir = {
    .name = "maildir", .open = open_maildir, .fetch = fetch, .wait = wait_for_mail, .close = close_maildir, .try = try_maildir};
