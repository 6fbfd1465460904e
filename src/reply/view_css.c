/* Reads the declarations of CSS that decide what a reader sees. Passes over all else. */
#include "reply/view_css.h"

#include <math.h>
#include <string.h>

#define POINTS_MOST 10000    /* of a length; more is no page that anybody looks at */
#define VALUE_BYTES_MAX 256u /* of one declaration; the values that count are short */

static double unit_points(const char *unit)
{
    static const struct {
        const char *name;
        double points;
    } units[] = {{"pt", 1},     {"px", 0.75},  {"em", 12}, {"rem", 12}, {"ex", 6},
                 {"cm", 28.35}, {"mm", 2.835}, {"in", 72}, {"pc", 12},  {"%", 0.12}};
    for (guint i = 0; i < G_N_ELEMENTS(units); i++)
        if (g_str_has_prefix(unit, units[i].name))
            return units[i].points;
    return 0.75;
}

/* Returns the length at p in points; *end is p where there is none. Relative units are taken of 12 points. */
static double length_points(const char *p, const char **end)
{
    char *after;
    double value = g_ascii_strtod(p, &after);
    *end = after;
    if (after == p || !isfinite(value))
        return 0;
    double points = value * unit_points(after);
    while (g_ascii_isalpha(**end) || **end == '%')
        (*end)++;
    return CLAMP(points, -POINTS_MOST, POINTS_MOST);
}

static bool has_word(const char *value, const char *word)
{
    gsize length = strlen(word);
    for (const char *p = strstr(value, word); p != NULL; p = strstr(p + 1, word)) {
        bool starts = p == value || !(g_ascii_isalnum(p[-1]) || p[-1] == '-');
        if (starts && !g_ascii_isalnum(p[length]) && p[length] != '-')
            return true;
    }
    return false;
}

static void read_display(struct css *css, const char *value)
{
    static const char *const inlines[] = {"inline", "contents", "table-cell", "ruby", NULL};
    if (g_str_has_prefix(value, "none"))
        css->display = DISPLAY_NONE;
    else if (g_str_has_prefix(value, "inline-"))
        css->display = DISPLAY_INLINE_BLOCK;
    else
        css->display = g_strv_contains(inlines, value) ? DISPLAY_INLINE : DISPLAY_BLOCK;
    if (strcmp(value, "inherit") != 0 && strcmp(value, "initial") != 0 && strcmp(value, "unset") != 0)
        css->set |= CSS_DISPLAY;
}

static void read_visibility(struct css *css, const char *value)
{
    css->invisible = g_str_has_prefix(value, "hidden") || g_str_has_prefix(value, "collapse");
    css->set |= CSS_INVISIBLE;
}

static void read_font_size(struct css *css, const char *value)
{
    const char *end;
    double points = length_points(value, &end);
    if (end == value)
        points = 12; /* "small", "larger": all of them can be read */
    css->font_size_pt = points;
    css->set |= CSS_FONT_SIZE;
}

static void read_colour(struct css *css, const char *value)
{
    if (css_colour_read(&css->colour, value, strlen(value)))
        css->set |= CSS_COLOUR;
}

/* background: a colour may stand anywhere among its words; a picture hides what is known of the colour. */
static void read_background(struct css *css, const char *value)
{
    struct css_colour found = {COLOUR_TRANSPARENT, 0};
    bool any = false;
    for (const char *p = value; *p != '\0';) {
        gsize length = 0;
        gint depth = 0;
        for (; p[length] != '\0' && (depth > 0 || p[length] != ' '); length++)
            depth += p[length] == '(' ? 1 : p[length] == ')' ? -1 : 0;
        if (css_colour_read(&found, p, length)) {
            any = true;
        } else if (strncmp(p, "url(", 4) == 0 || strstr(p, "gradient(") == p) {
            found = (struct css_colour){COLOUR_PICTURE, 0};
            any = true;
            break;
        }
        p += length;
        p += strspn(p, " ");
    }
    if (!any && strcmp(value, "none") != 0)
        return;
    css->background = found;
    css->set |= CSS_BACKGROUND;
}

static void read_background_image(struct css *css, const char *value)
{
    if (strcmp(value, "none") == 0 || strcmp(value, "initial") == 0)
        return;
    css->background = (struct css_colour){COLOUR_PICTURE, 0};
    css->set |= CSS_BACKGROUND;
}

static void read_font_weight(struct css *css, const char *value)
{
    if (strcmp(value, "inherit") == 0 || strcmp(value, "unset") == 0)
        return;
    css->bold = g_str_has_prefix(value, "bold") || g_ascii_strtod(value, NULL) >= 600;
    css->set |= CSS_BOLD;
}

static void read_font_style(struct css *css, const char *value)
{
    if (strcmp(value, "inherit") == 0 || strcmp(value, "unset") == 0)
        return;
    css->italic = g_str_has_prefix(value, "italic") || g_str_has_prefix(value, "oblique");
    css->set |= CSS_ITALIC;
}

