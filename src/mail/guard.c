/* Follows the structure of a message as GMime will, only to bound and to mend it: GMime itself keeps every header field of a
 * flood, compares each line with all boundaries around it, and drops words that belong to no field. Decodes nothing. */
#include "mail/guard.h"

#include <stdbool.h>
#include <string.h>

#include "base/limits.h"
#include "mail/encoded_word.h"
#include "mail/line.h"
#include "mail/mime.h"
#include "mail/part.h"

#define CONTENT_FIELD_BYTES (16u * 1024)           /* of a Content- field, since each of its parameters costs */
#define ADDRESS_PIECES_MAX (2 * LIMIT_ADDRESSES)   /* GMime takes more time for them than in proportion */
#define ADDRESS_BRACKETS_MAX (8 * LIMIT_ADDRESSES) /* GMime goes into them by recursion */
#define ENTITIES_MAX (2 * LIMIT_PARTS)             /* parts and the multiparts around them */

struct guard {
    const char *at, *end; /* at: the line that is looked at next */
    const char *kept;     /* bytes before it are in out */
    GByteArray *out;      /* NULL until something changes */
    GPtrArray *notes;
    char *boundaries[LIMIT_MULTIPART_DEPTH]; /* those that are open, outermost first */
    bool is_digest[LIMIT_MULTIPART_DEPTH];   /* parts of it are mails where they say nothing */
    guint depth, entities;
    bool is_prologue; /* what follows is the body of a multipart, of which GMime makes a string */
};

/* A header block in progress. */
struct block {
    guint fields;
    const char *limit; /* bytes behind it are dropped */
    bool is_first, is_whole;
    bool is_dropping;  /* lines that go on belong to a field that was dropped */
    const char *field; /* where an open field begins that GMime reads at once; NULL: none is open */
    GString *text;     /* that field as it shall be */
    bool has_type;
    GMimeContentType *type; /* (nullable) */
    bool is_encoded;
};

/* ---- the copy */

/* Writes text for the bytes [from, to). Changes come in the order of the bytes. */
static void change(struct guard *guard, const char *from, const char *to, const char *text)
{
    if (guard->out == NULL)
        guard->out = g_byte_array_sized_new((guint)(guard->end - guard->kept) + 1);
    g_byte_array_append(guard->out, (const guint8 *)guard->kept, (guint)(from - guard->kept));
    g_byte_array_append(guard->out, (const guint8 *)text, (guint)strlen(text));
    guard->kept = to;
}

static void blank_nul(struct guard *guard, const char *p, const char *end)
{
    while ((p = memchr(p, '\0', (gsize)(end - p))) != NULL) {
        change(guard, p, p + 1, " ");
        p++;
    }
}

/* ---- lines */

/* Returns the number (1-based) of the open boundary whose line [p, stop) is, the innermost first; 0: of none. */
static guint delimiter_level(const struct guard *guard, const char *p, const char *stop, bool *is_close)
{
    if (stop - p < 3 || p[0] != '-' || p[1] != '-')
        return 0;
    gsize length = (gsize)(line_trimmed_end(p, stop) - p) - 2;
    for (guint level = guard->depth; level > 0; level--) {
        const char *boundary = guard->boundaries[level - 1];
        gsize wanted = strlen(boundary);
        *is_close = length == wanted + 2 && p[2 + wanted] == '-' && p[3 + wanted] == '-';
        if ((length == wanted || *is_close) && memcmp(p + 2, boundary, wanted) == 0)
            return level;
    }
    return 0;
}

/* Returns the colon of the field that begins at p, or NULL where no field does. Old programs write "Subject : text". */
static const char *field_colon(const char *p, const char *stop)
{
    const char *name = p;
    while (p < stop && (guchar)*p > ' ' && (guchar)*p < 0x7F && *p != ':')
        p++;
    if (p == name)
        return NULL;
    while (p < stop && (*p == ' ' || *p == '\t'))
        p++;
    return p < stop && *p == ':' ? p : NULL;
}

static bool is_mbox_from(const char *p, const char *stop)
{
    return (stop - p > 5 && memcmp(p, "From ", 5) == 0) || (stop - p > 6 && memcmp(p, ">From ", 6) == 0);
}

/* Returns whether the line behind stop begins a field, so that the headers are not over yet. */
static bool goes_on_after(const struct guard *guard, const char *stop)
{
    const char *next = MIN(stop + 1, guard->end), *next_stop = line_break(next, guard->end);
    return next < next_stop && field_colon(next, next_stop) != NULL;
}

/* What a line of a header block is. */
enum header_line { LINE_FIELD, LINE_MORE, LINE_STRAY, LINE_EMPTY, LINE_BODY };

