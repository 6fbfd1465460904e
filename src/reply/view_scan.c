/* Cuts HTML into tags, text and what is neither, as HTML 5 (section 13.2.5, tokenization) says. One pass, no recursion; the
 * rules for what may stand in what are in view_tree.c. */
#include <string.h>

#include "base/limits.h"
#include "reply/view_entities.h"
#include "reply/view_tree.h"

#define NAME_MAX_BYTES 31u /* longer names of tags and attributes are told apart by their start */

struct scanner {
    struct html_tree *tree;
    const char *base, *p, *end;
    GString *values;    /* attribute values of one tag, each ended by a NUL */
    const char *raw;    /* name of the element whose inside is text, or NULL */
    bool decode_raw;    /* character references count in it */
    bool skips_newline; /* the next byte is no text if it is a line feed */
};

/* A start or end tag. */
struct token {
    const char *from;
    char name[NAME_MAX_BYTES + 1];
    const struct html_tag *tag;
    struct html_attributes attributes;
};

static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f'; }

static gsize offset(const struct scanner *scanner, const char *p) { return (gsize)(p - scanner->base); }

/* Tells the tree of text from start to stop, character references decoded. */
static void text(struct scanner *scanner, const char *start, const char *stop, bool decode)
{
    if (scanner->skips_newline && start < stop) {
        start += *start == '\r' && start + 1 < stop && start[1] == '\n' ? 2 : *start == '\n' || *start == '\r';
        scanner->skips_newline = false;
    }
    for (const char *p = start; p < stop;) {
        const char *mark = decode ? memchr(p, '&', (gsize)(stop - p)) : NULL;
        const char *until = mark != NULL ? mark : stop;
        gunichar character;
        gsize taken = mark != NULL ? entity_read(mark, stop, false, &character) : 0;
        if (mark != NULL && taken == 0)
            until = mark + 1; /* a bare '&' */
        if (until > p)
            html_tree_text(scanner->tree, p, (gsize)(until - p), offset(scanner, p), offset(scanner, until), true);
        p = until;
        if (taken == 0)
            continue;
        char bytes[6];
        gsize length = (gsize)g_unichar_to_utf8(character, bytes);
        html_tree_text(scanner->tree, bytes, length, offset(scanner, p), offset(scanner, p) + taken, false);
        p += taken;
    }
}

/* Reads a name up to a byte that ends it, in lower case. */
static const char *read_name(const char *p, const char *end, const char *stops, char *name)
{
    gsize length = 0;
    for (; p < end && !is_space(*p) && strchr(stops, *p) == NULL; p++)
        if (length < NAME_MAX_BYTES)
            name[length++] = g_ascii_tolower(*p);
    name[length] = '\0';
    return p;
}

static void append_value(struct scanner *scanner, const char *start, const char *stop)
{
    for (const char *p = start; p < stop;) {
        const char *mark = memchr(p, '&', (gsize)(stop - p));
        const char *until = mark != NULL ? mark : stop;
        g_string_append_len(scanner->values, p, until - p);
        p = until;
        if (mark == NULL)
            break;
        gunichar character;
        gsize taken = entity_read(mark, stop, true, &character);
        if (taken > 0)
            g_string_append_unichar(scanner->values, character);
        else
            g_string_append_c(scanner->values, '&');
        p += MAX(taken, 1);
    }
    g_string_append_c(scanner->values, '\0');
}

/* Finds the value of an attribute behind its name. Returns where it ends, or NULL where the text ends first. */
static const char *find_value(const char *p, const char *end, const char **start, const char **stop)
{
    *start = *stop = p;
    const char *q = p;
    while (q < end && is_space(*q))
        q++;
    if (q >= end || *q != '=')
        return p;
    q++;
    while (q < end && is_space(*q))
        q++;
    if (q < end && (*q == '"' || *q == '\'')) {
        *start = q + 1;
        *stop = memchr(q + 1, *q, (gsize)(end - q - 1));
        return *stop != NULL ? *stop + 1 : NULL;
    }
    *start = q;
    while (q < end && !is_space(*q) && *q != '>')
        q++;
    *stop = q;
    return q;
}

