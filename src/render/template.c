/* Templates. Parses a file into a flat list of tags, then renders it against JSON. A value is never read as template text, and
 * a name that the data lacks is an error, never an empty place. */
#include "render/template.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#define TEMPLATE_BYTES (256u * 1024)
#define SECTION_DEPTH 16u
#define PARTIAL_DEPTH 8u
#define STACK_DEPTH (SECTION_DEPTH * (PARTIAL_DEPTH + 1))
#define PROBLEMS_SHOWN 20u /* of one rendering */

enum tag_type { TAG_WORDS, TAG_VALUE, TAG_RAW, TAG_SECTION, TAG_INVERTED, TAG_CLOSE, TAG_PARTIAL, TAG_COMMENT };

struct tag {
    enum tag_type type;
    gsize start, length; /* TAG_WORDS: the bytes of the source */
    char *name;          /* other tags; NULL for words */
    guint line;
    guint partner; /* sections: the index of their TAG_CLOSE */
};

struct parsed {
    const char *path;
    char *source;
    GArray *tags; /* struct tag */
};

static void tag_clear(gpointer tag) { g_free(((struct tag *)tag)->name); }

static void parsed_free(struct parsed *parsed)
{
    g_array_unref(parsed->tags);
    g_free(parsed->source);
    g_free(parsed);
}
DEFINE_AUTO(parsed)

static const struct tag *tag_at(const struct parsed *parsed, guint index)
{
    return &g_array_index(parsed->tags, struct tag, index);
}

static void add_words(struct parsed *parsed, gsize start, gsize end, guint line)
{
    struct tag tag = {.type = TAG_WORDS, .start = start, .length = end - start, .line = line};
    if (end > start)
        g_array_append_val(parsed->tags, tag);
}

static bool name_is_sound(const char *name)
{
    if (strcmp(name, ".") == 0)
        return true;
    return *name != '\0' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name);
}

/* Makes the tag of what stands between the braces. Returns false after a problem. */
static bool tag_from(const struct parsed *parsed, const char *inside, gsize length, bool triple, guint line, struct tag *tag,
                     struct problems *problems)
{
    static const char marks[] = "#^/>!";
    static const enum tag_type types[] = {TAG_SECTION, TAG_INVERTED, TAG_CLOSE, TAG_PARTIAL, TAG_COMMENT};
    g_autofree char *text = g_strstrip(g_strndup(inside, length));
    const char *mark = !triple && *text != '\0' ? strchr(marks, *text) : NULL;
    *tag = (struct tag){.type = triple ? TAG_RAW : TAG_VALUE, .line = line};
    if (mark != NULL)
        tag->type = types[mark - marks];
    tag->name = g_strstrip(g_strdup(text + (mark != NULL)));
    if (tag->type == TAG_COMMENT || name_is_sound(tag->name))
        return true;
    problems_add(problems, parsed->path, line, 0,
                 "found {{%s}}; a name has small letters, digits and underscores only, as in {{first_name}}", text);
    g_clear_pointer(&tag->name, g_free);
    return false;
}

static bool takes_its_line(enum tag_type type) { return type != TAG_VALUE && type != TAG_RAW; }

/* Where the tag [start, end) stands alone on its line, widens it to the whole line with its line break. */
static void widen_to_line(const char *source, gsize *start, gsize *end)
{
    gsize from = *start, to = *end;
    while (from > 0 && (source[from - 1] == ' ' || source[from - 1] == '\t'))
        from--;
    while (source[to] == ' ' || source[to] == '\t' || (source[to] == '\r' && source[to + 1] == '\n'))
        to++;
    if ((from > 0 && source[from - 1] != '\n') || (source[to] != '\n' && source[to] != '\0'))
        return;
    *start = from;
    *end = source[to] == '\n' ? to + 1 : to;
}

static guint count_lines(const char *from, const char *to)
{
    guint lines = 0;
    for (; (from = memchr(from, '\n', (gsize)(to - from))) != NULL; from++)
        lines++;
    return lines;
}

