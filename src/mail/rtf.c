/* Turns RTF into HTML. Knows the words of RTF that change what a reader sees of a mail; all others are passed over. */
#include "mail/rtf.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "mail/charset.h"

#define DEPTH_MAX 200u
#define COLOURS_MAX 256u
#define WORD_BYTES 32u
#define UNITS 0x10000 /* values of a unit of UTF-16; RTF writes the upper half of them below zero */
#define NUMBER_DIGITS 8u

/* What a group of RTF inherits and may change. */
struct look {
    bool bold, italic, underline, strike;
    guint colour, highlight; /* index in the table of colours, 0: none */
};

struct state {
    struct look look;
    bool skipped;       /* the text here is not shown */
    bool is_tag;        /* {\*\htmltag ...}: the text here is HTML */
    bool htmlrtf;       /* between \htmlrtf and \htmlrtf0: for programs that know no HTML */
    guint unicode_skip; /* how many characters stand for an \u where that is not known */
};

struct rtf {
    const char *p, *end;
    GString *html;
    GString *bytes; /* text that waits for its charset */
    struct state stack[DEPTH_MAX];
    guint depth, too_deep;
    struct look shown; /* what is open in html */
    guint32 colours[COLOURS_MAX];
    guint colour_count;
    guint32 colour; /* of the table, in progress */
    char charset[WORD_BYTES];
    guint to_skip; /* characters left that stand for the last \u */
    gunichar high; /* first half of a character beyond U+FFFF */
    bool in_colours, wraps_html;
};

static struct state *state_of(struct rtf *rtf) { return &rtf->stack[rtf->depth]; }

/* ---- output */

static void append_escaped(GString *out, const char *text)
{
    g_autofree char *escaped = g_markup_escape_text(text, -1);
    g_string_append(out, escaped);
}

static void flush(struct rtf *rtf)
{
    if (rtf->bytes->len == 0)
        return;
    struct charset_text text = charset_decode(rtf->bytes->str, rtf->bytes->len, rtf->charset);
    if (rtf->wraps_html)
        g_string_append(rtf->html, text.text);
    else
        append_escaped(rtf->html, text.text);
    charset_text_clear(&text);
    g_string_truncate(rtf->bytes, 0);
}

static void close_look(struct rtf *rtf)
{
    static const struct look plain;
    if (memcmp(&rtf->shown, &plain, sizeof plain) == 0)
        return;
    g_string_append(rtf->html, "</span>");
    rtf->shown = plain;
}

static void append_colour(struct rtf *rtf, const char *property, guint index)
{
    if (index > 0 && index < rtf->colour_count)
        g_string_append_printf(rtf->html, "%s:#%06x;", property, rtf->colours[index]);
}

static void open_look(struct rtf *rtf, const struct look *look)
{
    static const struct look plain;
    if (memcmp(&rtf->shown, look, sizeof *look) == 0)
        return;
    flush(rtf);
    close_look(rtf);
    if (memcmp(look, &plain, sizeof plain) == 0)
        return;
    g_string_append(rtf->html, "<span style=\"");
    if (look->bold)
        g_string_append(rtf->html, "font-weight:bold;");
    if (look->italic)
        g_string_append(rtf->html, "font-style:italic;");
    if (look->underline || look->strike)
        g_string_append_printf(rtf->html, "text-decoration:%s%s;", look->underline ? "underline " : "",
                               look->strike ? "line-through" : "");
    append_colour(rtf, "color", look->colour);
    append_colour(rtf, "background-color", look->highlight);
    g_string_append(rtf->html, "\">");
    rtf->shown = *look;
}

/* Returns whether text at this place is shown. */
static bool is_shown(struct rtf *rtf)
{
    struct state *state = state_of(rtf);
    if (state->skipped || rtf->too_deep > 0)
        return false;
    return !rtf->wraps_html || state->is_tag || !state->htmlrtf;
}

static void put_byte(struct rtf *rtf, char byte)
{
    if (rtf->to_skip > 0) {
        rtf->to_skip--;
        return;
    }
    if (!is_shown(rtf))
        return;
    if (!rtf->wraps_html)
        open_look(rtf, &state_of(rtf)->look);
    g_string_append_c(rtf->bytes, byte);
}

/* Puts text that is HTML already, or a character that has no byte. */
static void put_html(struct rtf *rtf, const char *html)
{
    if (!is_shown(rtf))
        return;
    flush(rtf);
    g_string_append(rtf->html, html);
}

static void put_character(struct rtf *rtf, gunichar c)
{
    char text[8] = {0};
    if (!g_unichar_validate(c) || c == 0 || !is_shown(rtf))
        return;
    if (!rtf->wraps_html)
        open_look(rtf, &state_of(rtf)->look);
    g_unichar_to_utf8(c, text);
    put_html(rtf, text);
}

