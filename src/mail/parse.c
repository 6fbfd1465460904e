/* Takes a message apart with GMime: fields, then its tree of parts as a flat list. Pure, linear, and bounded by base/limits.h:
 * what lies beyond a limit stays unread, and the notes say so. */
#include "mail/parse.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/headers.h"

#define GUESS_BYTES (64u * 1024) /* in which a boundary that no header names is looked for */
#define GUESS_TIMES 20u
#define BOUNDARY_LINE_MIN 6
#define BOUNDARY_LINE_MAX 200

static void take_object(struct parser *parser, GMimeObject *object, const struct place *place);
static struct mail *take_message(GMimeMessage *message, guint depth, struct budget *budget, GPtrArray *notes);

/* ---- leaves */

/* Takes one part off the budget. Returns whether there may be one more. */
static bool spend_part(struct parser *parser)
{
    if (parser->budget->parts > 0) {
        parser->budget->parts--;
        return true;
    }
    note_add(parser->mail->notes, "there are more than %u parts; the rest was left out", LIMIT_PARTS);
    return false;
}

static void take_leaf(struct parser *parser, GMimePart *leaf, const struct place *place)
{
    if (!spend_part(parser))
        return;
    AUTO(content) content = content_read(GMIME_OBJECT(leaf));
    struct span body = mime_body(leaf);
    struct mail_part *part = part_new(content, body, place, parser->budget, parser->mail->notes);
    g_ptr_array_add(parser->mail->parts, part);
    unwrap_part(parser, part, content, body, place);
}

/* Returns how many bytes object has in a message. */
static gsize size_of(GMimeObject *object)
{
    GMimeStream *nowhere = g_mime_stream_null_new();
    gssize size = g_mime_object_write_to_stream(object, NULL, nowhere);
    g_object_unref(nowhere);
    return size > 0 ? (gsize)size : 0;
}

/* Takes a mail that is a part of this one. */
static void take_mail(struct parser *parser, GMimeMessagePart *leaf, const struct place *place)
{
    GMimeMessage *message = g_mime_message_part_get_message(leaf);
    if (!spend_part(parser))
        return;
    AUTO(content) content = content_read(GMIME_OBJECT(leaf));
    struct mail_part *part = part_new(content, (struct span){"", ""}, place, parser->budget, parser->mail->notes);
    g_ptr_array_add(parser->mail->parts, part);
    if (message == NULL)
        return;
    if (parser->attached_depth + 1 > LIMIT_ATTACHED_DEPTH) {
        note_add(parser->mail->notes, "mails within mails beyond depth %u were not opened", LIMIT_ATTACHED_DEPTH);
        return;
    }
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    part->message = take_message(message, parser->attached_depth + 1, parser->budget, notes);
    part->size_bytes = part->message->size_bytes = size_of(GMIME_OBJECT(message));
    g_clear_pointer(&part->bytes, g_bytes_unref); /* all of it is in the message */
}

/* Makes a part of plain text of body, where a multipart turned out to be none. */
static void take_as_text(struct parser *parser, GMimeObject *multipart, struct span body, const struct place *place)
{
    if (!spend_part(parser))
        return;
    AUTO(content) plain = content_read(multipart);
    const char *encoding = g_mime_object_get_header(multipart, "Content-Transfer-Encoding");
    g_free(plain->type);
    plain->type = g_strdup("text/plain");
    plain->encoding = encoding != NULL ? g_mime_content_encoding_from_string(encoding) : GMIME_CONTENT_ENCODING_DEFAULT;
    g_clear_pointer(&plain->filename, g_free);
    *plain->disposition = '\0';
    struct place here = *place;
    here.path = *place->path != '\0' ? place->path : "1";
    g_ptr_array_add(parser->mail->parts, part_new(plain, body, &here, parser->budget, parser->mail->notes));
}

/* ---- multiparts */

