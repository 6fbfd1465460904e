/* Reads lists of addresses: structure first, decoding after, so that a comma in a decoded name divides nothing. */
#include "mail/address.h"

#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "mail/encoded_word.h"

/* One element of the list in progress. */
struct element {
    GString *phrase;  /* words before the address, without quotes */
    GString *literal; /* the same as written, without comments and white space */
    GString *comment;
    GString *angle;         /* what stands in <> */
    bool has_angle, has_at; /* has_at: literal has an "@" */
};

struct reader {
    GPtrArray *list;
    const char *p, *end, *fallback;
    struct element element;
    bool no_quotes;   /* the rest has no quotation that is closed */
    GString *carried; /* a name without an address: "Smith" of "Smith, John <j@b.example>" */
};

void mail_address_free(void *data)
{
    struct mail_address *address = data;
    g_free(address->name);
    g_free(address->address);
    g_free(address);
}

/* Returns address without what people and programs put around it. (transfer full) */
static char *clean_address(const char *text)
{
    GString *out = g_string_new(NULL);
    if (g_ascii_strncasecmp(text, "mailto:", 7) == 0)
        text += 7;
    const char *route = *text == '@' ? strchr(text, ':') : NULL; /* <@relay.example:a@b.example> */
    bool quoted = false;
    for (const char *p = route != NULL ? route + 1 : text; *p != '\0'; p++) {
        quoted ^= *p == '"';
        if (((guchar)*p > ' ' && *p != '<' && *p != '>') || (quoted && *p == ' '))
            g_string_append_c(out, *p);
    }
    gsize length = out->len;
    if (length > 2 && out->str[0] == '\'' && out->str[length - 1] == '\'') {
        g_string_truncate(out, length - 1);
        g_string_erase(out, 0, 1);
    }
    while (out->len > 0 && (out->str[out->len - 1] == '.' || out->str[out->len - 1] == ','))
        g_string_truncate(out, out->len - 1);
    return g_string_free(out, FALSE);
}

static char *clean_name(const struct reader *reader, const GString *raw)
{
    g_autofree char *words = encoded_words_decode(raw->str, raw->len, reader->fallback);
    char *name = text_squeeze(words);
    gsize length = strlen(name);
    if (length > 2 && (*name == '\'' || *name == '"') && name[length - 1] == *name) {
        name[length - 1] = '\0';
        memmove(name, name + 1, length - 1);
    }
    return g_strstrip(name);
}

static void add(struct reader *reader, const GString *name, const char *address)
{
    if (reader->list->len >= LIMIT_ADDRESSES)
        return;
    g_autofree char *sound = encoded_words_decode(address, strlen(address), reader->fallback);
    struct mail_address *added = g_new0(struct mail_address, 1);
    added->name = clean_name(reader, name);
    added->address = clean_address(sound);
    g_ptr_array_add(reader->list, added);
}

static void flush_carried(struct reader *reader)
{
    if (reader->carried->len > 0)
        add(reader, reader->carried, "");
    g_string_truncate(reader->carried, 0);
}

/* Finds the word with an "@" in "John Smith j@b.example" and takes it out of the phrase. Returns it (transfer full). */
static char *take_bare_address(GString *phrase)
{
    const char *at = strchr(phrase->str, '@');
    gsize start = (gsize)(at - phrase->str), stop = start;
    while (start > 0 && phrase->str[start - 1] != ' ')
        start--;
    while (stop < phrase->len && phrase->str[stop] != ' ')
        stop++;
    char *address = g_strndup(phrase->str + start, stop - start);
    g_string_erase(phrase, (gssize)start, (gssize)(stop - start));
    return address;
}

static void finish_bare(struct reader *reader)
{
    struct element *element = &reader->element;
    flush_carried(reader);
    const char *at = strchr(element->phrase->str, '@');
    bool is_spread = element->literal->str[0] == '"' || at == NULL || at == element->phrase->str || at[-1] == ' ' ||
                     at[1] == ' ' || at[1] == '\0'; /* "a @ b.example" */
    g_autofree char *address = is_spread ? g_strdup(element->literal->str) : take_bare_address(element->phrase);
    if (is_spread)
        g_string_truncate(element->phrase, 0);
    g_strchomp(element->phrase->str);
    bool has_phrase = strspn(element->phrase->str, " ") < strlen(element->phrase->str);
    add(reader, has_phrase ? element->phrase : element->comment, address);
}

static void finish(struct reader *reader)
{
    struct element *element = &reader->element;
    if (element->has_angle) {
        if (reader->carried->len > 0 && element->phrase->len > 0)
            g_string_append(reader->carried, ", ");
        g_string_append_len(reader->carried, element->phrase->str, (gssize)element->phrase->len);
        add(reader, reader->carried->len > 0 ? reader->carried : element->comment, element->angle->str);
        g_string_truncate(reader->carried, 0);
    } else if (element->has_at) {
        finish_bare(reader);
    } else if (element->literal->len > 0) {
        flush_carried(reader);
        g_string_append(reader->carried, element->phrase->str);
        while (reader->carried->len > 0 && reader->carried->str[reader->carried->len - 1] == ' ')
            g_string_truncate(reader->carried, reader->carried->len - 1);
    }
    g_string_truncate(element->phrase, 0);
    g_string_truncate(element->literal, 0);
    g_string_truncate(element->comment, 0);
    g_string_truncate(element->angle, 0);
    element->has_angle = element->has_at = false;
}

