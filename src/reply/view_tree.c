/* Keeps the stack of open elements as HTML 5 (section 13.2.6, tree construction) says, without building a tree. Elements that
 * HTML 5 would move are told of where they stand. Every step costs at most LIMIT_HTML_DEPTH. */
#include "reply/view_tree.h"

#include <string.h>

#include "base/limits.h"

#define PENDING_MAX 24u /* formatting elements that wait to be opened again */
#define SAME_PENDING 3u /* of the same look: HTML 5's "Noah's Ark" */

/* An open element. The page keeps a frame for each. */
struct open {
    const struct html_tag *tag; /* NULL: unknown */
    guint hash;                 /* of its name: tells unknown elements apart */
};

/* A formatting element that was cut off by the end of the block around it. No tag: a mark where a cell began. */
struct pending {
    struct html_format format;
    bool is_mark;
};

struct html_tree {
    struct html_page *page;
    GArray *open;    /* struct open, outermost first */
    GArray *pending; /* struct pending */
    guint too_deep;  /* elements beyond LIMIT_HTML_DEPTH that are open */
    bool has_body, no_quirks;
};

struct html_tree *html_tree_new(struct html_page *page)
{
    struct html_tree *tree = g_new0(struct html_tree, 1);
    tree->page = page;
    tree->open = g_array_new(FALSE, FALSE, sizeof(struct open));
    tree->pending = g_array_new(FALSE, FALSE, sizeof(struct pending));
    return tree;
}

void html_tree_free(struct html_tree *tree)
{
    g_array_unref(tree->open);
    g_array_unref(tree->pending);
    g_free(tree);
}

void html_tree_no_quirks(struct html_tree *tree)
{
    if (tree->open->len == 0)
        tree->no_quirks = true;
}

static const struct open *at(const struct html_tree *tree, guint index)
{
    return &g_array_index(tree->open, struct open, index);
}

static bool has_flag(const struct open *open, guint flag) { return open->tag != NULL && open->tag->flags & flag; }

static bool has_role(const struct open *open, enum tag_role role) { return open->tag != NULL && open->tag->role == role; }

static bool is_called(const struct open *open, const char *name) { return html_tag_is(open->tag, name); }

static bool is_same(const struct open *open, const struct html_tag *tag, guint hash)
{
    return tag != NULL ? open->tag == tag : open->tag == NULL && open->hash == hash;
}

/* Remembers a formatting element that a block's end cut off; of many alike the last three are kept. */
static void keep_pending(struct html_tree *tree, const struct html_format *format)
{
    guint alike = 0;
    for (guint i = tree->pending->len; i > 0; i--) {
        const struct pending *known = &g_array_index(tree->pending, struct pending, i - 1);
        if (known->is_mark)
            break;
        if (known->format.tag == format->tag && memcmp(&known->format.css, &format->css, sizeof format->css) == 0 &&
            ++alike >= SAME_PENDING) {
            g_array_remove_index(tree->pending, i - 1);
            break;
        }
    }
    if (tree->pending->len >= PENDING_MAX)
        return;
    struct pending pending = {.format = *format};
    g_array_append_val(tree->pending, pending);
}

static void push_mark(struct html_tree *tree)
{
    struct pending mark = {.is_mark = true};
    g_array_append_val(tree->pending, mark);
}

/* Forgets what a cell left behind, as what is open in a cell ends with it. */
static void clear_to_mark(struct html_tree *tree)
{
    while (tree->pending->len > 0) {
        bool mark = g_array_index(tree->pending, struct pending, tree->pending->len - 1).is_mark;
        g_array_set_size(tree->pending, tree->pending->len - 1);
        if (mark)
            return;
    }
}

static bool is_marked(const struct open *open)
{
    return has_role(open, ROLE_CELL) || is_called(open, "caption") || is_called(open, "object") ||
           is_called(open, "template") || is_called(open, "applet") || is_called(open, "marquee");
}

static void push(struct html_tree *tree, const struct html_tag *tag, guint hash)
{
    struct open open = {.tag = tag, .hash = hash};
    g_array_append_val(tree->open, open);
    if (is_marked(&open))
        push_mark(tree);
}

/* Closes all elements from index on. Formatting elements among them will be opened again, but for those that is_end names. */
static void close_from(struct html_tree *tree, guint index)
{
    struct html_format cut[PENDING_MAX];
    guint count = 0;
    while (tree->open->len > index) {
        struct open open = *at(tree, tree->open->len - 1);
        if (has_flag(&open, TAG_FORMAT) && count < PENDING_MAX)
            cut[count++] = html_format_of_last(tree->page);
        if (is_marked(&open)) {
            clear_to_mark(tree);
            count = 0;
        }
        html_close(tree->page);
        g_array_set_size(tree->open, tree->open->len - 1);
    }
    while (count > 0)
        keep_pending(tree, &cut[--count]);
}