/* Puts a unit of UTF-16. */
static void put_unit(struct rtf *rtf, gunichar unit)
{
    gunichar high = rtf->high;
    rtf->high = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
    if (high != 0 && unit >= 0xDC00 && unit <= 0xDFFF)
        put_character(rtf, UNITS + ((high - 0xD800) << 10) + (unit - 0xDC00));
    else if (rtf->high == 0)
        put_character(rtf, unit);
}

/* ---- control words */

static bool starts_hidden(const char *word)
{
    static const char *const hidden[] = {"fonttbl",
                                         "stylesheet",
                                         "info",
                                         "pict",
                                         "object",
                                         "header",
                                         "footer",
                                         "headerl",
                                         "headerr",
                                         "footerl",
                                         "footerr",
                                         "listtable",
                                         "listoverridetable",
                                         "themedata",
                                         "datastore",
                                         "fldinst",
                                         NULL};
    return g_strv_contains(hidden, word);
}

/* Words that put something into the text. Returns whether word is one. */
static bool take_text_word(struct rtf *rtf, const char *word, int number)
{
    static const struct {
        const char *word, *html, *plain; /* in rich text; in wrapped HTML */
    } puts[] = {{"par", "<br>\n", "\r\n"},
                {"line", "<br>\n", "\r\n"},
                {"sect", "<br>\n", "\r\n"},
                {"page", "<br>\n", "\r\n"},
                {"row", "<br>\n", ""},
                {"tab", "\t", "\t"},
                {"cell", "\t", ""},
                {"lquote", "\u2018", "&lsquo;"},
                {"rquote", "\u2019", "&rsquo;"},
                {"ldblquote", "\u201c", "&ldquo;"},
                {"rdblquote", "\u201d", "&rdquo;"},
                {"bullet", "\u2022", "&bull;"},
                {"endash", "\u2013", "&ndash;"},
                {"emdash", "\u2014", "&mdash;"}};
    if (strcmp(word, "u") == 0) {
        put_unit(rtf, (gunichar)(number < 0 ? number + UNITS : number));
        rtf->to_skip = state_of(rtf)->unicode_skip;
        return true;
    }
    for (guint i = 0; i < G_N_ELEMENTS(puts); i++)
        if (strcmp(word, puts[i].word) == 0) {
            put_html(rtf, rtf->wraps_html ? puts[i].plain : puts[i].html);
            return true;
        }
    return false;
}

/* Words that change the look. number is -1 where none stands there, 0 switches off. */
static void take_look_word(struct rtf *rtf, const char *word, int number)
{
    struct look *look = &state_of(rtf)->look;
    bool on = number != 0;
    guint index = number > 0 ? (guint)number : 0;
    if (strcmp(word, "b") == 0)
        look->bold = on;
    else if (strcmp(word, "i") == 0)
        look->italic = on;
    else if (strcmp(word, "ul") == 0 || strcmp(word, "uld") == 0 || strcmp(word, "ulw") == 0 || strcmp(word, "uldb") == 0)
        look->underline = on;
    else if (strcmp(word, "ulnone") == 0)
        look->underline = false;
    else if (strcmp(word, "strike") == 0 || strcmp(word, "striked") == 0)
        look->strike = on;
    else if (strcmp(word, "cf") == 0)
        look->colour = index;
    else if (strcmp(word, "highlight") == 0 || strcmp(word, "cb") == 0 || strcmp(word, "chcbpat") == 0)
        look->highlight = index;
    else if (strcmp(word, "plain") == 0)
        *look = (struct look){0};
}

static void take_colour_word(struct rtf *rtf, const char *word, int number)
{
    guint32 level = (guint32)CLAMP(number, 0, 255);
    if (strcmp(word, "red") == 0)
        rtf->colour |= level << 16;
    else if (strcmp(word, "green") == 0)
        rtf->colour |= level << 8;
    else if (strcmp(word, "blue") == 0)
        rtf->colour |= level;
}

static void take_word(struct rtf *rtf, const char *word, int number)
{
    struct state *state = state_of(rtf);
    if (rtf->in_colours && rtf->stack[rtf->depth].skipped)
        take_colour_word(rtf, word, number);
    else if (strcmp(word, "colortbl") == 0)
        state->skipped = rtf->in_colours = true;
    else if (starts_hidden(word))
        state->skipped = true;
    else if (strcmp(word, "ansicpg") == 0 && number > 0)
        g_snprintf(rtf->charset, sizeof rtf->charset, "cp%d", number);
    else if (strcmp(word, "mac") == 0 && number < 0)
        g_strlcpy(rtf->charset, "macintosh", sizeof rtf->charset);
    else if (strcmp(word, "fromhtml") == 0)
        rtf->wraps_html = true;
    else if (strcmp(word, "htmlrtf") == 0)
        state->htmlrtf = number != 0;
    else if (strcmp(word, "uc") == 0)
        state->unicode_skip = (guint)CLAMP(number, 0, 8);
    else if (!take_text_word(rtf, word, number))
        take_look_word(rtf, word, number);
}

/* ---- reading */