/* ---- tokens; each is read from reader->p on */

/* Returns whether the quotation that begins at reader->p is closed. */
static bool is_closed(struct reader *reader)
{
    const char *p = reader->p + 1;
    while (!reader->no_quotes && p < reader->end && *p != '"')
        p += *p == '\\' ? 2 : 1;
    reader->no_quotes |= p >= reader->end;
    return !reader->no_quotes;
}

static void read_quoted(struct reader *reader)
{
    struct element *element = &reader->element;
    const char *p = reader->p;
    g_string_append_c(element->literal, *p++);
    while (p < reader->end && *p != '"') {
        bool escaped = *p == '\\' && p + 1 < reader->end;
        if (escaped)
            g_string_append_c(element->literal, *p++);
        g_string_append_c(element->literal, *p);
        g_string_append_c(element->phrase, *p++);
    }
    g_string_append_c(element->literal, '"');
    reader->p = MIN(p + 1, reader->end);
}

static void read_comment(struct reader *reader)
{
    const char *p = reader->p;
    gsize depth = 0;
    do {
        depth += *p == '(';
        depth -= *p == ')';
        if (*p == '\\' && p + 1 < reader->end)
            p++;
        else if ((*p == '(' && depth == 1) || (*p == ')' && depth == 0))
            continue;
        g_string_append_c(reader->element.comment, *p);
    } while (++p < reader->end && depth > 0);
    reader->p = p;
}

static void read_angle(struct reader *reader)
{
    const char *p = reader->p + 1;
    bool quoted = false;
    if (reader->element.angle->len > 0)
        finish(reader); /* a comma is missing */
    while (p < reader->end && (quoted || (*p != '>' && *p != '<'))) {
        quoted ^= *p == '"';
        g_string_append_c(reader->element.angle, *p++);
    }
    reader->element.has_angle = true;
    reader->p = p < reader->end && *p == '>' ? p + 1 : p;
}

/* Reads an encoded word as a whole: some write commas and brackets into it. Returns false where none begins. */
static bool read_encoded(struct reader *reader)
{
    const char *p = reader->p;
    if (reader->end - p < 8 || p[0] != '=' || p[1] != '?')
        return false;
    guint marks = 0;
    const char *q = p + 2;
    for (; q < reader->end && marks < 3 && (guchar)*q > ' '; q++)
        marks += *q == '?';
    if (marks < 3 || *(q - 1) != '?')
        return false;
    if (q < reader->end && *q == '=')
        q++;
    g_string_append_len(reader->element.phrase, p, q - p);
    g_string_append_len(reader->element.literal, "?", 1);
    reader->p = q;
    return true;
}

static void read_other(struct reader *reader)
{
    char c = *reader->p++;
    if ((guchar)c <= ' ' || (c == '>' && reader->element.has_angle)) {
        g_string_append_c(reader->element.phrase, ' ');
        return;
    }
    g_string_append_c(reader->element.phrase, c);
    g_string_append_c(reader->element.literal, c);
    reader->element.has_at |= c == '@';
}

static void read_token(struct reader *reader)
{
    struct element *element = &reader->element;
    switch (*reader->p) {
    case '"':
        if (!is_closed(reader))
            break;
        read_quoted(reader);
        return;
    case '(':
        read_comment(reader);
        return;
    case '<':
        read_angle(reader);
        return;
    case ',':
    case ';':
        finish(reader);
        reader->p++;
        return;
    case ':': /* the name of a group stood before it */
        if (!element->has_angle && !element->has_at) {
            g_string_truncate(element->phrase, 0);
            g_string_truncate(element->literal, 0);
            reader->p++;
            return;
        }
        break;
    case '=':
        if (read_encoded(reader))
            return;
        break;
    default:
        break;
    }
    read_other(reader);
}

void address_read(GPtrArray *list, const char *raw, gsize length, const char *fallback)
{
    struct reader reader = {.list = list, .p = raw, .end = raw + length, .fallback = fallback, .carried = g_string_new(NULL)};
    reader.element =
        (struct element){g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), g_string_new(NULL), false, false};
    while (reader.p < reader.end && list->len < LIMIT_ADDRESSES)
        read_token(&reader);
    finish(&reader);
    flush_carried(&reader);
    g_string_free(reader.carried, TRUE);
    g_string_free(reader.element.phrase, TRUE);
    g_string_free(reader.element.literal, TRUE);
    g_string_free(reader.element.comment, TRUE);
    g_string_free(reader.element.angle, TRUE);
}
