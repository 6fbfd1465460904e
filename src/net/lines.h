/* Lines over a connection: what the text protocols of mail have in common. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "net/stream.h"

struct lines;

/* Takes over stream. (transfer full) */
struct lines *lines_new(struct stream *stream);
void lines_free(struct lines *lines);
DEFINE_AUTO(lines)

/* Returns the connection itself, for its limits and its trouble. (transfer none) */
struct stream *lines_stream(const struct lines *lines);

/* Reads a line into line, without its end; it may hold NUL. Returns false where the connection ended before, or where the line
 * is longer than most_bytes. */
bool lines_read(struct lines *lines, gsize most_bytes, GString *line);

/* Reads what is there, as stream_read does. */
gssize lines_read_bytes(struct lines *lines, void *into, gsize size);

/* Sends text and an end of line. */
bool lines_send(struct lines *lines, const char *text);

/* Returns whether bytes were received that nobody has read yet. */
bool lines_has_bytes(const struct lines *lines);

/* Encrypts the connection after the server has agreed to it: as stream_encrypt, but refuses where the server (or somebody
 * between us) has sent more than that in clear. */
bool lines_encrypt(struct lines *lines, const char *ca_file, GError **error);
