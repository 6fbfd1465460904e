/* TLS over a non-blocking socket, private to net/. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

struct tls;

enum tls_want { TLS_DONE, TLS_READ /* try again when the socket is readable */, TLS_WRITE, TLS_FAILED };

/* Makes ready for a connection to host over the socket fd. ca_file as for stream_encrypt. (transfer full), or NULL and
 * ERROR_CONFIGURATION. */
struct tls *tls_new(int fd, const char *host, const char *ca_file, GError **error);
void tls_free(struct tls *tls);
DEFINE_AUTO(tls)

/* Goes on with the handshake. Where TLS_FAILED: sets error. */
enum tls_want tls_handshake(struct tls *tls, GError **error);

/* Each does as much as it can. *done: how many bytes; 0 with TLS_DONE: the end of what the server sends. Where TLS_FAILED:
 * *why (static) says why. */
enum tls_want tls_read(struct tls *tls, void *into, gsize size, gsize *done, const char **why);
enum tls_want tls_write(struct tls *tls, const void *bytes, gsize size, gsize *done, const char **why);

/* Returns whether decrypted bytes wait in memory, of which the socket knows nothing. */
bool tls_has_bytes(const struct tls *tls);

/* Says goodbye, without waiting. */
void tls_close(struct tls *tls);
