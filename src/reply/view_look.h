/* How the text of an element looks: its own style laid over that of the element around it. For the files view_*.c only. */
#pragma once
#include "reply/view_css.h"
#include "reply/view_tags.h"

/* The attributes of a start tag that count; NULL where absent. */
struct html_attributes {
    const char *style, *class, *color, *bgcolor, *text, *start, *value, *type, *href, *colspan, *rowspan, *face, *alt;
    bool hidden, checked, selected, reversed;
};

/* Returns whether an attribute of that name (lower case) counts. */
bool html_attribute_counts(const char *name);

/* Notes an attribute by its name; the first of that name stays. value must live as long as attributes. */
void html_attribute_note(struct html_attributes *attributes, const char *name, const char *value);

/* What an element brings of its own. */
struct html_format {
    const struct html_tag *tag; /* NULL: unknown */
    struct css css;
    bool is_link, is_gone;
};

/* How text looks. An element inherits it from the one around it. */
struct look {
    bool gone;      /* nothing is shown */
    bool invisible; /* visibility:hidden, which an element inside may undo */
    bool has_colour, has_background, has_base;
    double font_size_pt;
    guint32 colour, background; /* where has_colour, has_background */
    guint32 base;               /* text colour of <body>, where has_base */
    guint style;
    enum white_space white_space;
    enum css_font font;
};

/* Finds what an element brings: what browsers say of its tag, attributes, the sheet, its style attribute, in this order. */
void format_find(struct html_format *format, struct css_sheet *sheet, const char *name, const struct html_tag *tag,
                 const struct html_attributes *attributes);

/* Works out how text looks in an element that brings own and stands in one that looks like around. */
void look_find(struct look *look, const struct look *around, const struct html_format *own);

/* Returns whether text that looks so can be seen. */
bool look_is_seen(const struct look *look);

/* Returns its style without what is no mark: colour and underline of a link. */
guint look_marks(const struct look *look);
