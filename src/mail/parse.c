/* Takes a message apart: fields, then its tree of parts as a flat list. Pure, linear, and bounded by base/limits.h: what lies
 * beyond a limit stays unread, and the notes say so. */
#include "mail/parse.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "mail/headers.h"
#include "mail/scan.h"

#define GUESS_BYTES (64u * 1024) /* in which a boundary that no header names is looked for */
#define GUESS_TIMES 20u
#define BOUNDARY_LINE_MIN 6
#define BOUNDARY_LINE_MAX 200

static void take_entity(struct parser *parser, const struct content *content, const struct place *place);
static void take_unbounded(struct parser *parser, const struct content *content, struct span body, const struct place *place);

/* ---- leaves */

/* Makes a part of what lies up to the next boundary. */
static void take_leaf(struct parser *parser, const struct content *content, const struct place *place)
{
    if (parser->budget->parts == 0) {
        note_add(parser->mail->notes, "there are more than %u parts; the rest was left out", LIMIT_PARTS);
        scan_skip_all(&parser->scan);
        return;
    }
    struct span body = scan_body(&parser->scan);
    parser->budget->parts--;
    struct mail_part *part = part_new(content, body, place, parser->budget, parser->mail->notes);
    g_ptr_array_add(parser->mail->parts, part);
    unwrap_part(parser, part, content, body, place);
}

/* Makes a part of plain text of [body), where a multipart turned out to be none. */
static void take_as_text(struct parser *parser, const struct content *content, struct span body, const struct place *place)
{
    g_autoptr(GArray) no_fields = g_array_new(FALSE, FALSE, sizeof(struct field));
    AUTO(content) plain = content_read(no_fields, "text/plain");
    plain->transfer = content->transfer;
    plain->charset = g_strdup(content->charset);
    if (parser->budget->parts == 0)
        return;
    parser->budget->parts--;
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
            if (strpbrk(line, " \t") == NULL)
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

/* Reads the parts between the boundaries of level. */
static void take_children(struct parser *parser, const struct content *content, const struct place *place, guint level)
{
    const char *child_type = strcmp(content->type, "multipart/digest") == 0 ? "message/rfc822" : "text/plain";
    for (guint number = 1; parser->scan.stopped_at == level && !parser->scan.is_close; number++) {
        scan_skip_line(&parser->scan);
        g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct field));
        if (!scan_headers(&parser->scan, fields, LIMIT_HEADER_FIELDS))
            note_add(parser->mail->notes, "a part has too many header fields; the first ones were read");
        AUTO(content) child = content_read(fields, child_type);
        g_autofree char *path =
            *place->path != '\0' ? g_strdup_printf("%s.%u", place->path, number) : g_strdup_printf("%u", number);
        struct place inside = *place;
        inside.path = path;
        inside.around = content->type;
        inside.is_first = number == 1;
        take_entity(parser, child, &inside);
    }
}

/* Whether [start, end) has anything to read. */
static bool has_words(struct span span)
{
    for (const char *p = span.start; p < span.end; p++)
        if (g_ascii_isalnum(*p) || (guchar)*p >= 0x80)
            return true;
    return false;
}

static void take_multipart(struct parser *parser, const struct content *content, const char *boundary,
                           const struct place *place)
{
    struct scan *scan = &parser->scan;
    struct place inside = *place;
    guint level = ++scan->depth, parts_before = parser->mail->parts->len;
    scan->boundaries[level - 1] = (struct span){boundary, boundary + strlen(boundary)};
    if (strcmp(content->type, "multipart/alternative") == 0 && place->alternative == 0)
        inside.alternative = ++parser->groups;
    struct span before = scan_body(scan);
    bool has_parts = scan->stopped_at == level && !scan->is_close;
    take_children(parser, content, &inside, level);
    if (scan->stopped_at == level) {
        scan_skip_line(scan);
        scan->depth = level - 1;
        struct span after = scan_body(scan);
        if (has_words(after))
            note_add(parser->mail->notes, "words behind the last part were left out, as mail programs do");
    } else {
        scan->depth = level - 1;
        if (has_parts)
            note_add(parser->mail->notes, "a multipart is not closed");
    }
    if (!has_parts || parser->mail->parts->len == parts_before)
        take_unbounded(parser, content, before, place);
}

/* Reads the body of a multipart in which its boundary does not stand, or that has none. */
static void take_unbounded(struct parser *parser, const struct content *content, struct span body, const struct place *place)
{
    g_autofree char *boundary = parser->wrapped_depth < WRAPPED_DEPTH ? guess_boundary(body) : NULL;
    if (boundary == NULL) {
        note_add(parser->mail->notes, "a multipart has no parts; it was read as plain text");
        take_as_text(parser, content, body, place);
        return;
    }
    note_add(parser->mail->notes, "the header of a multipart does not name its boundary; it was guessed");
    struct scan around = parser->scan;
    parser->wrapped_depth++;
    scan_init(&parser->scan, body.start, (gsize)(body.end - body.start));
    take_multipart(parser, content, boundary, place);
    parser->wrapped_depth--;
    parser->scan = around;
}

/* Reads one entity, whose fields are read already, up to the boundary that ends it. */
static void take_entity(struct parser *parser, const struct content *content, const struct place *place)
{
    if (!content_is(content, "multipart/")) {
        take_leaf(parser, content, place);
        return;
    }
    if (content->boundary == NULL) {
        struct span body = scan_body(&parser->scan);
        take_unbounded(parser, content, body, place);
    } else if (parser->scan.depth >= LIMIT_MULTIPART_DEPTH) {
        note_add(parser->mail->notes, "parts nested deeper than %u were not opened", LIMIT_MULTIPART_DEPTH);
        take_leaf(parser, content, place);
    } else {
        take_multipart(parser, content, content->boundary, place);
    }
}

/* ---- the whole */

void parse_entity(struct parser *parser, const char *data, gsize length, const struct place *place)
{
    struct scan around = parser->scan;
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct field));
    scan_init(&parser->scan, data, length);
    scan_headers(&parser->scan, fields, LIMIT_HEADER_FIELDS);
    AUTO(content) content = content_read(fields, "text/plain");
    take_entity(parser, content, place);
    parser->scan = around;
}

struct mail *parse_mail(const char *data, gsize length, guint depth, struct budget *budget)
{
    struct parser parser = {.mail = mail_new(), .budget = budget, .attached_depth = depth};
    g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct field));
    scan_init(&parser.scan, data, length);
    if (!scan_headers(&parser.scan, fields, LIMIT_HEADER_FIELDS))
        note_add(parser.mail->notes, "there are too many header fields; the first ones were read");
    AUTO(content) content = content_read(fields, "text/plain");
    headers_take(parser.mail, fields, content->charset);
    struct place place = {.path = content_is(content, "multipart/") ? "" : "1", .around = "", .is_first = true};
    take_entity(&parser, content, &place);
    parser.mail->size_bytes = length;
    return parser.mail;
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
