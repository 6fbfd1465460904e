/* Reads HTML with gumbo, a full parser of HTML 5, as the reference that our own is compared with. Only for small documents:
 * gumbo takes quadratic time on deep ones. */
#pragma once
#include <gumbo.h>
#include <string.h>

#include "base/limits.h"
#include "reply/view_html.h"
#include "reply/view_tags.h"

static inline void open_element(struct html_page *page, const GumboElement *element, const char *base)
{
    struct html_attributes attributes = {0};
    for (guint i = 0; i < element->attributes.length && i < LIMIT_HTML_ATTRIBUTES; i++) {
        const GumboAttribute *attribute = element->attributes.data[i];
        html_attribute_note(&attributes, attribute->name, attribute->value);
    }
    const GumboStringPiece *original = &element->original_tag;
    g_autofree char *unknown = NULL;
    const char *name = gumbo_normalized_tagname(element->tag);
    if (element->tag == GUMBO_TAG_UNKNOWN && original->data != NULL) {
        GumboStringPiece piece = *original;
        gumbo_tag_from_original_text(&piece);
        unknown = g_ascii_strdown(piece.data, (gssize)piece.length);
        name = unknown;
    }
    gsize from = original->data != NULL ? (gsize)(original->data - base) : 0;
    html_open(page, name, html_tag_find(name), &attributes, from, from + original->length);
}

static inline void take_text(struct html_page *page, const GumboNode *node, const char *base)
{
    const GumboText *text = &node->v.text;
    gsize length = strlen(text->text), from = (gsize)(text->original_text.data - base);
    html_text(page, text->text, length, from, from + text->original_text.length, length == text->original_text.length);
}

static inline void walk(struct html_page *page, const GumboNode *root, const char *base)
{
    const GumboNode *node = root;
    guint next = 0; /* the child of node to visit */
    for (;;) {
        bool is_element = node->type == GUMBO_NODE_ELEMENT;
        if (next == 0 && is_element)
            open_element(page, &node->v.element, base);
        if (is_element && next < node->v.element.children.length) {
            node = node->v.element.children.data[next];
            next = 0;
            continue;
        }
        if (node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE || node->type == GUMBO_NODE_CDATA)
            take_text(page, node, base);
        if (is_element)
            html_close(page);
        if (node == root)
            return;
        next = (guint)node->index_within_parent + 1;
        node = node->parent;
    }
}

/* Makes the view of html with gumbo. (transfer full) */
static inline struct view *view_by_gumbo(const char *html)
{
    struct view *view = view_new(true);
    struct html_page *page = html_page_new(view);
    GumboOptions options = kGumboDefaultOptions;
    options.max_errors = 0;
    GumboOutput *output = gumbo_parse_with_options(&options, html, strlen(html));
    walk(page, output->root, html);
    gumbo_destroy_output(&options, output);
    html_page_finish(page);
    html_page_free(page);
    return view;
}
