/* Tables of all kinds, well-formed and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/csv.h"
#include "base/error.h"

static const struct table {
    const char *text;
    gssize length;        /* -1: up to NUL */
    const char *expected; /* LINE:field|field, rows apart by a space; "!" and words: refused with them */
} tables[] = {
    {"", -1, ""},
    {"\n\n\r\n,,\n", -1, ""},
    {"a,b\nc,d", -1, "1:a|b 2:c|d"},
    {"a,b\r\nc,d\r\n", -1, "1:a|b 2:c|d"},
    {"a,b\rc,d\r", -1, "1:a|b 2:c|d"},
    {"\xEF\xBB\xBFname,address\nx,y", -1, "1:name|address 2:x|y"},
    {"a;b,c;d\n1;2;3", -1, "1:a|b,c|d 2:1|2|3"},
    {"a\tb\n1\t2", -1, "1:a|b 2:1|2"},
    {"sep=;\r\na;b\r\n", -1, "2:a|b"},
    {"sep=|\na|b,c\n", -1, "2:a|b,c"},
    {"\"a,1\",b\n", -1, "1:a,1|b"},
    {"\"a \"\"q\"\"\",b\n", -1, "1:a_\"q\"|b"},
    {"\"a\nb\",c\nd,e", -1, "1:a_b|c 3:d|e"},
    {"\"a\r\nb\",c\r\nd,e", -1, "1:a_b|c 3:d|e"},
    {" a , \"b\" ,c \n", -1, "1:a|b|c"},
    {"a,,\n,b,\n", -1, "1:a|| 2:|b|"},
    {"\"x;y;z\",b\n", -1, "1:x;y;z|b"},
    {"caf\xE9,b\n", -1, "1:caf\xC3\xA9|b"},
    {"\xFF\xFE"
     "a\0\t\0\xE9\0\n\0b\0\t\0c\0",
     16, "1:a|\xC3\xA9 2:b|c"},
    {"\xFE\xFF"
     "\0a\0,\0b",
     8, "1:a|b"},
    {"a,b\n\"c,d\ne,f\n", -1, "!line 2: a quotation mark opens"},
    {"a,b\n\"c\"d,e\n", -1, "!line 2: words stand behind"},
    {"a,5\" pipe\n", -1, "1:a|5\"_pipe"},
    {"PK\3\4\0\0", 6, "!no text"},
    {"a,\0b", 4, "!no text"},
};

/* Returns csv as the table above writes it. (transfer full) */
static char *shown(const struct csv *csv)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < csv->rows->len; i++) {
        const struct csv_row *row = csv->rows->pdata[i];
        g_string_append_printf(out, "%s%u:", i > 0 ? " " : "", row->line);
        for (guint n = 0; n < row->fields->len; n++) {
            g_autofree char *field = g_strdelimit(g_strdup(row->fields->pdata[n]), " \n\r", '_');
            g_string_append_printf(out, "%s%s", n > 0 ? "|" : "", field);
        }
    }
    return g_string_free(out, FALSE);
}

static void reads(void **state)
{
    const struct table *table = *state;
    gsize length = table->length < 0 ? strlen(table->text) : (gsize)table->length;
    g_autoptr(GBytes) bytes = g_bytes_new_static(table->text, length);
    g_autoptr(GError) error = NULL;
    AUTO(csv) csv = csv_read(bytes, &error);
    if (*table->expected == '!') {
        assert_null(csv);
        assert_true(g_error_matches(error, ERROR_DOMAIN, ERROR_PERMANENT));
        assert_non_null(strstr(error->message, table->expected + 1));
        return;
    }
    assert_non_null(csv);
    g_autofree char *found = shown(csv);
    assert_string_equal(found, table->expected);
}

int main(void)
{
    struct CMUnitTest tests[G_N_ELEMENTS(tables)];
    for (guint i = 0; i < G_N_ELEMENTS(tables); i++)
        tests[i] = (struct CMUnitTest){tables[i].expected, reads, NULL, NULL, (void *)&tables[i]};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
