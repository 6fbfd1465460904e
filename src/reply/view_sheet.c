/* The rules of <style> elements: selectors of one tag, one class, or both. Combinators and pseudo-classes are passed over. */
#include <string.h>

#include "reply/view_css.h"

#define SHEET_RULES_MAX 4000u   /* selectors kept */
#define SELECTOR_BYTES_MAX 120u /* longer ones are no tag.class that a mail program writes */
#define INLINE_STYLES_MAX 200u  /* different style attributes remembered; a mail repeats a few */
#define CLASSES_MAX 16u         /* classes of one element that are looked up */

struct css_sheet {
    GHashTable *rules;         /* "p", ".s1", "span.s1" in lower case → struct css */
    GHashTable *inline_styles; /* what style attributes said that were read already → struct css */
};

struct css_sheet *css_sheet_new(void)
{
    struct css_sheet *sheet = g_new0(struct css_sheet, 1);
    sheet->rules = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    sheet->inline_styles = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return sheet;
}

void css_sheet_free(struct css_sheet *sheet)
{
    if (sheet == NULL)
        return;
    g_hash_table_unref(sheet->rules);
    g_hash_table_unref(sheet->inline_styles);
    g_free(sheet);
}

/* Returns whether the selector is a tag, a class or tag.class, and writes it in lower case. */
static bool clean_selector(char *out, const char *start, const char *end)
{
    while (start < end && g_ascii_isspace(*start))
        start++;
    while (end > start && g_ascii_isspace(end[-1]))
        end--;
    gsize length = (gsize)(end - start);
    if (length == 0 || length >= SELECTOR_BYTES_MAX)
        return false;
    guint dots = 0;
    for (gsize i = 0; i < length; i++) {
        char c = start[i];
        dots += c == '.';
        if (!g_ascii_isalnum(c) && c != '.' && c != '-' && c != '_')
            return false;
        out[i] = g_ascii_tolower(c);
    }
    out[length] = '\0';
    return dots <= 1 && out[length - 1] != '.';
}

static void add_rule(struct css_sheet *sheet, const char *selector, const struct css *css)
{
    struct css *known = g_hash_table_lookup(sheet->rules, selector);
    if (known != NULL)
        css_lay_over(known, css);
    else if (g_hash_table_size(sheet->rules) < SHEET_RULES_MAX)
        g_hash_table_insert(sheet->rules, g_strdup(selector), g_memdup2(css, sizeof *css));
}

static void add_rules(struct css_sheet *sheet, const char *selectors, const char *end, const struct css *css)
{
    for (const char *p = selectors; p < end;) {
        const char *comma = memchr(p, ',', (gsize)(end - p));
        const char *stop = comma != NULL ? comma : end;
        char selector[SELECTOR_BYTES_MAX];
        if (clean_selector(selector, p, stop))
            add_rule(sheet, selector, css);
        p = stop + 1;
    }
}

/* Returns text without comments and without the "<!--" and "-->" of old, each as a space. */
static GString *without_comments(const char *text, gsize length)
{
    GString *out = g_string_sized_new(length + 1);
    const char *end = text + length;
    for (const char *p = text; p < end;) {
        const char *q = p;
        while (q < end && *q != '/' && *q != '<' && *q != '-')
            q++;
        g_string_append_len(out, p, q - p);
        p = q;
        if (p == end)
            break;
        if (end - p >= 2 && p[0] == '/' && p[1] == '*') {
            const char *close = g_strstr_len(p + 2, end - p - 2, "*/");
            p = close != NULL ? close + 2 : end;
            g_string_append_c(out, ' ');
        } else if (end - p >= 4 && strncmp(p, "<!--", 4) == 0) {
            p += 4;
        } else if (end - p >= 3 && strncmp(p, "-->", 3) == 0) {
            p += 3;
        } else {
            g_string_append_c(out, *p++);
        }
    }
    return out;
}

/* Returns the '}' that closes the block whose inside starts at p, or end. */
static const char *block_end(const char *p, const char *end)
{
    guint depth = 1;
    for (; p < end; p++) {
        if (*p == '{')
            depth++;
        else if (*p == '}' && --depth == 0)
            break;
    }
    return p;
}

void css_sheet_add(struct css_sheet *sheet, const char *text, gsize length)
{
    GString *clean = without_comments(text, length);
    const char *end = clean->str + clean->len;
    for (const char *p = clean->str; p < end;) {
        while (p < end && g_ascii_isspace(*p))
            p++;
        gsize to_mark = strcspn(p, "{;");
        const char *mark = p + MIN(to_mark, (gsize)(end - p));
        if (mark >= end)
            break;
        if (*mark == ';') { /* "@import ...;" */
            p = mark + 1;
            continue;
        }
        const char *close = block_end(mark + 1, end);
        if (*p != '@') {
            struct css css = {0};
            css_read(&css, mark + 1, (gsize)(close - mark - 1));
            if (css.set != 0)
                add_rules(sheet, p, mark, &css);
        }
        p = close + 1;
    }
    g_string_free(clean, TRUE);
}

static void apply_one(const struct css_sheet *sheet, struct css *css, const char *selector)
{
    const struct css *rule = g_hash_table_lookup(sheet->rules, selector);
    if (rule != NULL)
        css_lay_over(css, rule);
}

/* Applies the rules for ".class" (no tag) or "tag.class" of every class. */
static void apply_classes(const struct css_sheet *sheet, struct css *css, const char *tag, const char *classes)
{
    char selector[SELECTOR_BYTES_MAX];
    gsize tag_length = strlen(tag);
    guint count = 0;
    for (const char *p = classes; *p != '\0' && count < CLASSES_MAX; count++) {
        p += strspn(p, " \t\r\n");
        gsize length = strcspn(p, " \t\r\n");
        if (length > 0 && tag_length + 1 + length < sizeof selector) {
            memcpy(selector, tag, tag_length);
            selector[tag_length] = '.';
            for (gsize i = 0; i < length; i++)
                selector[tag_length + 1 + i] = g_ascii_tolower(p[i]);
            selector[tag_length + 1 + length] = '\0';
            apply_one(sheet, css, selector);
        }
        p += length;
    }
}

void css_sheet_apply(const struct css_sheet *sheet, struct css *css, const char *tag, const char *classes)
{
    if (g_hash_table_size(sheet->rules) == 0)
        return;
    apply_one(sheet, css, tag);
    if (classes == NULL)
        return;
    apply_classes(sheet, css, "", classes);
    apply_classes(sheet, css, tag, classes);
}

void css_sheet_apply_inline(struct css_sheet *sheet, struct css *css, const char *declarations)
{
    const struct css *known = g_hash_table_lookup(sheet->inline_styles, declarations);
    if (known != NULL) {
        css_lay_over(css, known);
        return;
    }
    struct css own = {0};
    css_read(&own, declarations, strlen(declarations));
    css_lay_over(css, &own);
    if (g_hash_table_size(sheet->inline_styles) < INLINE_STYLES_MAX)
        g_hash_table_insert(sheet->inline_styles, g_strdup(declarations), g_memdup2(&own, sizeof own));
}
