/* The dialogue with one client of LMTP (RFC 2033): bytes in, replies out. Knows no socket and no clock, so that it can be tried
 * with nothing but bytes. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"

/* What all sessions of a server share. */
struct lmtp_house {
    guint64 limit_bytes;         /* of one message */
    const GPtrArray *recipients; /* char *: the addresses that mail is taken for, with any tag; NULL: all */
    bool is_refusing;            /* nothing can be kept now: whoever comes shall come again */
    guint64 held_bytes;          /* of messages that come in just now */
};

struct lmtp_session;

enum lmtp_state {
    LMTP_TALKING,  /* wants more bytes */
    LMTP_COMPLETE, /* a message is there; wants to be answered before it takes more bytes */
    LMTP_OVER      /* wants no more bytes: the connection is to be closed once the replies are out */
};

/* Begins a session, with the greeting as its first reply. house: borrowed, outlives it. (transfer full) */
struct lmtp_session *lmtp_session_new(struct lmtp_house *house);
void lmtp_session_free(struct lmtp_session *session);
DEFINE_AUTO(lmtp_session)

/* Takes bytes. Returns how many of them: all, unless the session is not LMTP_TALKING any more. */
gsize lmtp_session_feed(struct lmtp_session *session, const void *bytes, gsize length);

/* Returns what it waits for. */
enum lmtp_state lmtp_session_state(const struct lmtp_session *session);

/* Returns the message of LMTP_COMPLETE as it is to be kept, its Return-Path first. (transfer none) */
GBytes *lmtp_session_message(const struct lmtp_session *session);

/* Answers the message of LMTP_COMPLETE, each recipient apart: it is kept, or shall be sent again. */
void lmtp_session_answer(struct lmtp_session *session, bool is_kept);

/* Returns the replies that are to be sent; the caller takes away what it has sent. (transfer none) */
GString *lmtp_session_output(struct lmtp_session *session);

/* Returns a number that grows when the client gets on: with each command, and each so many bytes of a message. A client for
 * which it does not grow for long is too slow. */
guint64 lmtp_session_progress(const struct lmtp_session *session);

/* Ends it with a last reply: "421 4.4.2 ...". */
void lmtp_session_end(struct lmtp_session *session, const char *reply);
