/* What the two halves of the IMAP connection share; private to imap*.c. */
#pragma once
#include <libetpan/libetpan.h>

#include "net/lines.h"
#include "source/imap.h"

struct imap {
    const struct source_config *config;
    struct lines *lines;
    GHashTable *abilities; /* char *: capabilities in capital letters */
    mailimap *session;
    bool is_dead;
    guint tag; /* of the commands that do not go through the library */
};

#define SLOWEST_BYTES_SEC 16384 /* a server that sends slower than this is given up */
#define COMMAND_BYTES 262144u   /* that an answer may have, besides what was asked for */

/* Limits what follows: one command whose answer may have most_bytes. */
void imap_limit(struct imap *imap, guint64 most_bytes);

/* Sends command with a tag of its own and reads lines until its answer; visit (nullable) is told of each line before. Returns
 * false and an error where the answer is no OK; the server's words are in it. */
bool imap_say(struct imap *imap, const char *command, void (*visit)(const char *line, void *data), void *data, GError **error);

/* Returns a stream for the library that reads and writes lines (borrowed). */
mailstream *imap_library_stream(struct lines *lines);