/* Opens formatting elements again that a block's end had cut off. */
static void reconstruct(struct html_tree *tree)
{
    guint first = tree->pending->len;
    while (first > 0 && !g_array_index(tree->pending, struct pending, first - 1).is_mark)
        first--;
    for (guint i = first; i < tree->pending->len && tree->open->len < LIMIT_HTML_DEPTH; i++) {
        const struct html_format *format = &g_array_index(tree->pending, struct pending, i).format;
        html_reopen(tree->page, format);
        push(tree, format->tag, 0);
    }
    g_array_set_size(tree->pending, first);
}

/* Finds the innermost open element that is tag, looking no further than an element with a flag of stops. Returns its index + 1,
 * or 0. */
static guint find_open(const struct html_tree *tree, const struct html_tag *tag, guint stops)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        if (open->tag == tag)
            return i;
        if (has_flag(open, stops))
            return 0;
    }
    return 0;
}

static guint find_role(const struct html_tree *tree, enum tag_role role, guint stops)
{
    for (guint i = tree->open->len; i > 0; i--) {
        if (has_role(at(tree, i - 1), role))
            return i;
        if (has_flag(at(tree, i - 1), stops))
            return 0;
    }
    return 0;
}

/* Closes an open <p>: in "button scope". */
static void close_p(struct html_tree *tree)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        if (is_called(open, "p")) {
            close_from(tree, i - 1);
            return;
        }
        if (has_flag(open, TAG_SCOPE) || is_called(open, "button"))
            return;
    }
}

/* Closes the item before this one (<li>, or <dd> and <dt>), if only inline elements, <div>, <p> and <address> stand between. */
static void close_item(struct html_tree *tree, const struct html_tag *tag)
{
    bool is_li = tag->role == ROLE_ITEM;
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        bool same = is_li ? has_role(open, ROLE_ITEM) : is_called(open, "dd") || is_called(open, "dt");
        if (same) {
            close_from(tree, i - 1);
            return;
        }
        bool passes = is_called(open, "div") || is_called(open, "p") || is_called(open, "address");
        if (has_flag(open, TAG_SPECIAL) && !passes)
            return;
    }
}

/* Removes a formatting element at index that others are open in, as HTML 5's "adoption agency" does: blocks inside stay open
 * without its look, formatting elements too, other inline elements end. */
static void cross_out(struct html_tree *tree, guint index)
{
    guint last_block = index;
    for (guint i = index + 1; i < tree->open->len; i++)
        if (has_flag(at(tree, i), TAG_SPECIAL))
            last_block = i;
    close_from(tree, last_block + 1); /* formatting elements among them come again with the next text */
    for (guint i = tree->open->len; i > index; i--) {
        struct open open = *at(tree, i - 1);
        bool stays = i - 1 != index && (has_flag(&open, TAG_SPECIAL) || has_flag(&open, TAG_FORMAT));
        if (stays)
            continue;
        html_close_under(tree->page, tree->open->len - i);
        g_array_remove_index(tree->open, i - 1);
    }
}

/* Forgets the last formatting element called tag that waits to be opened again. Returns whether there was one. */
static bool drop_pending(struct html_tree *tree, const struct html_tag *tag)
{
    for (guint i = tree->pending->len; i > 0; i--) {
        const struct pending *pending = &g_array_index(tree->pending, struct pending, i - 1);
        if (pending->is_mark)
            return false;
        if (pending->format.tag != tag)
            continue;
        g_array_remove_index(tree->pending, i - 1);
        return true;
    }
    return false;
}

static void end_formatting(struct html_tree *tree, const struct html_tag *tag)
{
    if (drop_pending(tree, tag))
        return;
    guint found = find_open(tree, tag, TAG_SCOPE);
    if (found == tree->open->len && found > 0) {
        html_close(tree->page);
        g_array_set_size(tree->open, found - 1);
    } else if (found > 0) {
        cross_out(tree, found - 1);
    }
}

/* Closes all inside the innermost table, section or row, so that the next row or cell can begin. Returns whether one is open.
 */
static bool back_to(struct html_tree *tree, bool row, bool section)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        bool found =
            has_role(open, ROLE_TABLE) || (section && has_role(open, ROLE_SECTION)) || (row && has_role(open, ROLE_ROW));
        if (found) {
            close_from(tree, i);
            return true;
        }
        if (has_flag(open, TAG_SCOPE) && !has_role(open, ROLE_CELL) && !is_called(open, "caption"))
            return false;
    }
    return false;
}

static void open_implied(struct html_tree *tree, const char *name, gsize at_byte)
{
    static const struct html_attributes none = {0};
    const struct html_tag *tag = html_tag_find(name);
    html_open(tree->page, name, tag, &none, at_byte, at_byte);
    push(tree, tag, 0);
}

