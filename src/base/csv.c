/* Reads tables. Never guesses at what is damaged: a table that could be read in two ways is refused. */
#include "base/csv.h"

#include <string.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/text.h"

struct reader {
    const char *p;
    guint line;
    char separator;
};

static void row_free(void *data)
{
    struct csv_row *row = data;
    g_ptr_array_unref(row->fields);
    g_free(row);
}

void csv_free(struct csv *csv)
{
    if (csv == NULL)
        return;
    g_ptr_array_unref(csv->rows);
    g_free(csv);
}

/* ---- the text */

/* Returns bytes as UTF-8 without a byte order mark. (transfer full) */
static char *text_of(GBytes *bytes)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    if (length >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0)) {
        char *text =
            g_convert(data + 2, (gssize)length - 2, "UTF-8", *data == '\xFF' ? "UTF-16LE" : "UTF-16BE", NULL, NULL, NULL);
        if (text != NULL)
            return text;
    }
    if (length >= 3 && memcmp(data, "\xEF\xBB\xBF", 3) == 0)
        return text_repair(data + 3, length - 3);
    return text_repair(data != NULL ? data : "", length);
}

/* Takes the line "sep=;" that Excel puts first, or finds the separator that the first line has most of. */
static void find_separator(struct reader *reader)
{
    static const char separators[] = {',', ';', '\t'};
    guint best = 0;
    if (g_ascii_strncasecmp(reader->p, "sep=", 4) == 0 && reader->p[4] != '\0' && strchr("\r\n", reader->p[5]) != NULL) {
        reader->separator = reader->p[4];
        reader->p += 5;
        return;
    }
    for (guint i = 0; i < G_N_ELEMENTS(separators); i++) {
        guint count = 0;
        bool quoted = false;
        for (const char *p = reader->p; *p != '\0' && (quoted || strchr("\r\n", *p) == NULL); p++) {
            quoted ^= *p == '"';
            count += !quoted && *p == separators[i];
        }
        if (count > best || i == 0)
            reader->separator = separators[i];
        best = MAX(best, count);
    }
}

/* ---- fields and rows */

static bool is_end(const struct reader *reader) { return *reader->p == '\0' || *reader->p == '\r' || *reader->p == '\n'; }

/* Takes the line break, whichever of the three it is. */
static void take_break(struct reader *reader)
{
    reader->p += *reader->p == '\r' && reader->p[1] == '\n' ? 2 : *reader->p != '\0';
    reader->line++;
}

static bool take_quoted(struct reader *reader, GString *field, GError **error)
{
    guint line = reader->line;
    reader->p++;
    while (*reader->p != '"' || reader->p[1] == '"') {
        if (*reader->p == '\0') {
            g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "line %u: a quotation mark opens here and nothing closes it",
                        line);
            return false;
        }
        bool is_break = *reader->p == '\n' || (*reader->p == '\r' && reader->p[1] != '\n');
        reader->line += is_break;
        g_string_append_c(field, *reader->p);
        reader->p += *reader->p == '"' ? 2 : 1;
    }
    reader->p++;
    reader->p += strspn(reader->p, " ");
    if (is_end(reader) || *reader->p == reader->separator)
        return true;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "line %u: words stand behind a closing quotation mark", reader->line);
    return false;
}

/* Returns the next field (transfer full), or NULL and an error. */
static char *take_field(struct reader *reader, GError **error)
{
    g_autoptr(GString) field = g_string_new(NULL);
    while (*reader->p == ' ' && reader->separator != ' ')
        reader->p++;
    if (*reader->p == '"') {
        if (!take_quoted(reader, field, error))
            return NULL;
    } else {
        const char *start = reader->p;
        while (!is_end(reader) && *reader->p != reader->separator)
            reader->p++;
        g_string_append_len(field, start, reader->p - start);
    }
    return text_squeeze(field->str);
}

/* Reads the next row. Returns it (transfer full), or NULL and an error. */
static struct csv_row *take_row(struct reader *reader, GError **error)
{
    struct csv_row *row = g_new0(struct csv_row, 1);
    row->line = reader->line;
    row->fields = g_ptr_array_new_with_free_func(g_free);
    for (bool more = true; more;) {
        char *field = take_field(reader, error);
        if (field == NULL) {
            row_free(row);
            return NULL;
        }
        g_ptr_array_add(row->fields, field);
        more = *reader->p == reader->separator && !is_end(reader);
        reader->p += more;
    }
    take_break(reader);
    return row;
}

static bool is_empty(const struct csv_row *row)
{
    for (guint i = 0; i < row->fields->len; i++)
        if (*(const char *)row->fields->pdata[i] != '\0')
            return false;
    return true;
}

static bool is_too_long(const struct csv *csv, const struct csv_row *row, GError **error)
{
    if (csv->rows->len < LIMIT_LIST_ROWS)
        return false;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "line %u: more than %u rows; cut the list in parts", row->line,
                LIMIT_LIST_ROWS);
    return true;
}

/* A spreadsheet's own format, which is a ZIP archive, or something else that is no text. */
static bool is_binary(GBytes *bytes, GError **error)
{
    gsize length = 0;
    const char *data = g_bytes_get_data(bytes, &length);
    bool is_utf16 = length >= 2 && (memcmp(data, "\xFF\xFE", 2) == 0 || memcmp(data, "\xFE\xFF", 2) == 0);
    bool is_zip = length >= 4 && memcmp(data, "PK\3\4", 4) == 0;
    if (!is_zip && (is_utf16 || length == 0 || memchr(data, '\0', length) == NULL))
        return false;
    g_set_error(error, ERROR_DOMAIN, ERROR_PERMANENT, "this is no text; save it from the spreadsheet as CSV");
    return true;
}

struct csv *csv_read(GBytes *bytes, GError **error)
{
    if (is_binary(bytes, error))
        return NULL;
    g_autofree char *text = text_of(bytes);
    struct reader reader = {.p = text, .line = 1};
    AUTO(csv) csv = g_new0(struct csv, 1);
    csv->rows = g_ptr_array_new_with_free_func(row_free);
    find_separator(&reader);
    while (*reader.p != '\0') {
        struct csv_row *row = take_row(&reader, error);
        if (row == NULL)
            return NULL;
        if (is_empty(row)) {
            row_free(row);
            continue;
        }
        g_ptr_array_add(csv->rows, row);
        if (is_too_long(csv, row, error))
            return NULL;
    }
    return g_steal_pointer(&csv);
}
