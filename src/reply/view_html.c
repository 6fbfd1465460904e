/* Turns the elements and the text of an HTML document into lines as a reader sees them. Parses nothing itself, keeps its own
 * stack, and never asks what the words mean. */
#include "reply/view_html.h"

#include <string.h>

#include "base/limits.h"
#include "reply/view_look.h"
#include "reply/view_marks.h"
#include "reply/view_symbols.h"
#include "reply/view_tables.h"

#define MARGIN_POINTS 5.0 /* a smaller gap between paragraphs is not seen as a blank line */
#define LIST_START_MAX 1000000

static const char RULE[] = "________________________________"; /* as Outlook writes a rule in plain text */

/* An open element. */
struct frame {
    struct html_format own;
    struct look look;
    bool margin_after;
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
};

static struct frame *top(struct html_page *page) { return &g_array_index(page->frames, struct frame, page->frames->len - 1); }

struct html_page *html_page_new(struct view *view)
{
    struct html_page *page = g_new0(struct html_page, 1);
    page->view = view;
    view_lines_init(&page->lines, view);
    page->frames = g_array_new(FALSE, FALSE, sizeof(struct frame));
    page->tables = table_list_new();
    page->sheet = css_sheet_new();
    page->style_text = g_string_new(NULL);
    struct frame root = {.look.font_size_pt = 12};
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
    if (html_tag_is(frame->own.tag, "ol")) {
        frame->step = attributes->reversed ? -1 : 1;
        frame->number = attributes->start != NULL ? number_of(attributes->start, 1) : 1;
    }
}

static void open_item(struct html_page *page, struct frame *frame, const struct html_attributes *attributes)
{
    const struct css *css = &frame->own.css;
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
    bool shown = !(css->set & CSS_LIST_STYLE && css->no_bullet) && css->display != DISPLAY_INLINE;
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
    if (frame->own.tag == NULL || frame->look.gone)
        return;
    if (frame->own.tag->role == ROLE_BREAK)
        view_lines_break(&page->lines, &frame->place, from, to);
    else if (frame->own.tag->role == ROLE_RULE)
        add_rule(page, from, to);
    else if (frame->own.tag->role == ROLE_INPUT)
        open_input(page, attributes, from, to);
    else if (frame->own.tag->role == ROLE_IMAGE && attributes->alt != NULL && is_emoji(attributes->alt))
        add_words(page, attributes->alt, from, to);
}

static void build_frame(struct html_page *page, struct frame *frame, const struct html_attributes *attributes)
{
    if (frame->own.tag == NULL)
        return;
    switch (frame->own.tag->role) {
    case ROLE_LIST:
        open_list(page, frame, attributes);
        break;
    case ROLE_ITEM:
        open_item(page, frame, attributes);
        break;
    case ROLE_QUOTE:
        frame->place.quote_depth += is_indentation(attributes, &frame->own.css) ? 0 : 1;
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
    default:
        break;
    }
    if (frame->own.tag->heading > 0)
        frame->place.heading = frame->own.tag->heading;
}

static void begin_block(struct html_page *page, struct frame *frame)
{
    if (frame->own.css.display != DISPLAY_BLOCK)
        return;
    view_lines_end_block(&page->lines);
    page->lines.margin |= frame->own.css.margin_top_pt >= MARGIN_POINTS;
    frame->margin_after = frame->own.css.margin_bottom_pt >= MARGIN_POINTS;
}

static bool is_table_frame(const struct html_tag *tag)
{
    return tag != NULL && (tag->role == ROLE_TABLE || tag->role == ROLE_SECTION || tag->role == ROLE_ROW);
}

/* Returns the frame that what comes now stands in: text between the cells of a table stands outside it. */
static const struct frame *surroundings(struct html_page *page, bool may_stand_in_table)
{
    guint at = page->frames->len - 1;
    const struct frame *frame = &g_array_index(page->frames, struct frame, at);
    while (!may_stand_in_table && at > 0 && is_table_frame(frame->own.tag))
        frame = &g_array_index(page->frames, struct frame, --at);
    return frame;
}

static bool belongs_in_table(const struct html_tag *tag)
{
    return tag != NULL && (tag->role == ROLE_SECTION || tag->role == ROLE_ROW || tag->role == ROLE_CELL ||
                           tag->role == ROLE_GONE || tag->role == ROLE_STYLE || html_tag_is(tag, "caption"));
}