/* Returns the first line of body that looks like a boundary's, or NULL. (transfer full) */
static char *first_dashes(struct span body)
{
    const char *p = body.start, *limit = body.start + MIN((gsize)(body.end - body.start), GUESS_BYTES);
    while (p < limit) {
        const char *stop = memchr(p, '\n', (gsize)(limit - p));
        stop = stop != NULL ? stop : limit;
        if (stop - p >= BOUNDARY_LINE_MIN && stop - p <= BOUNDARY_LINE_MAX && p[0] == '-' && p[1] == '-') {
            g_autofree char *line = g_strchomp(g_strndup(p, (gsize)(stop - p)));
            if (strpbrk(line, " \t\"\\") == NULL)
                return g_steal_pointer(&line);
        }
        p = stop + 1;
    }
    return NULL;
}

/* Finds the boundary in the body of a multipart whose header names none, or a wrong one: the first line that looks like one, if
 * it comes again and has the fields of a part behind it. Returns it (transfer full), or NULL. */
static char *guess_boundary(struct span body)
{
    g_autofree char *line = first_dashes(body);
    gsize length = line != NULL ? strlen(line) : 0;
    guint times = 0;
    bool has_fields = false;
    for (const char *p = body.start; line != NULL && times < GUESS_TIMES; p += length) {
        p = memmem(p, (gsize)(body.end - p), line, length);
        if (p == NULL)
            break;
        const char *next = p + length;
        while (next < body.end && (*next == '\r' || *next == '\n'))
            next++;
        has_fields |= body.end - next > 8 && g_ascii_strncasecmp(next, "Content-", 8) == 0;
        times++;
    }
    return has_fields && times > 1 ? g_strdup(line + 2) : NULL;
}

/* Reads the body of a multipart in which its boundary does not stand, or that has none. */
static void take_unbounded(struct parser *parser, GMimeMultipart *multipart, const struct place *place)
{
    const char *prologue = g_mime_multipart_get_prologue(multipart);
    struct span body = {prologue != NULL ? prologue : "", prologue != NULL ? prologue + strlen(prologue) : ""};
    g_autofree char *boundary = parser->wrapped_depth < WRAPPED_DEPTH ? guess_boundary(body) : NULL;
    if (boundary == NULL) {
        note_add(parser->mail->notes, "a multipart has no parts; it was read as plain text");
        take_as_text(parser, GMIME_OBJECT(multipart), body, place);
        return;
    }
    note_add(parser->mail->notes, "the header of a multipart does not name its boundary; it was guessed");
    GMimeContentType *type = g_mime_object_get_content_type(GMIME_OBJECT(multipart));
    g_autoptr(GString) mended = g_string_sized_new((gsize)(body.end - body.start) + 300);
    g_string_append_printf(mended, "Content-Type: multipart/%s; boundary=\"%s\"\n\n",
                           g_mime_content_type_get_media_subtype(type), boundary);
    g_string_append_len(mended, body.start, body.end - body.start);
    parser->wrapped_depth++;
    parse_part(parser, mended->str, mended->len, place);
    parser->wrapped_depth--;
}

/* Whether text has anything to read. */
static bool has_words(const char *text)
{
    for (const char *p = text; p != NULL && *p != '\0'; p++)
        if (g_ascii_isalnum(*p) || (guchar)*p >= 0x80)
            return true;
    return false;
}

static void take_children(struct parser *parser, GMimeMultipart *multipart, const struct place *place)
{
    AUTO(content) content = content_read(GMIME_OBJECT(multipart));
    struct place inside = *place;
    inside.around = content->type;
    bool has_parts = g_mime_multipart_get_count(multipart) > 0;
    if (has_parts && strcmp(content->type, "multipart/alternative") == 0 && place->alternative == 0)
        inside.alternative = ++parser->groups;
    for (int i = 0; i < g_mime_multipart_get_count(multipart); i++) {
        g_autofree char *path =
            *place->path != '\0' ? g_strdup_printf("%s.%d", place->path, i + 1) : g_strdup_printf("%d", i + 1);
        inside.path = path;
        inside.is_first = i == 0;
        take_object(parser, g_mime_multipart_get_part(multipart, i), &inside);
    }
}

