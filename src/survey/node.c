/* Reading a file into a tree, and asking the tree for values. Whatever is wrong is told with its place, what was found and what
 * was expected; nothing is put right silently. */
#include "survey/node.h"

#include <string.h>

#include "base/embedded.h"
#include "base/error.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/text.h"
#include "survey/node_yaml.h"

#define SHOWN_CHARACTERS 40 /* of a wrong value, in a message about it */

/* ---- loading */

/* Adds a problem for the first byte of every line that is not text. */
static void check_bytes(const char *bytes, gsize length, const char *file, struct problems *problems)
{
    guint line = 1, column = 1, told = 0;
    for (const char *at = bytes, *end = bytes + length; at < end;) {
        gunichar c = *at != '\0' ? g_utf8_get_char_validated(at, end - at) : 0;
        bool is_broken = c == (gunichar)-1 || c == (gunichar)-2;
        bool is_control = c == 0x7F || (c < 0x20 && c != '\t' && c != '\n' && c != '\r');
        if ((is_broken || is_control) && told != line) {
            problems_add(problems, file, line, column, "byte 0x%02X is %s", (guchar)*at,
                         is_broken ? "not UTF-8; save the file as UTF-8" : "a control character; take it out");
            told = line;
        }
        line += c == '\n';
        column = c == '\n' ? 1 : column + 1;
        at = is_broken ? at + 1 : g_utf8_next_char(at);
    }
}

/* Returns the built-in file that path names, or NULL. */
static GBytes *built_in(const char *path)
{
    if (!g_str_has_prefix(path, NODE_BUILT_IN))
        return NULL;
    for (const struct embedded_file *file = embedded_files(); file->name != NULL; file++)
        if (strcmp(file->name, path + strlen(NODE_BUILT_IN)) == 0)
            return g_bytes_new_static(file->text, file->length);
    return NULL;
}

struct node *node_load(const char *path, struct problems *problems)
{
    const char *file = g_intern_string(path);
    guint before = problems->list->len;
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = built_in(path);
    if (bytes == NULL)
        bytes = file_read(path, LIMIT_YAML_BYTES, &error);
    if (bytes == NULL) {
        problems_add(problems, file, 0, 0, "%s", error->message);
        return NULL;
    }
    gsize length = 0;
    const char *text = g_bytes_get_data(bytes, &length);
    check_bytes(text, length, file, problems);
    return problems->list->len == before ? node_from_yaml(text, length, file, problems) : NULL;
}

void node_free(struct node *node)
{
    if (node == NULL)
        return;
    g_free(node->key);
    g_free(node->scalar);
    g_ptr_array_unref(node->children);
    g_free(node);
}

void node_problem(const struct node *node, struct problems *problems, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    problems_add(problems, node->file, node->line, node->column, "%s", text);
}

/* ---- keys */

const struct node *node_get(const struct node *map, const char *key)
{
    for (guint i = 0; map->kind == NODE_MAP && i < map->children->len; i++) {
        const struct node *child = map->children->pdata[i];
        if (strcmp(child->key, key) == 0)
            return child;
    }
    return NULL;
}

/* Returns names as "`a`, `b` or `c`". (transfer full) */
static char *listed(const char *const *names)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; names[i] != NULL; i++)
        g_string_append_printf(out, "%s`%s`", i == 0 ? "" : names[i + 1] == NULL ? " or " : ", ", names[i]);
    return g_string_free(out, FALSE);
}

void node_unknown(const struct node *node, const char *what, const char *found, const char *const *names,
                  struct problems *problems)
{
    const char *nearest = text_nearest(found, names);
    g_autofree char *shown = node_shorten(found), *all = listed(names);
    if (nearest != NULL)
        node_problem(node, problems, "unknown %s `%s`; did you mean `%s`?", what, shown, nearest);
    else
        node_problem(node, problems, "unknown %s `%s`%s%s", what, shown, *all != '\0' ? "; expected " : "", all);
}

