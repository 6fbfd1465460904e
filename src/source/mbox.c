/* Reading an mbox file message by message. Never holds more than one message, and never takes a line for the beginning of
 * one unless a blank line stands before it. */
#include "source/mbox.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"

#define WINDOW_BYTES 65536
#define PEEK_BYTES 1024
#define CONTENT_LENGTH_MOST ((guint64)1 << 50)

struct mbox {
    int fd;
    guint64 limit_bytes;
    guint64 offset; /* in the file, of window[at] */
    gsize at, filled;
    bool in_line;    /* the piece before this one did not end its line */
    bool is_lenient; /* its separators carry no date that we know: the header that follows them decides */
    bool failed;
    int trouble;
    guint8 window[WINDOW_BYTES];
};

/* A line, or a part of one that is longer than the window. */
struct piece {
    const guint8 *bytes;
    gsize length; /* with the line break */
    gsize text;   /* without it */
    bool starts_line;
};

struct mbox *mbox_new(int fd, guint64 limit_bytes)
{
    struct mbox *mbox = g_new0(struct mbox, 1);
    mbox->fd = fd;
    mbox->limit_bytes = limit_bytes;
    return mbox;
}

void mbox_free(struct mbox *mbox) { g_free(mbox); }

guint64 mbox_position_bytes(const struct mbox *mbox) { return mbox->offset; }

/* ---- lines */

/* Reads at offset, as much as there is up to most bytes. Returns how many; 0 at the end, and where it fails. */
static gsize read_at(struct mbox *mbox, guint64 offset, void *into, gsize most)
{
    gsize have = 0;
    while (have < most) {
        ssize_t got = pread(mbox->fd, (guint8 *)into + have, most - have, (off_t)(offset + have));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0) {
            mbox->failed = true;
            mbox->trouble = errno;
        }
        if (got <= 0)
            break;
        have += (gsize)got;
    }
    return have;
}

/* Makes sure that the window begins with the next piece. Returns its length, 0 at the end. */
static gsize fill(struct mbox *mbox)
{
    const guint8 *end = memchr(mbox->window + mbox->at, '\n', mbox->filled - mbox->at);
    if (end != NULL)
        return (gsize)(end - mbox->window) - mbox->at + 1;
    memmove(mbox->window, mbox->window + mbox->at, mbox->filled - mbox->at);
    mbox->filled -= mbox->at;
    mbox->at = 0;
    mbox->filled += read_at(mbox, mbox->offset + mbox->filled, mbox->window + mbox->filled, WINDOW_BYTES - mbox->filled);
    end = memchr(mbox->window, '\n', mbox->filled);
    return end != NULL ? (gsize)(end - mbox->window) + 1 : mbox->filled;
}

/* Looks at the next piece without going on. Returns false at the end. */
static bool peek_piece(struct mbox *mbox, struct piece *piece)
{
    gsize length = fill(mbox);
    *piece = (struct piece){.bytes = mbox->window + mbox->at, .length = length, .text = length, .starts_line = !mbox->in_line};
    if (piece->text > 0 && piece->bytes[piece->text - 1] == '\n')
        piece->text--;
    if (piece->text > 0 && piece->text < length && piece->bytes[piece->text - 1] == '\r')
        piece->text--;
    return length > 0;
}

static void skip_bytes(struct mbox *mbox, gsize length)
{
    mbox->in_line = length > 0 && mbox->window[mbox->at + length - 1] != '\n';
    mbox->at += length;
    mbox->offset += length;
}

static bool is_blank(const struct piece *piece) { return piece->starts_line && piece->text == 0; }

static bool begins_with_from(const struct piece *piece)
{
    return piece->starts_line && piece->text >= 5 && memcmp(piece->bytes, "From ", 5) == 0;
}

/* Whether a header field, or the "From " of a relay before it, stands at offset. */
static bool field_at(struct mbox *mbox, guint64 offset)
{
    char line[PEEK_BYTES];
    gsize got = read_at(mbox, offset, line, sizeof line);
    const char *end = memchr(line, '\n', got);
    gsize length = end != NULL ? (gsize)(end - line) : got;
    return mbox_is_field(line, length) || (length >= 6 && memcmp(line, ">From ", 6) == 0);
}

static bool separates(struct mbox *mbox, const struct piece *piece)
{
    if (!begins_with_from(piece))
        return false;
    if (mbox_is_separator((const char *)piece->bytes, piece->text))
        return true;
    return mbox->is_lenient && field_at(mbox, mbox->offset + piece->length);
}

/* ---- one message */

struct message {
    struct raw_builder builder;
    bool has_length;
    guint64 content_length; /* what Content-Length says */
    gsize body;             /* where the body begins in what was put together */
};

static void note_content_length(struct message *message, const struct piece *piece)
{
    static const char name[] = "content-length:";
    gsize length = sizeof name - 1;
    if (!piece->starts_line || piece->text <= length || g_ascii_strncasecmp((const char *)piece->bytes, name, length) != 0)
        return;
    g_autofree char *value = g_strndup((const char *)piece->bytes + length, MIN(piece->text - length, 32));
    message->has_length =
        g_ascii_string_to_unsigned(g_strstrip(value), 10, 0, CONTENT_LENGTH_MOST, &message->content_length, NULL);
}

/* Whether a body that ends at offset is followed by what must follow it: the end of the file or, behind at most one blank
 * line, the next separator. */
static bool ends_at(struct mbox *mbox, guint64 offset)
{
    char behind[PEEK_BYTES];
    gsize got = read_at(mbox, offset, behind, sizeof behind), at = 0;
    if (at < got && behind[at] == '\r')
        at++;
    if (at < got && behind[at] == '\n')
        at++;
    if (at == got)
        return !mbox->failed && got < sizeof behind && (offset == 0 || read_at(mbox, offset - 1, behind, 1) == 1);
    const char *end = memchr(behind + at, '\n', got - at);
    gsize length = end != NULL ? (gsize)(end - behind) - at : got - at;
    return mbox_is_separator(behind + at, length);
}