static void take_multipart(struct parser *parser, GMimeMultipart *multipart, const struct place *place)
{
    guint parts_before = parser->mail->parts->len;
    take_children(parser, multipart, place);
    bool has_parts = g_mime_multipart_get_count(multipart) > 0;
    if (has_parts && !multipart->write_end_boundary)
        note_add(parser->mail->notes, "a multipart is not closed");
    if (has_words(g_mime_multipart_get_epilogue(multipart)))
        note_add(parser->mail->notes, "words behind the last part were left out, as mail programs do");
    if (!has_parts || parser->mail->parts->len == parts_before)
        take_unbounded(parser, multipart, place);
}

static void take_object(struct parser *parser, GMimeObject *object, const struct place *place)
{
    if (GMIME_IS_MULTIPART(object))
        take_multipart(parser, GMIME_MULTIPART(object), place);
    else if (GMIME_IS_MESSAGE_PART(object))
        take_mail(parser, GMIME_MESSAGE_PART(object), place);
    else if (GMIME_IS_PART(object))
        take_leaf(parser, GMIME_PART(object), place);
}

/* ---- the whole */

void parse_part(struct parser *parser, const char *data, gsize length, const struct place *place)
{
    AUTO(mime) mime = mime_parse(data, length, false, parser->mail->notes);
    if (mime->object != NULL)
        take_object(parser, mime->object, place);
}

static void move_notes(GPtrArray *to, const GPtrArray *from)
{
    for (guint i = 0; i < from->len; i++)
        note_add(to, "%s", (const char *)from->pdata[i]);
}

/* Reads a message that GMime took apart; notes are those of doing so. (transfer full) */
static struct mail *take_message(GMimeMessage *message, guint depth, struct budget *budget, GPtrArray *notes)
{
    struct parser parser = {.mail = mail_new(), .budget = budget, .attached_depth = depth};
    GMimeObject *object = g_mime_message_get_mime_part(message);
    move_notes(parser.mail->notes, notes);
    g_autofree char *charset = NULL;
    if (object != NULL)
        charset = g_strdup(g_mime_object_get_content_type_parameter(object, "charset"));
    headers_take(parser.mail, message, charset);
    struct place place = {.path = GMIME_IS_MULTIPART(object) ? "" : "1", .around = "", .is_first = true};
    if (object != NULL)
        take_object(&parser, object, &place);
    return parser.mail;
}

struct mail *parse_mail(const char *data, gsize length, guint depth, struct budget *budget)
{
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    AUTO(mime) mime = mime_parse(data, length, true, notes);
    struct mail *mail = take_message(GMIME_MESSAGE(mime->object), depth, budget, notes);
    mail->size_bytes = length;
    return mail;
}

/* Returns data with '\n' for each '\r', for the programs of long ago that knew no other line end; NULL where it has some. */
static char *with_line_ends(const char *data, gsize length)
{
    if (memchr(data, '\n', length) != NULL || memchr(data, '\r', length) == NULL)
        return NULL;
    char *copy = g_memdup2(data, length);
    for (char *p = copy; (p = memchr(p, '\r', length - (gsize)(p - copy))) != NULL;)
        *p = '\n';
    return copy;
}

struct mail *mail_parse(GBytes *bytes, GError **error)
{
    gsize length = 0, blank = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    while (blank < length && (g_ascii_isspace(data[blank]) || data[blank] == '\0'))
        blank++;
    if (blank == length) {
        g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "the message is empty");
        return NULL;
    }
    while (blank > 0 && data[blank - 1] != '\n') /* white space in front of the first word stays */
        blank--;
    g_autofree char *copy = with_line_ends(data + blank, length - blank);
    struct budget budget = {.parts = LIMIT_PARTS, .bytes = LIMIT_DECODED_BYTES};
    struct mail *mail = parse_mail(copy != NULL ? copy : data + blank, length - blank, 0, &budget);
    mail->size_bytes = length;
    return mail;
}
