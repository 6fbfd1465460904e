/* What a process that reads messages may still do: compute, and talk over descriptors that it has. */
#pragma once
#include <glib.h>

#define SANDBOX_MEMORY_BYTES ((guint64)512 * 1024 * 1024) /* that it may use beside what it was started with */
#define SANDBOX_MESSAGE_SECS 60u                          /* of the processor, for one message */

/* Closes the door behind this process for good: no files, no network, no other processes, no more memory than allowed; nobody
 * gets a core dump of it. What it needs of files is loaded by now. Returns what the kernel cannot keep it from, in plain words,
 * or NULL where all is as it should be. (transfer full) */
char *sandbox_enter(void);

/* Gives this process time for one more message; beyond that it is ended by SIGXCPU. */
void sandbox_allow_time(void);
