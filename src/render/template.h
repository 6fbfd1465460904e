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

/* Checks the syntax of the template file path for `hearback check`. */
void template_check(const char *path, struct problems *problems);

/* Returns text wrapped to columns, '\n' line ends; lines that are indented or short stay. (transfer full) */
char *text_wrap(const char *text, guint columns);
