/* An mbox file, message by message: mboxo, mboxrd, mboxcl and mboxcl2 (RFC 4155 and mbox(5)), with LF or CRLF. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "source/raw.h"

struct mbox;

/* Returns a reader of the regular file fd from its beginning (transfer full; fd stays the caller's). */
struct mbox *mbox_new(int fd, guint64 limit_bytes);
void mbox_free(struct mbox *mbox);
DEFINE_AUTO(mbox)

enum mbox_next { MBOX_MESSAGE, MBOX_END, MBOX_FAILED };

/* Reads the next message, without the line "From ..." before it and the blank line behind it, lines that begin with ">From "
 * unquoted where the file's writer quotes them. Only MBOX_MESSAGE sets *raw, to be freed with raw_clear. MBOX_FAILED sets an
 * error: ERROR_TEMPORARY where the file cannot be read. */
enum mbox_next mbox_next(struct mbox *mbox, struct raw *raw, GError **error);

/* Returns how many bytes of the file are behind us. */
guint64 mbox_position_bytes(const struct mbox *mbox);

/* Returns whether line (without its line break) is one that separates messages: "From ", a sender, a date. */
bool mbox_is_separator(const char *line, gsize length);

/* Returns whether line begins like a header field: a name of printable ASCII, then a colon. */
bool mbox_is_field(const char *line, gsize length);
