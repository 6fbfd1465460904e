/* Any text as a YAML file: it is refused with a reason, or its tree has a place everywhere and can be asked for anything. */
#include <glib.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "survey/node_yaml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition)                                                                                                     \
    do {                                                                                                                       \
        if (!(condition))                                                                                                      \
            abort();                                                                                                           \
    } while (0)

static void ask(const struct node *node, struct problems *problems)
{
    static const char *const keys[] = {"a", "b", NULL};
    REQUIRE(node->line > 0 && node->column > 0 && node->children != NULL);
    REQUIRE((node->kind == NODE_SCALAR) == (node->scalar != NULL));
    g_autofree char *description = node_describe(node);
    if (node->kind != NODE_SCALAR)
        node_check_keys(node, keys, problems);
    for (guint i = 0; i < node->children->len; i++) {
        const struct node *child = node->children->pdata[i];
        REQUIRE((node->kind == NODE_MAP) == (child->key != NULL));
        if (child->key != NULL) {
            g_autoptr(GPtrArray) texts = node_texts(node, child->key, problems);
            node_seconds(node, child->key, 0, problems);
            node_bytes(node, child->key, 0, problems);
            node_integer(node, child->key, 0, 1, 0, problems);
        }
        ask(child, problems);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autofree char *text = text_repair((const char *)data, size);
    for (char *p = text; *p != '\0'; p++) /* node_load lets no control characters through */
        if ((guchar)*p < ' ' && *p != '\n')
            *p = *p & 1 ? ' ' : '\t';
    AUTO(problems) problems = problems_new();
    AUTO(node) root = node_from_yaml(text, strlen(text), "fuzz.yaml", problems);
    REQUIRE((root != NULL) == problems_is_empty(problems));
    if (root != NULL)
        ask(root, problems);
    return 0;
}