/* Makes way for a part of a table. Returns whether it may open: outside a table it is no element at all. */
static bool prepare_table_part(struct html_tree *tree, const struct html_tag *tag, gsize from)
{
    switch (tag->role) {
    case ROLE_CELL:
        if (!back_to(tree, true, true))
            return false;
        if (!has_role(at(tree, tree->open->len - 1), ROLE_ROW))
            open_implied(tree, "tr", from);
        return true;
    case ROLE_ROW:
        return back_to(tree, false, true);
    default:
        return back_to(tree, false, false);
    }
}

static bool is_heading(const struct open *open) { return open->tag != NULL && open->tag->heading > 0; }

static bool in_table_part(const struct html_tree *tree)
{
    if (tree->open->len == 0)
        return false;
    const struct open *open = at(tree, tree->open->len - 1);
    return has_role(open, ROLE_TABLE) || has_role(open, ROLE_SECTION) || has_role(open, ROLE_ROW);
}

/* A <table> right inside a table ends that one first. */
static void end_table_around(struct html_tree *tree)
{
    guint found = in_table_part(tree) ? find_role(tree, ROLE_TABLE, 0) : 0;
    if (found > 0)
        close_from(tree, found - 1);
}

/* Leaves <svg> and the like where ordinary HTML begins inside. */
static void end_foreign(struct html_tree *tree)
{
    for (guint i = tree->open->len; i > 0; i--) {
        if (has_flag(at(tree, i - 1), TAG_SPECIAL))
            return;
        if (has_flag(at(tree, i - 1), TAG_FOREIGN)) {
            close_from(tree, i - 1);
            return;
        }
    }
}

/* Closes what cannot hold tag. Returns whether tag may open here. */
static bool make_way(struct html_tree *tree, const struct html_tag *tag, gsize from)
{
    bool leaves_foreign = tag->flags & (TAG_CLOSES_P | TAG_FORMAT) && tag->role != ROLE_LINK;
    if (leaves_foreign || tag->role == ROLE_BREAK || tag->role == ROLE_TABLE || html_tag_is(tag, "span"))
        end_foreign(tree);
    bool is_table_part = tag->role == ROLE_CELL || tag->role == ROLE_ROW || tag->role == ROLE_SECTION ||
                         html_tag_is(tag, "caption") || html_tag_is(tag, "colgroup") || html_tag_is(tag, "col");
    if (is_table_part)
        return prepare_table_part(tree, tag, from);
    if (tag->role == ROLE_TABLE)
        end_table_around(tree);
    if (tag->role == ROLE_ITEM || html_tag_is(tag, "dd") || html_tag_is(tag, "dt"))
        close_item(tree, tag);
    if (tag->flags & TAG_CLOSES_P || (tag->role == ROLE_TABLE && tree->no_quirks))
        close_p(tree);
    if (tag->heading > 0 && tree->open->len > 0 && is_heading(at(tree, tree->open->len - 1)))
        close_from(tree, tree->open->len - 1);
    if (tag->role == ROLE_OPTION && tree->open->len > 0 && has_role(at(tree, tree->open->len - 1), ROLE_OPTION))
        close_from(tree, tree->open->len - 1);
    if (tag->role == ROLE_LINK || html_tag_is(tag, "nobr"))
        end_formatting(tree, tag);
    return true;
}

/* <html> and <head> are no elements here: nothing hangs on them. <body> is one where it comes first. */
static bool is_passed_over(struct html_tree *tree, const struct html_tag *tag)
{
    if (tag == NULL)
        return false;
    if (tag->role == ROLE_BODY) {
        bool late = tree->has_body || tree->open->len > 0;
        tree->has_body = true;
        return late;
    }
    return html_tag_is(tag, "html") || html_tag_is(tag, "head") || html_tag_is(tag, "frameset") || html_tag_is(tag, "frame");
}

/* Returns whether a start tag opens cut-off formatting elements again, as text does. */
static bool is_phrasing(const struct html_tag *tag)
{
    if (tag == NULL || tag->flags & TAG_FORMAT)
        return true;
    return tag->role == ROLE_INLINE || tag->role == ROLE_BREAK || tag->role == ROLE_INPUT || tag->role == ROLE_IMAGE ||
           tag->role == ROLE_OPTION;
}

/* A start tag beyond the deepest level: its line breaks count, it holds nothing. */
static void start_too_deep(struct html_tree *tree, const char *name, const struct html_tag *tag,
                           const struct html_attributes *attributes, gsize from, gsize to)
{
    html_open(tree->page, name, tag, attributes, from, to);
    html_close(tree->page);
    if (tag == NULL || !(tag->flags & TAG_VOID))
        tree->too_deep++;
}