/* Cuts the source into words and tags. Problems are added; what can be understood of the rest is still there. */
static void cut_tags(struct parsed *parsed, struct problems *problems)
{
    const char *source = parsed->source;
    gsize at = 0;
    guint line = 1;
    const char *open;
    while ((open = strstr(source + at, "{{")) != NULL) {
        line += count_lines(source + at, open);
        bool triple = open[2] == '{';
        const char *inside = open + (triple ? 3 : 2);
        const char *close = strstr(inside, triple ? "}}}" : "}}");
        if (close == NULL) {
            problems_add(problems, parsed->path, line, 0, "found %s without %s", triple ? "{{{" : "{{", triple ? "}}}" : "}}");
            return;
        }
        gsize start = (gsize)(open - source), end = (gsize)(close - source) + (triple ? 3 : 2);
        struct tag tag;
        bool sound = tag_from(parsed, inside, (gsize)(close - inside), triple, line, &tag, problems);
        guint next_line = line + count_lines(open, close);
        if (sound && takes_its_line(tag.type))
            widen_to_line(source, &start, &end);
        add_words(parsed, at, MAX(at, start), line);
        if (sound)
            g_array_append_val(parsed->tags, tag);
        line = next_line + count_lines(close, source + end);
        at = end;
    }
    add_words(parsed, at, strlen(source), line);
}

static void wrong_end(const char *path, const struct tag *end, const struct tag *opened, struct problems *problems)
{
    if (opened == NULL)
        problems_add(problems, path, end->line, 0, "found {{/%s}}, but no section is open here", end->name);
    else
        problems_add(problems, path, end->line, 0, "found {{/%s}}, expected {{/%s}} for the section of line %u", end->name,
                     opened->name, opened->line);
}

/* Pairs every section with its end. */
static void pair_sections(struct parsed *parsed, struct problems *problems)
{
    guint open[SECTION_DEPTH], depth = 0;
    for (guint i = 0; i < parsed->tags->len; i++) {
        struct tag *tag = &g_array_index(parsed->tags, struct tag, i);
        if (tag->type == TAG_SECTION || tag->type == TAG_INVERTED) {
            if (depth == SECTION_DEPTH) {
                problems_add(problems, parsed->path, tag->line, 0, "sections are nested more than %u deep", SECTION_DEPTH);
                return;
            }
            open[depth++] = i;
        } else if (tag->type == TAG_CLOSE) {
            struct tag *opened = depth > 0 ? &g_array_index(parsed->tags, struct tag, open[depth - 1]) : NULL;
            if (opened == NULL || strcmp(opened->name, tag->name) != 0) {
                wrong_end(parsed->path, tag, opened, problems);
                return;
            }
            opened->partner = i;
            depth--;
        }
    }
    for (guint i = 0; i < depth; i++) {
        const struct tag *tag = tag_at(parsed, open[i]);
        problems_add(problems, parsed->path, tag->line, 0, "the section {{%s%s}} has no end; add {{/%s}}",
                     tag->type == TAG_SECTION ? "#" : "^", tag->name, tag->name);
    }
}

/* Reads and parses the file path. Returns it (transfer full), or NULL after adding every problem. */
static struct parsed *parse(const char *path, struct problems *problems)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = file_read(path, TEMPLATE_BYTES, &error);
    if (bytes == NULL) {
        problems_add(problems, path, 0, 0, "%s", error->message);
        return NULL;
    }
    gsize size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    const char *bad = NULL;
    if (size > 0 && !g_utf8_validate_len(data, size, &bad)) {
        problems_add(problems, path, count_lines(data, bad) + 1, 0, "a byte that is not UTF-8; save the file as UTF-8");
        return NULL;
    }
    guint found_before = problems->list->len;
    struct parsed *parsed = g_new0(struct parsed, 1);
    parsed->path = path;
    parsed->source = g_strndup(size > 0 ? data : "", size);
    parsed->tags = g_array_new(FALSE, FALSE, sizeof(struct tag));
    g_array_set_clear_func(parsed->tags, tag_clear);
    cut_tags(parsed, problems);
    pair_sections(parsed, problems);
    if (problems->list->len == found_before)
        return parsed;
    parsed_free(parsed);
    return NULL;
}