static enum header_line judge_line(const struct guard *guard, const char *p, const char *stop, bool is_first)
{
    bool is_indented = *p == ' ' || *p == '\t', is_close;
    if (line_trimmed_end(p, stop) == p)
        return is_indented && !is_first && goes_on_after(guard, stop) ? LINE_MORE : LINE_EMPTY;
    if (delimiter_level(guard, p, stop, &is_close) > 0)
        return LINE_BODY;
    if (is_indented)
        return is_first ? LINE_BODY : LINE_MORE;
    if (is_mbox_from(p, stop))
        return is_first ? LINE_STRAY : LINE_BODY;
    if (field_colon(p, stop) != NULL)
        return LINE_FIELD;
    return !is_first && goes_on_after(guard, stop) ? LINE_MORE : LINE_BODY;
}

/* ---- fields that GMime reads at once: Content- fields and lists of addresses */

static bool is_called(const char *field, const char *name)
{
    gsize length = strlen(name);
    return g_ascii_strncasecmp(field, name, length) == 0 && (field[length] == ':' || g_ascii_isspace(field[length]));
}

/* Returns what the type [p, end) must mean where it is none; NULL where it is one. */
static const char *mended_type(const char *p, const char *end)
{
    static const struct {
        const char *written, *meant;
    } short_names[] = {{"html", "text/html"}, {"text/htm", "text/html"}};
    g_autofree char *type = g_strndup(p, (gsize)(end - p));
    for (guint i = 0; i < G_N_ELEMENTS(short_names); i++)
        if (g_ascii_strcasecmp(type, short_names[i].written) == 0)
            return short_names[i].meant;
    const char *slash = strchr(type, '/');
    bool is_sound = slash != NULL && slash > type && slash[1] != '\0' && strchr(slash + 1, '/') == NULL;
    for (const char *q = type; *q != '\0' && is_sound; q++)
        is_sound = g_ascii_isgraph(*q);
    return is_sound ? NULL : "text/plain";
}

/* Returns whether a parameter begins at p: "name=". */
static bool begins_parameter(const char *p)
{
    const char *name = p;
    while (g_ascii_isalnum(*p) || *p == '*' || *p == '-')
        p++;
    return p > name && *p == '=';
}

static void trim(GString *text)
{
    while (text->len > 0 && g_ascii_isspace(text->str[text->len - 1]))
        g_string_truncate(text, text->len - 1);
}

/* Returns the parameters in p with semicolons between all of them, without a quote that is never closed, and without blanks at
 * the end of a quotation, which no boundary has. (transfer full) */
static char *mended_parameters(const char *p)
{
    GString *out = g_string_new(NULL);
    bool is_quoted = false;
    for (char before = ';'; *p != '\0'; p++) {
        bool has_gap = !is_quoted && out->len > 0 && g_ascii_isspace(out->str[out->len - 1]);
        if (has_gap && before != ';' && before != '=' && begins_parameter(p))
            g_string_append_c(out, ';');
        if (*p == '"' && is_quoted)
            trim(out);
        bool is_stray = *p == '"' && !is_quoted && strchr(p + 1, '"') == NULL;
        is_quoted ^= *p == '"' && !is_stray;
        if (!is_stray)
            g_string_append_c(out, *p);
        if (is_quoted && *p == '\\' && p[1] != '\0')
            g_string_append_c(out, *++p);
        before = g_ascii_isspace(*p) ? before : *p;
    }
    return g_string_free(out, FALSE);
}

/* Mends field, the whole Content-Type. */
static void mend_type(GString *field)
{
    const char *p = strchr(field->str, ':') + 1, *end = p += strspn(p, " \t\r\n;\"'");
    while (*end != '\0' && !g_ascii_isspace(*end) && strchr(";,\"(", *end) == NULL)
        end++;
    const char *meant = mended_type(p, end), *rest = end + strspn(end, " \t\r\n\",");
    g_autofree char *type = meant != NULL ? g_strdup(meant) : g_strndup(p, (gsize)(end - p));
    g_autofree char *parameters = mended_parameters(rest);
    bool has_semicolon = *rest == ';' || *rest == '\0' || *rest == '(';
    if (meant != NULL || !has_semicolon || strcmp(parameters, rest) != 0)
        g_string_printf(field, "Content-Type: %s%s %s", type, has_semicolon ? "" : ";", parameters);
}

/* Takes the boundary out of field. */
static void remove_boundary(GString *field)
{
    for (char *p = field->str; (p = strcasestr(p, "boundary")) != NULL; p++)
        *p = 'x';
}

