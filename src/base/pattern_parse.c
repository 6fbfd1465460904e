/* Reads the text of patterns: see pattern.h for the language. */
#include <string.h>

#include "base/pattern_parse.h"
#include "base/text.h"

#define MOST_GAP 20u    /* words that one _{from,to} may pass over */
#define MOST_NESTING 30 /* brackets within brackets */

struct parser {
    const char *text; /* folded */
    const char *at;
    char *what; /* NULL while all is well */
    int nesting;
};

static struct pattern_node *parse_choice(struct parser *parser, char close);

static struct pattern_node *node_new(enum pattern_node_kind kind)
{
    struct pattern_node *node = g_new0(struct pattern_node, 1);
    node->kind = kind;
    if (kind == PATTERN_SEQUENCE || kind == PATTERN_CHOICE)
        node->children = g_ptr_array_new_with_free_func((GDestroyNotify)pattern_node_free);
    return node;
}

void pattern_node_free(struct pattern_node *node)
{
    if (node == NULL)
        return;
    g_free(node->text);
    if (node->children != NULL)
        g_ptr_array_unref(node->children);
    g_free(node);
}

G_GNUC_PRINTF(2, 3) static void complain(struct parser *parser, const char *format, ...)
{
    if (parser->what != NULL)
        return;
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *said = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    parser->what = g_strdup_printf("%s at character %ld of \"%s\"", said,
                                   g_utf8_pointer_to_offset(parser->text, parser->at) + 1, parser->text);
}

static bool is_word_byte(char c) { return g_ascii_isalnum(c) || c == '\'' || (guchar)c >= 0x80; }

static struct pattern_node *parse_word(struct parser *parser)
{
    const char *start = parser->at;
    while (is_word_byte(*parser->at) ||
           ((*parser->at == '.' || *parser->at == ',') && g_ascii_isdigit(parser->at[1]) && parser->at > start))
        parser->at++;
    struct pattern_node *node = node_new(*parser->at == '*' ? PATTERN_PREFIX : PATTERN_WORD);
    node->text = g_strndup(start, (gsize)(parser->at - start));
    if (*parser->at == '*')
        parser->at++;
    return node;
}

static guint parse_count(struct parser *parser)
{
    if (!g_ascii_isdigit(*parser->at))
        complain(parser, "expected a number");
    guint count = 0;
    for (; g_ascii_isdigit(*parser->at) && count <= MOST_GAP; parser->at++)
        count = count * 10 + (guint)(*parser->at - '0');
    if (count > MOST_GAP)
        complain(parser, "expected a number up to %u", MOST_GAP);
    return count;
}

static struct pattern_node *parse_any(struct parser *parser)
{
    struct pattern_node *node = node_new(PATTERN_ANY);
    node->from = node->to = 1;
    if (*++parser->at != '{')
        return node;
    parser->at++;
    node->from = node->to = parse_count(parser);
    if (*parser->at == ',') {
        parser->at++;
        node->to = parse_count(parser);
    }
    if (*parser->at != '}' || node->to < node->from)
        complain(parser, "expected _{FROM,TO}");
    else
        parser->at++;
    return node;
}

static struct pattern_node *parse_mark(struct parser *parser)
{
    const char *start = ++parser->at;
    const char *end = *start == '"' ? (start[1] == '"' ? start + 1 : NULL) : strchr(start, '"');
    struct pattern_node *node = node_new(PATTERN_MARK);
    if (end == NULL || end == start)
        complain(parser, "expected a punctuation mark in quotes, like \":\"");
    else {
        node->text = g_strndup(start, (gsize)(end - start));
        parser->at = end + 1;
    }
    return node;
}

static struct pattern_node *parse_list(struct parser *parser)
{
    const char *start = ++parser->at;
    while (g_ascii_isalnum(*parser->at) || *parser->at == '_')
        parser->at++;
    struct pattern_node *node = node_new(PATTERN_LIST);
    node->text = g_strndup(start, (gsize)(parser->at - start));
    if (parser->at == start)
        complain(parser, "expected the name of a list after %%");
    return node;
}

static struct pattern_node *parse_bracket(struct parser *parser)
{
    bool optional = *parser->at == '[';
    if (++parser->nesting > MOST_NESTING)
        complain(parser, "too many brackets within brackets");
    parser->at++;
    struct pattern_node *node = parse_choice(parser, optional ? ']' : ')');
    if (parser->what == NULL)
        parser->at++;
    parser->nesting--;
    if (optional)
        g_ptr_array_add(node->children, node_new(PATTERN_SEQUENCE));
    return node;
}

static struct pattern_node *parse_element(struct parser *parser)
{
    switch (*parser->at) {
    case '(':
    case '[':
        return parse_bracket(parser);
    case '_':
        return parse_any(parser);
    case '"':
        return parse_mark(parser);
    case '%':
        return parse_list(parser);
    case '#':
    case '^':
    case '$':
        return node_new(*parser->at == '#'   ? (parser->at++, PATTERN_NUMBER)
                        : *parser->at == '^' ? (parser->at++, PATTERN_START)
                                             : (parser->at++, PATTERN_END));
    default:
        if (is_word_byte(*parser->at))
            return parse_word(parser);
        complain(parser, "unexpected \"%c\"", *parser->at);
        return node_new(PATTERN_SEQUENCE);
    }
}

static void set_over(struct pattern_node *node)
{
    node->over = true;
    for (guint i = 0; node->children != NULL && i < node->children->len; i++)
        set_over(node->children->pdata[i]);
}

static struct pattern_node *parse_sequence(struct parser *parser, char close)
{
    struct pattern_node *sequence = node_new(PATTERN_SEQUENCE);
    bool over = false;
    while (parser->what == NULL && *parser->at != '\0' && *parser->at != '|' && *parser->at != close) {
        if (*parser->at == ' ' || *parser->at == '-' || *parser->at == '~') {
            over |= *parser->at++ == '~';
            continue;
        }
        struct pattern_node *element = parse_element(parser);
        if (over)
            set_over(element);
        over = false;
        g_ptr_array_add(sequence->children, element);
    }
    return sequence;
}

/* Parses up to the bracket close, or the end where close is NUL. */
static struct pattern_node *parse_choice(struct parser *parser, char close)
{
    struct pattern_node *choice = node_new(PATTERN_CHOICE);
    g_ptr_array_add(choice->children, parse_sequence(parser, close));
    while (parser->what == NULL && *parser->at == '|') {
        parser->at++;
        g_ptr_array_add(choice->children, parse_sequence(parser, close));
    }
    if (*parser->at != close)
        complain(parser, close == '\0' ? "unexpected \"%c\"" : "expected \"%c\"", close == '\0' ? *parser->at : close);
    return choice;
}

struct pattern_node *pattern_parse(const char *text, char **what)
{
    g_autofree char *folded = text_fold(text);
    struct parser parser = {.text = folded, .at = folded};
    struct pattern_node *node = parse_choice(&parser, '\0');
    *what = parser.what;
    if (parser.what == NULL)
        return node;
    pattern_node_free(node);
    return NULL;
}
