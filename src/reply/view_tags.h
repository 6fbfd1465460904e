/* What browsers do with each HTML element, before any style. For the files view_*.c only. */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <string.h>

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
    ROLE_SECTION, /* of a table */
    ROLE_ROW,
    ROLE_CELL,
    ROLE_LINK,
    ROLE_INPUT,
    ROLE_IMAGE,
    ROLE_OPTION,
    ROLE_STYLE, /* <style>: its text is a style sheet */
    ROLE_BODY
};

enum tag_flag {
    TAG_VOID = 1 << 0,          /* has no end tag */
    TAG_SPECIAL = 1 << 1,       /* HTML 5: an end tag inside does not close it by chance */
    TAG_FORMAT = 1 << 2,        /* HTML 5: a formatting element, which goes on where an unclosed block ends */
    TAG_CLOSES_P = 1 << 3,      /* its start tag ends an open <p> */
    TAG_SCOPE = 1 << 4,         /* HTML 5: an end tag inside closes nothing outside */
    TAG_RAW = 1 << 5,           /* all up to its end tag is text as it stands */
    TAG_TEXT_ONLY = 1 << 6,     /* the same, but character references count */
    TAG_PRE = 1 << 7,           /* white space counts */
    TAG_SKIPS_NEWLINE = 1 << 8, /* a line feed right after the start tag does not */
    TAG_MARGIN = 1 << 9,        /* a blank line before and after */
    TAG_FOREIGN = 1 << 10       /* ends where ordinary HTML begins inside */
};

struct html_tag {
    const char *name;
    enum tag_role role;
    guint flags;   /* enum tag_flag */
    guint style;   /* enum style that the element adds */
    guint heading; /* 1..6 */
};

/* Returns what is known of a tag (lower case), or NULL: it is then inline. (static) */
const struct html_tag *html_tag_find(const char *name);

/* Returns whether tag is the one called name. */
static inline bool html_tag_is(const struct html_tag *tag, const char *name)
{
    return tag != NULL && tag->name[0] == name[0] && strcmp(tag->name, name) == 0;
}