struct noted {
    char name[NAME_MAX_BYTES + 1];
    gsize value; /* in scanner->values */
};

#define NOTED_MAX 16u /* attributes of a tag that count */

/* Reads the attributes behind a tag's name. Returns where the tag ends, behind '>', or NULL where the text ends first. */
static const char *read_attributes(struct scanner *scanner, const char *p, struct html_attributes *attributes)
{
    struct noted noted[NOTED_MAX];
    guint count = 0, seen = 0;
    g_string_truncate(scanner->values, 0);
    for (;;) {
        while (p < scanner->end && (is_space(*p) || *p == '/'))
            p++;
        if (p >= scanner->end)
            return NULL;
        if (*p == '>')
            break;
        char name[NAME_MAX_BYTES + 1];
        const char *start, *stop;
        p = *p == '=' ? p + 1 : p; /* a name may begin with '=', and none that counts does */
        p = find_value(read_name(p, scanner->end, "/>=", name), scanner->end, &start, &stop);
        if (p == NULL)
            return NULL;
        if (count == NOTED_MAX || seen++ >= LIMIT_HTML_ATTRIBUTES || !html_attribute_counts(name))
            continue;
        memcpy(noted[count].name, name, sizeof name);
        noted[count++].value = scanner->values->len;
        append_value(scanner, start, stop);
    }
    for (guint i = 0; i < count; i++)
        html_attribute_note(attributes, noted[i].name, scanner->values->str + noted[i].value);
    return p + 1;
}

/* What lies behind a start tag: text only, or a line feed that does not count. */
static void after_start(struct scanner *scanner, const struct html_tag *tag)
{
    if (tag == NULL)
        return;
    scanner->skips_newline = tag->flags & TAG_SKIPS_NEWLINE;
    if (tag->flags & (TAG_RAW | TAG_TEXT_ONLY)) {
        scanner->raw = tag->name;
        scanner->decode_raw = tag->flags & TAG_TEXT_ONLY;
    }
}

/* Reads the tag at p, which is a '<' with a letter or "/" and a letter behind. A tag that never ends is no text either. */
static void read_tag(struct scanner *scanner, bool is_end)
{
    struct token token = {.from = scanner->p};
    const char *p = read_name(scanner->p + (is_end ? 2 : 1), scanner->end, "/>", token.name);
    p = read_attributes(scanner, p, &token.attributes);
    scanner->p = p != NULL ? p : scanner->end;
    if (p == NULL)
        return;
    if (strcmp(token.name, "image") == 0)
        g_strlcpy(token.name, "img", sizeof token.name);
    token.tag = html_tag_find(token.name);
    scanner->skips_newline = false;
    gsize from = offset(scanner, token.from), to = offset(scanner, p);
    if (is_end) {
        html_tree_end(scanner->tree, token.name, token.tag, from, to);
        return;
    }
    html_tree_start(scanner->tree, token.name, token.tag, &token.attributes, from, to);
    bool closed = p[-2] == '/' && token.tag != NULL && token.tag->flags & TAG_FOREIGN;
    if (closed)
        html_tree_end(scanner->tree, token.name, token.tag, from, to);
    after_start(scanner, token.tag);
}

static const char *find_text(const char *p, const char *end, const char *what)
{
    return p < end ? g_strstr_len(p, end - p, what) : NULL;
}

/* Passes over "<!-- ... -->" at p. Without an end all the rest is a comment, to a browser too. */
static const char *after_comment(const char *p, const char *end)
{
    p += 4;
    if (p < end && *p == '>')
        return p + 1;
    if (end - p >= 2 && p[0] == '-' && p[1] == '>')
        return p + 2;
    for (const char *dashes = find_text(p, end, "--"); dashes != NULL; dashes = find_text(dashes + 1, end, "--")) {
        if (dashes + 2 < end && dashes[2] == '>')
            return dashes + 3;
        if (dashes + 3 < end && dashes[2] == '!' && dashes[3] == '>')
            return dashes + 4;
    }
    return end;
}

