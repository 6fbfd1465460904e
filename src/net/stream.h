/* A connection to a mail server: a socket, encrypted where wanted, on which every wait has a limit. The only folder that knows
 * TLS. Whatever goes wrong closes it for good: nothing may be read after an error. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

struct stream;

/* What ends waiting early; stop may be NULL. Signals end it too, where they make stop return true. */
struct stream_hooks {
    bool (*stop)(void *data);
    void *data;
};

/* Connects to host (a name or an address) and port. patience_secs: the longest that we wait for the server at a time. Returns
 * the connection (transfer full), not encrypted yet, or NULL and ERROR_TEMPORARY, ERROR_CONFIGURATION where there is no such
 * host. hooks: borrowed, may change while the connection lives. */
struct stream *stream_connect(const char *host, guint port, gint64 patience_secs, const struct stream_hooks *hooks,
                              GError **error);
void stream_free(struct stream *stream);
DEFINE_AUTO(stream)

/* Encrypts the connection with TLS 1.2 or newer. The server's certificate must lead to a certificate in the PEM file ca_file
 * (nullable: to one that this machine trusts), be valid today and name the host. Returns false and ERROR_CONFIGURATION where it
 * does not, saying why; ERROR_TEMPORARY where the connection broke. */
bool stream_encrypt(struct stream *stream, const char *ca_file, GError **error);

/* Limits all reading and writing until the next call: together it may take secs, and the server may send most_bytes. */
void stream_limit(struct stream *stream, gint64 secs, guint64 most_bytes);

/* Reads at least one byte, at most size. Returns how many; -1 where there are no more (end, error, limit: see stream_trouble),
 * never 0. */
gssize stream_read(struct stream *stream, void *into, gsize size);

/* Writes all of it. Returns false where that failed. */
bool stream_write(struct stream *stream, const void *bytes, gsize size);

/* Waits until there is something to read, fd_stop (< 0: none) is readable, a signal comes or msecs are over. Returns whether
 * there is something to read. */
bool stream_wait(struct stream *stream, int fd_stop, gint64 msecs);

/* Returns why the connection ended, in words for people, or NULL. (transfer none) */
const char *stream_trouble(const struct stream *stream);

/* Return the socket, and the name that was connected to. */
int stream_fd(const struct stream *stream);
const char *stream_host(const struct stream *stream);