/* Reads the whole Content-Type in block->text, and mends it. */
static void take_type(struct guard *guard, struct block *block)
{
    mend_type(block->text);
    block->has_type = true;
    block->type = g_mime_content_type_parse(NULL, strchr(block->text->str, ':') + 1);
    const char *boundary = g_mime_content_type_get_parameter(block->type, "boundary");
    bool is_multipart = g_mime_content_type_is_type(block->type, "multipart", "*");
    if (!is_multipart || boundary == NULL || (*boundary != '\0' && guard->depth < LIMIT_MULTIPART_DEPTH))
        return;
    if (*boundary != '\0')
        note_add(guard->notes, "parts nested deeper than %u were not opened", LIMIT_MULTIPART_DEPTH);
    remove_boundary(block->text);
    g_object_unref(block->type);
    block->type = g_mime_content_type_parse(NULL, strchr(block->text->str, ':') + 1);
}

static bool is_address_field(const char *field)
{
    static const char *const names[] = {"From", "Sender", "Reply-To", "To", "Cc", "Bcc"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_called(field, names[i]))
            return true;
    return false;
}

/* Cuts a list of addresses where it is a flood and no list. Returns whether it did. */
static bool cut_addresses(GString *field)
{
    guint pieces = 0, brackets = 0;
    for (const char *p = field->str; *p != '\0'; p++) {
        pieces += *p == ',' || *p == ';';
        brackets += strchr("(<\":[", *p) != NULL;
        if (pieces > ADDRESS_PIECES_MAX || brackets > ADDRESS_BRACKETS_MAX) {
            g_string_truncate(field, (gsize)(p - field->str));
            return true;
        }
    }
    return false;
}

static bool is_encoding(const char *field)
{
    const char *value = strchr(field, ':') + 1;
    value += strspn(value, " \t\r\n");
    return g_ascii_strncasecmp(value, "base64", 6) == 0 || g_ascii_strncasecmp(value, "quoted", 6) == 0;
}

/* Adds the line [p, next) to the open field, as far as there may be more of it. */
static void add_text_line(struct block *block, const char *p, const char *next)
{
    gsize most = is_address_field(block->field) ? LIMIT_HEADER_BYTES : CONTENT_FIELD_BYTES;
    gsize room = most - MIN(most, block->text->len);
    gsize length = MIN((gsize)(next - p), room);
    if (block->text->len > 0 && *p != ' ' && *p != '\t' && room > 0)
        g_string_append_c(block->text, ' ');
    gsize start = block->text->len;
    g_string_append_len(block->text, p, (gssize)length);
    for (gsize i = start; i < block->text->len; i++)
        if (block->text->str[i] == '\0')
            block->text->str[i] = ' ';
    block->is_whole &= length == (gsize)(next - p);
}

/* Mends encoded words in field, which should be none in the name of a file, and are. */
static void mend_filename(GString *field)
{
    if (strstr(field->str, "=?") == NULL || strcasestr(field->str, "boundary") != NULL)
        return;
    g_autofree char *mended = encoded_words_mend(field->str, field->len);
    g_string_assign(field, mended);
}

/* Ends the field that is open, if one is; stop: where it ends. */
static void close_field(struct guard *guard, struct block *block, const char *stop)
{
    if (block->field == NULL)
        return;
    const char *field = block->field;
    block->field = NULL;
    if (!is_address_field(field))
        mend_filename(block->text);
    if (is_called(field, "Content-Type"))
        take_type(guard, block);
    else if (is_called(field, "Content-Transfer-Encoding"))
        block->is_encoded = is_encoding(block->text->str);
    else if (is_address_field(field))
        block->is_whole &= !cut_addresses(block->text);
    if (!g_str_has_suffix(block->text->str, "\n"))
        g_string_append_c(block->text, '\n');
    gsize length = (gsize)(stop - field);
    if (block->text->len != length || memcmp(block->text->str, field, length) != 0)
        change(guard, field, stop, block->text->str);
    g_string_truncate(block->text, 0);
}

/* ---- header blocks */

/* Takes or drops the line [p, next) of a field. */
static void take_line(struct guard *guard, struct block *block, enum header_line line, const char *p, const char *next)
{
    bool fits = next <= block->limit && (line == LINE_MORE || block->fields < LIMIT_HEADER_FIELDS);
    bool is_second_type = line == LINE_FIELD && block->has_type && is_called(p, "Content-Type");
    if (line == LINE_FIELD)
        block->is_dropping = false;
    if (is_second_type)
        note_add(guard->notes, "there are several Content-Type lines; the first was taken");
    block->is_whole &= fits;
    if (!fits || is_second_type || block->is_dropping) {
        close_field(guard, block, p);
        block->is_dropping = true;
        change(guard, p, next, "");
        return;
    }
    block->fields += line == LINE_FIELD;
    if (line == LINE_FIELD && (g_ascii_strncasecmp(p, "Content-", 8) == 0 || is_address_field(p)))
        block->field = p;
    if (block->field != NULL) {
        add_text_line(block, p, next);
        return;
    }
    if (line == LINE_MORE && *p != ' ' && *p != '\t')
        change(guard, p, p, " ");
    blank_nul(guard, p, next);
}