/* A document type that names no old one makes browsers follow today's rules; see HTML 5 section 13.2.6.4.1. */
static void read_doctype(struct scanner *scanner, const char *p, const char *stop)
{
    g_autofree char *type = g_ascii_strdown(p, stop - p);
    bool old = strstr(type, "public") != NULL || strstr(type, "system") != NULL;
    bool almost = strstr(type, "xhtml 1.0") != NULL || (strstr(type, "html 4.01") != NULL && strstr(type, "http://") != NULL);
    if (!old || almost)
        html_tree_no_quirks(scanner->tree);
}

/* Passes over a comment, a document type, a processing instruction or Word's "<![if ...]>". */
static void read_declaration(struct scanner *scanner)
{
    const char *p = scanner->p;
    if (scanner->end - p >= 4 && strncmp(p, "<!--", 4) == 0) {
        scanner->p = after_comment(p, scanner->end);
        return;
    }
    const char *stop = memchr(p, '>', (gsize)(scanner->end - p));
    if (stop == NULL)
        stop = scanner->end;
    if (stop - p > 9 && g_ascii_strncasecmp(p, "<!doctype", 9) == 0 && stop - p < 300)
        read_doctype(scanner, p, stop);
    scanner->p = MIN(stop + 1, scanner->end);
}

/* Reads the inside of an element like <style>, up to its own end tag. */
static void read_raw(struct scanner *scanner)
{
    const char *p = scanner->p;
    gsize length = strlen(scanner->raw);
    bool plaintext = strcmp(scanner->raw, "plaintext") == 0;
    const char *stop = scanner->end;
    for (; !plaintext && p < scanner->end; p++) {
        p = memchr(p, '<', (gsize)(scanner->end - p));
        if (p == NULL)
            break;
        const char *behind = p + 2 + length;
        if (behind <= scanner->end && p[1] == '/' && g_ascii_strncasecmp(p + 2, scanner->raw, length) == 0 &&
            (behind == scanner->end || is_space(*behind) || *behind == '/' || *behind == '>')) {
            stop = p;
            break;
        }
    }
    text(scanner, scanner->p, stop, scanner->decode_raw);
    scanner->p = stop;
    scanner->raw = NULL;
}

/* Reads what stands at a '<'. */
static void read_markup(struct scanner *scanner)
{
    const char *p = scanner->p;
    char next = p + 1 < scanner->end ? p[1] : '\0', second = p + 2 < scanner->end ? p[2] : '\0';
    if (g_ascii_isalpha(next)) {
        read_tag(scanner, false);
    } else if (next == '/' && g_ascii_isalpha(second)) {
        read_tag(scanner, true);
    } else if (next == '/' && second == '>') {
        scanner->p = p + 3;
    } else if (next == '!' || next == '?' || (next == '/' && second != '\0')) {
        read_declaration(scanner);
    } else {
        text(scanner, p, p + 1, false);
        scanner->p = p + 1;
    }
}

void html_parse(struct html_page *page, const char *html, gsize length)
{
    struct scanner scanner = {
        .tree = html_tree_new(page), .base = html, .p = html, .end = html + length, .values = g_string_new(NULL)};
    while (scanner.p < scanner.end) {
        if (scanner.raw != NULL) {
            read_raw(&scanner);
            continue;
        }
        const char *mark = memchr(scanner.p, '<', (gsize)(scanner.end - scanner.p));
        const char *stop = mark != NULL ? mark : scanner.end;
        if (stop > scanner.p)
            text(&scanner, scanner.p, stop, true);
        scanner.p = stop;
        if (mark != NULL)
            read_markup(&scanner);
    }
    html_tree_finish(scanner.tree);
    html_tree_free(scanner.tree);
    g_string_free(scanner.values, TRUE);
}