enum css_font css_font_of(const char *families)
{
    static const struct {
        const char *name;
        enum css_font font;
    } fonts[] = {{"wingdings 2", FONT_WINGDINGS_2},
                 {"wingdings 3", FONT_TEXT},
                 {"wingdings", FONT_WINGDINGS},
                 {"webdings", FONT_WEBDINGS},
                 {"symbol", FONT_SYMBOL}};
    families += strspn(families, "\"' ");
    for (guint i = 0; i < G_N_ELEMENTS(fonts); i++)
        if (g_str_has_prefix(families, fonts[i].name))
            return fonts[i].font;
    return FONT_TEXT;
}

static void read_font_family(struct css *css, const char *value)
{
    if (strcmp(value, "inherit") == 0 || strcmp(value, "unset") == 0)
        return;
    css->font = css_font_of(value);
    css->set |= CSS_FONT;
}

/* font: the shorthand resets what it does not name. "font:7.0pt "Times New Roman"" */
static void read_font(struct css *css, const char *value)
{
    if (strcmp(value, "inherit") == 0 || strcmp(value, "unset") == 0 || strcmp(value, "initial") == 0)
        return;
    css->bold = has_word(value, "bold") || has_word(value, "bolder") || has_word(value, "600") || has_word(value, "700") ||
                has_word(value, "800") || has_word(value, "900");
    css->italic = has_word(value, "italic") || has_word(value, "oblique");
    css->font = strstr(value, "wingdings") != NULL ? css_font_of(strstr(value, "wingdings")) : FONT_TEXT;
    css->set |= CSS_BOLD | CSS_ITALIC | CSS_FONT;
    for (const char *p = value; *p != '\0'; p += strcspn(p, " "), p += strspn(p, " ")) {
        const char *end;
        double points = length_points(p, &end);
        bool has_unit = end > p && (g_ascii_isalpha(end[-1]) || end[-1] == '%' || (*p == '0' && (p[1] == ' ' || p[1] == '/')));
        if (!has_unit)
            continue;
        css->font_size_pt = points;
        css->set |= CSS_FONT_SIZE;
        break;
    }
}

static void read_decoration(struct css *css, const char *value)
{
    if (strcmp(value, "inherit") == 0 || strcmp(value, "unset") == 0)
        return;
    css->decoration =
        (has_word(value, "underline") ? STYLE_UNDERLINE : 0) | (has_word(value, "line-through") ? STYLE_STRIKE : 0);
    css->set |= CSS_DECORATION;
}

static void read_white_space(struct css *css, const char *value)
{
    if (strcmp(value, "pre-line") == 0)
        css->white_space = WHITE_SPACE_PRE_LINE;
    else if (g_str_has_prefix(value, "pre") || g_str_has_prefix(value, "break-spaces"))
        css->white_space = WHITE_SPACE_PRE;
    else
        css->white_space = WHITE_SPACE_NORMAL;
    if (strcmp(value, "inherit") != 0 && strcmp(value, "unset") != 0)
        css->set |= CSS_WHITE_SPACE;
}

static void read_margin_top(struct css *css, const char *value)
{
    const char *end;
    css->margin_top_pt = length_points(value, &end);
    css->set |= CSS_MARGIN_TOP;
}

static void read_margin_bottom(struct css *css, const char *value)
{
    const char *end;
    css->margin_bottom_pt = length_points(value, &end);
    css->set |= CSS_MARGIN_BOTTOM;
}

/* margin: top, right, bottom, left; fewer repeat. */
static void read_margin(struct css *css, const char *value)
{
    double points[4] = {0};
    guint count = 0;
    for (const char *p = value; *p != '\0' && count < 4; p += strcspn(p, " "), p += strspn(p, " ")) {
        const char *end;
        points[count++] = length_points(p, &end);
    }
    if (count == 0)
        return;
    css->margin_top_pt = points[0];
    css->margin_bottom_pt = count > 2 ? points[2] : points[0];
    css->set |= CSS_MARGIN_TOP | CSS_MARGIN_BOTTOM;
}

static void read_list_style(struct css *css, const char *value)
{
    css->no_bullet = has_word(value, "none");
    css->set |= CSS_LIST_STYLE;
}

static void read_opacity(struct css *css, const char *value)
{
    char *end;
    double opacity = g_ascii_strtod(value, &end);
    css->transparent = end != value && opacity < 0.02;
    css->set |= CSS_TRANSPARENT;
}

static void read_overflow(struct css *css, const char *value)
{
    css->clipped = g_str_has_prefix(value, "hidden") || g_str_has_prefix(value, "clip");
    css->set |= CSS_OVERFLOW;
}

static void read_height(struct css *css, const char *value)
{
    const char *end;
    double points = length_points(value, &end);
    css->no_height = end != value && points <= 0.8;
    css->set |= CSS_NO_HEIGHT;
}

static void read_border_left(struct css *css, const char *value)
{
    const char *end;
    double points = length_points(value, &end);
    css->no_border_left = has_word(value, "none") || (end != value && points <= 0);
    css->set |= CSS_BORDER_LEFT;
}

static void read_mso_hide(struct css *css, const char *value)
{
    css->hidden_by_word = strcmp(value, "all") == 0;
    css->set |= CSS_MSO_HIDE;
}

