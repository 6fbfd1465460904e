/* A buffer over a connection. Never keeps more of it in memory than one buffer and the line that is asked for. */
#include "net/lines.h"

#include <string.h>

#include "base/error.h"

#define BUFFER_BYTES 16384u

struct lines {
    struct stream *stream;
    gsize start, end; /* what is in buffer and was not read yet */
    char buffer[BUFFER_BYTES];
};

struct lines *lines_new(struct stream *stream)
{
    struct lines *lines = g_malloc(sizeof *lines);
    lines->stream = stream;
    lines->start = lines->end = 0;
    return lines;
}

void lines_free(struct lines *lines)
{
    if (lines == NULL)
        return;
    stream_free(lines->stream);
    g_free(lines);
}

struct stream *lines_stream(const struct lines *lines) { return lines->stream; }

bool lines_has_bytes(const struct lines *lines) { return lines->end > lines->start; }

static bool fill(struct lines *lines)
{
    gssize got = stream_read(lines->stream, lines->buffer, BUFFER_BYTES);
    lines->start = 0;
    lines->end = got > 0 ? (gsize)got : 0;
    return got > 0;
}

bool lines_read(struct lines *lines, gsize most_bytes, GString *line)
{
    g_string_truncate(line, 0);
    for (;;) {
        if (!lines_has_bytes(lines) && !fill(lines))
            return false;
        const char *from = lines->buffer + lines->start;
        gsize there = lines->end - lines->start;
        const char *end = memchr(from, '\n', there);
        gsize length = end != NULL ? (gsize)(end - from) : there;
        g_string_append_len(line, from, (gssize)length);
        lines->start += length + (end != NULL);
        if (line->len > most_bytes)
            return false;
        if (end == NULL)
            continue;
        if (line->len > 0 && line->str[line->len - 1] == '\r')
            g_string_truncate(line, line->len - 1);
        return true;
    }
}

gssize lines_read_bytes(struct lines *lines, void *into, gsize size)
{
    if (!lines_has_bytes(lines))
        return stream_read(lines->stream, into, size);
    gsize length = MIN(size, lines->end - lines->start);
    memcpy(into, lines->buffer + lines->start, length);
    lines->start += length;
    return (gssize)length;
}

bool lines_send(struct lines *lines, const char *text)
{
    g_autofree char *line = g_strconcat(text, "\r\n", NULL);
    bool sent = stream_write(lines->stream, line, strlen(line));
    explicit_bzero(line, strlen(line)); /* some of them are passwords */
    return sent;
}

bool lines_encrypt(struct lines *lines, const char *ca_file, GError **error)
{
    if (!lines_has_bytes(lines))
        return stream_encrypt(lines->stream, ca_file, error);
    g_set_error(error, ERROR_DOMAIN, ERROR_TEMPORARY,
                "%s sent commands of its own before the encryption began: somebody may be between us",
                stream_host(lines->stream));
    return false;
}