/* Passes over a header block and the empty line behind it. */
static void bound_block(struct guard *guard, struct block *block)
{
    gsize left = (gsize)(guard->end - guard->at);
    block->limit = guard->at + MIN(left, LIMIT_HEADER_BYTES);
    block->is_first = block->is_whole = true;
    while (guard->at < guard->end) {
        const char *p = guard->at, *stop = line_break(p, guard->end), *next = MIN(stop + 1, guard->end);
        enum header_line line = judge_line(guard, p, stop, block->is_first);
        if (line != LINE_MORE)
            close_field(guard, block, p);
        if (line == LINE_BODY) {
            change(guard, p, p, "\n");
            break;
        }
        guard->at = next;
        if (line == LINE_EMPTY) {
            if (stop - p > 1 || (stop - p == 1 && *p != '\r'))
                change(guard, p, next, "\n");
            break;
        }
        if (line == LINE_STRAY) {
            change(guard, p, next, "");
            continue;
        }
        block->is_first = false;
        take_line(guard, block, line, p, next);
    }
    close_field(guard, block, guard->at);
}

/* Opens the multipart that the header block announces. */
static void push_boundary(struct guard *guard, const GMimeContentType *type)
{
    const char *boundary = g_mime_content_type_get_parameter((GMimeContentType *)type, "boundary");
    if (boundary == NULL)
        return;
    guard->is_digest[guard->depth] = g_mime_content_type_is_type((GMimeContentType *)type, "multipart", "digest");
    guard->boundaries[guard->depth++] = g_strchomp(g_strdup(boundary));
}

/* Bounds the headers at guard->at, those of a mail that is the content too. */
static void bound_headers(struct guard *guard, bool is_top)
{
    bool is_mail = true, is_inside = false;
    while (is_mail && guard->entities++ < ENTITIES_MAX) {
        struct block block = {.text = g_string_new(NULL)};
        bound_block(guard, &block);
        if (!block.is_whole)
            note_add(guard->notes, is_top && !is_inside ? "there are too many header fields; the first ones were read"
                                                        : "a part has too many header fields; the first ones were read");
        bool is_digest = !is_inside && guard->depth > 0 && guard->is_digest[guard->depth - 1];
        is_mail = block.type != NULL ? mime_is_mail(block.type) && !block.is_encoded : is_digest;
        guard->is_prologue = block.type != NULL && g_mime_content_type_is_type(block.type, "multipart", "*");
        if (guard->is_prologue)
            push_boundary(guard, block.type);
        g_clear_object(&block.type);
        g_string_free(block.text, TRUE);
        is_inside = true;
    }
}

/* ---- bodies */

/* Closes the boundaries deeper than depth. */
static void pop_boundaries(struct guard *guard, guint depth)
{
    while (guard->depth > depth)
        g_free(guard->boundaries[--guard->depth]);
}

/* Passes over a body up to the line behind which the next header block stands. Returns false where there is none. */
static bool find_headers(struct guard *guard)
{
    const char *body = guard->at;
    bool is_close = true;
    while (guard->at < guard->end && is_close) {
        const char *p = guard->at, *stop = line_break(p, guard->end);
        guint level = delimiter_level(guard, p, stop, &is_close);
        guard->at = MIN(stop + 1, guard->end);
        is_close |= level == 0;
        if (level > 0)
            pop_boundaries(guard, is_close ? level - 1 : level);
        if (guard->is_prologue && (level > 0 || guard->at == guard->end)) {
            blank_nul(guard, body, level > 0 ? p : guard->end);
            guard->is_prologue = false;
        }
    }
    return !is_close;
}

GByteArray *guard_bound(const char *data, gsize length, GPtrArray *notes)
{
    struct guard guard = {.at = data, .end = data + length, .kept = data, .notes = notes};
    bool has_more = true;
    bound_headers(&guard, true);
    while (guard.entities <= ENTITIES_MAX && (has_more = find_headers(&guard)))
        bound_headers(&guard, false);
    if (has_more) {
        note_add(notes, "there are more than %u parts; the rest was left out", LIMIT_PARTS);
        change(&guard, guard.at, guard.end, "");
    }
    pop_boundaries(&guard, 0);
    if (guard.out != NULL)
        change(&guard, guard.end, guard.end, "");
    return guard.out;
}
