/* Reading folders. Never follows a symbolic link, so that no loop of them and no foreign place is entered. */
#include "source/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDERS_MOST 10000u
#define FOLDERS_DEEP 16u

DIR *folder_open(int folder_fd, const char *name)
{
    int fd = openat(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
    if (folder == NULL && fd >= 0)
        close(fd);
    return folder;
}

static gint compare_names(gconstpointer a, gconstpointer b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

GPtrArray *folder_names(DIR *folder, guint most)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const struct dirent *entry;
    while (names->len < most && (entry = readdir(folder)) != NULL)
        if (!g_str_equal(entry->d_name, ".") && !g_str_equal(entry->d_name, ".."))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    g_ptr_array_sort(names, compare_names);
    return names;
}

static bool is_folder(int folder_fd, const char *name)
{
    struct stat status;
    return fstatat(folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(status.st_mode);
}

bool folder_is_maildir(int folder_fd) { return is_folder(folder_fd, "new") && is_folder(folder_fd, "cur"); }

bool folder_is_part_of_maildir(const char *name)
{
    return g_str_equal(name, "new") || g_str_equal(name, "cur") || g_str_equal(name, "tmp");
}

static guint depth_of(const char *path)
{
    guint depth = 0;
    for (const char *c = path; *c != '\0'; c++)
        depth += *c == '/';
    return depth;
}

/* Adds the folders in the one called path to waiting. */
static void add_folders_in(DIR *folder, const char *path, GQueue *waiting)
{
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        bool may_be_folder = entry->d_type == DT_DIR || entry->d_type == DT_UNKNOWN;
        if (!may_be_folder || g_str_equal(entry->d_name, ".") || g_str_equal(entry->d_name, "..") ||
            folder_is_part_of_maildir(entry->d_name))
            continue;
        if (depth_of(path) < FOLDERS_DEEP && waiting->length < FOLDERS_MOST)
            g_queue_push_tail(waiting, g_strconcat(path, "/", entry->d_name, NULL));
    }
}

GPtrArray *folder_find_maildirs(const char *root)
{
    int root_fd = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (root_fd < 0)
        return NULL;
    GPtrArray *found = g_ptr_array_new_with_free_func(g_free);
    GQueue waiting = G_QUEUE_INIT;
    g_queue_push_tail(&waiting, g_strdup("."));
    for (char *path; found->len < FOLDERS_MOST && (path = g_queue_pop_head(&waiting)) != NULL;) {
        DIR *folder = folder_open(root_fd, path);
        if (folder != NULL) {
            add_folders_in(folder, path, &waiting);
            if (folder_is_maildir(dirfd(folder)))
                g_ptr_array_add(found, g_strdup(path));
            closedir(folder);
        }
        g_free(path);
    }
    g_queue_clear_full(&waiting, g_free);
    close(root_fd);
    g_ptr_array_sort(found, compare_names);
    return found;
}
