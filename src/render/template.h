/* Templates: a small subset of mustache. {{name}} escaped by kind, {{{name}}} as it is, {{#list}}..{{/list}}, {{^list}}..
 * {{/list}}, {{>partial}}, {{! comment}}. A section tag alone on its line takes the line away. */
#pragma once
#include <glib.h>
#include <jansson.h>

#include "survey/problems.h"

enum template_kind { TEMPLATE_TEXT, TEMPLATE_HTML };

/* Renders the template file path (its partials are NAME.txt / NAME.html beside it) with the members of data (strings, integers,
 * booleans, objects, arrays). Returns the text (transfer full), or NULL and ERROR_CONFIGURATION with file and line: unknown
 * name, unclosed section, missing partial. */
char *template_render(const char *path, enum template_kind kind, const json_t *data, GError **error);

/* Renders the file with sample, entering every section, and adds a problem for each name that sample lacks: for
 * `hearback check`. sample must have at least one entry in each of its lists. */
void template_check_names(const char *path, enum template_kind kind, const json_t *sample, struct problems *problems);

/* Returns text with lines longer than columns broken at spaces, '\n' line ends. Each line is a paragraph of its own: short ones
 * stay, and what is broken off an indented line or a list entry stands below its first word. Never breaks inside a word, nor
 * between two groups of digits ("116 123"). (transfer full) */
char *text_wrap(const char *text, guint columns);
