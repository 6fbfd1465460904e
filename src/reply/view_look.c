/* Decides what can be seen of an element's text and which of its looks are marks: bold, struck, coloured, highlighted. */
#include "reply/view_look.h"

#include <string.h>

#define CHROMA_TEXT 32u        /* a text less colourful than this is black or grey to a reader */
#define LIGHTNESS_TEXT 0x48u   /* a text darker than this is black */
#define CHROMA_BACKGROUND 20u  /* pale marker colours exist */
#define GREY_MARKER_MAX 0xD8u  /* a grey darker than this behind a word is a marker, not paper */
#define CHROMA_SHADED_CELL 96u /* a shaded cell is a mark only where it is as bright as a marker pen: */
#define LIGHTNESS_SHADED_CELL 0xE0u
#define TINY_POINTS 1.6 /* text of one or two pixels cannot be read */
#define PARAGRAPH_MARGIN_POINTS 12

/* What browsers say of the element before any style sheet. */
static void lay_defaults(struct css *css, const struct html_tag *tag, const struct html_attributes *attributes)
{
    static const guint inlines =
        1u << ROLE_INLINE | 1u << ROLE_LINK | 1u << ROLE_INPUT | 1u << ROLE_IMAGE | 1u << ROLE_BREAK | 1u << ROLE_OPTION;
    css->display = tag == NULL || inlines & 1u << tag->role ? DISPLAY_INLINE : DISPLAY_BLOCK;
    if (tag == NULL)
        return;
    /* Word's paragraphs have no margin by a style sheet that mail programs lose on the way. */
    bool is_word = attributes->class != NULL && strstr(attributes->class, "Mso") != NULL;
    bool margin = tag->flags & TAG_MARGIN && !is_word;
    css->margin_top_pt = css->margin_bottom_pt = margin ? PARAGRAPH_MARGIN_POINTS : 0;
    css->bold = tag->style & STYLE_BOLD;
    css->italic = tag->style & STYLE_ITALIC;
    css->decoration = tag->style & (STYLE_UNDERLINE | STYLE_STRIKE);
    css->set = (css->bold ? CSS_BOLD : 0) | (css->italic ? CSS_ITALIC : 0) | (css->decoration != 0 ? CSS_DECORATION : 0);
    if (tag->style & STYLE_HIGHLIGHT) {
        css->background = (struct css_colour){COLOUR_GIVEN, 0xFFFF00};
        css->set |= CSS_BACKGROUND;
    }
    if (tag->flags & TAG_PRE) {
        css->white_space = WHITE_SPACE_PRE;
        css->set |= CSS_WHITE_SPACE;
    }
}

static void lay_attributes(struct css *css, const struct html_tag *tag, const struct html_attributes *attributes)
{
    const char *colour = tag != NULL && tag->role == ROLE_BODY ? attributes->text : attributes->color;
    if (colour != NULL && css_colour_read(&css->colour, colour, strlen(colour)))
        css->set |= CSS_COLOUR;
    if (attributes->bgcolor != NULL && css_colour_read(&css->background, attributes->bgcolor, strlen(attributes->bgcolor)))
        css->set |= CSS_BACKGROUND;
    if (attributes->face != NULL) {
        g_autofree char *families = g_ascii_strdown(attributes->face, -1);
        css->font = css_font_of(families);
        css->set |= CSS_FONT;
    }
    if (attributes->hidden) {
        css->display = DISPLAY_NONE;
        css->set |= CSS_DISPLAY;
    }
}

static bool is_hidden(const struct css *css)
{
    return css->display == DISPLAY_NONE || css->hidden_by_word || css->transparent || (css->clipped && css->no_height);
}

static bool is_gone(const struct html_format *format, const struct html_attributes *attributes)
{
    const struct html_tag *tag = format->tag;
    if (tag != NULL && tag->role == ROLE_OPTION)
        return !attributes->selected;
    return is_hidden(&format->css) || (tag != NULL && (tag->role == ROLE_GONE || tag->role == ROLE_STYLE));
}

void format_find(struct html_format *format, struct css_sheet *sheet, const char *name, const struct html_tag *tag,
                 const struct html_attributes *attributes)
{
    *format = (struct html_format){.tag = tag};
    lay_defaults(&format->css, tag, attributes);
    lay_attributes(&format->css, tag, attributes);
    css_sheet_apply(sheet, &format->css, name, attributes->class);
    if (attributes->style != NULL)
        css_sheet_apply_inline(sheet, &format->css, attributes->style);
    format->is_link = tag != NULL && tag->role == ROLE_LINK && attributes->href != NULL;
    format->is_gone = is_gone(format, attributes);
}