void html_tree_start(struct html_tree *tree, const char *name, const struct html_tag *tag,
                     const struct html_attributes *attributes, gsize from, gsize to)
{
    if (is_passed_over(tree, tag))
        return;
    tree->has_body |= tag == NULL || (tag->role != ROLE_GONE && tag->role != ROLE_STYLE);
    if (tree->too_deep == 0 && tag != NULL && !make_way(tree, tag, from))
        return;
    if (tree->too_deep == 0 && is_phrasing(tag))
        reconstruct(tree);
    if (tree->open->len >= LIMIT_HTML_DEPTH) {
        start_too_deep(tree, name, tag, attributes, from, to);
        return;
    }
    html_open(tree->page, name, tag, attributes, from, to);
    if (tag != NULL && tag->flags & TAG_VOID)
        html_close(tree->page);
    else
        push(tree, tag, tag == NULL ? g_str_hash(name) : 0);
}

/* An end tag that no rule of its own has: it ends the innermost element of its name, unless a block stands between. */
static void end_any(struct html_tree *tree, const struct html_tag *tag, guint hash)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        if (is_same(open, tag, hash)) {
            close_from(tree, i - 1);
            return;
        }
        if (has_flag(open, TAG_SPECIAL))
            return;
    }
}

static void end_heading(struct html_tree *tree)
{
    for (guint i = tree->open->len; i > 0; i--) {
        if (is_heading(at(tree, i - 1))) {
            close_from(tree, i - 1);
            return;
        }
        if (has_flag(at(tree, i - 1), TAG_SCOPE))
            return;
    }
}

/* </p> without <p> is an empty paragraph. */
static void end_p(struct html_tree *tree, const struct html_tag *tag, gsize from)
{
    guint before = tree->open->len;
    close_p(tree);
    if (tree->open->len < before)
        return;
    static const struct html_attributes none = {0};
    html_open(tree->page, "p", tag, &none, from, from);
    html_close(tree->page);
}

/* An item ends only within its own list. */
static void end_item(struct html_tree *tree, const struct html_tag *tag)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        if (open->tag == tag) {
            close_from(tree, i - 1);
            return;
        }
        if (has_flag(open, TAG_SCOPE) || is_called(open, "ol") || is_called(open, "ul"))
            return;
    }
}

static void end_table_part(struct html_tree *tree, const struct html_tag *tag)
{
    for (guint i = tree->open->len; i > 0; i--) {
        const struct open *open = at(tree, i - 1);
        if (open->tag == tag) {
            close_from(tree, i - 1);
            return;
        }
        if (has_role(open, ROLE_TABLE))
            return;
    }
}

static void end_known(struct html_tree *tree, const struct html_tag *tag, gsize from)
{
    bool is_table_part = tag->role == ROLE_TABLE || tag->role == ROLE_CELL || tag->role == ROLE_ROW ||
                         tag->role == ROLE_SECTION || html_tag_is(tag, "caption");
    if (is_table_part)
        end_table_part(tree, tag);
    else if (tag->flags & TAG_FORMAT)
        end_formatting(tree, tag);
    else if (tag->heading > 0)
        end_heading(tree);
    else if (html_tag_is(tag, "p"))
        end_p(tree, tag, from);
    else if (tag->role == ROLE_ITEM)
        end_item(tree, tag);
    else if (tag->flags & TAG_SPECIAL) {
        guint found = find_open(tree, tag, TAG_SCOPE);
        if (found > 0)
            close_from(tree, found - 1);
    } else
        end_any(tree, tag, 0);
}

void html_tree_end(struct html_tree *tree, const char *name, const struct html_tag *tag, gsize from, gsize to)
{
    static const struct html_attributes none = {0};
    if (html_tag_is(tag, "br")) {
        html_tree_start(tree, name, tag, &none, from, to);
        return;
    }
    bool is_void = tag != NULL && tag->flags & TAG_VOID;
    if (is_void || html_tag_is(tag, "body") || html_tag_is(tag, "html") || html_tag_is(tag, "head"))
        return;
    if (tree->too_deep > 0)
        tree->too_deep--;
    else if (tag != NULL)
        end_known(tree, tag, from);
    else
        end_any(tree, NULL, g_str_hash(name));
}

static bool is_white(const char *text, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if (!g_ascii_isspace(text[i]))
            return false;
    return true;
}

void html_tree_text(struct html_tree *tree, const char *text, gsize length, gsize from, gsize to, bool exact)
{
    bool may_matter = tree->pending->len > 0 || !tree->has_body;
    if (may_matter && !is_white(text, length)) {
        tree->has_body |= tree->open->len == 0;
        if (tree->too_deep == 0)
            reconstruct(tree);
    }
    html_text(tree->page, text, length, from, to, exact);
}

void html_tree_finish(struct html_tree *tree) { close_from(tree, 0); }
