/* The compression of RTF in mail (MS-OXRTFCP): references into the last 4096 bytes, which start with a text that every RTF has.
 */
#include <stdbool.h>
#include <string.h>

#include "mail/rtf.h"

#define HEADER_BYTES 16u
#define WINDOW_BYTES 4096u
#define COMPRESSED 0x75465A4Cu   /* "LZFu" */
#define UNCOMPRESSED 0x414C454Du /* "MELA" */

static const char first_window[] =
    "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans "
    "SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

struct window {
    guint8 bytes[WINDOW_BYTES];
    guint at;
};

static guint32 number_at(const guint8 *p)
{
    return (guint32)p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 | (guint32)p[3] << 24;
}

static void put(GByteArray *out, struct window *window, guint8 byte)
{
    window->bytes[window->at] = byte;
    window->at = (window->at + 1) % WINDOW_BYTES;
    g_byte_array_append(out, &byte, 1);
}

/* Repeats what a reference points at. Returns false where it is the mark of the end. */
static bool put_reference(GByteArray *out, struct window *window, guint reference)
{
    guint from = reference >> 4, length = (reference & 0xF) + 2;
    if (from == window->at)
        return false;
    for (guint i = 0; i < length; i++)
        put(out, window, window->bytes[(from + i) % WINDOW_BYTES]);
    return true;
}

static void decompress(GByteArray *out, const guint8 *p, const guint8 *end, gsize max_bytes)
{
    struct window window = {.at = sizeof first_window - 1};
    memcpy(window.bytes, first_window, sizeof first_window - 1);
    while (p < end && out->len < max_bytes) {
        guint8 control = *p++;
        for (guint bit = 0; bit < 8 && p < end; bit++) {
            if (!(control & 1u << bit)) {
                put(out, &window, *p++);
                continue;
            }
            if (end - p < 2 || !put_reference(out, &window, (guint)p[0] << 8 | p[1]))
                return;
            p += 2;
        }
    }
}

GByteArray *rtf_decompress(const guint8 *compressed, gsize length, gsize max_bytes)
{
    if (length < HEADER_BYTES)
        return NULL;
    guint32 kind = number_at(compressed + 8);
    if (kind != COMPRESSED && kind != UNCOMPRESSED)
        return NULL;
    GByteArray *out = g_byte_array_new();
    if (kind == COMPRESSED)
        decompress(out, compressed + HEADER_BYTES, compressed + length, max_bytes);
    else
        g_byte_array_append(out, compressed + HEADER_BYTES, (guint)MIN(length - HEADER_BYTES, max_bytes));
    return out;
}
