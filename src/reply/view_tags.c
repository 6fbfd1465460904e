/* The table of HTML elements that are more than inline text. */
#include "reply/view_tags.h"

#include <string.h>

#include "reply/view.h"

/* In alphabetical order. */
static const struct html_tag tags[] = {
    {"a", ROLE_LINK, 0, false, false, false, 0},
    {"address", ROLE_BLOCK, 0, false, false, false, 0},
    {"area", ROLE_GONE, 0, false, false, true, 0},
    {"article", ROLE_BLOCK, 0, false, false, false, 0},
    {"aside", ROLE_BLOCK, 0, false, false, false, 0},
    {"audio", ROLE_GONE, 0, false, false, false, 0},
    {"b", ROLE_INLINE, STYLE_BOLD, false, false, false, 0},
    {"base", ROLE_GONE, 0, false, false, true, 0},
    {"blockquote", ROLE_QUOTE, 0, true, false, false, 0},
    {"body", ROLE_BODY, 0, false, false, false, 0},
    {"br", ROLE_BREAK, 0, false, false, true, 0},
    {"canvas", ROLE_GONE, 0, false, false, false, 0},
    {"caption", ROLE_BLOCK, 0, false, false, false, 0},
    {"center", ROLE_BLOCK, 0, false, false, false, 0},
    {"col", ROLE_GONE, 0, false, false, true, 0},
    {"colgroup", ROLE_GONE, 0, false, false, false, 0},
    {"datalist", ROLE_GONE, 0, false, false, false, 0},
    {"dd", ROLE_BLOCK, 0, false, false, false, 0},
    {"del", ROLE_INLINE, STYLE_STRIKE, false, false, false, 0},
    {"details", ROLE_BLOCK, 0, false, false, false, 0},
    {"dir", ROLE_LIST, 0, true, false, false, 0},
    {"div", ROLE_BLOCK, 0, false, false, false, 0},
    {"dl", ROLE_BLOCK, 0, true, false, false, 0},
    {"dt", ROLE_BLOCK, 0, false, false, false, 0},
    {"em", ROLE_INLINE, STYLE_ITALIC, false, false, false, 0},
    {"embed", ROLE_GONE, 0, false, false, true, 0},
    {"fieldset", ROLE_BLOCK, 0, false, false, false, 0},
    {"figcaption", ROLE_BLOCK, 0, false, false, false, 0},
    {"figure", ROLE_BLOCK, 0, true, false, false, 0},
    {"footer", ROLE_BLOCK, 0, false, false, false, 0},
    {"form", ROLE_BLOCK, 0, false, false, false, 0},
    {"frameset", ROLE_GONE, 0, false, false, false, 0},
    {"h1", ROLE_BLOCK, 0, true, false, false, 1},
    {"h2", ROLE_BLOCK, 0, true, false, false, 2},
    {"h3", ROLE_BLOCK, 0, true, false, false, 3},
    {"h4", ROLE_BLOCK, 0, true, false, false, 4},
    {"h5", ROLE_BLOCK, 0, true, false, false, 5},
    {"h6", ROLE_BLOCK, 0, true, false, false, 6},
    {"head", ROLE_GONE, 0, false, false, false, 0},
    {"header", ROLE_BLOCK, 0, false, false, false, 0},
    {"hr", ROLE_RULE, 0, false, false, true, 0},
    {"html", ROLE_BLOCK, 0, false, false, false, 0},
    {"i", ROLE_INLINE, STYLE_ITALIC, false, false, false, 0},
    {"iframe", ROLE_GONE, 0, false, false, false, 0},
    {"img", ROLE_GONE, 0, false, false, true, 0},
    {"input", ROLE_INPUT, 0, false, false, true, 0},
    {"ins", ROLE_INLINE, STYLE_UNDERLINE, false, false, false, 0},
    {"legend", ROLE_BLOCK, 0, false, false, false, 0},
    {"li", ROLE_ITEM, 0, false, false, false, 0},
    {"link", ROLE_GONE, 0, false, false, true, 0},
    {"listing", ROLE_BLOCK, 0, true, true, false, 0},
    {"main", ROLE_BLOCK, 0, false, false, false, 0},
    {"mark", ROLE_INLINE, STYLE_HIGHLIGHT, false, false, false, 0},
    {"menu", ROLE_LIST, 0, true, false, false, 0},
    {"meta", ROLE_GONE, 0, false, false, true, 0},
    {"meter", ROLE_GONE, 0, false, false, false, 0},
    {"nav", ROLE_BLOCK, 0, false, false, false, 0},
    {"noembed", ROLE_GONE, 0, false, false, false, 0},
    {"noframes", ROLE_GONE, 0, false, false, false, 0},
    {"object", ROLE_GONE, 0, false, false, false, 0},
    {"ol", ROLE_LIST, 0, true, false, false, 0},
    {"optgroup", ROLE_GONE, 0, false, false, false, 0},
    {"option", ROLE_OPTION, 0, false, false, false, 0},
    {"p", ROLE_BLOCK, 0, true, false, false, 0},
    {"param", ROLE_GONE, 0, false, false, true, 0},
    {"plaintext", ROLE_BLOCK, 0, true, true, false, 0},
    {"pre", ROLE_BLOCK, 0, true, true, false, 0},
    {"progress", ROLE_GONE, 0, false, false, false, 0},
    {"rp", ROLE_GONE, 0, false, false, false, 0},
    {"s", ROLE_INLINE, STYLE_STRIKE, false, false, false, 0},
    {"script", ROLE_GONE, 0, false, false, false, 0},
    {"section", ROLE_BLOCK, 0, false, false, false, 0},
    {"source", ROLE_GONE, 0, false, false, true, 0},
    {"strike", ROLE_INLINE, STYLE_STRIKE, false, false, false, 0},
    {"strong", ROLE_INLINE, STYLE_BOLD, false, false, false, 0},
    {"style", ROLE_STYLE, 0, false, false, false, 0},
    {"summary", ROLE_BLOCK, 0, false, false, false, 0},
    {"svg", ROLE_GONE, 0, false, false, false, 0},
    {"table", ROLE_TABLE, 0, false, false, false, 0},
    {"tbody", ROLE_BLOCK, 0, false, false, false, 0},
    {"td", ROLE_CELL, 0, false, false, false, 0},
    {"template", ROLE_GONE, 0, false, false, false, 0},
    {"textarea", ROLE_BLOCK, 0, false, true, false, 0},
    {"tfoot", ROLE_BLOCK, 0, false, false, false, 0},
    {"th", ROLE_CELL, 0, false, false, false, 0},
    {"thead", ROLE_BLOCK, 0, false, false, false, 0},
    {"title", ROLE_GONE, 0, false, false, false, 0},
    {"tr", ROLE_ROW, 0, false, false, false, 0},
    {"track", ROLE_GONE, 0, false, false, true, 0},
    {"u", ROLE_INLINE, STYLE_UNDERLINE, false, false, false, 0},
    {"ul", ROLE_LIST, 0, true, false, false, 0},
    {"video", ROLE_GONE, 0, false, false, false, 0},
    {"wbr", ROLE_INLINE, 0, false, false, true, 0},
    {"xml", ROLE_GONE, 0, false, false, false, 0},
    {"xmp", ROLE_BLOCK, 0, true, true, false, 0},
};

const struct html_tag *html_tag_find(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(tags);
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        int order = strcmp(name, tags[middle].name);
        if (order == 0)
            return &tags[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
