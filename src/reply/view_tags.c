/* The table of HTML elements that are more than inline text. */
#include "reply/view_tags.h"

#include "reply/view.h"

#define BLOCK (TAG_SPECIAL | TAG_CLOSES_P)

/* In alphabetical order. */
static const struct html_tag tags[] = {
    {"a", ROLE_LINK, TAG_FORMAT, 0, 0},
    {"address", ROLE_BLOCK, BLOCK, 0, 0},
    {"applet", ROLE_INLINE, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"area", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"article", ROLE_BLOCK, BLOCK, 0, 0},
    {"aside", ROLE_BLOCK, BLOCK, 0, 0},
    {"audio", ROLE_GONE, 0, 0, 0},
    {"b", ROLE_INLINE, TAG_FORMAT, STYLE_BOLD, 0},
    {"base", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"basefont", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"bgsound", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"big", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"blockquote", ROLE_QUOTE, BLOCK | TAG_MARGIN, 0, 0},
    {"body", ROLE_BODY, TAG_SPECIAL, 0, 0},
    {"br", ROLE_BREAK, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"button", ROLE_INLINE, TAG_SPECIAL, 0, 0},
    {"canvas", ROLE_GONE, 0, 0, 0},
    {"caption", ROLE_BLOCK, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"center", ROLE_BLOCK, BLOCK, 0, 0},
    {"code", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"col", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"colgroup", ROLE_GONE, TAG_SPECIAL, 0, 0},
    {"datalist", ROLE_GONE, 0, 0, 0},
    {"dd", ROLE_BLOCK, BLOCK, 0, 0},
    {"del", ROLE_INLINE, 0, STYLE_STRIKE, 0},
    {"details", ROLE_BLOCK, BLOCK, 0, 0},
    {"dialog", ROLE_BLOCK, BLOCK, 0, 0},
    {"dir", ROLE_LIST, BLOCK | TAG_MARGIN, 0, 0},
    {"div", ROLE_BLOCK, BLOCK, 0, 0},
    {"dl", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 0},
    {"dt", ROLE_BLOCK, BLOCK, 0, 0},
    {"em", ROLE_INLINE, TAG_FORMAT, STYLE_ITALIC, 0},
    {"embed", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"fieldset", ROLE_BLOCK, BLOCK, 0, 0},
    {"figcaption", ROLE_BLOCK, BLOCK, 0, 0},
    {"figure", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 0},
    {"font", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"footer", ROLE_BLOCK, BLOCK, 0, 0},
    {"form", ROLE_BLOCK, BLOCK, 0, 0},
    {"frame", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"frameset", ROLE_GONE, TAG_SPECIAL, 0, 0},
    {"h1", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 1},
    {"h2", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 2},
    {"h3", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 3},
    {"h4", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 4},
    {"h5", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 5},
    {"h6", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 6},
    {"head", ROLE_GONE, TAG_SPECIAL, 0, 0},
    {"header", ROLE_BLOCK, BLOCK, 0, 0},
    {"hgroup", ROLE_BLOCK, BLOCK, 0, 0},
    {"hr", ROLE_RULE, BLOCK | TAG_VOID, 0, 0},
    {"html", ROLE_BLOCK, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"i", ROLE_INLINE, TAG_FORMAT, STYLE_ITALIC, 0},
    {"iframe", ROLE_GONE, TAG_SPECIAL | TAG_RAW, 0, 0},
    {"img", ROLE_IMAGE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"input", ROLE_INPUT, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"ins", ROLE_INLINE, 0, STYLE_UNDERLINE, 0},
    {"keygen", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"legend", ROLE_BLOCK, 0, 0, 0},
    {"li", ROLE_ITEM, BLOCK, 0, 0},
    {"link", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"listing", ROLE_BLOCK, BLOCK | TAG_MARGIN | TAG_PRE | TAG_SKIPS_NEWLINE, 0, 0},
    {"main", ROLE_BLOCK, BLOCK, 0, 0},
    {"mark", ROLE_INLINE, 0, STYLE_HIGHLIGHT, 0},
    {"marquee", ROLE_INLINE, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"menu", ROLE_LIST, BLOCK | TAG_MARGIN, 0, 0},
    {"meta", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"meter", ROLE_GONE, 0, 0, 0},
    {"nav", ROLE_BLOCK, BLOCK, 0, 0},
    {"nobr", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"noembed", ROLE_GONE, TAG_SPECIAL | TAG_RAW, 0, 0},
    {"noframes", ROLE_GONE, TAG_SPECIAL | TAG_RAW, 0, 0},
    {"noscript", ROLE_INLINE, TAG_SPECIAL, 0, 0},
    {"object", ROLE_GONE, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"ol", ROLE_LIST, BLOCK | TAG_MARGIN, 0, 0},
    {"optgroup", ROLE_GONE, 0, 0, 0},
    {"option", ROLE_OPTION, 0, 0, 0},
    {"p", ROLE_BLOCK, BLOCK | TAG_MARGIN, 0, 0},
    {"param", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"plaintext", ROLE_BLOCK, BLOCK | TAG_MARGIN | TAG_PRE | TAG_RAW, 0, 0},
    {"pre", ROLE_BLOCK, BLOCK | TAG_MARGIN | TAG_PRE | TAG_SKIPS_NEWLINE, 0, 0},
    {"progress", ROLE_GONE, 0, 0, 0},
    {"rp", ROLE_GONE, 0, 0, 0},
    {"s", ROLE_INLINE, TAG_FORMAT, STYLE_STRIKE, 0},
    {"script", ROLE_GONE, TAG_SPECIAL | TAG_RAW, 0, 0},
    {"section", ROLE_BLOCK, BLOCK, 0, 0},
    {"select", ROLE_INLINE, TAG_SPECIAL, 0, 0},
    {"small", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"source", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"span", ROLE_INLINE, 0, 0, 0},
    {"strike", ROLE_INLINE, TAG_FORMAT, STYLE_STRIKE, 0},
    {"strong", ROLE_INLINE, TAG_FORMAT, STYLE_BOLD, 0},
    {"style", ROLE_STYLE, TAG_SPECIAL | TAG_RAW, 0, 0},
    {"summary", ROLE_BLOCK, BLOCK, 0, 0},
    {"svg", ROLE_GONE, TAG_FOREIGN, 0, 0},
    {"table", ROLE_TABLE, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"tbody", ROLE_SECTION, TAG_SPECIAL, 0, 0},
    {"td", ROLE_CELL, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"template", ROLE_GONE, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"textarea", ROLE_BLOCK, TAG_SPECIAL | TAG_PRE | TAG_SKIPS_NEWLINE | TAG_TEXT_ONLY, 0, 0},
    {"tfoot", ROLE_SECTION, TAG_SPECIAL, 0, 0},
    {"th", ROLE_CELL, TAG_SPECIAL | TAG_SCOPE, 0, 0},
    {"thead", ROLE_SECTION, TAG_SPECIAL, 0, 0},
    {"title", ROLE_GONE, TAG_SPECIAL | TAG_TEXT_ONLY, 0, 0},
    {"tr", ROLE_ROW, TAG_SPECIAL, 0, 0},
    {"track", ROLE_GONE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"tt", ROLE_INLINE, TAG_FORMAT, 0, 0},
    {"u", ROLE_INLINE, TAG_FORMAT, STYLE_UNDERLINE, 0},
    {"ul", ROLE_LIST, BLOCK | TAG_MARGIN, 0, 0},
    {"video", ROLE_GONE, 0, 0, 0},
    {"wbr", ROLE_INLINE, TAG_SPECIAL | TAG_VOID, 0, 0},
    {"xml", ROLE_GONE, TAG_FOREIGN, 0, 0},
    {"xmp", ROLE_BLOCK, BLOCK | TAG_MARGIN | TAG_PRE | TAG_RAW, 0, 0},
};

const struct html_tag *html_tag_find(const char *name)
{
    gsize low = 0, high = G_N_ELEMENTS(tags);
    while (low < high) {
        gsize middle = low + (high - low) / 2;
        int order = name[0] - tags[middle].name[0];
        if (order == 0)
            order = strcmp(name, tags[middle].name);
        if (order == 0)
            return &tags[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}