bool node_check_keys(const struct node *map, const char *const *allowed, struct problems *problems)
{
    guint before = problems->list->len;
    if (map->kind != NODE_MAP) {
        g_autofree char *all = listed(allowed), *found = node_describe(map);
        node_problem(map, problems, "found %s; expected `key: value` with the keys %s", found, all);
    }
    for (guint i = 0; map->kind == NODE_MAP && i < map->children->len; i++) {
        struct node *child = map->children->pdata[i];
        if (g_strv_contains(allowed, child->key))
            continue;
        child->is_unknown = true;
        node_unknown(child, "key", child->key, allowed, problems);
    }
    return problems->list->len == before;
}

bool node_need(const struct node *map, const char *key, struct problems *problems)
{
    const char *const names[] = {key, NULL};
    if (map->kind != NODE_MAP)
        return false;
    if (node_get(map, key) != NULL)
        return true;
    for (guint i = 0; i < map->children->len; i++) {
        const struct node *child = map->children->pdata[i];
        if (child->is_unknown && text_nearest(child->key, names) != NULL)
            return false;
    }
    node_problem(map, problems, "`%s` is missing", key);
    return false;
}

/* ---- what was found, in words */

char *node_shorten(const char *text)
{
    g_autofree char *squeezed = text_squeeze(text);
    if (g_utf8_strlen(squeezed, -1) <= SHOWN_CHARACTERS)
        return g_steal_pointer(&squeezed);
    g_autofree char *start = g_utf8_substring(squeezed, 0, SHOWN_CHARACTERS);
    return g_strconcat(start, "…", NULL);
}

char *node_describe(const struct node *node)
{
    if (node->kind != NODE_SCALAR)
        return g_strdup(node->kind == NODE_LIST ? "a list" : "a map of `key: value`");
    if (text_is_blank(node->scalar))
        return g_strdup("nothing");
    g_autofree char *shown = node_shorten(node->scalar);
    return g_strdup_printf("`%s`", shown);
}

static void expected(const struct node *node, struct problems *problems, const char *what)
{
    g_autofree char *found = node_describe(node);
    if (node->key != NULL)
        node_problem(node, problems, "`%s`: found %s; expected %s", node->key, found, what);
    else
        node_problem(node, problems, "found %s; expected %s", found, what);
}

/* ---- values */

/* Returns the words of key in map; NULL where it is missing, and where it has none, after adding a problem. (transfer none) */
static const char *words_of(const struct node *map, const char *key, const char *what, struct problems *problems)
{
    const struct node *child = node_get(map, key);
    if (child == NULL)
        return NULL;
    if (child->kind == NODE_SCALAR && !text_is_blank(child->scalar))
        return child->scalar;
    expected(child, problems, what);
    return NULL;
}

const char *node_text(const struct node *map, const char *key, const char *otherwise, struct problems *problems)
{
    const char *words = words_of(map, key, "a text", problems);
    return words != NULL ? words : otherwise;
}

