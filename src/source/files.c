/* Reading messages from files and folders, for import. Never writes anything, never follows a symbolic link inside of a folder,
 * and goes through a folder in the order of its names, so that two runs see the same. */
#include "source/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/fault.h"
#include "base/log.h"
#include "source/folder.h"
#include "source/mbox.h"
#include "source/raw.h"

#define LOOK_BYTES 4096 /* of a file, to see what it is */
#define FOLDERS_DEEP 32u
#define GROUP_BYTES ((guint64)32 * 1024 * 1024) /* a group of messages ends when it is larger than this */

struct walk {
    const char *source_name;
    const struct taker *taker;
    struct files_watch *watch;
    guint group;
    guint64 group_bytes;
    bool only_count; /* nothing is taken, only total_bytes is added up */
    guint64 total_bytes;
    GError *error;
};

/* ---- handing over */

static bool settle(struct walk *walk)
{
    bool kept = walk->group == 0 || walk->taker->flush(walk->taker->data);
    fault_point("import.flushed");
    walk->group = 0;
    walk->group_bytes = 0;
    if (!kept)
        g_set_error(&walk->error, ERROR_DOMAIN, ERROR_TEMPORARY, "the messages could not be kept");
    return kept;
}

/* Hands over one message. Returns false where the walk must end. */
static bool take(struct walk *walk, const struct raw *raw)
{
    const struct taker *taker = walk->taker;
    if (taker->take(taker->data, walk->source_name, NULL, raw->bytes, raw->size_bytes, raw->oversize) == TAKEN_NOT)
        walk->watch->failed++;
    fault_point("import.taken");
    walk->group++;
    walk->group_bytes += g_bytes_get_size(raw->bytes);
    if (walk->group >= taker->batch || walk->group_bytes >= GROUP_BYTES)
        return settle(walk);
    return true;
}

static void tell_progress(const struct walk *walk, guint64 bytes)
{
    if (walk->watch->progress != NULL)
        walk->watch->progress(walk->watch->data, bytes);
}

static void fail(struct walk *walk, const char *path, const char *why)
{
    if (walk->only_count)
        return;
    log_warning("import", 0, "%s: %s", path, why);
    walk->watch->failed++;
}

/* ---- what is in a file */

enum content { CONTENT_MBOX, CONTENT_MESSAGE, CONTENT_OTHER };

/* Calls visit for each line of text until it returns true. Returns whether it did. */
static bool any_line(const char *text, gsize length, bool (*visit)(const char *line, gsize length))
{
    for (gsize at = 0; at < length;) {
        const char *end = memchr(text + at, '\n', length - at);
        gsize next = end != NULL ? (gsize)(end - text) : length;
        if (visit(text + at, next - at))
            return true;
        at = next + 1;
    }
    return false;
}