void html_open(struct html_page *page, const char *name, const struct html_tag *tag, const struct html_attributes *attributes,
               gsize from, gsize to)
{
    struct frame frame = *surroundings(page, belongs_in_table(tag));
    const struct look around = frame.look;
    frame.margin_after = false;
    bool may_go_on = tag != NULL && tag->flags & TAG_FORMAT; /* outside a hidden element too */
    if (around.gone && !may_go_on)
        frame.own = (struct html_format){.tag = tag};
    else
        format_find(&frame.own, page->sheet, name, tag, attributes);
    look_find(&frame.look, &around, &frame.own);
    if (!frame.look.gone) {
        begin_block(page, &frame);
        build_frame(page, &frame, attributes);
    }
    g_array_append_val(page->frames, frame);
    enter(page, attributes, from, to);
}

struct html_format html_format_of_last(const struct html_page *page)
{
    return g_array_index(page->frames, struct frame, page->frames->len - 1).own;
}

void html_reopen(struct html_page *page, const struct html_format *format)
{
    struct frame frame = *surroundings(page, false);
    const struct look around = frame.look;
    frame.own = *format;
    frame.margin_after = false;
    look_find(&frame.look, &around, &frame.own);
    if (!frame.look.gone)
        begin_block(page, &frame);
    g_array_append_val(page->frames, frame);
}

/* Does what the end of frame's element does to the page. */
static void leave(struct html_page *page, const struct frame *frame)
{
    enum tag_role role = frame->own.tag != NULL ? frame->own.tag->role : ROLE_INLINE;
    if (role == ROLE_STYLE) {
        css_sheet_add(page->sheet, page->style_text->str, page->style_text->len);
        g_string_truncate(page->style_text, 0);
    }
    if (frame->look.gone || frame->own.css.display != DISPLAY_BLOCK)
        return;
    view_lines_end_block(&page->lines);
    page->lines.margin |= frame->margin_after;
    if (role == ROLE_ITEM)
        page->item_number = 0;
}

void html_close(struct html_page *page)
{
    if (page->frames->len <= 1)
        return;
    leave(page, top(page));
    g_array_set_size(page->frames, page->frames->len - 1);
}

void html_close_under(struct html_page *page, guint above)
{
    if (page->frames->len <= above + 1)
        return;
    guint at = page->frames->len - 1 - above;
    leave(page, &g_array_index(page->frames, struct frame, at));
    g_array_remove_index(page->frames, at);
    for (guint i = at; i < page->frames->len; i++) {
        struct frame *frame = &g_array_index(page->frames, struct frame, i);
        frame->list -= frame->list > at ? 1 : 0;
        look_find(&frame->look, &g_array_index(page->frames, struct frame, i - 1).look, &frame->own);
    }
}

void html_text(struct html_page *page, const char *text, gsize length, gsize from, gsize to, bool exact)
{
    const struct html_tag *tag = top(page)->own.tag;
    if (tag != NULL && tag->role == ROLE_STYLE) {
        g_string_append_len(page->style_text, text, (gssize)length);
        return;
    }
    const struct frame *frame = surroundings(page, false);
    const struct look *look = &frame->look;
    if (!look_is_seen(look))
        return;
    guint style = look_marks(look);
    struct piece piece = {.style = style,
                          .colour = style & STYLE_COLOUR ? look->colour : 0,
                          .white_space = look->white_space,
                          .from = from,
                          .to = to,
                          .exact = exact};
    g_autofree char *pictures = symbols_seen(look->font, text, length);
    if (pictures != NULL) {
        text = pictures;
        length = strlen(pictures);
        piece.exact = false;
    }
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
    view_drop_common_marks(page->view);
    view_mark_continuations(page->view, 0);
}

struct view *view_from_html(const char *html)
{
    struct view *view = view_new(true);
    gsize length = strlen(html);
    if (length > LIMIT_TEXT_BYTES) {
        view_add_why(view, "the HTML is too long: the end was left out");
        length = LIMIT_TEXT_BYTES;
        while (length > 0 && ((guchar)html[length] & 0xC0) == 0x80)
            length--; /* not inside a character */
    }
    struct html_page *page = html_page_new(view);
    html_parse(page, html, length);
    html_page_finish(page);
    html_page_free(page);
    return view;
}