static char *partial_path(const char *path, enum template_kind kind, const char *name)
{
    g_autofree char *folder = g_path_get_dirname(path);
    g_autofree char *file = g_strconcat(name, kind == TEMPLATE_HTML ? ".html" : ".txt", NULL);
    return g_build_filename(folder, file, NULL);
}

/* ---- rendering */

struct rendering {
    enum template_kind kind;
    const json_t *stack[STACK_DEPTH + 1]; /* what names are looked up in, innermost last */
    guint depth;
    guint partials;
    bool every_branch; /* enter sections whatever their value, to check the names inside */
    GString *out;
    struct problems *problems;
    guint problems_most; /* at which to stop: the list may hold problems of other files */
};

static const json_t *look_up(const struct rendering *rendering, const char *name)
{
    if (strcmp(name, ".") == 0)
        return rendering->stack[rendering->depth - 1];
    for (guint i = rendering->depth; i > 0; i--) {
        const json_t *value = json_object_get(rendering->stack[i - 1], name);
        if (value != NULL)
            return value;
    }
    return NULL;
}

static void unknown_name(struct rendering *rendering, const struct parsed *parsed, const struct tag *tag)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < rendering->depth; i++) {
        const char *key;
        json_t *value;
        json_object_foreach((json_t *)rendering->stack[i], key, value) g_ptr_array_add(names, (gpointer)key);
    }
    g_ptr_array_add(names, NULL);
    const char *nearest = text_nearest(tag->name, (const char *const *)names->pdata);
    problems_add(rendering->problems, parsed->path, tag->line, 0, "unknown name `%s`%s%s%s", tag->name,
                 nearest != NULL ? "; did you mean `" : "", nearest != NULL ? nearest : "", nearest != NULL ? "`?" : "");
}

static bool is_true(const json_t *value)
{
    if (json_is_array(value))
        return json_array_size(value) > 0;
    if (json_is_string(value))
        return json_string_length(value) > 0;
    return value != NULL && !json_is_false(value) && !json_is_null(value);
}

static bool is_between_digits(const char *start, const char *p)
{
    return *p == ' ' && p > start && g_ascii_isdigit(p[-1]) && g_ascii_isdigit(p[1]);
}

/* Escaped for its place: in text, a value cannot begin a new line; in HTML, it cannot be markup, and the groups of a telephone
 * number stay on one line. */
static void append_escaped(GString *out, enum template_kind kind, const char *text)
{
    for (const char *p = text; *p != '\0'; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029)
            g_string_append_c(out, ' ');
        else if (kind == TEMPLATE_HTML && c < 0x80 && strchr("&<>\"'", (int)c) != NULL)
            g_string_append_printf(out, "&#%u;", c);
        else if (kind == TEMPLATE_HTML && is_between_digits(text, p))
            g_string_append(out, "&#160;");
        else
            g_string_append_unichar(out, c);
    }
}

static void append_value(struct rendering *rendering, const struct parsed *parsed, const struct tag *tag, const json_t *value)
{
    if (json_is_integer(value))
        g_string_append_printf(rendering->out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_string(value) && tag->type == TAG_RAW)
        g_string_append(rendering->out, json_string_value(value));
    else if (json_is_string(value))
        append_escaped(rendering->out, rendering->kind, json_string_value(value));
    else if (json_is_object(value) || json_is_array(value))
        problems_add(rendering->problems, parsed->path, tag->line, 0, "`%s` is a list; write {{#%s}} ... {{/%s}}", tag->name,
                     tag->name, tag->name);
}

static void render_range(struct rendering *rendering, const struct parsed *parsed, guint first, guint end);

