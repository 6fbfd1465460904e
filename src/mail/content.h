/* What the header fields of a part say about it. */
#pragma once
#include "base/cleanup.h"
#include "mail/mime.h"

struct content {
    char *type;        /* "text/plain", lower case */
    char *charset;     /* (nullable) as declared */
    char *filename;    /* (nullable) decoded, without folders */
    char *disposition; /* "attachment", "inline", ""; lower case */
    GMimeContentEncoding encoding;
    bool flowed, delsp;
    bool has_id; /* Content-ID: other parts can show it */
};

/* Reads the fields of object. (transfer full) */
struct content *content_read(GMimeObject *object);
void content_free(struct content *content);
DEFINE_AUTO(content)

/* Returns name without folders and no longer than a name should be; NULL where nothing is left of it, or of a NULL name.
 * (transfer full) */
char *content_plain_filename(const char *name);

/* Returns whether the content is of a type that begins so: content_is(c, "multipart/"). */
bool content_is(const struct content *content, const char *prefix);
