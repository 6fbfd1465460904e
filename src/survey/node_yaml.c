/* YAML as its authors mean it: maps, lists and words. What can surprise them is refused: aliases and anchors (an alias bomb
 * takes gigabytes), tags, a key that stands twice, a second document. The only place that knows libfyaml.
 * libfyaml's own check for keys that stand twice is quadratic and ends at the first one, so it is off, and ours is used. Its
 * limit of 64 levels stays on: nothing here can recurse deeper. */
#include "survey/node_yaml.h"

#include <libfyaml.h>
#include <string.h>

struct place {
    guint line, column;
};

/* What the parser's words leave open, for those who do not know YAML. */
static const struct {
    const char *words, *advice;
} advices[] = {
    {"nested block mapping on the same line", "a colon and a space inside a text need quotes around the whole text: \"...\""},
    {"could not find expected ':'", "expected `key: value`"},
    {"missing ':'", "expected `key: value`"},
    {"simple key", "expected `key: value`"},
    {"plain scalar cannot start", "put the text in quotes: \"...\""},
    {"tab character", "indent with spaces"},
    {"without closing quote", "expected the same quote at the end of the text"},
    {"without a closing bracket", "expected `]` at the end of the list"},
    {"without a closing brace", "expected `}` at the end of the map"},
    {"wrongly indented", "entries that belong together begin in the same column"},
    {"wrong indent", "entries that belong together begin in the same column"},
    {"end of block sequence", "entries that belong together begin in the same column"},
    {"end of block mapping", "entries that belong together begin in the same column"},
};

static const char *advice_for(const char *words)
{
    for (guint i = 0; i < G_N_ELEMENTS(advices); i++)
        if (strstr(words, advices[i].words) != NULL)
            return advices[i].advice;
    return NULL;
}

static void report_errors(struct fy_diag *diag, const char *file, struct problems *problems)
{
    void *at = NULL;
    const struct fy_diag_error *error = NULL;
    while ((error = fy_diag_errors_iterate(diag, &at)) != NULL) {
        const char *advice = advice_for(error->msg);
        problems_add(problems, file, (guint)MAX(error->line, 1), (guint)MAX(error->column, 1), "this is not YAML: %s%s%s",
                     error->msg, advice != NULL ? "; " : "", advice != NULL ? advice : "");
    }
}

/* ---- from the library's tree to ours */

struct making {
    const char *file;
    struct problems *problems;
};

static struct node *make(const struct making *making, struct fy_node *from, struct place parent);

/* Where from begins: of a map or list the first thing in it; parent where there is nothing to point at. */
static struct place place_of(struct fy_node *from, struct place parent)
{
    void *at = NULL;
    struct fy_node_pair *pair = NULL;
    switch (from != NULL ? fy_node_get_type(from) : FYNT_SCALAR) {
    case FYNT_MAPPING:
        pair = fy_node_mapping_iterate(from, &at);
        return pair != NULL && fy_node_pair_key(pair) != NULL ? place_of(fy_node_pair_key(pair), parent) : parent;
    case FYNT_SEQUENCE:
        from = fy_node_sequence_iterate(from, &at);
        return from != NULL ? place_of(from, parent) : parent;
    case FYNT_SCALAR:
        break;
    }
    struct fy_token *token = from != NULL ? fy_node_get_scalar_token(from) : NULL;
    const struct fy_mark *mark = token != NULL ? fy_token_start_mark(token) : NULL;
    guint star = from != NULL && fy_node_is_alias(from) ? 1 : 0; /* which the library leaves out */
    return mark != NULL ? (struct place){(guint)mark->line + 1, (guint)mark->column + 1 - star} : parent;
}

static void refuse_surprises(const struct making *making, struct fy_node *from, struct place place)
{
    gsize length = 0;
    const char *tag = fy_node_get_tag(from, &length);
    if (fy_node_is_alias(from))
        problems_add(making->problems, making->file, place.line, place.column,
                     "found an alias (a word that begins with `*`); write the text out, or put it in quotes");
    else if (fy_node_get_anchor(from) != NULL)
        problems_add(making->problems, making->file, place.line, place.column,
                     "found an anchor (a word that begins with `&`); leave it out, or put the text in quotes");
    else if (tag != NULL)
        problems_add(making->problems, making->file, place.line, place.column,
                     "found a tag (a word that begins with `!`); leave it out, or put the text in quotes");
}

/* Returns the words of a key (transfer full), or NULL after adding why it is none. */
static char *key_of(const struct making *making, struct fy_node *key, struct place place)
{
    gsize length = 0;
    const char *words = key != NULL && fy_node_get_type(key) == FYNT_SCALAR ? fy_node_get_scalar(key, &length) : NULL;
    if (key != NULL)
        refuse_surprises(making, key, place);
    if (words != NULL && length > 0)
        return g_strndup(words, length);
    problems_add(making->problems, making->file, place.line, place.column,
                 "found no word before the colon; expected `key: value`");
    return NULL;
}

