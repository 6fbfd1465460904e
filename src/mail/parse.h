/* Parsing, shared by the files that take a message apart. */
#pragma once
#include "mail/part.h"

#define WRAPPED_DEPTH 4u

struct parser {
    struct mail *mail;
    struct budget *budget;
    guint attached_depth; /* how many mails are around this one */
    guint wrapped_depth;  /* how many wrappings (S/MIME, guessed boundaries) are around what is read */
    guint groups;         /* alternatives numbered so far */
};

/* Returns a mail without anything. (transfer full) */
struct mail *mail_new(void);

/* Parses a mail that is depth mails deep in another one, within what budget leaves. (transfer full) */
struct mail *parse_mail(const char *data, gsize length, guint depth, struct budget *budget);

/* Reads data as a part, fields and body, that stands at place. */
void parse_part(struct parser *parser, const char *data, gsize length, const struct place *place);

/* Opens what a part wraps, after it was added to the mail: an attached mail that is encoded, S/MIME, winmail.dat. Parts that it
 * holds are added to the mail, or it gets the message inside. body: its bytes in the message. */
void unwrap_part(struct parser *parser, struct mail_part *part, const struct content *content, struct span body,
                 const struct place *place);
