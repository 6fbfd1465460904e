/* The few properties of CSS that decide what a reader sees. For the files view_*.c only. */
#pragma once
#include <glib.h>
#include <stdbool.h>

#include "base/cleanup.h"
#include "reply/view_lines.h"

enum css_property {
    CSS_DISPLAY = 1 << 0,
    CSS_INVISIBLE = 1 << 1, /* visibility */
    CSS_FONT_SIZE = 1 << 2,
    CSS_COLOUR = 1 << 3,
    CSS_BACKGROUND = 1 << 4,
    CSS_BOLD = 1 << 5,
    CSS_ITALIC = 1 << 6,
    CSS_DECORATION = 1 << 7,
    CSS_WHITE_SPACE = 1 << 8,
    CSS_MARGIN_TOP = 1 << 9,
    CSS_MARGIN_BOTTOM = 1 << 10,
    CSS_LIST_STYLE = 1 << 11,
    CSS_TRANSPARENT = 1 << 12, /* opacity */
    CSS_OVERFLOW = 1 << 13,
    CSS_NO_HEIGHT = 1 << 14, /* height or max-height */
    CSS_BORDER_LEFT = 1 << 15,
    CSS_MSO_HIDE = 1 << 16,
    CSS_FONT = 1 << 17 /* font-family */
};

enum css_font { FONT_TEXT, FONT_WINGDINGS, FONT_WINGDINGS_2, FONT_WEBDINGS, FONT_SYMBOL };

enum css_display { DISPLAY_BLOCK, DISPLAY_INLINE, DISPLAY_INLINE_BLOCK, DISPLAY_NONE };

enum css_colour_kind { COLOUR_GIVEN, COLOUR_DEFAULT, COLOUR_INHERIT, COLOUR_TRANSPARENT, COLOUR_PICTURE };

struct css_colour {
    enum css_colour_kind kind;
    guint32 rgb; /* 0xRRGGBB where COLOUR_GIVEN */
};

/* Declarations in force: set says which members count, important which of them only another important one may change. */
struct css {
    guint set, important; /* of enum css_property */
    enum css_display display;
    enum white_space white_space;
    enum css_font font;
    struct css_colour colour, background;
    double font_size_pt, margin_top_pt, margin_bottom_pt;
    guint decoration; /* STYLE_UNDERLINE and STYLE_STRIKE; 0: none */
    bool bold, italic, invisible, transparent, clipped, no_height, no_bullet, no_border_left, hidden_by_word;
};

/* Reads declarations ("color:red;font-weight:bold") into css, over what stands there. Unknown ones are passed over. */
void css_read(struct css *css, const char *declarations, gsize length);

/* Lays over into css: what over sets wins, unless css has it as important and over does not. */
void css_lay_over(struct css *css, const struct css *over);

/* Returns which font a list of fonts (lower case) begins with, as far as letters are pictures in it. */
enum css_font css_font_of(const char *families);

/* Reads a colour in any of the ways of CSS and of old HTML attributes. Returns false where it is none. */
bool css_colour_read(struct css_colour *colour, const char *text, gsize length);

/* Returns how colourful rgb is: 0 for black, grey and white, 255 for a pure colour. */
guint css_chroma(guint32 rgb);

/* The rules of the <style> elements seen so far: "p", ".s1" and "span.s1", nothing more intricate. */
struct css_sheet;
struct css_sheet *css_sheet_new(void);
void css_sheet_free(struct css_sheet *sheet);
DEFINE_AUTO(css_sheet)

/* Adds the rules of the text of a <style> element. @media and other at-rules are passed over. Linear. */
void css_sheet_add(struct css_sheet *sheet, const char *text, gsize length);

/* Lays what the sheet says of an element called tag (lower case) with these classes ("MsoNormal x") into css. */
void css_sheet_apply(const struct css_sheet *sheet, struct css *css, const char *tag, const char *classes);

/* Lays what a style attribute says into css. The sheet remembers it, as mails repeat the same few. */
void css_sheet_apply_inline(struct css_sheet *sheet, struct css *css, const char *declarations);