static void add_entries(const struct making *making, struct node *map, struct fy_node *from, struct place place)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    void *at = NULL;
    struct fy_node_pair *pair = NULL;
    while ((pair = fy_node_mapping_iterate(from, &at)) != NULL) {
        struct place key_place = place_of(fy_node_pair_key(pair), place);
        char *key = key_of(making, fy_node_pair_key(pair), key_place);
        if (key == NULL)
            continue;
        struct node *child = make(making, fy_node_pair_value(pair), key_place);
        child->key = key;
        child->line = key_place.line;
        child->column = key_place.column;
        g_ptr_array_add(map->children, child);
        const struct node *first = g_hash_table_lookup(seen, key);
        if (first != NULL)
            node_problem(child, making->problems, "key `%s` stands here a second time; the first is in line %u", key,
                         first->line);
        else
            g_hash_table_insert(seen, key, child);
    }
}

static void add_items(const struct making *making, struct node *list, struct fy_node *from, struct place place)
{
    void *at = NULL;
    struct fy_node *item = NULL;
    while ((item = fy_node_sequence_iterate(from, &at)) != NULL)
        g_ptr_array_add(list->children, make(making, item, place));
}

static void free_child(void *child) { node_free(child); }

/* from: (nullable) for a value that is not there. */
static struct node *make(const struct making *making, struct fy_node *from, struct place parent)
{
    struct place place = place_of(from, parent);
    struct node *node = g_new0(struct node, 1);
    *node = (struct node){.kind = NODE_SCALAR, .file = making->file, .line = place.line, .column = place.column};
    node->children = g_ptr_array_new_with_free_func(free_child);
    if (from != NULL)
        refuse_surprises(making, from, place);
    switch (from != NULL ? fy_node_get_type(from) : FYNT_SCALAR) {
    case FYNT_MAPPING:
        node->kind = NODE_MAP;
        add_entries(making, node, from, place);
        break;
    case FYNT_SEQUENCE:
        node->kind = NODE_LIST;
        add_items(making, node, from, place);
        break;
    case FYNT_SCALAR: {
        gsize length = 0;
        const char *words = from != NULL ? fy_node_get_scalar(from, &length) : NULL;
        node->scalar = g_strndup(words != NULL ? words : "", words != NULL ? length : 0);
        break;
    }
    }
    return node;
}

/* ---- the file */

/* Adds a problem for every `?` that would begin a key of several words: nobody here needs them, and this version of the library
 * writes beyond its memory at some of them ("? a:\t:"). */
static void refuse_long_keys(const char *text, gsize length, const char *file, struct problems *problems)
{
    guint line = 1;
    char before = '\n'; /* the last character that is no space */
    for (gsize i = 0; i < length; i++) {
        bool ends = i + 1 == length || strchr(" \t\r\n,[]{}", text[i + 1]) != NULL;
        if (text[i] == '?' && ends && strchr("\n-?:[{,", before) != NULL)
            problems_add(problems, file, line, 0, "found a `?` that stands alone; put it right behind the word before it");
        line += text[i] == '\n';
        if (strchr(" \t\r", text[i]) == NULL)
            before = text[i];
    }
}

/* A second document would otherwise be passed over in silence. */
static void refuse_second_document(struct fy_parser *parser, const char *file, struct problems *problems)
{
    struct fy_document *second = fy_parse_load_document(parser);
    if (second == NULL)
        return;
    struct place place = place_of(fy_document_root(second), (struct place){1, 1});
    problems_add(problems, file, place.line, place.column, "found a second document behind a line `---`; expected only one");
    fy_parse_document_destroy(parser, second);
}

static struct node *parse(struct fy_parser *parser, const char *file, struct problems *problems)
{
    struct making making = {.file = file, .problems = problems};
    struct fy_document *document = fy_parse_load_document(parser);
    if (document == NULL) {
        if (!fy_parser_get_stream_error(parser))
            problems_add(problems, file, 0, 0, "the file is empty");
        return NULL;
    }
    struct node *root = make(&making, fy_document_root(document), (struct place){1, 1});
    fy_parse_document_destroy(parser, document);
    refuse_second_document(parser, file, problems);
    return root;
}

struct node *node_from_yaml(const char *text, gsize length, const char *file, struct problems *problems)
{
    guint before = problems->list->len;
    refuse_long_keys(text, length, file, problems);
    if (problems->list->len > before)
        return NULL;
    struct fy_diag_cfg diag_config;
    fy_diag_cfg_default(&diag_config);
    diag_config.fp = NULL;
    diag_config.colorize = false;
    struct fy_diag *diag = fy_diag_create(&diag_config);
    fy_diag_set_collect_errors(diag, true);
    struct fy_parse_cfg config = {.flags = FYPCF_QUIET | FYPCF_ALLOW_DUPLICATE_KEYS, .diag = diag};
    struct fy_parser *parser = fy_parser_create(&config);
    AUTO(node) root = NULL;
    if (length == 0)
        problems_add(problems, file, 0, 0, "the file is empty");
    else if (fy_parser_set_string(parser, text, length) == 0)
        root = parse(parser, file, problems);
    report_errors(diag, file, problems);
    fy_parser_destroy(parser);
    fy_diag_destroy(diag);
    if (root == NULL && problems->list->len == before)
        problems_add(problems, file, 0, 0, "the file cannot be read as YAML");
    return problems->list->len == before ? g_steal_pointer(&root) : NULL;
}
