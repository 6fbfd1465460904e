/* GMime, as the files of this folder use it. */
#pragma once
#include <gmime/gmime.h>
#include <stdbool.h>

#include "base/cleanup.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC(GMimeParserOptions, g_mime_parser_options_free)

/* Bytes [start, end) of a message. */
struct span {
    const char *start, *end;
};

/* What GMime made of some bytes. */
struct mime {
    GMimeObject *object; /* a GMimeMessage, or a part */
    GByteArray *copy;    /* (nullable) the bytes, where they had to be changed */
    GByteArray view;     /* the bytes otherwise */
};

/* Takes length bytes apart, after guard_bound: as a whole message or as one part. data must outlive the result. Adds notes.
 * (transfer full) */
struct mime *mime_parse(const char *data, gsize length, bool is_message, GPtrArray *notes);
void mime_free(struct mime *mime);
DEFINE_AUTO(mime)

/* Makes GMime ready, once. */
void mime_init(void);

/* Returns how GMime shall read words that are in no charset it knows: as UTF-8, else as the charset called fallback (nullable),
 * else as windows-1252. (transfer full) */
GMimeParserOptions *mime_options(const char *fallback);

/* Returns whether the type is that of a mail within a mail. */
bool mime_is_mail(GMimeContentType *type);

/* Returns the content of part as it stands in the message, still encoded. (transfer none) */
struct span mime_body(GMimePart *part);
