/* Texts from standard input to a function, and its answers to standard output. */
#include "cmd/passages.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#include "base/cleanup.h"
#include "base/limits.h"
#include "base/text.h"

#define CHUNK_BYTES 16384u

static void print_object(const json_t *object)
{
    g_autofree char *line = json_dumps(object, JSON_COMPACT);
    puts(line);
}

/* Returns the object about length bytes, whatever they are in. (transfer full) */
static json_t *read_bytes(passages_read read, const void *data, const char *bytes, gsize length)
{
    g_autofree char *text = text_repair(bytes, length);
    return read(data, text);
}

static int read_one(const char *name, passages_read read, const void *data)
{
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    guint8 chunk[CHUNK_BYTES];
    for (gsize got = 0; (got = fread(chunk, 1, sizeof chunk, stdin)) > 0;) {
        g_byte_array_append(bytes, chunk, (guint)got);
        if (bytes->len > LIMIT_TEXT_BYTES) {
            fprintf(stderr, "hearback %s: the text is larger than %u bytes\n", name, LIMIT_TEXT_BYTES);
            return EX_DATAERR;
        }
    }
    AUTO_JSON object = read_bytes(read, data, (const char *)bytes->data, bytes->len);
    print_object(object);
    return EX_OK;
}

static bool read_line(const char *name, guint number, const char *line, gsize length, passages_read read, const void *data)
{
    json_error_t problem;
    AUTO_JSON row = json_loadb(line, length, 0, &problem);
    const char *text = json_string_value(json_object_get(row, "text"));
    if (text == NULL) {
        fprintf(stderr, "hearback %s: line %u: expected {\"id\": ..., \"text\": \"...\"}\n", name, number);
        return false;
    }
    AUTO_JSON object = read(data, text);
    if (json_object_get(row, "id") != NULL)
        json_object_set(object, "id", json_object_get(row, "id"));
    print_object(object);
    return true;
}

static int read_batch(const char *name, passages_read read, const void *data)
{
    char *line = NULL;
    size_t size = 0;
    int status = EX_OK;
    guint number = 0;
    for (ssize_t length = 0; (length = getline(&line, &size, stdin)) >= 0;)
        if (++number, line[strspn(line, " \t\r\n")] != '\0' && !read_line(name, number, line, (gsize)length, read, data))
            status = EX_DATAERR;
    free(line);
    return status;
}

int passages_run(const char *name, gboolean batch, passages_read read, const void *data)
{
    return batch ? read_batch(name, read, data) : read_one(name, read, data);
}