/* Adds the header section. Returns false where the message ends with it: no blank line behind, or the next separator. */
static bool add_headers(struct mbox *mbox, struct message *message)
{
    struct piece piece;
    while (peek_piece(mbox, &piece)) {
        bool blank = is_blank(&piece);
        note_content_length(message, &piece);
        raw_builder_add(&message->builder, piece.bytes, piece.length);
        skip_bytes(mbox, piece.length);
        if (blank)
            return !peek_piece(mbox, &piece) || !separates(mbox, &piece);
    }
    return false;
}

static void add_length(struct mbox *mbox, struct message *message, guint64 length)
{
    struct piece piece;
    while (length > 0 && peek_piece(mbox, &piece)) {
        gsize wanted = (gsize)MIN((guint64)piece.length, length);
        raw_builder_add(&message->builder, piece.bytes, wanted);
        skip_bytes(mbox, wanted);
        length -= wanted;
    }
    mbox->in_line = false; /* what follows is no part of the message's last line */
}

static void add_until_separator(struct mbox *mbox, struct message *message)
{
    struct piece piece;
    bool after_blank = true;
    while (peek_piece(mbox, &piece) && !(after_blank && separates(mbox, &piece))) {
        after_blank = is_blank(&piece);
        raw_builder_add(&message->builder, piece.bytes, piece.length);
        skip_bytes(mbox, piece.length);
    }
}

/* Takes away the blank line that stands before a separator and is none of the message's. */
static void drop_blank_line(struct raw_builder *builder)
{
    GByteArray *bytes = builder->bytes;
    guint blank = bytes->len >= 2 && bytes->data[bytes->len - 2] == '\r' ? 2 : 1;
    if (builder->oversize || bytes->len <= blank || bytes->data[bytes->len - 1] != '\n' ||
        bytes->data[bytes->len - 1 - blank] != '\n')
        return;
    g_byte_array_set_size(bytes, bytes->len - blank);
    builder->size_bytes -= blank;
}

/* Returns how many '>' stand before "From " at the start of a line, -1 where that is no such line. */
static gssize quoted_from(const guint8 *line, gsize length)
{
    gsize marks = 0;
    while (marks < length && line[marks] == '>')
        marks++;
    return length - marks >= 5 && memcmp(line + marks, "From ", 5) == 0 ? (gssize)marks : -1;
}

/* Takes one '>' from every line ">From ", ">>From " ... of the body. A body with a bare "From " comes from a writer that does
 * not quote them: it stays as it is. */
static void unquote(GByteArray *bytes, gsize body)
{
    guint quoted = 0;
    for (gsize at = body; at < bytes->len;) {
        const guint8 *end = memchr(bytes->data + at, '\n', bytes->len - at);
        gsize next = end != NULL ? (gsize)(end - bytes->data) + 1 : bytes->len;
        gssize marks = quoted_from(bytes->data + at, next - at);
        if (marks == 0)
            return;
        quoted += marks > 0;
        at = next;
    }
    if (quoted == 0)
        return;
    gsize to = body;
    for (gsize at = body; at < bytes->len;) {
        const guint8 *end = memchr(bytes->data + at, '\n', bytes->len - at);
        gsize next = end != NULL ? (gsize)(end - bytes->data) + 1 : bytes->len;
        gsize dropped = quoted_from(bytes->data + at, next - at) > 0 ? 1 : 0;
        memmove(bytes->data + to, bytes->data + at + dropped, next - at - dropped);
        to += next - at - dropped;
        at = next;
    }
    g_byte_array_set_size(bytes, (guint)to);
}

static void add_body(struct mbox *mbox, struct message *message)
{
    if (message->has_length && ends_at(mbox, mbox->offset + message->content_length)) {
        add_length(mbox, message, message->content_length);
    } else {
        add_until_separator(mbox, message);
        drop_blank_line(&message->builder);
    }
    if (message->builder.oversize)
        return;
    guint before = message->builder.bytes->len;
    unquote(message->builder.bytes, message->body);
    message->builder.size_bytes -= before - message->builder.bytes->len;
}

/* Goes over blank lines and the separator. Returns false at the end of the file. */
static bool find_message(struct mbox *mbox)
{
    struct piece piece;
    while (peek_piece(mbox, &piece) && is_blank(&piece))
        skip_bytes(mbox, piece.length);
    if (!peek_piece(mbox, &piece))
        return false;
    if (!begins_with_from(&piece))
        return true;
    if (!mbox_is_separator((const char *)piece.bytes, piece.text))
        mbox->is_lenient = true;
    do
        skip_bytes(mbox, piece.length);
    while (peek_piece(mbox, &piece) && !piece.starts_line);
    return piece.length > 0;
}

enum mbox_next mbox_next(struct mbox *mbox, struct raw *raw, GError **error)
{
    if (!mbox->failed && find_message(mbox)) {
        struct message message = {0};
        raw_builder_init(&message.builder, mbox->limit_bytes);
        bool has_body = add_headers(mbox, &message);
        message.body = message.builder.bytes->len;
        if (has_body)
            add_body(mbox, &message);
        raw_builder_end(&message.builder, raw);
        if (!mbox->failed)
            return MBOX_MESSAGE;
        raw_clear(raw);
    }
    if (!mbox->failed)
        return MBOX_END;
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY, "cannot read the mbox file: %s", g_strerror(mbox->trouble));
    return MBOX_FAILED;
}