gint64 node_integer(const struct node *map, const char *key, gint64 from, gint64 to, gint64 otherwise,
                    struct problems *problems)
{
    g_autofree char *what = g_strdup_printf("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, from, to);
    const char *words = words_of(map, key, what, problems);
    gint64 number = 0;
    if (words == NULL)
        return otherwise;
    if (g_ascii_string_to_signed(words, 10, from, to, &number, NULL))
        return number;
    expected(node_get(map, key), problems, what);
    return otherwise;
}

bool node_boolean(const struct node *map, const char *key, bool otherwise, struct problems *problems)
{
    static const struct {
        const char *word;
        bool value;
    } words[] = {{"yes", true}, {"no", false}, {"true", true}, {"false", false}, {"on", true}, {"off", false}};
    const char *what = "`yes` or `no`", *found = words_of(map, key, what, problems);
    if (found == NULL)
        return otherwise;
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (g_ascii_strcasecmp(words[i].word, found) == 0)
            return words[i].value;
    expected(node_get(map, key), problems, what);
    return otherwise;
}

guint node_choice(const struct node *map, const char *key, const char *const *names, guint otherwise, struct problems *problems)
{
    g_autofree char *what = listed(names);
    const char *word = words_of(map, key, what, problems);
    for (guint i = 0; word != NULL && names[i] != NULL; i++)
        if (strcmp(names[i], word) == 0)
            return i;
    if (word != NULL)
        node_unknown(node_get(map, key), key, word, names, problems);
    return otherwise;
}

struct unit {
    const char *name; /* in small letters; an 's' behind it is allowed */
    gint64 size;
};

/* Reads "15 minutes": digits, then one of units (whose last has the name NULL), or no unit where the first one's name is "". */
static bool read_quantity(const char *words, const struct unit *units, gint64 *value)
{
    gsize digits = strspn(words, "0123456789");
    g_autofree char *number = g_strndup(words, digits), *rest = g_ascii_strdown(words + digits, -1);
    const char *unit = g_strstrip(rest);
    guint64 count = 0;
    if (!g_ascii_string_to_unsigned(number, 10, 0, G_MAXINT32, &count, NULL))
        return false;
    for (; units->name != NULL; units++) {
        gsize length = strlen(units->name);
        bool matches = strncmp(unit, units->name, length) == 0 &&
                       (unit[length] == '\0' || (length > 1 && strcmp(unit + length, "s") == 0));
        if (matches && (gint64)count <= G_MAXINT64 / units->size) {
            *value = (gint64)count * units->size;
            return true;
        }
    }
    return false;
}

static gint64 quantity(const struct node *map, const char *key, const struct unit *units, const char *what, gint64 otherwise,
                       struct problems *problems)
{
    const char *words = words_of(map, key, what, problems);
    gint64 value = 0;
    if (words == NULL)
        return otherwise;
    if (read_quantity(words, units, &value))
        return value;
    expected(node_get(map, key), problems, what);
    return otherwise;
}

gint64 node_seconds(const struct node *map, const char *key, gint64 otherwise, struct problems *problems)
{
    static const struct unit units[] = {{"second", 1},  {"sec", 1},     {"minute", 60},   {"min", 60},
                                        {"hour", 3600}, {"day", 86400}, {"week", 604800}, {NULL, 0}};
    return quantity(map, key, units, "a time in seconds, minutes, hours, days or weeks, like `15 minutes`", otherwise,
                    problems);
}

gint64 node_bytes(const struct node *map, const char *key, gint64 otherwise, struct problems *problems)
{
    static const struct unit units[] = {{"", 1},          {"byte", 1},     {"kb", 1 << 10},  {"kib", 1 << 10}, {"mb", 1 << 20},
                                        {"mib", 1 << 20}, {"gb", 1 << 30}, {"gib", 1 << 30}, {NULL, 0}};
    return quantity(map, key, units, "a size in bytes, KB, MB or GB, like `64 MB`", otherwise, problems);
}

const struct node *node_item(const struct node *list, guint index)
{
    if (list == NULL || list->kind == NODE_MAP)
        return NULL;
    if (list->kind == NODE_SCALAR)
        return index == 0 ? list : NULL;
    return index < list->children->len ? list->children->pdata[index] : NULL;
}

const char *node_item_text(const struct node *item, struct problems *problems)
{
    if (item->kind == NODE_SCALAR && !text_is_blank(item->scalar))
        return item->scalar;
    expected(item, problems, "a text");
    return NULL;
}

GPtrArray *node_texts(const struct node *map, const char *key, struct problems *problems)
{
    GPtrArray *texts = g_ptr_array_new_with_free_func(g_free);
    const struct node *list = node_get(map, key), *item = NULL;
    if (list != NULL && list->kind == NODE_MAP)
        expected(list, problems, "a text or a list of texts");
    for (guint i = 0; (item = node_item(list, i)) != NULL; i++) {
        const char *text = node_item_text(item, problems);
        if (text != NULL)
            g_ptr_array_add(texts, g_strdup(text));
    }
    return texts;
}
