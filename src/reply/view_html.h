/* What happens on the way through an HTML document: elements open and close, text stands between. A parser calls these in the
 * document's order; they fill a view. For the files view_*.c only. */
#pragma once
#include "reply/view_css.h"

/* The attributes of a start tag that count; NULL where absent. */
struct html_attributes {
    const char *style, *class, *color, *bgcolor, *text, *start, *value, *type, *href, *colspan, *rowspan;
    bool hidden, checked, selected, is_open, reversed;
};

/* Notes an attribute by its name in lower case; one that does not count is passed over. value must live as long. */
void html_attribute_note(struct html_attributes *attributes, const char *name, const char *value);

struct html_page;

/* Returns a page that fills view. (transfer full) */
struct html_page *html_page_new(struct view *view);

/* Ends the page: the last line is finished, tables that only lay out are taken off the lines. */
void html_page_finish(struct html_page *page);
void html_page_free(struct html_page *page);

/* An element called tag (lower case) begins; from and to are the bytes of its start tag. */
void html_open(struct html_page *page, const char *tag, const struct html_attributes *attributes, gsize from, gsize to);

/* The element that was opened last ends. */
void html_close(struct html_page *page);

/* Text stands here; see struct piece for from, to and exact. */
void html_text(struct html_page *page, const char *text, gsize length, gsize from, gsize to, bool exact);

/* Reads html with a parser of HTML 5 and calls the functions above. */
void html_parse(struct html_page *page, const char *html, gsize length);
