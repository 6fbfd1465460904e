/* Splits the bytes of a message into header fields and bodies. Looks at every byte once, whatever the nesting; copies nothing.
 */
#include "mail/scan.h"

#include <string.h>

void scan_init(struct scan *scan, const char *data, gsize length) { *scan = (struct scan){.at = data, .end = data + length}; }

static const char *line_break(const char *p, const char *end)
{
    const char *found = memchr(p, '\n', (gsize)(end - p));
    return found != NULL ? found : end;
}

static const char *trimmed_end(const char *start, const char *end)
{
    while (end > start && g_ascii_isspace(end[-1]))
        end--;
    return end;
}

/* Decides whether the line [p, stop) is that of an open boundary, the innermost first. Sets stopped_at and is_close. */
static bool is_delimiter(struct scan *scan, const char *p, const char *stop)
{
    if (stop - p < 3 || p[0] != '-' || p[1] != '-')
        return false;
    gsize length = (gsize)(trimmed_end(p, stop) - p) - 2;
    for (guint level = scan->depth; level > 0; level--) {
        const struct span *boundary = &scan->boundaries[level - 1];
        gsize wanted = (gsize)(boundary->end - boundary->start);
        bool closes = length == wanted + 2 && p[2 + wanted] == '-' && p[3 + wanted] == '-';
        if ((length != wanted && !closes) || memcmp(p + 2, boundary->start, wanted) != 0)
            continue;
        scan->stopped_at = level;
        scan->is_close = closes;
        return true;
    }
    return false;
}

void scan_skip_line(struct scan *scan)
{
    const char *stop = line_break(scan->at, scan->end);
    scan->at = MIN(stop + 1, scan->end);
}

void scan_skip_all(struct scan *scan)
{
    scan->at = scan->end;
    scan->stopped_at = 0;
}

/* ---- header fields */

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

/* Returns whether the line behind stop begins a field or goes on with one, so that the headers are not over yet. */
static bool goes_on_after(const struct scan *scan, const char *stop)
{
    const char *next = MIN(stop + 1, scan->end), *next_stop = line_break(next, scan->end);
    return next < next_stop && field_colon(next, next_stop) != NULL;
}

static void add_field(GArray *fields, const char *p, const char *colon, const char *stop)
{
    struct field field = {.name = p, .name_length = (gsize)(trimmed_end(p, colon) - p), .value = colon + 1};
    field.value_length = (gsize)(stop - field.value);
    g_array_append_val(fields, field);
}

/* What a line of a header block is. */
enum header_line { LINE_FIELD, LINE_MORE, LINE_STRAY, LINE_EMPTY, LINE_BODY };

static enum header_line judge_line(struct scan *scan, const char *p, const char *stop, bool first)
{
    if (trimmed_end(p, stop) == p)
        return *p == ' ' || *p == '\t' ? (goes_on_after(scan, stop) ? LINE_MORE : LINE_EMPTY) : LINE_EMPTY;
    if (is_delimiter(scan, p, stop))
        return LINE_BODY;
    if (*p == ' ' || *p == '\t')
        return first ? LINE_BODY : LINE_MORE;
    if (is_mbox_from(p, stop))
        return first ? LINE_STRAY : LINE_BODY;
    if (field_colon(p, stop) != NULL)
        return LINE_FIELD;
    return !first && goes_on_after(scan, stop) ? LINE_MORE : LINE_BODY;
}

bool scan_headers(struct scan *scan, GArray *fields, guint max_fields)
{
    const char *limit = scan->end - scan->at > (gssize)LIMIT_HEADER_BYTES ? scan->at + LIMIT_HEADER_BYTES : scan->end;
    bool first = true, whole = true, open = false;
    scan->stopped_at = 0;
    while (scan->at < scan->end) {
        const char *p = scan->at, *stop = line_break(p, scan->end);
        enum header_line line = judge_line(scan, p, stop, first);
        if (line == LINE_BODY)
            break;
        scan->at = MIN(stop + 1, scan->end);
        if (line == LINE_EMPTY)
            break;
        if (line == LINE_STRAY)
            continue;
        first = false;
        bool fits = stop <= limit && (line == LINE_MORE || fields->len < max_fields);
        whole &= fits;
        if (line == LINE_FIELD && fits)
            add_field(fields, p, field_colon(p, stop), stop);
        else if (line == LINE_MORE && fits && open) {
            struct field *last = &g_array_index(fields, struct field, fields->len - 1);
            last->value_length = (gsize)(stop - last->value);
        }
        open = fits && (line == LINE_FIELD || open);
    }
    return whole;
}

const struct field *field_find(const GArray *fields, const char *name)
{
    gsize length = strlen(name);
    for (guint i = 0; i < fields->len; i++) {
        const struct field *field = &g_array_index(fields, struct field, i);
        if (field->name_length == length && g_ascii_strncasecmp(field->name, name, length) == 0)
            return field;
    }
    return NULL;
}

/* ---- bodies */

struct span scan_body(struct scan *scan)
{
    struct span body = {scan->at, scan->end};
    scan->stopped_at = 0;
    while (scan->at < scan->end) {
        const char *stop = line_break(scan->at, scan->end);
        if (is_delimiter(scan, scan->at, stop)) {
            body.end = scan->at;
            if (body.end > body.start && body.end[-1] == '\n')
                body.end--;
            if (body.end > body.start && body.end[-1] == '\r')
                body.end--;
            return body;
        }
        scan->at = MIN(stop + 1, scan->end);
    }
    return body;
}