static void render_partial(struct rendering *rendering, const struct parsed *parsed, const struct tag *tag)
{
    if (rendering->partials == PARTIAL_DEPTH) {
        problems_add(rendering->problems, parsed->path, tag->line, 0, "{{>%s}}: files include each other more than %u deep",
                     tag->name, PARTIAL_DEPTH);
        return;
    }
    g_autofree char *path = partial_path(parsed->path, rendering->kind, tag->name);
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        problems_add(rendering->problems, parsed->path, tag->line, 0, "{{>%s}}: there is no file %s", tag->name, path);
        return;
    }
    AUTO(parsed) partial = parse(path, rendering->problems);
    if (partial == NULL)
        return;
    rendering->partials++;
    render_range(rendering, partial, 0, partial->tags->len);
    rendering->partials--;
}

static void render_inside(struct rendering *rendering, const struct parsed *parsed, guint first, guint end,
                          const json_t *context)
{
    if (rendering->depth == STACK_DEPTH)
        return; /* out of reach: sections and partials are limited */
    rendering->stack[rendering->depth++] = context;
    render_range(rendering, parsed, first, end);
    rendering->depth--;
}

static void render_section(struct rendering *rendering, const struct parsed *parsed, guint index, const json_t *value)
{
    const struct tag *tag = tag_at(parsed, index);
    bool inverted = tag->type == TAG_INVERTED;
    if (inverted ? is_true(value) && !rendering->every_branch : !is_true(value))
        return;
    if (inverted || !json_is_array(value)) {
        render_inside(rendering, parsed, index + 1, tag->partner, inverted ? NULL : value);
        return;
    }
    for (gsize i = 0; i < json_array_size(value); i++)
        render_inside(rendering, parsed, index + 1, tag->partner, json_array_get(value, i));
}

static void render_range(struct rendering *rendering, const struct parsed *parsed, guint first, guint end)
{
    for (guint i = first; i < end && rendering->problems->list->len < rendering->problems_most; i++) {
        const struct tag *tag = tag_at(parsed, i);
        if (tag->type == TAG_WORDS)
            g_string_append_len(rendering->out, parsed->source + tag->start, (gssize)tag->length);
        else if (tag->type == TAG_PARTIAL)
            render_partial(rendering, parsed, tag);
        else if (tag->type != TAG_COMMENT && tag->type != TAG_CLOSE) {
            const json_t *value = look_up(rendering, tag->name);
            if (value == NULL)
                unknown_name(rendering, parsed, tag);
            else if (tag->type == TAG_VALUE || tag->type == TAG_RAW)
                append_value(rendering, parsed, tag, value);
            else
                render_section(rendering, parsed, i, value);
            if (tag->type == TAG_SECTION || tag->type == TAG_INVERTED)
                i = tag->partner;
        }
    }
}

static char *render(const char *path, enum template_kind kind, const json_t *data, bool every_branch, struct problems *problems)
{
    AUTO(parsed) parsed = parse(path, problems);
    if (parsed == NULL)
        return NULL;
    struct rendering rendering = {.kind = kind,
                                  .stack = {data},
                                  .depth = 1,
                                  .every_branch = every_branch,
                                  .problems = problems,
                                  .problems_most = problems->list->len + PROBLEMS_SHOWN};
    rendering.out = g_string_new(NULL);
    render_range(&rendering, parsed, 0, parsed->tags->len);
    return g_string_free(rendering.out, FALSE);
}

char *template_render(const char *path, enum template_kind kind, const json_t *data, GError **error)
{
    AUTO(problems) problems = problems_new();
    g_autofree char *text = render(path, kind, data, false, problems);
    if (problems_is_empty(problems))
        return g_steal_pointer(&text);
    const struct problem *first = g_ptr_array_index(problems->list, 0);
    if (first->line > 0)
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s:%u: %s", first->file, first->line, first->text);
    else
        g_set_error(error, ERROR_DOMAIN, ERROR_CONFIGURATION, "%s: %s", first->file, first->text);
    return NULL;
}

void template_check_names(const char *path, enum template_kind kind, const json_t *sample, struct problems *problems)
{
    g_autofree char *text = render(path, kind, sample, true, problems);
}
