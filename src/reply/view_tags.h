/* What browsers do with each HTML element, before any style. For the files view_*.c only. */
#pragma once
#include <glib.h>
#include <stdbool.h>

enum tag_role {
    ROLE_INLINE,
    ROLE_BLOCK,
    ROLE_GONE, /* nothing inside is shown */
    ROLE_BREAK,
    ROLE_RULE,
    ROLE_LIST,
    ROLE_ITEM,
    ROLE_QUOTE,
    ROLE_TABLE,
    ROLE_ROW,
    ROLE_CELL,
    ROLE_LINK,
    ROLE_INPUT,
    ROLE_OPTION,
    ROLE_STYLE, /* <style>: its text is a style sheet */
    ROLE_BODY
};

struct html_tag {
    const char *name;
    enum tag_role role;
    guint style;   /* enum style that the element adds */
    bool margin;   /* a blank line before and after */
    bool pre;      /* white space counts */
    bool is_void;  /* has no end tag */
    guint heading; /* 1..6 */
};

/* Returns what is known of a tag (lower case), or NULL: it is then inline. (static) */
const struct html_tag *html_tag_find(const char *name);
