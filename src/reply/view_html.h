/* What happens on the way through an HTML document: elements open and close, text stands between. A parser calls these in the
 * document's order; they fill a view. For the files view_*.c only. */
#pragma once
#include "reply/view_look.h"

struct html_page;

/* Returns a page that fills view. (transfer full) */
struct html_page *html_page_new(struct view *view);

/* Ends the page: the last line is finished, tables that only lay out are taken off the lines. */
void html_page_finish(struct html_page *page);
void html_page_free(struct html_page *page);

/* An element begins, called name in lower case; tag is what is known of it. from and to are the bytes of its start tag. */
void html_open(struct html_page *page, const char *name, const struct html_tag *tag, const struct html_attributes *attributes,
               gsize from, gsize to);

/* Returns what the element that was opened last brings of its own. */
struct html_format html_format_of_last(const struct html_page *page);

/* A formatting element goes on in another block. */
void html_reopen(struct html_page *page, const struct html_format *format);

/* The element that was opened last ends. */
void html_close(struct html_page *page);

/* An inline element ends that has `above` elements open inside it, which stay open and lose its look. */
void html_close_under(struct html_page *page, guint above);

/* Text stands here; see struct piece for from, to and exact. */
void html_text(struct html_page *page, const char *text, gsize length, gsize from, gsize to, bool exact);

/* Reads html as a browser does and calls the functions above. Linear in length. */
void html_parse(struct html_page *page, const char *html, gsize length);
