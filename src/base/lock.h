/* Locks between processes: a file that one of them holds. They end with the process, however it ends. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#define LOCK_BUSY (-1)
#define LOCK_FAILED (-2)

/* Takes the lock of the file path, made with mode 0600 where it is missing. Returns a descriptor (the lock is given back when
 * it is closed); LOCK_BUSY where another holds it and wait is false, or a signal ended the waiting; LOCK_FAILED and
 * ERROR_CONFIGURATION or ERROR_TEMPORARY. */
int lock_take(const char *path, bool wait, GError **error);

/* Returns whether some process holds the lock of path, without ever taking it. */
bool lock_is_held(const char *path);