static bool is_mail_field(const char *line, gsize length)
{
    static const char *const names[] = {
        "From:", "Date:", "Received:", "Return-Path:", "Message-ID:", "Subject:", "Delivered-To:"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (length >= strlen(names[i]) && g_ascii_strncasecmp(line, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static bool has_suffix(const char *name, const char *suffix)
{
    gsize length = strlen(name), wanted = strlen(suffix);
    return length > wanted && g_ascii_strcasecmp(name + length - wanted, suffix) == 0;
}

/* Says what the open file called name holds. Without a name that says so, only what begins with header fields is a message. */
static enum content look(int fd, const char *name)
{
    char start[LOOK_BYTES];
    ssize_t got = pread(fd, start, sizeof start, 0);
    gsize length = got > 0 ? (gsize)got : 0;
    if (length >= 5 && memcmp(start, "From ", 5) == 0)
        return CONTENT_MBOX;
    const char *end = memchr(start, '\n', length);
    bool begins_with_field = mbox_is_field(start, end != NULL ? (gsize)(end - start) : length);
    if (has_suffix(name, ".eml") || (begins_with_field && any_line(start, length, is_mail_field)))
        return CONTENT_MESSAGE;
    return CONTENT_OTHER;
}

/* ---- one file */

static bool take_mbox(struct walk *walk, const char *path, int fd)
{
    g_autoptr(GError) error = NULL;
    AUTO(mbox) mbox = mbox_new(fd, walk->taker->limit_bytes);
    enum mbox_next next = MBOX_MESSAGE;
    guint64 behind = 0;
    bool going = true;
    while (going && !taker_stops(walk->taker)) {
        struct raw raw = {0};
        next = mbox_next(mbox, &raw, &error);
        if (next != MBOX_MESSAGE)
            break;
        going = take(walk, &raw);
        raw_clear(&raw);
        tell_progress(walk, mbox_position_bytes(mbox) - behind);
        behind = mbox_position_bytes(mbox);
    }
    if (next == MBOX_FAILED)
        fail(walk, path, error->message);
    return going;
}

static bool take_message(struct walk *walk, const char *path, int fd, const struct stat *status)
{
    static const char *const words[] = {
        [RAW_EMPTY] = "the file is empty", [RAW_CHANGING] = "the file is being written just now"};
    struct raw raw = {0};
    enum raw_state state = raw_read_file(fd, status, walk->taker->limit_bytes, &raw);
    bool going = true;
    if (state == RAW_READY)
        going = take(walk, &raw);
    else
        fail(walk, path, state == RAW_UNREADABLE ? g_strerror(errno) : words[state]);
    raw_clear(&raw);
    tell_progress(walk, (guint64)status->st_size);
    return going;
}

/* Takes the file path. is_mail: it counts as a message whatever is in it. Returns false where the walk must end. */
static bool take_file(struct walk *walk, const char *path, bool is_mail)
{
    int fd = -1;
    struct stat status;
    enum raw_state state = raw_open(AT_FDCWD, path, &fd, &status);
    if (state == RAW_UNREADABLE)
        fail(walk, path, g_strerror(errno));
    if (state != RAW_READY)
        return true;
    enum content content = look(fd, path);
    bool going = true;
    if (content == CONTENT_OTHER && !is_mail)
        walk->watch->others++;
    else if (walk->only_count)
        walk->total_bytes += (guint64)status.st_size;
    else if (content == CONTENT_MBOX)
        going = take_mbox(walk, path, fd);
    else
        going = take_message(walk, path, fd, &status);
    close(fd);
    return going;
}

/* ---- folders */

struct place {
    char *path;
    guint depth;
    bool is_mail; /* new/ or cur/ of a Maildir */
};

static void place_free(struct place *place)
{
    g_free(place->path);
    g_free(place);
}

static void push(GQueue *waiting, char *path, guint depth, bool is_mail)
{
    struct place place = {.path = path, .depth = depth, .is_mail = is_mail};
    g_queue_push_head(waiting, g_memdup2(&place, sizeof place));
}

/* Takes the files in the folder place and puts the folders in it at the head of waiting, in order. */
static bool take_folder(struct walk *walk, const struct place *place, GQueue *waiting)
{
    DIR *folder = folder_open(AT_FDCWD, place->path);
    if (folder == NULL) {
        fail(walk, place->path, g_strerror(errno));
        return true;
    }
    g_autoptr(GPtrArray) names = folder_names(folder, G_MAXUINT);
    g_autoptr(GPtrArray) folders = g_ptr_array_new();
    bool is_maildir = folder_is_maildir(dirfd(folder)), going = true;
    for (guint i = 0; going && i < names->len && !taker_stops(walk->taker); i++) {
        const char *name = names->pdata[i];
        g_autofree char *path = g_build_filename(place->path, name, NULL);
        struct stat status;
        if ((name[0] == '.' && !is_maildir) || fstatat(dirfd(folder), name, &status, AT_SYMLINK_NOFOLLOW) != 0)
            continue;
        if (S_ISDIR(status.st_mode))
            g_ptr_array_add(folders, names->pdata[i]);
        else if (name[0] != '.')
            going = take_file(walk, path, place->is_mail);
    }
    closedir(folder);
    for (guint i = folders->len; i > 0; i--) {
        const char *name = folders->pdata[i - 1];
        bool is_part = is_maildir && folder_is_part_of_maildir(name);
        if (place->depth < FOLDERS_DEEP && !(is_part && g_str_equal(name, "tmp")))
            push(waiting, g_build_filename(place->path, name, NULL), place->depth + 1, is_part);
    }
    return going;
}

static bool take_tree(struct walk *walk, const char *root)
{
    GQueue waiting = G_QUEUE_INIT;
    push(&waiting, g_strdup(root), 0, false);
    bool going = true;
    for (struct place *place; going && (place = g_queue_pop_head(&waiting)) != NULL; place_free(place))
        going = !taker_stops(walk->taker) && take_folder(walk, place, &waiting);
    g_queue_clear_full(&waiting, (GDestroyNotify)place_free);
    return going;
}

static bool take_path(struct walk *walk, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *real = realpath(path, NULL); /* a link that was named is meant */
    struct stat status;
    if (real == NULL || stat(real, &status) != 0 || access(real, R_OK) != 0) {
        g_set_error(&walk->error, ERROR_DOMAIN, ERROR_PERMANENT, "cannot read %s: %s", path, g_strerror(errno));
        return false;
    }
    if (S_ISDIR(status.st_mode))
        return take_tree(walk, real);
    if (S_ISREG(status.st_mode))
        return take_file(walk, real, true);
    g_set_error(&walk->error, ERROR_DOMAIN, ERROR_PERMANENT, "%s is neither a file nor a folder", path);
    return false;
}

bool files_take(const char *path, const char *source_name, const struct taker *taker, struct files_watch *watch, GError **error)
{
    struct walk walk = {.source_name = source_name, .taker = taker, .watch = watch};
    take_path(&walk, path);
    if (walk.error == NULL && settle(&walk))
        return true;
    g_propagate_error(error, walk.error);
    return false;
}

guint64 files_total_bytes(const char *path)
{
    static const struct taker nobody;
    struct files_watch watch = {0};
    struct walk walk = {.taker = &nobody, .watch = &watch, .only_count = true};
    take_path(&walk, path);
    g_clear_error(&walk.error);
    return walk.total_bytes;
}