struct property {
    const char *name;
    void (*read)(struct css *css, const char *value);
};

/* In alphabetical order. */
static const struct property properties[] = {
    {"background", read_background},
    {"background-color", read_background},
    {"background-image", read_background_image},
    {"border", read_border_left},
    {"border-left", read_border_left},
    {"border-left-style", read_border_left},
    {"border-style", read_border_left},
    {"color", read_colour},
    {"display", read_display},
    {"font", read_font},
    {"font-family", read_font_family},
    {"font-size", read_font_size},
    {"font-style", read_font_style},
    {"font-weight", read_font_weight},
    {"height", read_height},
    {"list-style", read_list_style},
    {"list-style-type", read_list_style},
    {"margin", read_margin},
    {"margin-block-end", read_margin_bottom},
    {"margin-block-start", read_margin_top},
    {"margin-bottom", read_margin_bottom},
    {"margin-top", read_margin_top},
    {"max-height", read_height},
    {"mso-hide", read_mso_hide},
    {"opacity", read_opacity},
    {"overflow", read_overflow},
    {"text-decoration", read_decoration},
    {"text-decoration-line", read_decoration},
    {"visibility", read_visibility},
    {"white-space", read_white_space},
};

static const struct property *find_property(const char *name, gsize length)
{
    char first = g_ascii_tolower(*name);
    for (guint i = 0; i < G_N_ELEMENTS(properties) && properties[i].name[0] <= first; i++) {
        const char *known = properties[i].name;
        if (*known == first && g_ascii_strncasecmp(name, known, length) == 0 && known[length] == '\0')
            return &properties[i];
    }
    return NULL;
}

/* Copies a value in lower case, white space as one ' ', without "!important". Returns whether that stood there. */
static bool clean_value(char *out, const char *value, gsize length)
{
    gsize used = 0;
    for (gsize i = 0; i < length && used + 1 < VALUE_BYTES_MAX; i++) {
        bool space = g_ascii_isspace(value[i]);
        if (!space || (used > 0 && out[used - 1] != ' '))
            out[used++] = space ? ' ' : g_ascii_tolower(value[i]);
    }
    out[used] = '\0';
    char *mark = strrchr(out, '!');
    bool important = mark != NULL && strstr(mark, "important") != NULL;
    if (important)
        *mark = '\0';
    g_strchomp(out);
    return important;
}

static void read_declaration(struct css *css, const char *start, const char *end)
{
    const char *colon = memchr(start, ':', (gsize)(end - start));
    if (colon == NULL)
        return;
    const char *name_end = colon;
    while (start < name_end && g_ascii_isspace(*start))
        start++;
    while (name_end > start && g_ascii_isspace(name_end[-1]))
        name_end--;
    const struct property *property = name_end > start ? find_property(start, (gsize)(name_end - start)) : NULL;
    if (property == NULL)
        return;
    char value[VALUE_BYTES_MAX];
    struct css one = {0};
    bool important = clean_value(value, colon + 1, (gsize)(end - colon - 1));
    property->read(&one, value);
    one.important = important ? one.set : 0;
    css_lay_over(css, &one);
}

/* Returns the end of the declaration at p: the next ';' that stands outside quotes and brackets. */
static const char *declaration_end(const char *p, const char *end)
{
    char quote = '\0';
    for (; p < end; p++) {
        if (quote != '\0')
            quote = *p == quote ? '\0' : quote;
        else if (*p == '"' || *p == '\'')
            quote = *p;
        else if (*p == ';')
            break;
    }
    return p;
}

void css_read(struct css *css, const char *declarations, gsize length)
{
    const char *end = declarations + length;
    for (const char *p = declarations; p < end;) {
        const char *stop = declaration_end(p, end);
        read_declaration(css, p, stop);
        p = stop + 1;
    }
}

void css_lay_over(struct css *css, const struct css *over)
{
    guint take = over->set & ~(css->important & ~over->important);
#define TAKE(property, member)                                                                                                 \
    if (take & (property))                                                                                                     \
    css->member = over->member
    TAKE(CSS_DISPLAY, display);
    TAKE(CSS_INVISIBLE, invisible);
    TAKE(CSS_FONT_SIZE, font_size_pt);
    TAKE(CSS_COLOUR, colour);
    TAKE(CSS_BACKGROUND, background);
    TAKE(CSS_BOLD, bold);
    TAKE(CSS_ITALIC, italic);
    TAKE(CSS_DECORATION, decoration);
    TAKE(CSS_WHITE_SPACE, white_space);
    TAKE(CSS_MARGIN_TOP, margin_top_pt);
    TAKE(CSS_MARGIN_BOTTOM, margin_bottom_pt);
    TAKE(CSS_LIST_STYLE, no_bullet);
    TAKE(CSS_TRANSPARENT, transparent);
    TAKE(CSS_OVERFLOW, clipped);
    TAKE(CSS_NO_HEIGHT, no_height);
    TAKE(CSS_BORDER_LEFT, no_border_left);
    TAKE(CSS_MSO_HIDE, hidden_by_word);
    TAKE(CSS_FONT, font);
#undef TAKE
    css->set |= take;
    css->important |= take & over->important;
}