static guint lightest(guint32 rgb) { return MAX(rgb >> 16 & 0xFF, MAX(rgb >> 8 & 0xFF, rgb & 0xFF)); }

static void set_bit(guint *style, guint bit, bool on) { *style = on ? *style | bit : *style & ~bit; }

static void apply_colour(struct look *look, const struct html_format *own)
{
    const struct css *css = &own->css;
    if (!(css->set & CSS_COLOUR) || css->colour.kind == COLOUR_INHERIT)
        return;
    if (css->colour.kind == COLOUR_TRANSPARENT) {
        look->invisible = true;
        return;
    }
    look->has_colour = css->colour.kind == COLOUR_GIVEN;
    look->colour = css->colour.rgb;
    if (own->tag != NULL && own->tag->role == ROLE_BODY) {
        look->has_base = look->has_colour;
        look->base = look->colour;
    }
    bool is_base = look->has_base && look->colour == look->base;
    bool colourful = css_chroma(look->colour) >= CHROMA_TEXT && lightest(look->colour) >= LIGHTNESS_TEXT;
    set_bit(&look->style, STYLE_COLOUR, look->has_colour && !is_base && colourful);
}

/* Returns whether a background is a marker's, not paper or the design of a table. */
static bool is_marker(const struct html_tag *tag, guint32 rgb)
{
    guint chroma = css_chroma(rgb), lightness = lightest(rgb);
    bool marks_word = chroma >= CHROMA_BACKGROUND || lightness < GREY_MARKER_MAX;
    if (tag == NULL)
        return marks_word;
    switch (tag->role) {
    case ROLE_BODY:
    case ROLE_TABLE:
    case ROLE_SECTION:
    case ROLE_ROW:
        return false;
    case ROLE_CELL:
        return chroma >= CHROMA_SHADED_CELL && lightness >= LIGHTNESS_SHADED_CELL;
    case ROLE_INLINE:
    case ROLE_LINK:
        return marks_word;
    default:
        return chroma >= CHROMA_BACKGROUND && !html_tag_is(tag, "html");
    }
}

static void apply_background(struct look *look, const struct html_format *own)
{
    const struct css_colour *background = &own->css.background;
    if (!(own->css.set & CSS_BACKGROUND) || background->kind == COLOUR_INHERIT || background->kind == COLOUR_TRANSPARENT)
        return;
    if (background->kind != COLOUR_GIVEN) {
        look->has_background = false;
        return;
    }
    bool same = look->has_background && look->background == background->rgb;
    if (!same)
        set_bit(&look->style, STYLE_HIGHLIGHT, is_marker(own->tag, background->rgb));
    look->has_background = true;
    look->background = background->rgb;
}

void look_find(struct look *look, const struct look *around, const struct html_format *own)
{
    const struct css *css = &own->css;
    *look = *around;
    look->gone |= own->is_gone;
    if (css->set & CSS_INVISIBLE)
        look->invisible = css->invisible;
    if (css->set & CSS_FONT_SIZE)
        look->font_size_pt = css->font_size_pt;
    if (css->set & CSS_BOLD)
        set_bit(&look->style, STYLE_BOLD, css->bold);
    if (css->set & CSS_ITALIC)
        set_bit(&look->style, STYLE_ITALIC, css->italic);
    if (css->set & CSS_DECORATION)
        look->style |= css->decoration; /* what is drawn through a block is drawn through all in it */
    if (css->set & CSS_WHITE_SPACE)
        look->white_space = css->white_space;
    if (css->set & CSS_FONT)
        look->font = css->font;
    if (own->is_link)
        look->style |= STYLE_LINK;
    apply_colour(look, own);
    apply_background(look, own);
}

bool look_is_seen(const struct look *look)
{
    bool on_itself = look->has_colour && look->has_background && look->colour == look->background;
    return !look->gone && !look->invisible && !on_itself && look->font_size_pt >= TINY_POINTS;
}

guint look_marks(const struct look *look)
{
    return look->style & STYLE_LINK ? look->style & ~(guint)(STYLE_COLOUR | STYLE_UNDERLINE) : look->style;
}
