/* Reads parameters: quoted or not, in pieces, percent-encoded with a charset, or broken. Missing semicolons and quotes are
 * forgiven. */
#include "mail/params.h"

#include <string.h>

#include "mail/charset.h"
#include "mail/encoded_word.h"

#define VALUE_BYTES (16u * 1024) /* of one field that are looked at */
#define PARAMS_MAX 100u

/* One "name*piece*=value". */
struct param {
    char *name;       /* lower case, without the marks of RFC 2231 */
    GString *value;   /* as it stands there, without quotes */
    gint piece;       /* -1: not in pieces */
    bool is_extended; /* percent-encoded; the first piece begins "charset'language'" */
};

static void param_clear(void *data)
{
    struct param *param = data;
    g_free(param->name);
    g_string_free(param->value, TRUE);
}

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

static const char *skip(const char *p, const char *end, const char *characters)
{
    while (p < end && *p != '\0' && strchr(characters, *p) != NULL)
        p++;
    return p;
}

/* Reads a quoted string that begins at the quote p. One that is never closed ends at the semicolon. */
static const char *read_quoted(const char *p, const char *end, GString *value)
{
    const char *q = p + 1;
    for (; q < end && *q != '"'; q++) {
        if (*q == '\\' && q + 1 < end)
            q++;
        if (*q != '\r' && *q != '\n')
            g_string_append_c(value, *q);
    }
    if (q < end)
        return q + 1;
    const char *semicolon = memchr(p, ';', (gsize)(end - p));
    g_string_truncate(value, 0);
    g_string_append_len(value, p + 1, (semicolon != NULL ? semicolon : end) - (p + 1));
    return semicolon != NULL ? semicolon : end;
}

/* Reads a value without quotes: up to the semicolon in a file's name, which may have blanks, else to the first blank. */
static const char *read_token(const char *p, const char *end, bool may_have_blanks, GString *value)
{
    const char *stop = p;
    while (stop < end && *stop != ';' && (may_have_blanks || (!is_blank(*stop) && *stop != '(')))
        stop++;
    const char *last = stop;
    while (last > p && is_blank(last[-1]))
        last--;
    g_string_append_len(value, p, last - p);
    return stop;
}

/* Takes the marks of RFC 2231 off the name: "filename*2*". */
static void read_name(struct param *param, const char *p, const char *stop)
{
    param->name = g_ascii_strdown(p, stop - p);
    param->piece = -1;
    char *star = strchr(param->name, '*');
    if (star == NULL)
        return;
    param->is_extended = g_str_has_suffix(star, "*");
    if (g_ascii_isdigit(star[1]))
        param->piece = (gint)MIN(g_ascii_strtoull(star + 1, NULL, 10), PARAMS_MAX);
    *star = '\0';
}

static bool is_file_name(const char *name) { return strcmp(name, "name") == 0 || strcmp(name, "filename") == 0; }

/* Reads one parameter from p on. Returns where it ends. */
static const char *read_param(GArray *list, const char *p, const char *end)
{
    const char *name = p;
    while (p < end && *p != '=' && *p != ';' && !is_blank(*p))
        p++;
    const char *name_end = p, *equals = skip(p, end, " \t\r\n");
    if (equals == end || *equals != '=' || name_end == name)
        return MAX(p, name + 1);
    struct param param = {.value = g_string_new(NULL)};
    read_name(&param, name, name_end);
    p = skip(equals + 1, end, " \t\r\n");
    p = p < end && *p == '"' ? read_quoted(p, end, param.value) : read_token(p, end, is_file_name(param.name), param.value);
    g_array_append_val(list, param);
    return p;
}

struct params *params_read(const struct field *field)
{
    struct params *params = g_new0(struct params, 1);
    params->list = g_array_new(FALSE, FALSE, sizeof(struct param));
    g_array_set_clear_func(params->list, param_clear);
    if (field == NULL) {
        params->value = g_strdup("");
        return params;
    }
    const char *end = field->value + MIN(field->value_length, VALUE_BYTES);
    const char *p = skip(field->value, end, " \t\r\n;\"'"), *start = p;
    while (p < end && !is_blank(*p) && *p != ';' && *p != ',' && *p != '"' && *p != '(')
        p++;
    params->value = g_ascii_strdown(start, p - start);
    while (params->list->len < PARAMS_MAX) {
        p = skip(p, end, " \t\r\n;,\"");
        if (p >= end)
            break;
        p = read_param(params->list, p, end);
    }
    return params;
}

void params_free(struct params *params)
{
    g_array_unref(params->list);
    g_free(params->value);
    g_free(params);
}

/* Returns the parameter called name, of that piece, or NULL. */
static const struct param *find(const struct params *params, const char *name, gint piece)
{
    for (guint i = 0; i < params->list->len; i++) {
        const struct param *param = &g_array_index(params->list, struct param, i);
        if (param->piece == piece && strcmp(param->name, name) == 0)
            return param;
    }
    return NULL;
}

static void append_percent_decoded(GString *out, const char *p)
{
    for (; *p != '\0'; p++) {
        bool is_code = *p == '%' && g_ascii_isxdigit(p[1]) && g_ascii_isxdigit(p[2]);
        g_string_append_c(out, is_code ? (char)(g_ascii_xdigit_value(p[1]) << 4 | g_ascii_xdigit_value(p[2])) : *p);
        p += is_code ? 2 : 0;
    }
}

/* Appends a piece; of the first extended one the charset goes to *charset. */
static void append_piece(GString *out, const struct param *param, char **charset)
{
    const char *text = param->value->str;
    if (!param->is_extended) {
        g_string_append_len(out, text, (gssize)param->value->len);
        return;
    }
    const char *quote = strchr(text, '\''), *second = quote != NULL ? strchr(quote + 1, '\'') : NULL;
    if (param->piece <= 0 && second != NULL) {
        *charset = g_strndup(text, (gsize)(quote - text));
        text = second + 1;
    }
    append_percent_decoded(out, text);
}

/* Joins the pieces of the parameter. *is_extended: it needs no further decoding but its charset's. */
static GString *join(const struct params *params, const char *name, bool *is_extended, char **charset)
{
    const struct param *plain = find(params, name, -1), *param = find(params, name, 0);
    GString *out = g_string_new(NULL);
    if (plain != NULL && (param == NULL || plain->is_extended))
        param = plain;
    *is_extended = param != NULL && param->is_extended;
    for (gint piece = 0; param != NULL; param = param->piece >= 0 ? find(params, name, ++piece) : NULL)
        append_piece(out, param, charset);
    return out;
}

char *params_raw(const struct params *params, const char *name)
{
    bool is_extended;
    g_autofree char *charset = NULL;
    g_autofree char *value = g_string_free(join(params, name, &is_extended, &charset), FALSE);
    return *value != '\0' ? g_steal_pointer(&value) : NULL;
}

char *params_words(const struct params *params, const char *name)
{
    bool is_extended;
    g_autofree char *charset = NULL;
    g_autoptr(GString) value = join(params, name, &is_extended, &charset);
    if (value->len == 0)
        return NULL;
    if (!is_extended)
        return encoded_words_decode(value->str, value->len, NULL);
    struct charset_text text = charset_decode(value->str, value->len, charset);
    char *words = encoded_words_decode(text.text, strlen(text.text), NULL);
    charset_text_clear(&text);
    return words;
}
