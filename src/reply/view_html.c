/* Turns the elements and the text of an HTML document into lines as a reader sees them. Parses nothing itself, keeps its own
 * stack, and never asks what the words mean. */
#include "reply/view_html.h"

#include <string.h>

#include "base/limits.h"
#include "reply/view_tables.h"
#include "reply/view_tags.h"

#define CHROMA_TEXT 32u        /* a text less colourful than this is black or grey to a reader */
#define CHROMA_BACKGROUND 20u  /* the same for a background: pale marker colours exist */
#define CHROMA_SHADED_CELL 96u /* a shaded cell is a mark only where it is as bright as a marker pen */
#define GREY_MARKER_MAX 0xD8u  /* a grey darker than this behind a word is a marker, not paper */
#define TINY_POINTS 1.6        /* text of one or two pixels cannot be read */
#define MARGIN_POINTS 5.0      /* a smaller gap between paragraphs is not seen as a blank line */
#define LIST_START_MAX 1000000

static const char RULE[] = "________________________________"; /* as Outlook writes a rule in plain text */

/* An open element with all that its text inherits. */
struct frame {
    const struct html_tag *tag; /* NULL: unknown */
    enum css_display display;
    bool gone;      /* neither it nor anything inside is shown */
    bool invisible; /* visibility:hidden, which an element inside may undo */
    bool margin_after, has_background;
    double font_size_pt;
    bool has_colour;
    guint32 colour, background; /* background counts where has_background */
    guint style;
    enum white_space white_space;
    struct line_place place; /* table, row and cell as struct table_list numbers them */
    guint list;              /* index of the frame of the innermost list; 0: none */
    gint number, step;       /* of a list: what its next item is called; step 0: it has no numbers */
};

struct html_page {
    struct view *view;
    struct view_lines lines;
    GArray *frames; /* struct frame; the first is the page itself */
    struct table_list *tables;
    struct css_sheet *sheet;
    GString *style_text; /* of the <style> that is open */
    gint item_number;    /* of the item whose first line has not come yet; 0: none */
    bool has_base;
    guint32 base_colour; /* the text colour of <body> */
};

static struct frame *top(struct html_page *page) { return &g_array_index(page->frames, struct frame, page->frames->len - 1); }

void html_attribute_note(struct html_attributes *attributes, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **text;
        bool *flag;
    } known[] = {{"style", &attributes->style, NULL},     {"class", &attributes->class, NULL},
                 {"color", &attributes->color, NULL},     {"bgcolor", &attributes->bgcolor, NULL},
                 {"text", &attributes->text, NULL},       {"start", &attributes->start, NULL},
                 {"value", &attributes->value, NULL},     {"type", &attributes->type, NULL},
                 {"href", &attributes->href, NULL},       {"colspan", &attributes->colspan, NULL},
                 {"rowspan", &attributes->rowspan, NULL}, {"hidden", NULL, &attributes->hidden},
                 {"checked", NULL, &attributes->checked}, {"selected", NULL, &attributes->selected},
                 {"open", NULL, &attributes->is_open},    {"reversed", NULL, &attributes->reversed}};
    for (guint i = 0; i < G_N_ELEMENTS(known); i++) {
        if (strcmp(name, known[i].name) != 0)
            continue;
        if (known[i].text != NULL && *known[i].text == NULL)
            *known[i].text = value;
        if (known[i].flag != NULL)
            *known[i].flag = true;
    }
}

struct html_page *html_page_new(struct view *view)
{
    struct html_page *page = g_new0(struct html_page, 1);
    page->view = view;
    view_lines_init(&page->lines, view);
    page->frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
    page->tables = table_list_new();
    page->sheet = css_sheet_new();
    page->style_text = g_string_new(NULL);
    struct frame root = {.font_size_pt = 12, .display = DISPLAY_BLOCK};
    g_array_append_val(page->frames, root);
    return page;
}

void html_page_free(struct html_page *page)
{
    view_lines_clear(&page->lines);
    g_array_unref(page->frames);
    table_list_free(page->tables);
    css_sheet_free(page->sheet);
    g_string_free(page->style_text, TRUE);
    g_free(page);
}

