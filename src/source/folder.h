/* Folders on disk: their names in order, and which of them are Maildirs. */
#pragma once
#include <dirent.h>
#include <glib.h>
#include <stdbool.h>

/* Opens the folder name in folder_fd (AT_FDCWD: a path); never follows a symbolic link as its last part. Returns it (closed
 * with closedir), or NULL with errno. */
DIR *folder_open(int folder_fd, const char *name);

/* Returns up to most names of what is in folder and was not returned before, sorted; "." and ".." left out. Empty at the end.
 * (transfer full): GPtrArray of char *, freed with it. */
GPtrArray *folder_names(DIR *folder, guint most);

/* Returns whether the folder has a new/ and a cur/ in it. */
bool folder_is_maildir(int folder_fd);

/* Returns whether name is one of the three folders of which a Maildir consists: new, cur, tmp. */
bool folder_is_part_of_maildir(const char *name);

/* Returns the paths, relative to root ("." for itself), of root and all folders in it that are Maildirs, whether they are
 * called ".Sub.Folder" or "Sub/Folder"; in order. (transfer full): GPtrArray of char *, freed with it; NULL with errno where
 * root cannot be read. */
GPtrArray *folder_find_maildirs(const char *root);
