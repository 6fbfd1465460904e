/* Finds the signed content in a CMS structure. Reads only the few BER elements on the way to it, checks no signature. */
#include "mail/cms.h"

#include <stdbool.h>
#include <string.h>

#define NESTING_MAX 16u
#define OCTET_STRING 0x04
#define OBJECT_ID 0x06
#define SEQUENCE 0x30
#define CONTEXT_0 0xA0
#define CONSTRUCTED 0x20

/* What is left to read: [p, end). */
struct ber {
    const guint8 *p, *end;
};

/* One element: its value. Where its length is not said, value ends with what is around it, and an end mark follows. */
struct element {
    guint8 tag;
    struct ber value;
    bool is_open;
};

/* Reads the head of an element at from->p, and moves behind it: into the value. */
static bool read_head(struct ber *from, struct element *element)
{
    if (from->end - from->p < 2 || (from->p[0] & 0x1F) == 0x1F)
        return false;
    element->tag = *from->p++;
    guint8 first = *from->p++;
    element->is_open = first == 0x80;
    gsize length = first & 0x7F;
    if (element->is_open) {
        element->value = *from;
        return (element->tag & CONSTRUCTED) != 0;
    }
    if (first & 0x80) {
        guint count = first & 0x7F;
        if (count > sizeof length || from->end - from->p < (gssize)count)
            return false;
        for (length = 0; count > 0; count--)
            length = length << 8 | *from->p++;
    }
    if (length > (gsize)(from->end - from->p))
        length = (gsize)(from->end - from->p); /* cut short: what is there is read */
    element->value = (struct ber){from->p, from->p + length};
    return true;
}

static bool at_end_mark(const struct ber *from) { return from->end - from->p >= 2 && from->p[0] == 0 && from->p[1] == 0; }

/* Passes over one element. */
static bool skip(struct ber *from, guint depth)
{
    struct element element;
    if (depth > NESTING_MAX || !read_head(from, &element))
        return false;
    if (!element.is_open) {
        from->p = element.value.end;
        return true;
    }
    while (!at_end_mark(from))
        if (!skip(from, depth + 1))
            return false;
    from->p += 2;
    return true;
}

/* Goes into the element at *from if it has the tag. */
static bool enter(struct ber *from, guint8 tag)
{
    struct element element;
    if (!read_head(from, &element) || element.tag != tag)
        return false;
    *from = element.value;
    return true;
}

/* Appends the bytes of an octet string, which may come in pieces. */
static bool append_octets(GByteArray *out, struct ber *from, gsize max_bytes, guint depth)
{
    struct element element;
    if (depth > NESTING_MAX || !read_head(from, &element) || (element.tag & ~CONSTRUCTED) != OCTET_STRING)
        return false;
    if (!(element.tag & CONSTRUCTED)) {
        gsize length = (gsize)(element.value.end - element.value.p);
        g_byte_array_append(out, element.value.p, (guint)MIN(length, max_bytes - MIN(max_bytes, out->len)));
        from->p = element.value.end;
        return true;
    }
    struct ber pieces = element.value;
    while (pieces.p < pieces.end && !at_end_mark(&pieces))
        if (!append_octets(out, &pieces, max_bytes, depth + 1))
            break; /* what was read so far is text of the mail */
    from->p = element.is_open ? MIN(pieces.p + 2, pieces.end) : element.value.end;
    return true;
}

/* Reads an object identifier and returns whether it is that of pkcs7 with the last number. */
static bool read_pkcs7_id(struct ber *from, guint8 *last)
{
    static const guint8 pkcs7[] = {0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07};
    struct element element;
    if (!read_head(from, &element) || element.tag != OBJECT_ID)
        return false;
    from->p = element.value.end;
    bool fits =
        element.value.end - element.value.p == (gssize)sizeof pkcs7 + 1 && memcmp(element.value.p, pkcs7, sizeof pkcs7) == 0;
    *last = fits ? element.value.p[sizeof pkcs7] : 0;
    return true;
}

/* Goes to the content of signed data: version, digest algorithms, then the content with its type. */
static GBytes *signed_content(struct ber from, gsize max_bytes)
{
    guint8 type;
    if (!enter(&from, CONTEXT_0) || !enter(&from, SEQUENCE) || !skip(&from, 0) || !skip(&from, 0) || !enter(&from, SEQUENCE) ||
        !read_pkcs7_id(&from, &type) || !enter(&from, CONTEXT_0))
        return NULL;
    g_autoptr(GByteArray) out = g_byte_array_new();
    if (!append_octets(out, &from, max_bytes, 0) || out->len == 0)
        return NULL;
    return g_byte_array_free_to_bytes(g_steal_pointer(&out));
}

enum cms_kind cms_open(const guint8 *bytes, gsize length, gsize max_bytes, GBytes **content)
{
    struct ber from = {bytes, bytes + length};
    guint8 type = 0;
    *content = NULL;
    if (!enter(&from, SEQUENCE) || !read_pkcs7_id(&from, &type))
        return CMS_OTHER;
    if (type == 3)
        return CMS_ENCRYPTED;
    if (type != 2)
        return CMS_OTHER;
    *content = signed_content(from, max_bytes);
    return CMS_SIGNED;
}
