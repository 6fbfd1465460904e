/* The leaves of a message: from the bytes of a part to a struct mail_part. */
#pragma once
#include "mail/content.h"
#include "mail/mail.h"

/* What is left of the limits of one message and the mails attached to it. */
struct budget {
    guint parts;
    gsize bytes;
};

/* Where a part stands in its message. */
struct place {
    const char *path;   /* "1.2" */
    const char *around; /* type of the multipart around it, "" at the top */
    guint alternative;  /* number of its group, 0: none */
    bool is_first;      /* of the multipart around it */
};

/* Makes a part of the bytes of body and decodes it as far as the budget lets. Adds notes. (transfer full) */
struct mail_part *part_new(const struct content *content, struct span body, const struct place *place, struct budget *budget,
                           GPtrArray *notes);
void part_free(void *part);

/* Returns the bytes of body without their transfer encoding, whole up to max_bytes. (transfer full) */
GBytes *part_decoded(const struct content *content, struct span body, gsize max_bytes);

/* Returns text with '\n' as its only line end; "\r\r\n" is one, too. (transfer full); takes text. */
char *text_with_plain_line_ends(char *text);

/* Adds a note in words to notes, made as by printf; the same words are not added twice. */
void note_add(GPtrArray *notes, const char *format, ...) G_GNUC_PRINTF(2, 3);
