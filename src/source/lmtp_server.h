/* Many clients of LMTP at once in one process, and one commit for all whose messages are there. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "source/lmtp_session.h"
#include "source/source.h"

struct lmtp_server;

/* Serves the clients of listener, a socket that listens and does not block. house and name: borrowed, outlive it.
 * (transfer full; the listener too) */
struct lmtp_server *lmtp_server_new(int listener, struct lmtp_house *house, const char *name, gint64 timeout_secs);

/* Says good bye to all clients. */
void lmtp_server_free(struct lmtp_server *server);
DEFINE_AUTO(lmtp_server)

/* Does all that can be done without waiting. Messages go to taker (NULL: nothing can be kept, which clients are told), and are
 * answered after its flush. Returns how many were new; < 0 and an error where the taker could not keep: then their clients were
 * told to try again. */
gint64 lmtp_server_round(struct lmtp_server *server, const struct taker *taker, GError **error);

/* Waits until there is something to do, fd_stop is readable, or msecs are over. */
void lmtp_server_wait(struct lmtp_server *server, int fd_stop, gint64 msecs);