/* What browsers say of the element before any style sheet. */
static void lay_defaults(struct css *css, const struct html_tag *tag, const struct html_attributes *attributes)
{
    css->display = tag == NULL || tag->role == ROLE_INLINE || tag->role == ROLE_LINK ? DISPLAY_INLINE : DISPLAY_BLOCK;
    if (tag == NULL)
        return;
    if (tag->role == ROLE_INPUT || tag->role == ROLE_BREAK || tag->role == ROLE_OPTION)
        css->display = DISPLAY_INLINE;
    css->margin_top_pt = css->margin_bottom_pt = tag->margin ? 12 : 0;
    /* Word's paragraphs have no margin in the style sheet that mail programs lose on the way. */
    if (tag->margin && attributes->class != NULL && strstr(attributes->class, "Mso") != NULL)
        css->margin_top_pt = css->margin_bottom_pt = 0;
    if (tag->style & STYLE_BOLD) {
        css->bold = true;
        css->set |= CSS_BOLD;
    }
    if (tag->style & STYLE_ITALIC) {
        css->italic = true;
        css->set |= CSS_ITALIC;
    }
    if (tag->style & (STYLE_UNDERLINE | STYLE_STRIKE)) {
        css->decoration = tag->style & (STYLE_UNDERLINE | STYLE_STRIKE);
        css->set |= CSS_DECORATION;
    }
    if (tag->style & STYLE_HIGHLIGHT) {
        css->background = (struct css_colour){COLOUR_GIVEN, 0xFFFF00};
        css->set |= CSS_BACKGROUND;
    }
    if (tag->pre) {
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
    if (attributes->hidden) {
        css->display = DISPLAY_NONE;
        css->set |= CSS_DISPLAY;
    }
}

static void find_css(const struct html_page *page, struct css *css, const char *name, const struct html_tag *tag,
                     const struct html_attributes *attributes)
{
    lay_defaults(css, tag, attributes);
    lay_attributes(css, tag, attributes);
    css_sheet_apply(page->sheet, css, name, attributes->class);
    if (attributes->style != NULL)
        css_read(css, attributes->style, strlen(attributes->style));
}

static bool is_gone(const struct html_tag *tag, const struct html_attributes *attributes, const struct css *css)
{
    if (css->display == DISPLAY_NONE || css->hidden_by_word || css->transparent || (css->clipped && css->no_height))
        return true;
    if (tag == NULL)
        return false;
    if (tag->role == ROLE_OPTION)
        return !attributes->selected;
    return tag->role == ROLE_GONE || tag->role == ROLE_STYLE;
}

static void set_bit(guint *style, guint bit, bool on) { *style = on ? *style | bit : *style & ~bit; }

static void apply_colour(struct html_page *page, struct frame *frame, const struct css *css)
{
    if (!(css->set & CSS_COLOUR) || css->colour.kind == COLOUR_INHERIT)
        return;
    if (css->colour.kind == COLOUR_TRANSPARENT) {
        frame->invisible = true;
        return;
    }
    frame->has_colour = css->colour.kind == COLOUR_GIVEN;
    frame->colour = css->colour.rgb;
    if (frame->tag != NULL && frame->tag->role == ROLE_BODY) {
        page->has_base = frame->has_colour;
        page->base_colour = frame->colour;
    }
    bool is_base = page->has_base && frame->colour == page->base_colour;
    set_bit(&frame->style, STYLE_COLOUR, frame->has_colour && !is_base && css_chroma(frame->colour) >= CHROMA_TEXT);
}

/* Returns whether a background is a marker's, not paper or the design of a table. */
static bool is_marker(const struct frame *frame, guint32 rgb)
{
    guint chroma = css_chroma(rgb), lightness = MAX(rgb >> 16 & 0xFF, MAX(rgb >> 8 & 0xFF, rgb & 0xFF));
    if (frame->tag == NULL)
        return chroma >= CHROMA_BACKGROUND || lightness < GREY_MARKER_MAX;
    switch (frame->tag->role) {
    case ROLE_BODY:
    case ROLE_TABLE:
    case ROLE_ROW:
        return false;
    case ROLE_CELL:
        return chroma >= CHROMA_SHADED_CELL && lightness >= 0xE0;
    case ROLE_INLINE:
    case ROLE_LINK:
        return chroma >= CHROMA_BACKGROUND || lightness < GREY_MARKER_MAX;
    default:
        return chroma >= CHROMA_BACKGROUND && strcmp(frame->tag->name, "html") != 0;
    }
}

static void apply_background(struct frame *frame, const struct css *css)
{
    if (!(css->set & CSS_BACKGROUND))
        return;
    switch (css->background.kind) {
    case COLOUR_INHERIT:
    case COLOUR_TRANSPARENT:
        return;
    case COLOUR_PICTURE:
    case COLOUR_DEFAULT:
        frame->has_background = false;
        return;
    case COLOUR_GIVEN:
        break;
    }
    bool same = frame->has_background && frame->background == css->background.rgb;
    if (!same)
        set_bit(&frame->style, STYLE_HIGHLIGHT, is_marker(frame, css->background.rgb));
    frame->has_background = true;
    frame->background = css->background.rgb;
}

static void apply_css(struct html_page *page, struct frame *frame, const struct css *css)
{
    frame->display = css->display;
    if (css->set & CSS_INVISIBLE)
        frame->invisible = css->invisible;
    if (css->set & CSS_FONT_SIZE)
        frame->font_size_pt = css->font_size_pt;
    if (css->set & CSS_BOLD)
        set_bit(&frame->style, STYLE_BOLD, css->bold);
    if (css->set & CSS_ITALIC)
        set_bit(&frame->style, STYLE_ITALIC, css->italic);
    if (css->set & CSS_DECORATION)
        frame->style |= css->decoration; /* what is drawn through a block is drawn through all in it */
    if (css->set & CSS_WHITE_SPACE)
        frame->white_space = css->white_space;
    apply_colour(page, frame, css);
    apply_background(frame, css);
}

static gint number_of(const char *text, gint otherwise)
{
    char *end;
    gint64 value = g_ascii_strtoll(text, &end, 10);
    return end == text ? otherwise : (gint)CLAMP(value, -LIST_START_MAX, LIST_START_MAX);
}

static void open_list(struct html_page *page, struct frame *frame, const struct html_attributes *attributes)
{
    frame->place.list_depth++;
    frame->list = page->frames->len;
    frame->step = 0;
    if (strcmp(frame->tag->name, "ol") == 0) {
        frame->step = attributes->reversed ? -1 : 1;
        frame->number = attributes->start != NULL ? number_of(attributes->start, 1) : 1;
    }
}

static void open_item(struct html_page *page, struct frame *frame, const struct html_attributes *attributes,
                      const struct css *css)
{
    page->item_number = 0;
    if (frame->list == 0) {
        frame->place.list_depth = MAX(frame->place.list_depth, 1);
        return;
    }
    struct frame *list = &g_array_index(page->frames, struct frame, frame->list);
    if (list->step == 0)
        return;
    if (attributes->value != NULL)
        list->number = number_of(attributes->value, list->number);
    bool shown = !((css->set & CSS_LIST_STYLE) && css->no_bullet) && css->display != DISPLAY_INLINE;
    page->item_number = shown ? list->number : 0;
    list->number += list->step;
}

/* Mail programs indent with <blockquote style="border:none;margin-left:40px">: nobody is quoted there. */
static bool is_indentation(const struct html_attributes *attributes, const struct css *css)
{
    bool cited = attributes->type != NULL && g_ascii_strcasecmp(attributes->type, "cite") == 0;
    return css->set & CSS_BORDER_LEFT && css->no_border_left && !cited;
}

static void open_table(struct html_page *page, struct frame *frame)
{
    frame->place.table = table_list_open(page->tables, frame->place.table, frame->place.row, frame->place.cell);
    frame->place.row = frame->place.cell = 0;
}

static void open_cell(struct html_page *page, struct frame *frame, const struct html_attributes *attributes)
{
    gint columns = attributes->colspan != NULL ? number_of(attributes->colspan, 1) : 1;
    gint rows = attributes->rowspan != NULL ? number_of(attributes->rowspan, 1) : 1;
    table_list_cell(page->tables, frame->place.table, columns, rows, &frame->place.row, &frame->place.cell);
    frame->margin_after = false;
    frame->list = 0;
    frame->place.list_depth = 0;
}

static void add_words(struct html_page *page, const char *words, gsize from, gsize to)
{
    html_text(page, words, strlen(words), from, to, false);
}

static void open_input(struct html_page *page, const struct html_attributes *attributes, gsize from, gsize to)
{
    const char *type = attributes->type != NULL ? attributes->type : "text";
    if (g_ascii_strcasecmp(type, "checkbox") == 0 || g_ascii_strcasecmp(type, "radio") == 0)
        add_words(page, attributes->checked ? " [x] " : " [ ] ", from, to);
    else if (g_ascii_strcasecmp(type, "text") == 0 && attributes->value != NULL)
        add_words(page, attributes->value, from, to);
}

static void add_rule(struct html_page *page, gsize from, gsize to)
{
    view_lines_end_block(&page->lines);
    add_words(page, RULE, from, to);
    view_lines_end_block(&page->lines);
}

/* Does what the element does where it stands in the page, once its frame is on the stack. */
static void enter(struct html_page *page, const struct html_attributes *attributes, gsize from, gsize to)
{
    const struct frame *frame = top(page);
    if (frame->tag == NULL || frame->gone)
        return;
    if (frame->tag->role == ROLE_BREAK)
        view_lines_break(&page->lines, &frame->place, from, to);
    else if (frame->tag->role == ROLE_RULE)
        add_rule(page, from, to);
    else if (frame->tag->role == ROLE_INPUT)
        open_input(page, attributes, from, to);
}

static void build_frame(struct html_page *page, struct frame *frame, const struct html_attributes *attributes,
                        const struct css *css)
{
    if (frame->tag == NULL)
        return;
    switch (frame->tag->role) {
    case ROLE_LIST:
        open_list(page, frame, attributes);
        break;
    case ROLE_ITEM:
        open_item(page, frame, attributes, css);
        break;
    case ROLE_QUOTE:
        frame->place.quote_depth += is_indentation(attributes, css) ? 0 : 1;
        break;
    case ROLE_TABLE:
        open_table(page, frame);
        break;
    case ROLE_ROW:
        table_list_row(page->tables, frame->place.table);
        break;
    case ROLE_CELL:
        open_cell(page, frame, attributes);
        break;
    case ROLE_LINK:
        frame->style |= attributes->href != NULL ? STYLE_LINK : 0;
        break;
    default:
        break;
    }
    if (frame->tag->heading > 0)
        frame->place.heading = frame->tag->heading;
}

static void begin_block(struct html_page *page, struct frame *frame, const struct css *css)
{
    if (frame->display == DISPLAY_INLINE)
        return;
    if (frame->display == DISPLAY_INLINE_BLOCK) {
        frame->margin_after = false;
        return;
    }
    view_lines_end_block(&page->lines);
    page->lines.margin |= css->margin_top_pt >= MARGIN_POINTS;
    frame->margin_after = css->margin_bottom_pt >= MARGIN_POINTS;
}

void html_open(struct html_page *page, const char *tag, const struct html_attributes *attributes, gsize from, gsize to)
{
    struct frame frame = *top(page);
    bool was_gone = frame.gone;
    frame.tag = html_tag_find(tag);
    frame.margin_after = false;
    struct css css = {0};
    if (!was_gone)
        find_css(page, &css, tag, frame.tag, attributes);
    frame.gone = was_gone || is_gone(frame.tag, attributes, &css);
    if (!frame.gone) {
        apply_css(page, &frame, &css);
        begin_block(page, &frame, &css);
        build_frame(page, &frame, attributes, &css);
    } else {
        frame.display = DISPLAY_INLINE;
    }
    g_array_append_val(page->frames, frame);
    enter(page, attributes, from, to);
}

void html_close(struct html_page *page)
{
    if (page->frames->len <= 1)
        return;
    struct frame frame = *top(page);
    if (frame.tag != NULL && frame.tag->role == ROLE_STYLE) {
        css_sheet_add(page->sheet, page->style_text->str, page->style_text->len);
        g_string_truncate(page->style_text, 0);
    }
    if (!frame.gone && frame.display == DISPLAY_BLOCK && !(frame.tag != NULL && frame.tag->role == ROLE_BREAK)) {
        view_lines_end_block(&page->lines);
        page->lines.margin |= frame.margin_after;
        if (frame.tag != NULL && frame.tag->role == ROLE_ITEM)
            page->item_number = 0;
    }
    g_array_set_size(page->frames, page->frames->len - 1);
}

static guint shown_style(const struct frame *frame)
{
    bool is_link = frame->style & STYLE_LINK;
    return is_link ? frame->style & ~(guint)(STYLE_COLOUR | STYLE_UNDERLINE) : frame->style;
}

void html_text(struct html_page *page, const char *text, gsize length, gsize from, gsize to, bool exact)
{
    const struct frame *frame = top(page);
    if (frame->tag != NULL && frame->tag->role == ROLE_STYLE) {
        g_string_append_len(page->style_text, text, (gssize)length);
        return;
    }
    bool same_colour = frame->has_colour && frame->has_background && frame->colour == frame->background;
    if (frame->gone || frame->invisible || same_colour || frame->font_size_pt < TINY_POINTS)
        return;
    guint style = shown_style(frame);
    struct piece piece = {.style = style,
                          .colour = style & STYLE_COLOUR ? frame->colour : 0,
                          .white_space = frame->white_space,
                          .from = from,
                          .to = to,
                          .exact = exact};
    struct line_place place = frame->place;
    place.list_number = page->item_number;
    if (view_lines_add(&page->lines, &place, text, length, &piece)) {
        page->item_number = 0;
        table_list_has_text(page->tables, place.table, place.cell);
    }
}

void html_page_finish(struct html_page *page)
{
    view_lines_end_block(&page->lines);
    GPtrArray *lines = page->view->lines;
    while (lines->len > 0 && *((struct line *)lines->pdata[lines->len - 1])->text == '\0')
        g_ptr_array_set_size(lines, (gint)lines->len - 1);
    table_list_resolve(page->tables, lines);
    if (page->lines.full)
        view_add_why(page->view, "the text has too many lines: the end was left out");
    view_take_marks(page->view);
    view_mark_continuations(page->view);
}

struct view *view_from_html(const char *html)
{
    struct view *view = view_new(true);
    gsize length = strlen(html);
    if (length > LIMIT_TEXT_BYTES) {
        view_add_why(view, "the HTML is too long: the end was left out");
        length = LIMIT_TEXT_BYTES;
    }
    struct html_page *page = html_page_new(view);
    html_parse(page, html, length);
    html_page_finish(page);
    html_page_free(page);
    return view;
}
