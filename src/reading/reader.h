/* One process that reads messages: what it does, and how it is talked to. Private to reading/. */
#pragma once
#include <glib.h>

#include "reading/reading.h"

/* What comes back for each message, before the texts; the first one is a greeting: words is what it is not kept from. */
struct reader_reply {
    guint64 json_bytes;
    guint64 words_bytes; /* names of charsets that were missed, each ended by '\n' */
};

/* The body of the process: greets, reads message after message from fd (guint64 length, then bytes), and writes what comes of
 * each. Ends with the other end of fd. parent: the process that forked it. */
G_GNUC_NORETURN void reader_serve(const struct knowledge *knowledge, int fd, pid_t parent);