static void open_group(struct rtf *rtf)
{
    if (rtf->depth + 1 >= DEPTH_MAX) {
        rtf->too_deep++;
        return;
    }
    rtf->stack[rtf->depth + 1] = rtf->stack[rtf->depth];
    rtf->depth++;
}

static void close_group(struct rtf *rtf)
{
    if (rtf->too_deep > 0)
        rtf->too_deep--;
    else if (rtf->depth > 0)
        rtf->depth--;
    if (!rtf->stack[rtf->depth].skipped)
        rtf->in_colours = false;
    rtf->to_skip = 0;
}

/* Reads a word and its number behind the "\": "cf2 ". */
static void read_word(struct rtf *rtf, char word[WORD_BYTES], int *number)
{
    guint length = 0;
    for (; rtf->p < rtf->end && g_ascii_isalpha(*rtf->p); rtf->p++)
        if (length + 1 < WORD_BYTES)
            word[length++] = *rtf->p;
    word[length] = '\0';
    const char *digits = rtf->p;
    if (rtf->p < rtf->end && *rtf->p == '-')
        rtf->p++;
    while (rtf->p < rtf->end && g_ascii_isdigit(*rtf->p))
        rtf->p++;
    char text[NUMBER_DIGITS + 1] = {0};
    memcpy(text, digits, MIN((gsize)(rtf->p - digits), sizeof text - 1));
    *number = rtf->p > digits ? (int)strtol(text, NULL, 10) : -1;
    if (rtf->p < rtf->end && *rtf->p == ' ')
        rtf->p++;
}

static void read_hex(struct rtf *rtf)
{
    if (rtf->end - rtf->p < 3 || !g_ascii_isxdigit(rtf->p[1]) || !g_ascii_isxdigit(rtf->p[2])) {
        rtf->p++;
        return;
    }
    char byte = (char)(g_ascii_xdigit_value(rtf->p[1]) << 4 | g_ascii_xdigit_value(rtf->p[2]));
    rtf->p += 3;
    put_byte(rtf, byte);
}

/* Reads "\*": the group is shown only where its word is known. */
static void read_optional(struct rtf *rtf)
{
    struct state *state = state_of(rtf);
    rtf->p++;
    gsize left = (gsize)(rtf->end - rtf->p);
    state->is_tag = left > 8 && strncmp(rtf->p, "\\htmltag", 8) == 0;
    if (!state->is_tag)
        state->skipped = true;
}

/* Reads what follows a "\". */
static void read_control(struct rtf *rtf)
{
    char word[WORD_BYTES];
    int number;
    char c = rtf->p < rtf->end ? *rtf->p : '\0';
    if (g_ascii_isalpha(c)) {
        read_word(rtf, word, &number);
        take_word(rtf, word, number);
    } else if (c == '\'') {
        read_hex(rtf);
    } else if (c == '*') {
        read_optional(rtf);
    } else if (c == '\n' || c == '\r') {
        take_word(rtf, "par", -1);
    } else if (c == '~') {
        put_html(rtf, "&nbsp;");
        rtf->p++;
    } else if (c == '_') {
        put_byte(rtf, '-');
        rtf->p++;
    } else if (c != '-' && c != '\0') {
        put_byte(rtf, c);
        rtf->p++;
    } else if (c == '-') {
        rtf->p++;
    }
}

static void end_colour(struct rtf *rtf)
{
    if (rtf->colour_count < COLOURS_MAX)
        rtf->colours[rtf->colour_count++] = rtf->colour;
    rtf->colour = 0;
}

static void read_all(struct rtf *rtf)
{
    while (rtf->p < rtf->end) {
        char c = *rtf->p++;
        if (c == '\\')
            read_control(rtf);
        else if (c == '{')
            open_group(rtf);
        else if (c == '}')
            close_group(rtf);
        else if (c == ';' && rtf->in_colours)
            end_colour(rtf);
        else if (c != '\r' && c != '\n' && c != '\0')
            put_byte(rtf, c);
    }
    flush(rtf);
    close_look(rtf);
}

char *rtf_plain_to_html(const char *rtf, gsize length)
{
    struct rtf reader = {.p = rtf, .end = rtf + length, .html = g_string_new(NULL), .bytes = g_string_new(NULL)};
    g_strlcpy(reader.charset, "windows-1252", sizeof reader.charset);
    reader.stack[0].unicode_skip = 1;
    if (length < 5 || strncmp(rtf, "{\\rtf", 5) != 0)
        reader.p = reader.end;
    read_all(&reader);
    g_string_free(reader.bytes, TRUE);
    bool is_empty = reader.html->len == 0;
    char *html = g_string_free(reader.html, is_empty);
    return is_empty ? NULL : html;
}

char *rtf_to_html(const guint8 *compressed, gsize length, gsize max_bytes)
{
    g_autoptr(GByteArray) rtf = rtf_decompress(compressed, length, max_bytes);
    return rtf != NULL && rtf->len > 0 ? rtf_plain_to_html((const char *)rtf->data, rtf->len) : NULL;
}
