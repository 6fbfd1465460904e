/* Which elements are open: the rules of HTML 5 for end tags that are missing, crossed or too many. For the files view_*.c only.
 */
#pragma once
#include "reply/view_html.h"

struct html_tree;

/* Returns a tree that tells page what opens and closes. (transfer full) */
struct html_tree *html_tree_new(struct html_page *page);
void html_tree_free(struct html_tree *tree);

/* A start tag, an end tag, a piece of text. name is in lower case, tag what is known of it. */
void html_tree_start(struct html_tree *tree, const char *name, const struct html_tag *tag,
                     const struct html_attributes *attributes, gsize from, gsize to);
void html_tree_end(struct html_tree *tree, const char *name, const struct html_tag *tag, gsize from, gsize to);
void html_tree_text(struct html_tree *tree, const char *text, gsize length, gsize from, gsize to, bool exact);

/* A <!DOCTYPE> that makes browsers follow today's rules. */
void html_tree_no_quirks(struct html_tree *tree);

/* Closes all that is open. */
void html_tree_finish(struct html_tree *tree);
